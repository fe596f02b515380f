import fc from 'fast-check';
import { expect, test } from 'vitest';
import { persevere, type Start } from './persevere.ts';

const casesOf = (count: number): { id: string }[] => Array.from({ length: count }, (_, index) => ({ id: `case-${index}` }));

/** A target that has `jobs` cases in flight and dies with all of them as soon as one of `deadly` is among them. */
function dyingOf(deadly: ReadonlySet<string>, jobs: number): (batch: readonly { id: string }[]) => Promise<Start<string>> {
  return async (batch) => {
    const end = batch.findIndex(({ id }) => deadly.has(id));
    const done = end < 0 ? batch : batch.slice(0, Math.max(0, end - jobs + 1));
    return { answered: new Map(done.map(({ id }) => [id, `answer of ${id}`])), began: true, goOn: true };
  };
}

test('a case that ends its target costs no other case its answer, however many there are and wherever they stand', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 600 }),
      fc.integer({ min: 1, max: 64 }),
      fc.array(fc.nat(599), { maxLength: 6 }),
      async (count, jobs, places) => {
        const deadly = new Set(places.map((place) => `case-${place % count}`));
        const cases = casesOf(count);
        const { answered, fatal, left } = await persevere(cases, dyingOf(deadly, jobs));
        expect(left).toEqual([]);
        expect(new Set(fatal.map(({ id }) => id))).toEqual(deadly);
        expect(fatal).toHaveLength(deadly.size);
        expect([...answered.keys()].sort()).toEqual(
          cases
            .map(({ id }) => id)
            .filter((id) => !deadly.has(id))
            .sort(),
        );
      },
    ),
  );
});

test('one case that ends its target among three thousand takes less than twenty starts to find', async () => {
  const { starts, fatal } = await persevere(casesOf(3000), dyingOf(new Set(['case-1234']), 64));
  expect(fatal).toEqual([{ id: 'case-1234' }]);
  expect(starts).toBeLessThan(20);
});

test('a target that ends well is started once', async () => {
  const { starts, answered } = await persevere(casesOf(3000), dyingOf(new Set(), 64));
  expect([starts, answered.size]).toEqual([1, 3000]);
});

test('a target that does not begin is started once more, and then all that it was to do is left', async () => {
  const { starts, left, fatal } = await persevere(casesOf(200), async () => ({ answered: new Map(), began: false, goOn: true }));
  expect([starts, left.length, fatal]).toEqual([2, 200, []]);
});

test('a target that was killed before it said anything does as much as any other when it is started again', async () => {
  let starts = 0;
  const { answered, left } = await persevere(casesOf(200), async (batch) =>
    ++starts === 1
      ? { answered: new Map(), began: false, goOn: true }
      : { answered: new Map(batch.map(({ id }) => [id, 'answer'])), began: true, goOn: true },
  );
  expect([starts, answered.size, left]).toEqual([2, 200, []]);
});

test('a target that may not go on is not started again', async () => {
  const { starts, left } = await persevere(casesOf(200), async ([first]) => ({
    answered: new Map([[first?.id ?? '', 'answer']]),
    began: true,
    goOn: false,
  }));
  expect([starts, left.length]).toEqual([1, 199]);
});

test('a target that begins and dies each time is given up', async () => {
  const { starts, answered, fatal, left } = await persevere(casesOf(3000), async () => ({
    answered: new Map(),
    began: true,
    goOn: true,
  }));
  expect(starts).toBe(32);
  expect(answered.size).toBe(0);
  expect(fatal.length + left.length).toBe(3000);
});
