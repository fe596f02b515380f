import type { Case, Scenario, Source } from '../scenario/case.ts';
import type { Observation, Result, Run } from '../results/result.ts';
import { tellingSteps } from './bytes.ts';
import { cellOf } from './cell.ts';
import type { Cell } from './cell.ts';
import { systemOf } from './system.ts';
import type { System } from './system.ts';

/** A system that was measured as one target: a row of the list of systems, and before grouping a column of the comparison. */
export interface Subject {
  /** The target's id, and where one target ran on several systems over time also which: `native (Linux 6.1.0)`. */
  id: string;
  target: string;
  system: System;
  /** The runs that cells come from, the oldest first. Never empty. */
  runs: Run[];
  cells: Map<string, Cell>;
}

/** Everything merged: what is asked, what was measured, and where. */
export interface Atlas {
  scenarios: Scenario[];
  cases: Case[];
  sources: Map<string, Source>;
  /** By case, the steps (from 0) where received bytes tell more than outcomes. */
  telling: Map<string, ReadonlySet<number>>;
  /** Sorted by id. */
  subjects: Subject[];
}

/** Merges stored results. Neither the order of the results nor that of the scenarios matters. */
export function mergeAtlas(scenarios: readonly Scenario[], sources: readonly Source[], results: readonly Result[]): Atlas {
  const sorted = scenarios.toSorted((one, other) => compare(one.id, other.id));
  const cases = sorted.flatMap((scenario) => scenario.cases);
  const telling = new Map(cases.map((theCase) => [theCase.id, tellingSteps(fresh(results, theCase), theCase.steps)]));
  const cellOfCase = cellMaker(telling);
  return {
    scenarios: sorted,
    cases,
    sources: new Map(sources.map((source) => [source.id, source])),
    telling,
    subjects: results.flatMap((result) => subjectsOf(result, cases, cellOfCase)).toSorted((one, other) => compare(one.id, other.id)),
  };
}

/** The cell of a case on a subject; a case that the atlas does not know was not run. */
export function cellFor(subject: Subject, theCase: Case): Cell {
  return subject.cells.get(theCase.id) ?? cellOf(theCase, undefined);
}

type CellMaker = (theCase: Case, observation: Observation | undefined) => Cell;

/** Most systems see the same in most cases: they share one cell, which is then looked at once. */
function cellMaker(telling: Atlas['telling']): CellMaker {
  const made = new Map<string, Cell>();
  return (theCase, observation) => {
    const { hash, traces, incomplete } = observation ?? {};
    const key = `${theCase.id} ${JSON.stringify([hash, traces, incomplete])}`;
    const cell = made.get(key) ?? cellOf(theCase, observation, telling.get(theCase.id));
    made.set(key, cell);
    return cell;
  };
}

/** What results hold of a case as it is today. */
function fresh(results: readonly Result[], { id, hash }: Case): Observation[] {
  return results.flatMap((result) => {
    const observation = Object.hasOwn(result.cases, id) ? result.cases[id] : undefined;
    return observation?.hash === hash ? [observation] : [];
  });
}

/** Orders strings by code units: the same everywhere, whatever the language of the machine. */
export function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/**
 * A target's kernel can be updated between two runs. What was measured before then belongs to another system, so such a target makes several
 * subjects and not a mixture.
 */
function subjectsOf(result: Result, cases: readonly Case[], cellOfCase: CellMaker): Subject[] {
  const byIdentity = new Map<string, number[]>();
  for (const [index, run] of result.runs.entries()) {
    const key = JSON.stringify(identityKey(systemOf(run)));
    byIdentity.set(key, [...(byIdentity.get(key) ?? []), index]);
  }
  const subjects: Subject[] = [];
  for (const indexes of byIdentity.values()) {
    const subject = subjectOf(result, indexes, cases, cellOfCase);
    if (subject !== undefined) subjects.push(subject);
  }
  if (subjects.length < 2) return subjects;
  return subjects.map((subject, index) => ({ ...subject, id: `${subject.id} (${index + 1} of ${subjects.length})` }));
}

function subjectOf(result: Result, indexes: number[], cases: readonly Case[], cellOfCase: CellMaker): Subject | undefined {
  const runs = indexes.map((index) => result.runs[index]).filter((run) => run !== undefined);
  const used = new Set<number>();
  const cells = new Map<string, Cell>();
  for (const theCase of cases) {
    const observation = Object.hasOwn(result.cases, theCase.id) ? result.cases[theCase.id] : undefined;
    const ours = observation !== undefined && indexes.includes(observation.run) ? observation : undefined;
    if (ours !== undefined) used.add(ours.run);
    cells.set(theCase.id, cellOfCase(theCase, ours));
  }
  const newest = runs.toSorted((one, other) => compare(one.date, other.date)).at(-1);
  if (newest === undefined || used.size === 0) return undefined;
  return {
    id: result.target,
    target: result.target,
    system: systemOf(newest),
    runs: indexes
      .filter((index) => used.has(index))
      .map((index) => result.runs[index])
      .filter((run) => run !== undefined)
      .toSorted((one, other) => compare(one.date, other.date)),
    cells,
  };
}

/** What makes two runs of one target runs on one system. */
function identityKey(system: System): unknown {
  return [
    system.name,
    system.version,
    system.libc.name,
    system.libc.version,
    system.runtime?.name,
    system.runtime?.version,
    system.arch,
    system.bits,
  ];
}
