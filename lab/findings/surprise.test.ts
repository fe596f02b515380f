import { expect, test } from 'vitest';
import { identityOf, resultWith, scenarioWith } from '../atlas/fixture.ts';
import { mergeAtlas } from '../atlas/atlas.ts';
import type { Result } from '../results/result.ts';
import type { Claim, Source } from '../scenario/case.ts';
import { surpriseLines } from '../pages/surprises-text.ts';
import { differencesByAxis } from './differences.ts';
import { judgeAll } from './judge.ts';
import { surprisesIn } from './surprise.ts';

const source = (id: string): Source => ({ id, title: `Page ${id}`, url: 'https://example.org/', kind: 'standard', read: '2026-11-22' });
const sources = ['posix', 'other', 'so'].map(source);

type Said = Partial<Claim> & Pick<Claim, 'of' | 'outcome'>;
const said = (id: string, ...claims: Said[]) => scenarioWith(id, ['connect-pair $link 0 1', 'read 0 64 = read'], { claims });
const shall = (outcome: string, quote: string, from = 'posix'): Said => ({
  of: ['read'],
  outcome: [outcome],
  says: 'shall',
  quote,
  source: from,
});

function linesOf(scenarios: ReturnType<typeof said>[], results: Result[]): string[] {
  const atlas = mergeAtlas(scenarios, sources, results);
  return surpriseLines(atlas, surprisesIn(judgeAll(atlas), differencesByAxis(atlas)));
}

test('what a source says and Linux does not do is told with its words, what happened, and in how many cases', () => {
  const scenario = said('s', shall('EOF', 'read() shall return 0'));
  expect(linesOf([scenario], [resultWith('a', [scenario], () => ['done', 'ECONNRESET'])])).toEqual([
    '[Title of s](scenarios/s.md): Page posix says “read() shall return 0”. On Linux, *read*: `ECONNRESET` (2 cases).',
  ]);
  expect(linesOf([scenario], [resultWith('a', [scenario], () => ['done', 'EOF'])])).toEqual([]);
});

test('a sentence that several scenarios refute is told once, with all their cases', () => {
  const scenarios = ['s', 't'].map((id) => said(id, shall('EOF', 'read() shall return 0')));
  const lines = linesOf(scenarios, [resultWith('a', scenarios, () => ['done', 'ECONNRESET'])]);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain('(4 cases)');
});

test('what Linux does not do comes before what another kernel alone does not do, however many cases that has', () => {
  const one = said('linux-differs', shall('EOF', 'one', 'other'));
  const two = said('gvisor-differs', shall('EOF', 'two'));
  const three = said('gvisor-differs-again', shall('EOF', 'two'));
  const all = [one, two, three];
  const linux = resultWith('a', all, ({ scenario }) => ['done', scenario === 'linux-differs' ? 'EPIPE' : 'EOF']);
  const gvisor = resultWith('g', all, ({ scenario }) => ['done', scenario === 'linux-differs' ? 'EOF' : 'EPIPE'], {
    declared: { system: { name: 'gvisor', version: '20240729.0' } },
  });
  const lines = linesOf(all, [linux, gvisor]);
  expect(lines.map((line) => /On ([A-Za-z ]+),/.exec(line)?.[1])).toEqual(['Linux', 'gVisor']);
});

test('what changed between versions of Linux is told with the versions of each side', () => {
  const scenario = said('s');
  const old = resultWith('old', [scenario], () => ['done', 'EOF'], { identity: identityOf('Linux', '5.10.0') });
  const recent = resultWith('new', [scenario], () => ['done', 'ECONNRESET'], { identity: identityOf('Linux', '6.1.0') });
  expect(linesOf([scenario], [old, recent])).toEqual([
    '[Title of s](scenarios/s.md): *read* is `EOF` on Linux before 6.1, `ECONNRESET` on Linux 6.1 and later (2 cases).',
  ]);
});

test('a call that a version lacks is no surprise, nor is what another kernel changed', () => {
  const scenario = said('s');
  const lacking = resultWith('old', [scenario], () => ['done', 'unsupported: read ENOSYS'], { identity: identityOf('Linux', '5.10.0') });
  const recent = resultWith('new', [scenario], () => ['done', 'EOF'], { identity: identityOf('Linux', '6.1.0') });
  expect(linesOf([scenario], [lacking, recent])).toEqual([]);
  const gvisor = (version: string, outcome: string) =>
    resultWith(version, [scenario], () => ['done', outcome], { declared: { system: { name: 'gvisor', version } } });
  expect(linesOf([scenario], [gvisor('2022', 'EOF'), gvisor('2024', 'EPIPE')])).toEqual([]);
});
