import type { Atlas, Subject } from '../atlas/atlas.ts';
import { cellFor } from '../atlas/atlas.ts';
import type { Case } from '../scenario/case.ts';
import type { Cell } from '../atlas/cell.ts';
import type { Judgement } from '../findings/judge.ts';
import { contributorsOf, tierOfSubject } from './provenance.ts';
import { sentenceOf } from '../atlas/system.ts';

/** The version of `reports/atlas.json`. It changes only when an older reader would misread a newer file; additions do not change it. */
export const atlasSchemaVersion = 1;

/**
 * `reports/atlas.json`: the merged data for programs. `systems` by id; `scenarios`; `cases` by id, each with its steps' labels and its `cells`: what
 * was seen, and the ids of the `systems` that saw just this. A cell has a `state`, and if measured its `determinism` and `traces` (`pacing`, `count`,
 * `outcomes` in the order of the steps, and `bytes` received, in hexadecimal by step from 0, where systems part in them). `claims` have their verdict. One cell a line, so that a change is a short diff.
 */
export function atlasJson(atlas: Atlas, judgements: readonly Judgement[]): string {
  const systems = atlas.subjects.map((subject) => `${JSON.stringify(subject.id)}: ${JSON.stringify(systemEntry(subject))}`);
  const cases = atlas.cases.map((theCase) => {
    const { scenario, matrix, hash } = theCase;
    const head = JSON.stringify({ scenario, matrix, hash, steps: theCase.steps.map((step) => step.label) });
    const cells = cellLines(atlas, theCase).map((line) => `\n      ${line}`);
    return `${JSON.stringify(theCase.id)}: ${head.slice(0, -1)},"cells":[${cells.join(',')}]}`;
  });
  const claims = judgements.map(({ claim, verdict }) => JSON.stringify({ ...claim, verdict }));
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

function cellLines({ subjects, telling }: Atlas, theCase: Case): string[] {
  const alike = new Map<string, string[]>();
  for (const subject of subjects) {
    const entry = JSON.stringify(cellEntry(cellFor(subject, theCase), telling.get(theCase.id)));
    alike.set(entry, [...(alike.get(entry) ?? []), subject.id]);
  }
  return [...alike].map(([entry, systems]) => `{"systems":${JSON.stringify(systems)},${entry.slice(1)}`);
}

function block(lines: string[]): string {
  return lines.length === 0 ? '' : `\n    ${lines.join(',\n    ')}\n  `;
}

function systemEntry(subject: Subject): unknown {
  const { name, version, libc, runtime, arch, bits, declared } = subject.system;
  const newest = subject.runs.at(-1);
  return {
    target: subject.target,
    text: sentenceOf(subject.system),
    name,
    version,
    libc,
    runtime,
    arch,
    bits,
    declared,
    tier: tierOfSubject(subject),
    contributors: contributorsOf(subject),
    how: newest?.how,
    date: newest?.date,
  };
}

function cellEntry(cell: Cell, telling: ReadonlySet<number> = new Set()): unknown {
  if (cell.state === 'unsupported') return { state: cell.state, what: cell.what };
  if (cell.state !== 'measured') return cell;
  const { state, determinism, lost } = cell;
  const traces = cell.traces.map(({ pacing, count, outcomes, bytes }) => {
    const told = Object.entries(bytes ?? {}).filter(([step]) => telling.has(Number(step)));
    return { pacing, count, outcomes, ...(told.length === 0 ? {} : { bytes: Object.fromEntries(told) }) };
  });
  return { state, determinism, lost, traces };
}
