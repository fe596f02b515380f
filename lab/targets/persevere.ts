/** What one start of a target gave. */
export interface Start<T> {
  /** By case id, the cases that it answered. */
  answered: ReadonlyMap<string, T>;
  /** Whether it began at all: what does not begin with many cases does not begin with few. */
  began: boolean;
  /** Whether it may be started again. */
  goOn: boolean;
}

/** What all starts of a target gave together. */
export interface Perseverance<C, T> {
  /** By case id. */
  answered: Map<string, T>;
  /** Cases that ended the target twice although nothing else ran. */
  fatal: C[];
  /** Cases that were given up. */
  left: C[];
  starts: number;
}

/** So many cases may have been under way when a target died: about as many as an agent has in flight. */
const inFlight = 64;

/** A target that answers nothing so many times in a row is not worth another start. Six find the one among 64 cases that ends it. */
const mostFruitless = 32;

/** Once may be chance. */
const mostUnbegun = 2;

/** What came of the starts before. */
export interface SoFar {
  /** How many starts there were. */
  starts: number;
  /** How many cases they answered. */
  answered: number;
}

/**
 * Runs all cases on a target that may die on the way, as a kernel or a sandbox does when a case finds a fault in it. What was not answered is
 * run again in ever smaller parts, those first that may have been under way, until a case that ends the target stands alone: it is `fatal`,
 * and costs the others nothing. A target that does not begin is started once more, since somebody may have killed it; then it is given up,
 * as is one that goes on dying without an answer.
 *
 * `start` runs some cases, in their order, and rejects only where nothing should follow.
 */
export async function persevere<C extends { id: string }, T>(
  cases: readonly C[],
  start: (batch: readonly C[], soFar: SoFar) => Promise<Start<T>>,
): Promise<Perseverance<C, T>> {
  const answered = new Map<string, T>();
  const fatal: C[] = [];
  const batches: (readonly C[])[] = [cases];
  let starts = 0;
  let fruitless = 0;
  let unbegun = 0;
  let suspect: C | undefined;
  for (let batch = batches.shift(); batch !== undefined; batch = batches.shift()) {
    const seen = await start(batch, { starts, answered: answered.size });
    starts++;
    for (const [id, observation] of seen.answered) answered.set(id, observation);
    fruitless = seen.answered.size > 0 ? 0 : fruitless + 1;
    const left = batch.filter(({ id }) => !seen.answered.has(id));
    if (left.length === 0) continue;
    unbegun = seen.began ? 0 : unbegun + 1;
    if (!seen.goOn || unbegun === mostUnbegun || fruitless === mostFruitless)
      return { answered, fatal, left: [...left, ...batches.flat()], starts };
    if (!seen.began) {
      batches.unshift(batch);
      continue;
    }
    const [alone] = batch;
    if (batch.length > 1) {
      batches.unshift(...partsOf(left, seen.answered.size > 0));
    } else if (suspect === alone) {
      fatal.push(...left);
    } else {
      // Once may be chance: somebody killed it.
      suspect = alone;
      batches.unshift(batch);
    }
  }
  return { answered, fatal, left: [], starts };
}

/** How the rest of a batch is run: the suspects apart; few suspects together once more if there was any progress, else in halves. */
function partsOf<C>(left: readonly C[], progress: boolean): (readonly C[])[] {
  const at = left.length > inFlight ? inFlight : progress ? left.length : Math.ceil(left.length / 2);
  return [left.slice(0, at), left.slice(at)].filter((part) => part.length > 0);
}
