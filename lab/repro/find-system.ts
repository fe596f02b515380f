import type { Atlas } from '../atlas/atlas.ts';
import type { System } from '../atlas/system.ts';
import { LabError } from '../failure.ts';
import { didYouMean, oneOf } from '../scenario/suggest.ts';

/** A system by its id or its target's; this machine's own also as `native`. Of several, the one measured last. Throws a `bad-request` for one that is not there. */
export function findSystem({ systems }: Atlas, name: string): System {
  const found =
    systems.find(({ id }) => id === name) ??
    systems.findLast(({ target }) => target === name) ??
    (name === 'native' ? systems.findLast(({ runs }) => runs.at(-1)?.how === 'native') : undefined);
  if (found !== undefined) return found;
  const known = systems.map(({ id }) => id);
  const message =
    known.length === 0
      ? 'Nothing was measured yet.'
      : `There are no results of '${name}'. ${didYouMean(name, known) ?? `There are of ${oneOf(known, 30)}.`}`;
  throw new LabError('bad-request', message, known.length === 0 ? 'npm run lab -- run --save' : 'npm run lab -- list targets');
}
