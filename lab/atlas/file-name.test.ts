import { expect, test } from 'vitest';
import { plainRun } from '../results/fixture.ts';
import { fileNameOf } from './file-name.ts';

const { identity } = plainRun;

test.each([
  ['linux-6.18.44-glibc-x86_64', identity],
  ['linux-6.18.44-musl-arm64', { ...identity, machine: 'aarch64', libc: { name: 'musl', version: '1.2.5' } }],
  [
    'macos-15.4-arm64',
    {
      ...identity,
      sysname: 'Darwin',
      release: '24.4.0',
      machine: 'arm64',
      libc: { name: 'libc of the system' },
      os: { id: 'macos', version: '15.4', name: 'macOS 15.4' },
    },
  ],
  ['freebsd-14.2-x86_64', { ...identity, sysname: 'FreeBSD', release: '14.2-RELEASE', machine: 'amd64' }],
  ['odd-system-x86_64', { ...identity, sysname: 'Odd/../System', release: '', version: '' }],
])('a machine is filed as what it is: %s', (name, measured) => {
  expect(fileNameOf({ ...plainRun, identity: measured })).toBe(name);
});
