import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readCatalogue } from './catalogue.ts';
import { contributionsOf } from './contribution.ts';
import { documentOf, makeCheckout, withChecksum } from './fixture.ts';
import { hostility } from './plain-text.ts';
import { readSubmission } from './submission.ts';

test('whichever byte of a document is changed on the way, it is refused', async () => {
  const bytes = await documentOf(await makeCheckout());
  // What follows the last brace is the end of the line, which may be of any kind.
  const last = bytes.lastIndexOf('}');
  fc.assert(
    fc.property(fc.nat(last), fc.integer({ min: 1, max: 255 }), (place, change) => {
      const changed = Buffer.from(bytes);
      changed[place] = (changed[place] ?? 0) ^ change;
      expect(readSubmission(changed)).toHaveProperty('refused');
    }),
    { numRuns: 500 },
  );
});

/** All places in a value where something else could stand. */
function placesIn(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, inner]) => placesIn(inner, [...path, key]))];
}

function replaced(value: unknown, [key, ...rest]: string[], by: unknown): unknown {
  if (key === undefined) return by;
  const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) }) as Record<string, unknown>;
  copy[key] = replaced(copy[key], rest, by);
  return copy;
}

test('whatever stands somewhere in a document with a good checksum: it is refused, or nothing hostile is taken in', async () => {
  const checkout = await makeCheckout();
  const { cksum: _, ...good } = JSON.parse((await documentOf(checkout)).toString()) as Record<string, unknown>;
  const yardstick = { catalogue: await readCatalogue(checkout), agentHash: 'a'.repeat(64), agentSum: '1 2', today: '2026-11-22' };
  const anything = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom<unknown>('<b>', '\u0000', -1, 1e308, '', 'EOF+SIGPIPE', {}, [], [[]], null, '__proto__'),
  );
  let accepted = 0;
  fc.assert(
    fc.property(fc.constantFrom(...placesIn(good).filter((path) => path.length > 0)), anything, (path, by) => {
      const body = `${JSON.stringify(replaced(good, path, by)).slice(0, -1)},\n`;
      const submission = readSubmission(withChecksum(body));
      const result = 'refused' in submission ? submission : contributionsOf(submission, yardstick);
      if ('refused' in result) {
        expect(result.refused).not.toMatch(/\p{Cc}/u);
        return;
      }
      accepted++;
      for (const contribution of result) expect(hostility(contribution)).toBeUndefined();
    }),
    { numRuns: 2000 },
  );
  // Otherwise nothing would have been tested: a changed name of a compiler, for one, is as good as any.
  expect(accepted).toBeGreaterThan(0);
});
