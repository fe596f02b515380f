import { expect, test } from 'vitest';
import { identityOf } from './fixture.ts';
import { comparableVersion, sentenceOf, shortVersion, systemOf } from './system.ts';

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
  expect(sentenceOf(systemOf({ identity, how: 'native' }))).toBe(sentence);
});

test('what is declared outranks what a kernel pretends, and is marked', () => {
  const declared = { system: { name: 'gvisor', version: '20240102.0' }, runtime: { name: 'runsc' } };
  const system = systemOf({ identity: identityOf('Linux', '4.4.0'), declared, how: 'gvisor' });
  expect(sentenceOf(system)).toBe('gVisor 20240102.0 under runsc with glibc 2.36 (x86_64)');
  expect(system.declared).toEqual(['system', 'runtime']);
});

test('a distribution is never part of the sentence', () => {
  const identity = { ...identityOf('Linux', '6.1.0'), os: { id: 'debian', version: '12', name: 'Debian GNU/Linux 12' } };
  expect(sentenceOf(systemOf({ identity, how: 'container' }))).toBe('Linux 6.1.0 under a container with glibc 2.36 (x86_64)');
});

test('a 32-bit program on a 64-bit kernel says so', () => {
  const system = systemOf({ identity: { ...identityOf('Linux', '6.1.0'), bits: 32 }, how: 'native' });
  expect(sentenceOf(system)).toContain('(x86_64, 32-bit program)');
});

test.each([
  ['5.10.0-33-cloud-amd64', '5.10.0', '5.10.0'],
  ['15.4', '15.4.0', '15.4'],
  ['14.2-RELEASE-p1', '14.2.0', '14.2'],
  ['omnios-r151050', '151050.0.0', 'omnios-r151050'],
  ['rolling', undefined, 'rolling'],
])('%s can be compared as %s and shown as %s', (version, comparable, short) => {
  expect(comparableVersion(version)).toBe(comparable);
  expect(shortVersion(version)).toBe(short);
});
