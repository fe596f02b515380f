import { expect, test } from 'vitest';
import { unzip } from './unzip.ts';
import { zipOf } from './zip-fixture.ts';

const json = Buffer.from('{"a":1}');

test('the files of a zip come out as they went in', async () => {
  const files = [
    { name: 'macos-15.json', bytes: json },
    { name: 'result-freebsd-15.1-x86-64.json', bytes: Buffer.from('x'.repeat(100_000)) },
  ];
  expect(await unzip('result-x', zipOf(files))).toEqual(files);
});

test.each([
  ['a path that leads out', zipOf([{ name: '../evil.json', bytes: json }]), /evil/],
  ['an absolute path', zipOf([{ name: '/etc/evil.json', bytes: json }]), /evil/],
  ['a backslash', zipOf([{ name: '..\\evil.json', bytes: json }]), /evil/],
  ['a folder', zipOf([{ name: 'a/b.json', bytes: json }]), /is no name of a result file/],
  ['a hidden file', zipOf([{ name: '.npmrc', bytes: json }]), /is no name of a result file/],
  ['a program', zipOf([{ name: 'evil.sh', bytes: json }]), /is no name of a result file/],
  [
    'the same name twice',
    zipOf([
      { name: 'a.json', bytes: json },
      { name: 'a.json', bytes: json },
    ]),
    /two files a.json/,
  ],
  ['a size that lies', zipOf([{ name: 'a.json', bytes: Buffer.alloc(5_000_000), statedSize: 10 }]), /too many bytes/],
  ['a bomb', zipOf([{ name: 'a.json', bytes: Buffer.alloc(17 * 1024 * 1024) }]), /a.json is too large/],
  ['many small bombs', zipOf(Array.from({ length: 9 }, (_, i) => ({ name: `${i}.json`, bytes: Buffer.alloc(8_000_000) }))), /is too large/],
  ['too many files', zipOf(Array.from({ length: 201 }, (_, i) => ({ name: `${i}.json`, bytes: json }))), /201 files/],
  ['nothing', zipOf([]), /holds nothing/],
  ['no zip', Buffer.from('hello'), /cannot be unpacked/],
  ['half a zip', zipOf([{ name: 'a.json', bytes: json }]).subarray(0, 60), /cannot be unpacked/],
])('a zip with %s is refused', async (_, zip, reason) => {
  await expect(unzip('result-x', zip)).rejects.toMatchObject({ code: 'bad-request', message: expect.stringMatching(reason) as string });
});
