import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainRun } from './fixture.ts';
import { formatResult } from './format.ts';
import { mergeResult, mergeRun, trialsOf, type Measurement } from './merge.ts';
import { Result, type Observation, type Run } from './result.ts';

const run = (over: Partial<Run> = {}): Run => ({ ...plainRun, date: '2026-01-01', ...over });

const seen = (outcome: string, count = 10): Observation => ({
  hash: '0123456789abcdef',
  traces: [{ pacing: 'back-to-back', count, outcomes: [outcome] }],
});

const measured = (over: Partial<Run>, observations: Record<string, Observation>): Measurement => ({
  target: 'native',
  run: run(over),
  observations,
});

test('a case that the run did not touch stays, with the run it was seen in', () => {
  const first = mergeRun(undefined, measured({}, { a: seen('5'), b: seen('EOF') }));
  const second = mergeRun(first, measured({ date: '2026-02-02' }, { b: seen('ECONNRESET') }));
  expect(second?.cases['a']).toEqual({ ...seen('5'), run: 0 });
  expect(second?.runs.map((one) => one.date)).toEqual(['2026-01-01', '2026-02-02']);
  expect(second?.cases['b']).toEqual({ ...seen('ECONNRESET'), run: 1 });
});

test('a rerun that saw the same things on another day leaves the result as it was, to the byte', () => {
  const first = mergeRun(undefined, measured({}, { a: seen('5') }));
  const second = mergeRun(first, measured({ date: '2026-02-02', slowness: 3 }, { a: seen('5') }));
  expect(second && formatResult(second)).toBe(first && formatResult(first));
});

test('the same outcome from another kernel is a new fact', () => {
  const first = mergeRun(undefined, measured({}, { a: seen('5') }));
  const second = mergeRun(first, measured({ date: '2026-02-02', fingerprint: 'g' }, { a: seen('5') }));
  expect(second?.runs.map((one) => one.fingerprint)).toEqual(['g']);
});

test('three trials do not replace ten of the same case in the same place, but do so in another place', () => {
  const first = mergeRun(undefined, measured({}, { a: seen('5', 10) }));
  const fewer = { a: seen('EOF', 3) };
  expect(mergeRun(first, measured({}, fewer))).toEqual(first);
  expect(mergeRun(first, measured({ fingerprint: 'g' }, fewer))?.cases['a']?.traces[0]?.count).toBe(3);
});

test('nothing before and nothing seen is no result', () => {
  expect(mergeRun(undefined, measured({}, {}))).toBeUndefined();
});

const someRun = fc
  .record({
    date: fc.constantFrom('2026-01-01', '2026-01-02'),
    fingerprint: fc.constantFrom('f', 'g'),
    slowness: fc.constantFrom(1, 2),
  })
  .map(run);
const someObservation = fc.record({
  hash: fc.constantFrom('0123456789abcdef', 'ffffffffffffffff'),
  traces: fc.array(
    fc.record({
      pacing: fc.constantFrom('back-to-back' as const, 'settled' as const),
      count: fc.integer({ min: 1, max: 20 }),
      outcomes: fc.array(fc.constantFrom('5', 'EOF')),
    }),
    { maxLength: 3 },
  ),
});
const someMeasurement = fc.record({
  target: fc.constant('native'),
  run: someRun,
  observations: fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), someObservation, { noNullPrototype: true }),
});
const someHistory = fc.array(someMeasurement, { maxLength: 4 });
const replay = (history: Measurement[]) => history.reduce<Result | undefined>((stored, one) => mergeRun(stored, one), undefined);

test('merging the same measurement twice is merging it once', () => {
  fc.assert(
    fc.property(someHistory, someMeasurement, (history, one) => {
      const once = mergeRun(replay(history), one);
      expect(mergeRun(once, one)).toEqual(once);
    }),
  );
});

test('every merged result obeys the schema, names each of its runs, and has all cases of both sides', () => {
  fc.assert(
    fc.property(someHistory, someMeasurement, (history, one) => {
      const before = replay(history);
      const after = mergeRun(before, one);
      if (after === undefined) return;
      expect(Result.safeParse(after).success).toBe(true);
      const named = new Set(Object.values(after.cases).map((each) => each.run));
      expect([...named].sort()).toEqual(after.runs.map((_, index) => index));
      expect(Object.keys(after.cases)).toEqual([
        ...new Set([...Object.keys(before?.cases ?? {}), ...Object.keys(one.observations)].sort()),
      ]);
    }),
  );
});

// Which slowness stands for a day is the one thing that may depend on what was there in between.
const timeless = (result: Result | undefined) => result && { ...result, runs: result.runs.map((one) => ({ ...one, slowness: 0 })) };

test('measurements of different cases can be merged in either order', () => {
  fc.assert(
    fc.property(someHistory, someRun, someRun, someObservation, someObservation, (history, first, second, x, y) => {
      const before = replay(history);
      const one = { target: 'native', run: first, observations: { a: x } };
      const other = { target: 'native', run: second, observations: { b: y } };
      expect(timeless(mergeRun(mergeRun(before, one), other))).toEqual(timeless(mergeRun(mergeRun(before, other), one)));
    }),
  );
});

test('the trials of a case in one place never become fewer', () => {
  fc.assert(
    fc.property(someRun, someObservation, someObservation, (place, x, y) => {
      const same = { ...y, hash: x.hash };
      const first = mergeRun(undefined, { target: 'native', run: place, observations: { a: x } });
      const second = mergeRun(first, { target: 'native', run: place, observations: { a: same } });
      expect(second?.cases['a'] && trialsOf(second.cases['a'])).toBe(Math.max(trialsOf(x), trialsOf(same)));
    }),
  );
});

const dates = fc.constantFrom('2026-01-01', '2026-02-02', '2026-03-03');
const ids = fc.constantFrom('a', 'b', 'c', 'd');
const result = fc
  .array(
    fc.tuple(
      dates,
      fc.dictionary(
        ids,
        fc.constantFrom('5', 'EOF', 'EPIPE').map((one) => seen(one)),
        { minKeys: 1 },
      ),
    ),
    { minLength: 1, maxLength: 4 },
  )
  .map((runs) =>
    runs.reduce<Result | undefined>(
      (before, [date, observations]) => mergeRun(before, measured({ date, fingerprint: date }, observations)),
      undefined,
    ),
  )
  .filter((one) => one !== undefined);

test('a result merged with itself, or into nothing, is itself', () => {
  fc.assert(
    fc.property(result, (one) => {
      expect(mergeResult(one, one)).toEqual(one);
      expect(mergeResult(undefined, one)).toEqual(one);
    }),
  );
});

test('parts that measured different cases make the same whole in either order', () => {
  fc.assert(
    fc.property(result, result, (one, other) => {
      const rest = {
        ...other,
        cases: Object.fromEntries(Object.entries(other.cases).map(([id, seenThere]) => [`other/${id}`, seenThere])),
      };
      expect(mergeResult(mergeResult(undefined, one), rest)).toEqual(mergeResult(mergeResult(undefined, rest), one));
    }),
  );
});

test('what was seen on an earlier day does not replace what was seen later', () => {
  const later = mergeRun(undefined, measured({ date: '2026-02-02' }, { a: seen('5') }));
  const earlier = mergeRun(undefined, measured({ date: '2026-01-01' }, { a: seen('EOF'), b: seen('EOF') }));
  const merged = earlier && mergeResult(later, earlier);
  expect(merged?.cases['a']?.traces[0]?.outcomes).toEqual(['5']);
  expect(merged?.cases['b']?.traces[0]?.outcomes).toEqual(['EOF']);
});

test('cases measured one after another make the same file, and so the same report, as all at once', () => {
  const observations = fc.dictionary(
    ids,
    fc.constantFrom('5', 'EOF', 'EPIPE').map((one) => seen(one)),
    { minKeys: 1 },
  );
  fc.assert(
    fc.property(observations, (all) => {
      const atOnce = mergeRun(undefined, measured({}, all));
      const oneByOne = Object.entries(all).reduce<Result | undefined>(
        (before, [id, one]) => mergeRun(before, measured({}, { [id]: one })),
        undefined,
      );
      expect(oneByOne && formatResult(oneByOne)).toBe(atOnce && formatResult(atOnce));
    }),
  );
});

const better = { unsupported: ['SO_NOSIGPIPE'] };
const worse = { unsupported: ['SO_NOSIGPIPE', 'tcp4 ENETUNREACH'] };

test('what was seen without a loopback replaces nothing that the same system showed with one, and is replaced by it', () => {
  const first = mergeRun(undefined, measured(better, { a: seen('5') }));
  const second = mergeRun(first, measured(worse, { a: seen('unsupported: tcp4 ENETUNREACH'), b: seen('EOF') }));
  expect(second?.cases['a']?.traces).toEqual(first?.cases['a']?.traces);
  expect(second?.runs[second.cases['a']?.run ?? -1]?.unsupported).toEqual(better.unsupported);
  expect(second?.runs[second.cases['b']?.run ?? -1]?.unsupported).toEqual(worse.unsupported);
  const third = mergeRun(second, measured(better, { a: seen('5'), b: seen('ECONNRESET') }));
  expect(third?.cases['b']?.traces[0]?.outcomes).toEqual(['ECONNRESET']);
});

test('another kernel that lacks a link shows that it does', () => {
  const first = mergeRun(undefined, measured(better, { a: seen('5') }));
  const newer = { ...worse, identity: { ...plainRun.identity, release: '7.0' } };
  expect(mergeRun(first, measured(newer, { a: seen('EOF') }))?.cases['a']?.traces[0]?.outcomes).toEqual(['EOF']);
});
