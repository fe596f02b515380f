/** The package managers that a target can name, and the command with which each installs packages without asking anything. */
const commands = {
  apt: (packages: string) =>
    `apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends ${packages} && rm -rf /var/lib/apt/lists/*`,
  dnf: (packages: string) => `dnf install -y --setopt=install_weak_deps=False ${packages} && dnf clean all`,
  // Arch supports no partial upgrades: a package of today beside libraries of last month may not run.
  pacman: (packages: string) => `pacman -Syu --noconfirm ${packages}`,
  zypper: (packages: string) => `zypper --non-interactive install --no-recommends ${packages}`,
  apk: (packages: string) => `apk add --no-cache ${packages}`,
  // The package manager must be updated first, or it refuses to update anything else.
  xbps: (packages: string) => `xbps-install -Syu xbps && xbps-install -Sy ${packages}`,
};

/** A package manager that a target can name. */
export type PackageManager = keyof typeof commands;

/** All package managers, for the schema of targets. */
export const packageManagers = Object.keys(commands) as [PackageManager, ...PackageManager[]];

/** The shell command that installs `packages` with `manager`. */
export function installCommand(manager: PackageManager, packages: readonly string[]): string {
  return commands[manager](packages.join(' '));
}
