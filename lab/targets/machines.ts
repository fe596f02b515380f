/** A machine that QEMU can be, and what it takes to make a kernel and an agent for it. */
export interface Machine {
  /** The architecture as Debian calls it, and how its smallest kernel's package ends. */
  debian: string;
  flavour: string;
  qemuPackage: string;
  qemu: string;
  machine: string;
  cpu: string;
  /** The device that carries the observations' port. */
  bus: string;
  /** Options of the kernel: where its console is, and what only this machine can do without. */
  options: string;
  /** The compiler, and the packages that it comes from. */
  compiler: string;
  packages: string;
}

const machines = {
  x86_64: {
    debian: 'amd64',
    flavour: 'cloud-amd64',
    qemuPackage: 'qemu-system-x86',
    qemu: 'qemu-system-x86_64',
    machine: 'q35',
    cpu: 'max',
    bus: 'virtio-serial-pci',
    options: 'console=ttyS0 acpi=off',
    compiler: 'gcc',
    packages: 'gcc libc6-dev',
  },
  i386: {
    debian: 'i386',
    flavour: '686-pae',
    qemuPackage: 'qemu-system-x86',
    qemu: 'qemu-system-i386',
    machine: 'q35',
    cpu: 'max',
    bus: 'virtio-serial-pci',
    options: 'console=ttyS0',
    compiler: 'i686-linux-gnu-gcc',
    packages: 'gcc-i686-linux-gnu libc6-dev-i386-cross',
  },
  aarch64: {
    debian: 'arm64',
    flavour: 'cloud-arm64',
    qemuPackage: 'qemu-system-arm',
    qemu: 'qemu-system-aarch64',
    machine: 'virt',
    // Older ones need page tables apart for kernel and user (Meltdown), which makes each system call several times slower here.
    cpu: 'neoverse-n1',
    bus: 'virtio-serial-pci',
    options: 'console=ttyAMA0',
    compiler: 'aarch64-linux-gnu-gcc',
    packages: 'gcc-aarch64-linux-gnu libc6-dev-arm64-cross',
  },
  s390x: {
    debian: 's390x',
    flavour: 's390x',
    qemuPackage: 'qemu-system-misc',
    qemu: 'qemu-system-s390x',
    machine: 's390-ccw-virtio',
    cpu: 'max',
    bus: 'virtio-serial-ccw',
    options: 'console=ttyS0',
    compiler: 's390x-linux-gnu-gcc',
    packages: 'gcc-s390x-linux-gnu libc6-dev-s390x-cross',
  },
} satisfies Record<string, Machine>;

/** An architecture that a kernel target can have, as `uname -m` says it (`i386` says `i686`). */
export type Architecture = keyof typeof machines;

/** All architectures, for the schema of targets. */
export const architectureNames = Object.keys(machines) as [Architecture, ...Architecture[]];

/** The C libraries that an agent for a kernel target can be linked with. */
export const staticLibcs = ['glibc', 'musl', 'dietlibc'] as const;
export type StaticLibc = (typeof staticLibcs)[number];

/** The machine of an architecture. */
export function machineOf(architecture: Architecture): Machine {
  return machines[architecture];
}

/** What links the agent with a C library on x86-64: the command, the packages beside the compiler, and the one whose version is libc's. */
export const linking: Record<StaticLibc, { compiler: string; packages: string; libcPackage: string } | undefined> = {
  glibc: undefined,
  musl: { compiler: 'musl-gcc', packages: 'musl-tools', libcPackage: 'musl-dev' },
  dietlibc: { compiler: 'diet gcc', packages: 'dietlibc-dev', libcPackage: 'dietlibc-dev' },
};
