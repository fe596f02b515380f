/** What `sockatlas`, the module for programs, does. It is bundled into one file; `api.d.ts` is its documentation and becomes its types. */
import { unpackCauses } from '../../explain/pack.ts';
import type * as Api from './api.d.ts';
import type { ModuleData, Observed } from './module-data.ts';

/** Throws for a name that is none of those that can be asked for. */
function check(what: string, name: string | undefined, known: ReadonlySet<string>): void {
  if (name === undefined || known.has(name)) return;
  throw new RangeError(`sockatlas: no ${what} '${name}' was measured. There are: ${[...known].sort().join(', ')}`);
}

/** An outcome while it is collected. */
interface Found {
  rows: Observed[];
  on: Set<string>;
}

/** The functions of the module over its data. */
export function moduleOf(data: ModuleData): Pick<typeof Api, 'systems' | 'outcomes' | 'causes'> {
  const { systems, observed, families } = data;
  const named = new Set(systems.flatMap(({ id, name }) => [id, name]));
  const links = new Set([...observed.map(({ via }) => via), ...Object.values(families)]);
  const observedCalls = new Set(observed.map(({ call }) => call));
  let unpacked: ReturnType<typeof unpackCauses> | undefined;

  /** The ids of the systems that are meant; all if none is named. */
  const chosen = (wanted: string | undefined): ReadonlySet<string> =>
    new Set(systems.filter(({ id, name }) => wanted === undefined || id === wanted || name === wanted).map(({ id }) => id));
  const isLink = (via: string, link: string | undefined): boolean => link === undefined || via === link || families[via] === link;

  return {
    systems,
    outcomes({ call, state, link, on }) {
      check('call', call, observedCalls);
      check('link', link, links);
      check('system', on, named);
      const pieces = state === undefined ? [] : state.split(',').map((piece) => piece.trim());
      const among = chosen(on);
      const found = new Map<string, Found>();
      for (const row of observed) {
        const parts = row.state.split(', ');
        if (row.call !== call || !isLink(row.via, link) || !pieces.every((piece) => parts.includes(piece))) continue;
        const there = row.on.map((index) => systems[index]?.id ?? '').filter((id) => among.has(id));
        if (there.length === 0) continue;
        const key = `${row.outcome}+${row.signal ?? ''}`;
        const entry = found.get(key) ?? { rows: [], on: new Set<string>() };
        found.set(key, entry);
        entry.rows.push(row);
        for (const id of there) entry.on.add(id);
      }
      return [...found.values()]
        .flatMap(({ rows, on: there }) => {
          const [first] = rows;
          if (first === undefined) return [];
          return {
            outcome: first.outcome,
            signal: first.signal,
            on: [...there].sort(),
            links: [...new Set(rows.map(({ via }) => via))].sort(),
            states: [...new Set(rows.map((row) => row.state))].sort(),
            cases: rows.reduce((sum, row) => sum + row.cases, 0),
            example: first.example,
          };
        })
        .sort((one, other) => other.on.length - one.on.length || other.cases - one.cases || (one.outcome < other.outcome ? -1 : 1));
    },
    causes({ call, outcome, link, on }) {
      unpacked ??= unpackCauses(data.causes);
      check('call', call, new Set(unpacked.flatMap((cause) => [cause.call, ...cause.calls])));
      check('link', link, links);
      check('system', on, named);
      const among = chosen(on);
      return unpacked
        .filter(
          (cause) =>
            (cause.call === call || cause.calls.includes(call)) &&
            cause.outcome === outcome &&
            (link === undefined || cause.link === link || cause.links.includes(link)) &&
            cause.on.some((id) => among.has(id)),
        )
        .map(({ seen: _seen, ...cause }) => cause)
        .sort((one, other) => other.cases - one.cases);
    },
  };
}
