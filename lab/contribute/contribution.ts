import type { Observation, Result, Run } from '../results/result.ts';
import { parseOutcome } from '../results/outcome.ts';
import { readObservations, type Header } from '../targets/observations.ts';
import type { Catalogue } from './catalogue.ts';
import type { KitDocument } from './kit-document.ts';
import type { Submission } from './submission.ts';
import { disguiseOf } from './disguise.ts';
import { shown } from './plain-text.ts';

/** One run of the agent somewhere else, checked against this checkout's catalogue and agent. */
export interface Contribution {
  run: Run;
  /** By case id: all of them cases of this catalogue, some of them of an older version (`stale`). */
  observations: Record<string, Observation>;
  /** Ids of cases that are measured in another way today. */
  stale: string[];
  /** Ids that this catalogue does not have; they are not in `observations`. */
  unknown: string[];
  /** Other things that whoever takes it in should know, in sentences. */
  notes: string[];
  /** SHA-256 of the file it came in. */
  digest: string;
  /** The target that the sender's lab called it, if it comes from a lab. */
  target?: string;
}

/** What submissions are held against. */
export interface Yardstick {
  catalogue: Catalogue;
  /** Hash of this checkout's agent. */
  agentHash: string;
  /** `cksum` of this checkout's agent as one C file. */
  agentSum: string;
  /** Today, as an ISO date. */
  today: string;
}

const caseId = /^[a-z0-9][a-z0-9-]*(\/[A-Za-z0-9_.:+|-]+)?$/;

/** The runs that a submission holds, or why it cannot be true. */
export function contributionsOf(submission: Submission, yardstick: Yardstick): Contribution[] | { refused: string } {
  const runs = rawRuns(submission, yardstick);
  if ('refused' in runs) return runs;
  const contributions: Contribution[] = [];
  for (const { run, observations, notes, target } of runs) {
    const problem = runProblem(run, yardstick.today) ?? firstProblem(observations, yardstick.catalogue);
    if (problem !== undefined) return { refused: problem };
    const ids = Object.keys(observations).sort();
    const known = ids.filter((id) => yardstick.catalogue.cases.has(id));
    const stale = known.filter((id) => observations[id]?.hash !== yardstick.catalogue.cases.get(id)?.hash);
    if (run.agent.source !== yardstick.agentHash) {
      notes.push(
        `It was measured by another version of the agent (${run.agent.source.slice(0, 8)}, here ${yardstick.agentHash.slice(0, 8)}).`,
      );
    }
    contributions.push({
      run,
      observations: Object.fromEntries(known.flatMap((id) => (observations[id] ? [[id, observations[id]]] : []))),
      stale,
      unknown: ids.filter((id) => !known.includes(id)),
      notes,
      digest: submission.digest,
      ...(target === undefined ? {} : { target }),
    });
  }
  if (contributions.every((one) => Object.keys(one.observations).length === 0)) {
    return { refused: 'holds no case of this catalogue: it is of another version, or of scenarios that are not here' };
  }
  return contributions;
}

interface RawRun {
  run: Run;
  observations: Record<string, Observation>;
  notes: string[];
  target?: string;
}

function rawRuns(submission: Submission, yardstick: Yardstick): RawRun[] | { refused: string } {
  switch (submission.kind) {
    case 'kit':
      return fromKit(submission.document, yardstick);
    case 'observations':
      return fromObservations(submission.records, yardstick);
    case 'result':
      return fromResult(submission.result);
    default:
      return submission satisfies never;
  }
}

/** What an agent's records say of its run, whoever handed them in. */
interface ReadRecords {
  header: Header;
  cases: Map<string, Observation>;
  /** Whether the agent came to the end of its plan. */
  ended: boolean;
  declared: Pick<Run, 'declared'>;
  notes: string[];
}

function readRecords(records: readonly unknown[], catalogue: Catalogue): ReadRecords | { refused: string } {
  const recordNames = records.map((record) => (record as { record?: unknown } | null)?.record);
  if (recordNames[0] !== 'header') return { refused: "is wrong at observations.0: the agent's header comes first" };
  const ended = recordNames.at(-1) === 'end';
  const cases = records.flatMap((record) => caseNamed(record, catalogue));
  // Each case is held against the version of it that the plan had: an older one is stale, and not wrong.
  const end = ended ? [] : [{ record: 'end', cases: cases.length, elapsedMs: 0 }];
  const seen = readObservations(`${[...records, ...end].map((record) => JSON.stringify(record)).join('\n')}\n`, cases);
  const { header } = seen;
  if (header === undefined || !seen.complete) return { refused: `is wrong in its observations: ${shownAll(seen.problems)}` };
  const system = disguiseOf(header.identity);
  const notes =
    system === undefined
      ? []
      : [`It calls itself Linux ${header.identity.release}, and is ${system.name}: filed as that, marked as declared.`];
  return { header, cases: seen.cases, ended, declared: system === undefined ? {} : { declared: { system } }, notes };
}

/** What all runs of an agent elsewhere say of themselves in their header. */
function runOf(header: Header): Omit<Run, 'date' | 'how' | 'fingerprint'> {
  const { identity, unsupported, surroundings, errnos, slowness, deadlineMs } = header;
  return { agent: { ...header.agent, protocol: header.protocol }, identity, unsupported, surroundings, errnos, slowness, deadlineMs };
}

function fromKit(document: KitDocument, { catalogue, agentHash, agentSum }: Yardstick): RawRun[] | { refused: string } {
  const { kit, compiled, date, observations: records } = document;
  const read = readRecords(records, catalogue);
  if ('refused' in read) return read;
  const { header, cases, ended, declared, notes } = read;

  if (header.agent.source !== kit.agent) return { refused: 'contradicts itself: the agent that ran is not the one that the kit says' };
  if (kit.agent === agentHash && compiled.source !== agentSum) {
    return { refused: `was measured by a changed agent: its source has the checksum ${compiled.source}, the one of the kit ${agentSum}` };
  }
  if (cases.size > kit.cases) return { refused: `has ${cases.size} cases, and the kit had ${kit.cases}` };
  const many = [...cases].find(([, one]) => ['back-to-back', 'settled'].some((pacing) => trialsIn(one, pacing) > kit.trials));
  if (many) return { refused: `has more trials of ${many[0]} than the kit asked for (${kit.trials})` };

  const ofKit = [
    ...(ended ? [] : [`The run did not come to its end: ${cases.size} of ${kit.cases} cases are there.`]),
    ...(kit.catalogue === catalogue.hash
      ? []
      : ['Its kit was made for another version of the catalogue: npm run lab -- kit makes a new one.']),
  ];
  const run: Run = {
    ...runOf(header),
    ...declared,
    date,
    how: 'kit',
    fingerprint: `kit ${compiled.by}`.slice(0, 200),
    details: { compiled: compiled.by },
  };
  return [{ run, observations: Object.fromEntries(cases), notes: [...ofKit, ...notes] }];
}

/**
 * What an agent wrote, as it is. Each record names its case and the version of it, and the header the agent and the system, so that nothing else is
 * needed to understand it; only when it was measured is not said.
 */
function fromObservations(records: readonly unknown[], { catalogue, today }: Yardstick): RawRun[] | { refused: string } {
  const read = readRecords(records, catalogue);
  if ('refused' in read) return read;
  const { header, cases, ended, declared, notes } = read;
  const ofFile = [
    ...(ended ? [] : [`The run did not come to its end: ${cases.size} cases are there.`]),
    `An agent does not say when it ran: filed under today, ${today}.`,
  ];
  const run: Run = {
    ...runOf(header),
    ...declared,
    date: today,
    how: 'observations',
    fingerprint: `agent ${header.agent.compiler}`.slice(0, 200),
  };
  return [{ run, observations: Object.fromEntries(cases), notes: [...ofFile, ...notes] }];
}

function caseNamed(record: unknown, catalogue: Catalogue): { id: string; hash: string; steps: readonly unknown[] }[] {
  const { record: name, id, hash } = (record ?? {}) as { record?: unknown; id?: unknown; hash?: unknown };
  if (name !== 'case' || typeof id !== 'string' || typeof hash !== 'string') return [];
  const known = catalogue.cases.get(id);
  return [{ id, hash, steps: known?.hash === hash ? known.steps : Array.from({ length: 64 }) }];
}

function fromResult(result: Result): RawRun[] | { refused: string } {
  const lost = Object.entries(result.cases).find(([, one]) => one.run >= result.runs.length);
  if (lost) return { refused: `is wrong at cases.${shown(lost[0])}: it names run ${lost[1].run}, but there are ${result.runs.length}` };
  return result.runs.map((run, index) => ({
    run,
    observations: Object.fromEntries(
      Object.entries(result.cases).flatMap(([id, { run: of, ...observation }]) => (of === index ? [[id, observation]] : [])),
    ),
    notes: [],
    // A machine of its own is named by what it is anyway.
    ...(run.how === 'native' ? {} : { target: result.target }),
  }));
}

function runProblem(run: Run, today: string): string | undefined {
  // One day of grace for a clock that is ahead.
  const latest = new Date(Date.parse(today) + 86_400_000).toISOString().slice(0, 10);
  if (run.date > latest) return `says that it was measured on ${run.date}, which is still to come`;
  if (!(run.slowness >= 0 && run.slowness <= 1000)) return `is wrong at slowness: ${run.slowness}`;
  return undefined;
}

function firstProblem(observations: Record<string, Observation>, catalogue: Catalogue): string | undefined {
  for (const [id, { hash, traces }] of Object.entries(observations)) {
    const known = catalogue.cases.get(id);
    if (known === undefined && !caseId.test(id)) return `has a case '${shown(id)}', which cannot be the name of one`;
    for (const { outcomes, bytes } of traces) {
      const unread = outcomes.find((outcome) => parseOutcome(outcome) === undefined);
      if (unread !== undefined) return `has an outcome of ${id} that is none: '${shown(unread)}'`;
      if (known?.hash === hash && outcomes.length > known.steps.length) return `has more outcomes of ${id} than it has steps`;
      const stray = Object.keys(bytes ?? {}).find((step) => Number(step) >= outcomes.length);
      if (stray !== undefined) return `has bytes of ${id} for step ${stray}, which was not reached`;
    }
  }
  return undefined;
}

function trialsIn({ traces }: Observation, pacing: string): number {
  return traces.reduce((sum, trace) => (trace.pacing === pacing ? sum + trace.count : sum), 0);
}

function shownAll(problems: readonly string[]): string {
  return problems.slice(0, 3).join('; ');
}
