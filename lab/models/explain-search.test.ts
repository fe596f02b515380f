import fc from 'fast-check';
import { expect, test } from 'vitest';
import { explanations } from './explain-search.ts';
import { outputsOf, type Mealy } from './mealy.ts';

/** Letters: 0 we write, 1 we read, 2 the peer closes, 3 the peer reads. States: 0 connected, 1 written, 2 closed with data unread, 3 closed. */
const machine: Mealy = {
  letters: 4,
  states: [
    [
      { output: 'n', next: 1 },
      { output: 'EAGAIN', next: 0 },
      { output: '0', next: 3 },
      { output: 'EAGAIN', next: 0 },
    ],
    [
      { output: 'n', next: 1 },
      { output: 'EAGAIN', next: 1 },
      { output: '0', next: 2 },
      { output: 'n', next: 0 },
    ],
    [{ output: 'EPIPE', next: 2 }, { output: 'ECONNRESET or EOF', next: 3 }, undefined, undefined],
    [{ output: 'EPIPE', next: 3 }, { output: 'EOF', next: 3 }, undefined, undefined],
  ],
};
const limits = { hidden: 3, most: 10 };

test('what the peer did is found from what we saw, the fewest calls first', () => {
  const seen = [
    { letter: 0, output: 'n' },
    { letter: 1, output: 'ECONNRESET' },
  ];
  expect(explanations(machine, seen, [2, 3], limits)).toEqual([{ word: [0, 2, 1], hidden: 1 }]);
});

test('all ways with the fewest hidden calls come before longer ones', () => {
  const seen = [
    { letter: 0, output: 'n' },
    { letter: 1, output: 'EOF' },
  ];
  expect(explanations(machine, seen, [2, 3], limits).map(({ word }) => word)).toEqual([
    [0, 2, 1],
    [0, 3, 2, 1],
  ]);
});

test('what no sequence gives has no explanation', () => {
  expect(explanations(machine, [{ letter: 1, output: 'ENOTCONN' }], [2, 3], limits)).toEqual([]);
});

test('whatever a system gave is explained by what was really done, or by less', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 3 }), { minLength: 1, maxLength: 6 }), (done) => {
      const outputs = outputsOf(machine, done);
      const word = done.filter((_, index) => outputs[index] !== undefined);
      const seen = done.flatMap((letter, index) => {
        const output = outputs[index]?.split(' or ')[0];
        return letter < 2 && output !== undefined ? [{ letter, output }] : [];
      });
      fc.pre(seen.length > 0);
      const found = explanations(machine, seen, [2, 3], { hidden: 6, most: 1 });
      expect(found[0]?.hidden).toBeLessThanOrEqual(word.filter((letter) => letter >= 2).length);
      // An explanation is true: its own calls give what was seen.
      const given = outputsOf(machine, found[0]?.word ?? []);
      expect(found[0]?.word.filter((letter) => letter < 2)).toEqual(seen.map(({ letter }) => letter));
      found[0]?.word.forEach((letter, index) => {
        if (letter < 2) expect(given[index]).toBeDefined();
      });
    }),
  );
});
