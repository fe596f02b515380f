import { expect, test } from 'vitest';
import type { Source } from './case.ts';
import { checkSources } from './source-rules.ts';

const base = { title: 'T', url: 'https://example.org/', read: '2026-01-31' };

async function problems(source: Partial<Source>): Promise<string[]> {
  const found = await checkSources({ s: { ...base, kind: 'issue', ...source } });
  return found.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

test('a standard and a man page need an edition', async () => {
  expect(await problems({ kind: 'standard' })).toEqual([
    "s: 's' is a standard without an edition: nobody can tell which text its claims quote.",
  ]);
  expect(await problems({ kind: 'man page' })).toHaveLength(1);
  expect(await problems({ kind: 'standard', edition: '2017' })).toEqual([]);
  expect(await problems({ kind: 'issue' })).toEqual([]);
});

test('the source of a kernel and a test suite say of which system they are', async () => {
  expect(await problems({ kind: 'kernel source' })).toEqual([expect.stringContaining('does not say of which system')]);
  expect(await problems({ kind: 'kernel source', describes: { os: 'macos', version: '15.4' } })).toEqual([]);
  expect(await problems({ kind: 'test suite', ci: true })).toEqual([expect.stringContaining('does not say of which system')]);
});

test('a test suite says whether a CI runs it, and nothing else does', async () => {
  const describes = { os: 'linux' };
  expect(await problems({ kind: 'test suite', describes })).toEqual([expect.stringContaining('does not say whether a CI runs it')]);
  for (const ci of [true, false, 'unknown'] as const) expect(await problems({ kind: 'test suite', describes, ci })).toEqual([]);
  expect(await problems({ kind: 'issue', ci: true })).toEqual(["s.ci: 'ci' is for a test suite; this is an issue."]);
});

test('what is no text of rules has no edition', async () => {
  expect(await problems({ kind: 'answer', edition: '2017' })).toEqual(['s.edition: An answer has no editions.']);
  expect(await problems({ kind: 'documentation', edition: '2024' })).toEqual([]);
});

test('an address on a branch is reported, unless the source says that nobody knows the commit', async () => {
  const url = 'https://github.com/NetBSD/src/blob/trunk/sys/kern/uipc_socket.c';
  const kind = 'kernel source';
  expect(await problems({ kind, url, describes: { os: 'netbsd' } })).toEqual([
    "s.url: This address is of the branch 'trunk', whose text changes.",
  ]);
  expect(await problems({ kind, url, describes: { os: 'netbsd', branch: 'trunk' } })).toEqual([]);
  expect(await problems({ kind, url, describes: { os: 'netbsd', branch: 'trunk', commit: '0123456789ab' } })).toHaveLength(1);
  const commit = url.replace('trunk', '00c232c08d1207b572248eeeeb5c73c5406fe735');
  expect(await problems({ kind, url: commit, describes: { os: 'netbsd' } })).toEqual([]);
  const tag = 'https://github.com/apple-oss-distributions/xnu/blob/xnu-11417.101.15/bsd/kern/uipc_socket.c';
  expect(await problems({ kind, url: tag, describes: { os: 'macos' } })).toEqual([]);
  expect(await problems({ url: 'https://github.com/tokio-rs/mio/pull/1110' })).toEqual([]);
});

test('a described version that is no version is reported', async () => {
  const describes = { os: 'macos', version: 'Sequoia' };
  expect(await problems({ kind: 'kernel source', describes })).toEqual([
    "s.describes.version: 'Sequoia' is neither a version nor a range of versions.",
  ]);
});
