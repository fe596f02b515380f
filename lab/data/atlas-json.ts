import { outcomeIn } from '../atlas/atlas.ts';
import { withoutBytes } from '../atlas/bytes.ts';
import type { Atlas } from '../atlas/atlas.ts';
import type { Behaviour } from '../atlas/behaviour.ts';
import type { Cell } from '../atlas/cell.ts';
import { sentenceOf } from '../atlas/identity.ts';
import { contributorsOf, tierOfSubject } from '../atlas/measured-by.ts';
import type { System } from '../atlas/system.ts';
import { describe } from '../facts/describe.ts';
import { factsPerStep } from '../facts/sighting.ts';
import { judgeAll } from '../findings/judge.ts';
import type { Case, Step } from '../scenario/case.ts';
import { atlasSchemaVersion } from './atlas-file.ts';

/**
 * `atlas.json`: the merged data for programs, see docs/data.md and the schema beside it. Each state stands once, in `states`. One state, behaviour or cell a
 * line, so that a change is a short diff.
 */
export function atlasJson(atlas: Atlas): string {
  const systems = atlas.systems.map((system) => `${JSON.stringify(system.id)}: ${JSON.stringify(systemEntry(system))}`);
  const states = new States();
  const cases = atlas.cases.map((theCase) => {
    const { scenario, matrix, hash } = theCase;
    const head = JSON.stringify({ scenario, matrix, hash, steps: stepEntries(theCase) });
    const behaviours = outcomeIn(atlas, theCase).behaviours.map((one) => `\n      ${JSON.stringify(behaviourEntry(theCase, one, states))}`);
    const cells = cellLines(atlas, theCase).map((line) => `\n      ${line}`);
    return `${JSON.stringify(theCase.id)}: ${head.slice(0, -1)},"behaviours":[${behaviours.join(',')}],"cells":[${cells.join(',')}]}`;
  });
  const claims = judgeAll(atlas).map(({ claim, verdict }) => JSON.stringify({ ...claim, verdict }));
  const scenarios = atlas.scenarios.map(
    ({ id, title, question, tags }) => `${JSON.stringify(id)}: ${JSON.stringify({ title, question, tags })}`,
  );
  return [
    '{',
    `  "schemaVersion": ${atlasSchemaVersion},`,
    `  "systems": {${block(systems)}},`,
    `  "scenarios": {${block(scenarios)}},`,
    `  "states": [${block(states.all)}],`,
    `  "cases": {${block(cases)}},`,
    `  "claims": [${block(claims)}]`,
    '}',
    '',
  ].join('\n');
}

/** Distinct states, as JSON, in the order in which they came. */
class States {
  readonly all: string[] = [];
  readonly #places = new Map<string, number>();

  placeOf(text: string): number {
    const place = this.#places.get(text) ?? this.all.push(text) - 1;
    this.#places.set(text, place);
    return place;
  }
}

function stepEntries({ steps }: Case): unknown[] {
  return steps.map((step) => ({
    label: step.label,
    call: step.call,
    text: step.text,
    process: step.in,
    end: endOf(step, steps),
    starts: step.startedAs,
  }));
}

/** The descriptor that a call is made on. A call that is awaited is made on the one that it was started on. */
function endOf({ does }: Step, steps: readonly Step[]): string | undefined {
  if (does.kind === 'awaits') {
    const started = steps.find((step) => step.startedAs === does.of);
    return started === undefined ? undefined : endOf(started, steps);
  }
  if (does.kind === 'polls queue') return does.queue;
  return 'fd' in does ? does.fd : undefined;
}

function behaviourEntry(theCase: Case, { systems, determinism, lacks, outcomes, usual }: Behaviour, states: States): unknown {
  const facts = factsPerStep(theCase, usual.map(withoutBytes));
  return {
    systems: systems.map(({ id }) => id),
    determinism,
    lacks,
    outcomes: outcomes.map((set) => [...set]),
    states: outcomes.map((_, step) => {
      const known = facts[step];
      return known === undefined ? null : states.placeOf(stateText(describe(known), known));
    }),
  };
}

/** JSON has no infinity: a bound that is not known is null. */
function stateText(words: string, facts: unknown): string {
  return JSON.stringify({ words, facts }, (_, value: unknown) => (value === Infinity ? null : value));
}

function cellLines(atlas: Atlas, theCase: Case): string[] {
  const { cells, distinguishing } = outcomeIn(atlas, theCase);
  return cells.map((cell) => {
    const entry = JSON.stringify(cellEntry(cell, distinguishing));
    return `{"systems":${JSON.stringify(cell.systems.map(({ id }) => id))},${entry.slice(1)}`;
  });
}

function block(lines: string[]): string {
  return lines.length === 0 ? '' : `\n    ${lines.join(',\n    ')}\n  `;
}

function systemEntry(system: System): unknown {
  const { name, version, libc, runtime, arch, bits, declared } = system.identity;
  const newest = system.runs.at(-1);
  return {
    target: system.target,
    text: sentenceOf(system.identity),
    name,
    version,
    libc,
    runtime,
    arch,
    bits,
    declared,
    tier: tierOfSubject(system),
    contributors: contributorsOf(system),
    how: newest?.how,
    date: newest?.date,
  };
}

function cellEntry(cell: Cell, distinguishing: ReadonlySet<number>): unknown {
  if (cell.state !== 'measured') {
    const { systems: _systems, ...gap } = cell;
    return gap.state === 'unsupported' ? { state: gap.state, what: gap.what } : gap;
  }
  const { state, determinism, lost } = cell;
  const traces = cell.traces.map(({ pacing, count, outcomes, bytes }) => {
    const told = Object.entries(bytes ?? {}).filter(([step]) => distinguishing.has(Number(step)));
    return { pacing, count, outcomes, ...(told.length === 0 ? {} : { bytes: Object.fromEntries(told) }) };
  });
  return { state, determinism, lost, traces };
}
