import { expect, test } from 'vitest';
import type { MeasuredIdentity } from '../results/result.ts';
import { disguiseOf } from './disguise.ts';

const linux = (release: string, version: string): MeasuredIdentity => ({
  sysname: 'Linux',
  release,
  version,
  machine: 'x86_64',
  libc: { name: 'glibc', version: '2.36' },
  bits: 64,
  endian: 'little',
  cpus: 2,
});

test.each([
  ['4.4.0', '#1 SMP Sun Jan 10 15:06:54 PST 2016', { name: 'gVisor' }],
  ['4.4.0-19041-Microsoft', '#1237-Microsoft Sat Sep 11 14:32:00 PST 2021', { name: 'WSL1', version: '19041' }],
  ['5.10.0', 'BrandZ virtual linux', { name: 'illumos' }],
  ['5.15.0', 'FreeBSD 14.2-RELEASE GENERIC', { name: 'FreeBSD', version: '14.2-RELEASE' }],
])('Linux %s, %s is no Linux', (release, version, system) => {
  expect(disguiseOf(linux(release, version))).toEqual(system);
});

test.each([
  ['4.4.0', '#1 SMP Debian 4.4.6-1 (2016-03-17)'],
  ['6.6.87.2-microsoft-standard-WSL2', '#1 SMP PREEMPT_DYNAMIC Thu Jun  5 18:30:46 UTC 2025'],
  ['6.1.0-40-amd64', '#1 SMP PREEMPT_DYNAMIC Debian 6.1.153-1 (2025-09-20)'],
])('Linux %s, %s is a Linux', (release, version) => {
  expect(disguiseOf(linux(release, version))).toBeUndefined();
});

test('a FreeBSD that says so is in no disguise', () => {
  expect(disguiseOf({ ...linux('14.2-RELEASE', 'FreeBSD 14.2-RELEASE GENERIC'), sysname: 'FreeBSD' })).toBeUndefined();
});
