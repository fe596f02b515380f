import type { DeclaredIdentity, MeasuredIdentity } from '../results/result.ts';

/** What calls itself Linux and is none: how it gives itself away, and what it is. */
const disguises: {
  name: string;
  isIt: (identity: MeasuredIdentity) => boolean;
  version?: (identity: MeasuredIdentity) => string | undefined;
}[] = [
  // gVisor answers every uname with the same kernel, built on the same day (pkg/sentry/syscalls/linux/linux64.go).
  { name: 'gVisor', isIt: ({ release, version }) => release === '4.4.0' && version === '#1 SMP Sun Jan 10 15:06:54 PST 2016' },
  // The first WSL has no Linux kernel; the second has, and spells it "microsoft-standard-WSL2".
  { name: 'WSL1', isIt: ({ release }) => /^4\.4\.0-\d+-Microsoft$/.test(release), version: ({ release }) => release.split('-')[1] },
  // lx zones of SmartOS and OmniOS.
  { name: 'illumos', isIt: ({ version }) => version.startsWith('BrandZ') },
  // FreeBSD runs Linux programs, and tells its own version behind a Linux release.
  { name: 'FreeBSD', isIt: ({ version }) => version.startsWith('FreeBSD '), version: ({ version }) => version.split(' ')[1] },
];

/**
 * What a system that answers `uname` as Linux really is, where it gives itself away; `undefined` for a Linux and for systems that say
 * who they are. It counts as declared, not as measured: whoever wants to be taken for another can change what gives him away.
 */
export function disguiseOf(identity: MeasuredIdentity): DeclaredIdentity['system'] {
  if (identity.sysname !== 'Linux') return undefined;
  const found = disguises.find(({ isIt }) => isIt(identity));
  const version = found?.version?.(identity);
  return found && { name: found.name, ...(version === undefined ? {} : { version }) };
}
