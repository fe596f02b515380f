import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Claim } from '../scenario/case.ts';
import type { Result } from '../results/result.ts';
import { mergeAtlas } from '../atlas/atlas.ts';
import { contradictions } from './contradiction.ts';
import { identityOf, resultWith, scenarioWith } from '../atlas/fixture.ts';
import type { Seen } from '../atlas/fixture.ts';
import { judgeAll } from './judge.ts';

const steps = ['connect-pair $link 0 1', 'write 0 x5', 'close 1', 'read 0 64 = first read'];

function verdictFor(claim: Partial<Claim>, results: (scenarios: ReturnType<typeof scenarioWith>[]) => Result[]) {
  const scenarios = [scenarioWith('s', steps, { claims: [{ of: ['first read'], outcome: ['ECONNRESET'], ...claim }] })];
  const [judgement] = judgeAll(mergeAtlas(scenarios, [], results(scenarios)));
  if (judgement === undefined) throw new Error('the fixture has no claim');
  return judgement;
}

const reads = (outcome: string): Seen => ['done', '5', '0', outcome];

test('a claim that every matching cell agrees with holds', () => {
  const judgement = verdictFor({}, (s) => [resultWith('native', s, () => reads('ECONNRESET'))]);
  expect(judgement.verdict).toBe('holds');
  expect(judgement.evidence.map(({ case: { id } }) => id)).toEqual(['s/unix-pair', 's/tcp4']);
});

test('one cell that shows otherwise refutes a claim, and the evidence says which', () => {
  const judgement = verdictFor({}, (s) => [resultWith('native', s, (one) => reads(one.matrix['link'] === 'tcp4' ? 'EOF' : 'ECONNRESET'))]);
  expect(judgement.verdict).toBe('refuted');
  expect(judgement.evidence.filter(({ verdict }) => verdict === 'refuted').map((piece) => piece.case.id)).toEqual(['s/tcp4']);
});

test('a claim is only held against the cases, systems and pacing that it speaks of', () => {
  const seen = (s: Parameters<typeof resultWith>[1]) => [
    resultWith('native', s, () => [
      { pacing: 'back-to-back', count: 10, outcomes: ['done', '5', '0', 'EOF'] },
      { pacing: 'settled', count: 10, outcomes: ['done', '5', '0', 'ECONNRESET'] },
    ]),
  ];
  expect(verdictFor({}, seen).verdict).toBe('timing-dependent');
  expect(verdictFor({ pacing: 'settled' }, seen).verdict).toBe('holds');
  expect(verdictFor({ pacing: 'back-to-back' }, seen).verdict).toBe('refuted');
  expect(verdictFor({ on: { os: 'macos' } }, seen).verdict).toBe('untested');
  expect(verdictFor({ on: { os: 'linux', version: '>=6.18' } }, seen).verdict).toBe('timing-dependent');
  expect(verdictFor({ with: { link: ['pipe'] } }, seen).verdict).toBe('untested');
});

test('a stale cell is evidence of nothing', () => {
  const judgement = verdictFor({}, (s) => {
    const result = resultWith('native', s, () => reads('EOF'));
    for (const observation of Object.values(result.cases)) observation.hash = 'fedcba9876543210';
    return [result];
  });
  expect(judgement).toMatchObject({ verdict: 'untested', evidence: [] });
});

test('a claim about a call is not held against systems without it, unless it says just that', () => {
  const lacking = (s: Parameters<typeof resultWith>[1]) => [resultWith('native', s, () => ['done', '5', '0', 'unsupported: MSG_OOB'])];
  expect(verdictFor({}, lacking).verdict).toBe('untested');
  expect(verdictFor({ outcome: ['unsupported: MSG_OOB'] }, lacking).verdict).toBe('holds');
});

test('verdicts depend on what was seen and not on the order of results', () => {
  const outcome = fc.constantFrom('ECONNRESET', 'EOF', '5');
  fc.assert(
    fc.property(
      fc.array(outcome, { minLength: 1, maxLength: 6 }),
      fc.subarray(['ECONNRESET', 'EOF', '5'], { minLength: 1 }),
      (seen, claimed) => {
        const all = (s: Parameters<typeof resultWith>[1]) => seen.map((one, index) => resultWith(`t${index}`, s, () => reads(one)));
        const { verdict } = verdictFor({ outcome: claimed }, all);
        expect(verdict).toBe(seen.every((one) => claimed.includes(one)) ? 'holds' : 'refuted');
        expect(verdictFor({ outcome: claimed }, (s) => all(s).toReversed()).verdict).toBe(verdict);
      },
    ),
  );
});

test('sources that say different things of the same systems contradict each other', () => {
  const claims = [
    { of: ['first read'], outcome: ['EOF'], on: { os: 'macos' }, source: 'so' },
    { of: ['first read'], outcome: ['ECONNRESET'], on: { os: 'macos', version: '>=10.14' }, source: 'man' },
    { of: ['first read'], outcome: ['ECONNRESET'], on: { os: 'linux' }, source: 'man' },
    { of: ['first read'], outcome: ['ECONNRESET', 'EOF'], on: { os: 'macos' }, source: 'posix' },
  ];
  const found = contradictions([scenarioWith('s', steps, { claims })]);
  expect(found.map(({ one, other, steps: labels }) => [one.source, other.source, labels])).toEqual([['so', 'man', ['first read']]]);
});

test('a kernel that is not Linux takes no part in a claim about Linux', () => {
  const judgement = verdictFor({ on: { os: 'linux' } }, (s) => [
    resultWith('mac', s, () => reads('EOF'), { identity: identityOf('Darwin', '24.4.0') }),
    resultWith('native', s, () => reads('ECONNRESET')),
  ]);
  expect(judgement.verdict).toBe('holds');
});
