import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Trace } from '../results/result.ts';
import { agree } from './agree.ts';
import { cellFor, mergeAtlas, outcomeIn } from './atlas.ts';
import type { CaseOutcome } from './atlas.ts';
import { identityOf, resultWith, scenarioWith } from './fixture.ts';

const scenario = scenarioWith('s', ['write 0 x5', 'close 1', 'read 0 64'], { matrix: { link: ['tcp4'] } });

type Shown = [kernel: string, traces: Trace[]];
const settled = (...counts: [number, ...string[]][]): Trace[] =>
  counts.map(([count, ...outcomes]) => ({ pacing: 'settled', count, outcomes: ['5', '0', ...outcomes] }));

function outcomeOf(...systems: Shown[]): CaseOutcome {
  const results = systems.map(([kernel, traces], index) =>
    resultWith(`t${index}`, [scenario], () => traces, { identity: identityOf(kernel, '1.0') }),
  );
  const atlas = mergeAtlas([scenario], [], results);
  const [theCase] = scenario.cases;
  if (theCase === undefined) throw new Error('no case');
  return outcomeIn(atlas, theCase);
}

const shownBy = ({ behaviours }: CaseOutcome): string[][] => behaviours.map(({ systems }) => systems.map(({ id }) => id));

test('systems that show the same share a behaviour, with the trials of all', () => {
  const outcome = outcomeOf(['Linux', settled([10, 'EOF'])], ['Darwin', settled([20, 'EOF'])], ['Linux', settled([10, 'EPIPE'])]);
  expect(shownBy(outcome)).toEqual([['t0', 't1'], ['t2']]);
  expect(outcome.behaviours[0]).toMatchObject({
    determinism: 'deterministic',
    trials: { settled: 30, 'back-to-back': 0 },
    alternatives: [],
  });
  expect(outcome.behaviours[0]?.outcomes[2]).toEqual(new Set(['EOF']));
});

test('what differs only back-to-back is one behaviour, timing-dependent, with what else was seen', () => {
  const racy: Trace[] = [...settled([10, 'EOF']), { pacing: 'back-to-back', count: 3, outcomes: ['5', '0', 'ECONNRESET'] }];
  const even: Trace[] = [...settled([10, 'EOF']), { pacing: 'back-to-back', count: 7, outcomes: ['5', '0', 'EOF'] }];
  const outcome = outcomeOf(['Linux', racy], ['Linux', even]);
  expect(shownBy(outcome)).toEqual([['t0', 't1']]);
  expect(outcome.behaviours[0]).toMatchObject({
    determinism: 'timing-dependent',
    alternatives: [{ pacing: 'back-to-back', outcomes: ['5', '0', 'ECONNRESET'], count: 3, trials: 10 }],
  });
  expect(outcome.behaviours[0]?.outcomes[2]).toEqual(new Set(['EOF']));
});

test('trials and alternatives are counted on every system, also where several saw just the same', () => {
  const racy: Trace[] = [...settled([10, 'EOF']), { pacing: 'back-to-back', count: 3, outcomes: ['5', '0', 'ECONNRESET'] }];
  const [behaviour] = outcomeOf(['Linux', racy], ['Linux', racy]).behaviours;
  expect(behaviour).toMatchObject({ trials: { settled: 20, 'back-to-back': 6 }, alternatives: [{ count: 6, trials: 6 }] });
});

test('a behaviour that is flaky on one system and timing-dependent on another is flaky', () => {
  const racy: Trace[] = [...settled([10, 'EOF']), { pacing: 'back-to-back', count: 3, outcomes: ['5', '0', 'ECONNRESET'] }];
  const [behaviour, ...others] = outcomeOf(['Linux', racy], ['Linux', settled([9, 'EOF'], [1, 'EPIPE'])]).behaviours;
  expect(others).toEqual([]);
  expect(behaviour?.determinism).toBe('flaky');
});

test('a system that is flaky shows what it mostly does, if another of its kernel is sure of that', () => {
  const outcome = outcomeOf(
    ['Linux', settled([9, 'EOF'], [1, 'EPIPE'])],
    ['Linux', settled([10, 'EOF'])],
    ['Linux', settled([10, 'EPIPE'])],
  );
  expect(shownBy(outcome)).toEqual([['t0', 't1'], ['t2']]);
  expect(outcome.behaviours[0]).toMatchObject({
    determinism: 'flaky',
    alternatives: [{ outcomes: ['5', '0', 'EPIPE'], count: 1, trials: 20 }],
  });
  expect(outcome.behaviours[0]?.outcomes[2]).toEqual(new Set(['EOF', 'EPIPE']));
});

test('flaky in equal shares, or like another kernel, is a behaviour of its own', () => {
  expect(shownBy(outcomeOf(['Linux', settled([5, 'EOF'], [5, 'EPIPE'])], ['Linux', settled([10, 'EOF'])]))).toHaveLength(2);
  expect(shownBy(outcomeOf(['Linux', settled([9, 'EOF'], [1, 'EPIPE'])], ['Darwin', settled([10, 'EOF'])]))).toHaveLength(2);
});

test('systems of one kernel that are flaky in the same steps show one behaviour, whatever chance made of them', () => {
  const one: Shown = ['Linux', settled([5, 'EOF'], [5, '17'])];
  expect(shownBy(outcomeOf(one, ['Linux', settled([5, 'EPIPE'], [5, '23'])]))).toEqual([['t0', 't1']]);
  const elsewhere: Trace[] = settled([5, 'EOF'], [5, '17']).map((trace) => ({ ...trace, outcomes: ['4', ...trace.outcomes.slice(1)] }));
  expect(shownBy(outcomeOf(one, ['Linux', elsewhere]))).toHaveLength(2);
  expect(shownBy(outcomeOf(one, ['Darwin', settled([5, 'EPIPE'], [5, '23'])]))).toHaveLength(2);
});

test('lacking something is a behaviour; not being measured is none', () => {
  const outcome = outcomeOf(
    ['Linux', settled([10, 'EOF'])],
    ['Darwin', [{ pacing: 'settled', count: 10, outcomes: ['unsupported: tcp4'] }]],
  );
  expect(outcome.behaviours.map(({ lacks }) => lacks)).toEqual([undefined, 'tcp4']);
  const gap = outcomeOf(
    ['Linux', settled([10, 'EOF'])],
    ['Darwin', [{ pacing: 'settled', count: 10, outcomes: ['setup failed: socket EMFILE'] }]],
  );
  expect(shownBy(gap)).toEqual([['t0']]);
  expect(gap.behaviourOf).toHaveLength(2);
  expect(gap.behaviourOf[1]).toBeUndefined();
});

const traces = fc
  .uniqueArray(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.constantFrom('EOF', 'EPIPE', '5')), {
    selector: ([, word]) => word,
    minLength: 1,
  })
  .map((all) => settled(...all));
const table = fc.array(fc.tuple(fc.constantFrom('Linux', 'Darwin'), traces), { minLength: 1, maxLength: 6 });

test('every measured system shows one behaviour, whatever the order of the results', () => {
  fc.assert(
    fc.property(table, (systems) => {
      const outcome = outcomeOf(...systems);
      expect(shownBy(outcome).flat().toSorted()).toEqual(systems.map((_system, index) => `t${index}`));
      const reversed = outcomeOf(...systems.toReversed());
      const names = (sets: string[][], of: (index: number) => number) =>
        sets.map((ids) => ids.map((id) => of(Number(id.slice(1)))).toSorted()).toSorted();
      expect(names(shownBy(reversed), (index) => systems.length - 1 - index)).toEqual(names(shownBy(outcome), (index) => index));
    }),
  );
});

test('systems that differ never share a behaviour', () => {
  fc.assert(
    fc.property(table, (systems) => {
      const outcome = outcomeOf(...systems);
      for (const { systems: own } of outcome.behaviours) {
        for (const one of own) {
          for (const other of own) {
            const [here, there] = [outcome.cellOf[one.index], outcome.cellOf[other.index]];
            if (here?.state === 'measured' && there?.state === 'measured') expect(agree(here, there).kind).not.toBe('differ');
          }
        }
      }
    }),
  );
});

test('equal observations are one cell, looked at once, also where they are of different runs', () => {
  const atlas = mergeAtlas(
    [scenario],
    [],
    ['a', 'b'].map((id) => resultWith(id, [scenario], () => ['5', '0', 'EOF'])),
  );
  const [theCase] = scenario.cases;
  const [one, other] = atlas.systems;
  if (theCase === undefined || one === undefined || other === undefined) return expect.unreachable();
  return expect(cellFor(atlas, one, theCase)).toBe(cellFor(atlas, other, theCase));
});
