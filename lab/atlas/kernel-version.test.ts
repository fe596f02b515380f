import fc from 'fast-check';
import { expect, test } from 'vitest';
import { comparableVersion, compareVersions, linuxVersion, shortVersion } from './kernel-version.ts';

test.each([
  ['6.1.0-56-cloud-amd64', '#1 SMP PREEMPT_DYNAMIC Debian 6.1.192-2 (2026-11-16)', '6.1.192'],
  ['6.1.0-50-686-pae', '#1 SMP PREEMPT_DYNAMIC Debian 6.1.176-1 (2026-07-02)', '6.1.176'],
  ['7.3-cloud-amd64', '#1 SMP PREEMPT_DYNAMIC Debian 7.3~rc7-1~exp1 (2026-10-16)', '7.3-rc7'],
  ['6.12.107+deb13-s390x', '#1 SMP Debian 6.12.107-1 (2026-08-29)', '6.12.107'],
  ['6.18.44-fc-v669', '#1 SMP PREEMPT_DYNAMIC @0', '6.18.44'],
  ['6.19.0-rc3', '#1 SMP', '6.19.0-rc3'],
  ['4.4.0', '#1 SMP Sun Jan 10 15:06:54 PST 2016', '4.4.0'],
])('the kernel that calls itself %s, built as %j, is %s', (release, build, version) => {
  expect(linuxVersion(release, build)).toBe(version);
});

test('a build that speaks of another series does not rename a kernel', () => {
  expect(linuxVersion('6.18.44', '#1 on Debian 5.10.262-1')).toBe('6.18.44');
});

test.each([
  ['5.10.0-33-cloud-amd64', '5.10.0', '5.10.0'],
  ['15.4', '15.4.0', '15.4'],
  ['7.3-rc7', '7.3.0-rc.7', '7.3-rc7'],
  ['6.1.0-rclone', '6.1.0', '6.1.0'],
  ['14.2-RELEASE-p1', '14.2.0', '14.2'],
  ['omnios-r151050', '151050.0.0', 'omnios-r151050'],
  ['rolling', undefined, 'rolling'],
])('%s can be compared as %s and shown as %s', (version, comparable, short) => {
  expect(comparableVersion(version)).toBe(comparable);
  expect(shortVersion(version)).toBe(short);
});

test('a candidate comes before its release, and the tenth after the ninth', () => {
  expect(['7.3', '7.3-rc10', '7.2.13', '7.3-rc9', '10.0'].toSorted(compareVersions)).toEqual([
    '7.2.13',
    '7.3-rc9',
    '7.3-rc10',
    '7.3',
    '10.0',
  ]);
});

test('comparing versions is antisymmetric, and 0 only for equal text', () => {
  const version = fc.oneof(
    fc.stringMatching(/^[0-9]{1,3}(\.[0-9]{1,3}){0,2}(-rc[0-9]{1,2})?$/),
    fc.constantFrom('rolling', 'hrev57937', ''),
  );
  fc.assert(
    fc.property(version, version, (one, other) => {
      expect(Math.sign(compareVersions(one, other))).toBe(-Math.sign(compareVersions(other, one)) + 0);
      expect(compareVersions(one, other) === 0).toBe(one === other);
    }),
  );
});
