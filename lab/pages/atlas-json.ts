import type { Atlas } from '../atlas/atlas.ts';
import type { System } from '../atlas/system.ts';
import { outcomeIn } from '../atlas/atlas.ts';
import type { Case } from '../scenario/case.ts';
import type { Cell } from '../atlas/cell.ts';
import { judgeAll } from '../findings/judge.ts';
import { contributorsOf, tierOfSubject } from './provenance.ts';
import { sentenceOf } from '../atlas/identity.ts';

/** The version of `atlas.json`. It changes only when an older reader would misread a newer file; additions do not change it. */
export const atlasSchemaVersion = 1;

/**
 * `atlas.json`: the merged data for programs. `systems` by id; `scenarios`; `cases` by id, each with its steps' labels and its `cells`: what
 * was seen, and the ids of the `systems` that saw just this. A cell has a `state`, and if measured its `determinism` and `traces` (`pacing`, `count`,
 * `outcomes` in the order of the steps, and `bytes` received, in hexadecimal by step from 0, where systems differ in them). `claims` have their verdict. One cell a line, so that a change is a short diff.
 */
export function atlasJson(atlas: Atlas): string {
  const systems = atlas.systems.map((system) => `${JSON.stringify(system.id)}: ${JSON.stringify(systemEntry(system))}`);
  const cases = atlas.cases.map((theCase) => {
    const { scenario, matrix, hash } = theCase;
    const head = JSON.stringify({ scenario, matrix, hash, steps: theCase.steps.map((step) => step.label) });
    const cells = cellLines(atlas, theCase).map((line) => `\n      ${line}`);
    return `${JSON.stringify(theCase.id)}: ${head.slice(0, -1)},"cells":[${cells.join(',')}]}`;
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
    `  "cases": {${block(cases)}},`,
    `  "claims": [${block(claims)}]`,
    '}',
    '',
  ].join('\n');
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
