import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Observation, Result, Run, Trace } from '../results/result.ts';
import { compareRun } from './compare.ts';
import { bothPacings, tenTimes } from './fixture.ts';

const run: Run = {
  date: '2026-11-20',
  how: 'kit',
  agent: { source: 'a'.repeat(64), compiler: 'cc', protocol: 2 },
  identity: {
    sysname: 'NetBSD',
    release: '10.1',
    version: 'x',
    machine: 'amd64',
    libc: { name: 'libc of the system' },
    bits: 64,
    endian: 'little',
    cpus: 1,
  },
  unsupported: [],
  slowness: 1,
  deadlineMs: 300,
  fingerprint: 'kit cc',
};
const hash = '0123456789abcdef';
const seen = (traces: Trace[]): Observation => ({ hash, traces });
const stored = (traces: Trace[], of: Run = run): Result => ({
  schemaVersion: 2,
  target: 'netbsd',
  runs: [of],
  cases: { c: { hash, traces, run: 0 } },
});
const listed = (mine: Trace[], other: Result): string | undefined => {
  const comparison = compareRun(run, { c: seen(mine) }, [other]);
  const lists = Object.entries(comparison).filter(([, list]) => (list as unknown[]).length > 0);
  expect(lists).toHaveLength(1);
  return lists[0]?.[0];
};

test('the same traces agree, however often each was seen', () => {
  const more = bothPacings('done', 'EOF').map((trace) => ({ ...trace, count: 1000 }));
  expect(listed(bothPacings('done', 'EOF'), stored(more))).toBe('agree');
});

test('what differs only back-to-back is chance', () => {
  expect(listed([tenTimes('back-to-back', 'EOF')], stored([tenTimes('back-to-back', 'ECONNRESET')]))).toBe('chance');
});

test('other settled trials are a contradiction, with the first step that differs', () => {
  const mine = [tenTimes('back-to-back', 'done', 'EOF'), tenTimes('settled', 'done', 'EOF', 'EOF')];
  const other = [tenTimes('back-to-back', 'done', 'EOF'), tenTimes('settled', 'done', 'EOF', 'EPIPE')];
  expect(compareRun(run, { c: seen(mine) }, [stored(other)]).contradictions).toMatchObject([
    { id: 'c', step: 2, here: 'EOF', there: 'EPIPE', target: 'netbsd' },
  ]);
});

test('other bytes are a contradiction, also where the counts are the same', () => {
  const mine = [{ ...tenTimes('settled', '1'), bytes: { '0': '61' } }];
  const other = [{ ...tenTimes('settled', '1'), bytes: { '0': '62' } }];
  expect(compareRun(run, { c: seen(mine) }, [stored(other)]).contradictions).toMatchObject([
    { here: '1 (bytes 61)', there: '1 (bytes 62)' },
  ]);
});

test.each([
  ['another kernel', { ...run, identity: { ...run.identity, release: '9.4' } }],
  ['another C library', { ...run, identity: { ...run.identity, libc: { name: 'musl' } } }],
  ['another architecture', { ...run, identity: { ...run.identity, machine: 'evbarm' } }],
  ['a declared system', { ...run, declared: { system: { name: 'gVisor' } } }],
])('a result of %s neither agrees nor contradicts', (_, other) => {
  expect(listed(bothPacings('EOF'), stored(bothPacings('EPIPE'), other))).toBe('fresh');
});

test('another version of the case neither agrees nor contradicts', () => {
  const other = stored(bothPacings('EPIPE'));
  const older = { ...other, cases: { c: { hash: 'fedcba9876543210', traces: bothPacings('EPIPE'), run: 0 } } };
  expect(listed(bothPacings('EOF'), older)).toBe('fresh');
});

test('a trial that could not be set up contradicts nothing', () => {
  expect(listed(bothPacings('setup failed: socket EMFILE'), stored(bothPacings('EOF')))).toBe('fresh');
});

test('what a container says is held against its host, since the kernel is the same', () => {
  const inside = { ...run, how: 'container', declared: { runtime: { name: 'runc' } } };
  expect(listed(bothPacings('EOF'), stored(bothPacings('EPIPE'), inside))).toBe('contradictions');
});

test('what an equal system lacks is no other answer, and is the same answer where both lack it', () => {
  const lacking = bothPacings('unsupported: tcp6 EADDRNOTAVAIL');
  expect(listed(bothPacings('EOF'), stored(lacking))).toBe('fresh');
  expect(listed(lacking, stored(bothPacings('EOF')))).toBe('fresh');
  expect(listed(lacking, stored(lacking))).toBe('agree');
});

test('amd64 and x86_64 are one architecture', () => {
  const other = { ...run, identity: { ...run.identity, machine: 'x86_64' } };
  expect(listed(bothPacings('EOF'), stored(bothPacings('EOF'), other))).toBe('agree');
});

const anyTraces = fc.uniqueArray(
  fc.record({
    pacing: fc.constantFrom('back-to-back' as const, 'settled' as const),
    count: fc.integer({ min: 1, max: 9 }),
    outcomes: fc.array(fc.constantFrom('EOF', 'EPIPE', '5'), { minLength: 1, maxLength: 2 }),
  }),
  { selector: ({ pacing, outcomes }) => `${pacing} ${outcomes.join()}`, minLength: 1, maxLength: 4 },
);

test('anything agrees with itself', () => {
  fc.assert(
    fc.property(anyTraces, (traces) => {
      expect(listed(traces, stored(traces))).toBe('agree');
    }),
  );
});

test('who contradicts whom does not depend on who was there first', () => {
  fc.assert(
    fc.property(anyTraces, anyTraces, (a, b) => {
      expect(listed(a, stored(b))).toBe(listed(b, stored(a)));
    }),
  );
});
