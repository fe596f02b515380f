import { expect, test } from 'vitest';
import { identityOf } from './fixture.ts';
import type { Run } from '../results/result.ts';
import { identify, identityKey, sentenceOf } from './identity.ts';

test.each([
  [identityOf('Linux', '6.18.44-fc-v669'), 'Linux 6.18.44 with glibc 2.36 (x86_64)'],
  [
    { ...identityOf('Darwin', '24.4.0', 'libSystem'), machine: 'arm64', os: { id: 'macos', version: '15.4', name: 'macOS' } },
    'macOS 15.4 with libSystem 2.36 (arm64)',
  ],
  [{ ...identityOf('FreeBSD', '14.2-RELEASE-p1', 'libc'), machine: 'amd64' }, 'FreeBSD 14.2 with libc 2.36 (x86_64)'],
  [
    { ...identityOf('SunOS', '5.11', 'libc'), version: 'omnios-r151050-a1b2', machine: 'i86pc' },
    'illumos omnios-r151050-a1b2 with libc 2.36 (x86_64)',
  ],
  [{ ...identityOf('SunOS', '5.11', 'libc'), version: '11.4.42', machine: 'i86pc' }, 'Solaris 11.4.42 with libc 2.36 (x86_64)'],
  [identityOf('CYGWIN_NT-10.0-19045', '3.4.10-1.x86_64', 'newlib'), 'Cygwin 3.4.10 with newlib 2.36 (x86_64)'],
  [identityOf('Plan9', '4'), 'plan9 4 with glibc 2.36 (x86_64)'],
])('a system is named by what it says of itself (%#)', (identity, sentence) => {
  expect(sentenceOf(identify({ identity, how: 'native' }))).toBe(sentence);
});

test('what is declared outranks what a kernel pretends, and is marked', () => {
  const declared = { system: { name: 'gvisor', version: '20240102.0' }, runtime: { name: 'runsc' } };
  const system = identify({ identity: identityOf('Linux', '4.4.0'), declared, how: 'gvisor' });
  expect(sentenceOf(system)).toBe('gVisor 20240102.0 under runsc with glibc 2.36 (x86_64)');
  expect(system.declared).toEqual(['system', 'runtime']);
});

test('a distribution is never part of the sentence', () => {
  const identity = { ...identityOf('Linux', '6.1.0'), os: { id: 'debian', version: '12', name: 'Debian GNU/Linux 12' } };
  expect(sentenceOf(identify({ identity, how: 'container' }))).toBe('Linux 6.1.0 under a container with glibc 2.36 (x86_64)');
});

test('a 32-bit program on a 64-bit kernel says so', () => {
  const system = identify({ identity: { ...identityOf('Linux', '6.1.0'), bits: 32 }, how: 'native' });
  expect(sentenceOf(system)).toContain('(x86_64, 32-bit program)');
});

test('a Debian kernel is the release that it was built from, and a Haiku its revision', () => {
  const identity = { ...identityOf('Linux', '6.1.0-56-cloud-amd64'), version: '#1 SMP Debian 6.1.192-2 (2026-11-16)' };
  expect(identify({ identity, how: 'kernel' }).version).toBe('6.1.192');
  const haiku = { ...identityOf('Haiku', '1', 'libroot'), version: 'hrev57937+129 Jul 1 2026' };
  expect(identify({ identity: haiku, how: 'kit' }).version).toBe('hrev57937');
});

const plain = identityOf('Linux', '6.18.44-fc');
const keyOf = (run: Partial<Run>): string => identityKey(identify({ identity: plain, how: 'native', ...run }));

test.each<[string, Partial<Run>]>([
  ['in a container, which has the kernel of its host', { how: 'container', declared: { runtime: { name: 'runc' } } }],
  ['from another build of the same release', { identity: { ...plain, release: '6.18.44-generic' } }],
  ['with the architecture written in another way', { identity: { ...plain, machine: 'amd64' } }],
  ['on more processors', { identity: { ...plain, cpus: 64 } }],
])('it is the same system %s', (_what, run) => {
  expect(keyOf(run)).toBe(keyOf({}));
});

test.each<[string, Partial<Run>]>([
  ['kernel', { identity: { ...plain, sysname: 'FreeBSD' } }],
  ['release', { identity: { ...plain, release: '6.18.45' } }],
  ['libc', { identity: { ...plain, libc: { name: 'musl', version: '2.36' } } }],
  ['version of the libc', { identity: { ...plain, libc: { name: 'glibc', version: '2.41' } } }],
  ['architecture', { identity: { ...plain, machine: 'aarch64' } }],
  ['word size', { identity: { ...plain, bits: 32 } }],
  ['declared system', { declared: { system: { name: 'gvisor', version: '2024' } } }],
  ['way to emulate', { declared: { emulated: 'box64' } }],
])('it is another system with another %s', (_what, run) => {
  expect(keyOf(run)).not.toBe(keyOf({}));
});
