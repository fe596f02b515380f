import { expect, test } from 'vitest';
import { LabError } from '../failure.ts';
import { identityOf } from './fixture.ts';
import { overlaps } from '../scenario/overlap.ts';
import { selects } from './select.ts';
import { selectorText } from './selector-text.ts';
import { identify } from './identity.ts';

const linux = (release: string) => identify({ identity: identityOf('Linux', release), how: 'native' });

test.each([
  ['>=6.18', '6.18.44-fc', true],
  ['>=6.18.44', '6.18.44-fc-v669', true],
  ['<5.15', '5.10.0-33-cloud-amd64', true],
  ['5.10 - 6.1', '6.1.0-40-cloud-amd64', true],
  ['>=7', '6.18.44-fc', false],
  ['<15', '15.4', false],
])('the range %s on the release %s: %s, whatever the build is called', (version, release, expected) => {
  expect(selects({ os: 'linux', version }, linux(release))).toBe(expected);
});

test('a range never holds for a system whose version is unknown', () => {
  expect(selects({ version: '>=0' }, { ...linux('1'), version: undefined })).toBe(false);
});

test('every key must hold, and a list holds if one of its words does', () => {
  expect(selects({ os: ['macos', 'linux'], libc: 'glibc', arch: 'amd64' }, linux('6.1.0'))).toBe(true);
  expect(selects({ os: ['macos', 'linux'], libc: 'musl' }, linux('6.1.0'))).toBe(false);
  expect(selects({}, linux('6.1.0'))).toBe(true);
});

test('gVisor is not Linux, although it says so', () => {
  const gvisor = identify({ identity: identityOf('Linux', '4.4.0'), declared: { system: { name: 'gvisor' } }, how: 'gvisor' });
  expect(selects({ os: 'linux' }, gvisor)).toBe(false);
  expect(selects({ os: 'gvisor' }, gvisor)).toBe(true);
});

test('what is no range is refused with what to write instead', () => {
  expect(() => selects({ version: 'newest' }, linux('6.1.0'))).toThrow(LabError);
  expect(() => selects({ version: 'newest' }, linux('6.1.0'))).toThrow("'newest' is not a range of versions");
});

test('conditions overlap where one system could meet both', () => {
  expect(overlaps({ os: 'macos', version: '>=10.14' }, { os: 'macos', version: '<10.14' })).toBe(false);
  expect(overlaps({ os: 'macos', version: '>=10.14' }, { os: ['linux', 'macos'] })).toBe(true);
  expect(overlaps({ os: 'linux' }, { os: 'macos' })).toBe(false);
  expect(overlaps({}, { libc: 'musl' })).toBe(true);
});

test('a condition reads as a sentence goes on', () => {
  expect(selectorText({})).toBe('on all systems');
  expect(selectorText({ os: ['linux', 'macos'], version: '>=10', libc: 'musl' })).toBe('on Linux or macOS >=10 with musl');
});
