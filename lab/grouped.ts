/** Things by what they have in common, in the order in which each key came first. (`Map.groupBy`, which Node has only from 21 on.) */
export function grouped<Thing, Key>(things: Iterable<Thing>, keyOf: (thing: Thing) => Key): Map<Key, Thing[]> {
  const found = new Map<Key, Thing[]>();
  for (const thing of things) {
    const key = keyOf(thing);
    const same = found.get(key);
    if (same === undefined) found.set(key, [thing]);
    else same.push(thing);
  }
  return found;
}
