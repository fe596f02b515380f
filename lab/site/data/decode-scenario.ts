import type { Pacing } from '../../results/pacing.ts';
import type { Trace } from '../../results/result.ts';
import { labelsInOrder } from '../../pages/interest.ts';
import type { Case, Scenario, Step } from '../../scenario/case.ts';
import { choiceId, choices, matches } from '../../scenario/matrix.ts';
import { reads, writes } from '../../scenario/effect.ts';
import type { Effect } from '../../scenario/effect.ts';
import { claimOf } from './decode-claim.ts';
import type { JudgedClaim } from './decode-claim.ts';
import { callIn } from './call-in.ts';
import { defaultLabel } from './default-label.ts';
import { local, numbersIn } from './letters.ts';
import { patched } from './patch.ts';
import type { ScenarioRecord, SiteFile, StepRecord, WayRecord } from './site-file.ts';
import { readStepLines } from './step-lines.ts';

/** A behaviour as the data has it: not yet with the systems that show it. */
export interface Way {
  lacks: string | undefined;
  usual: string[];
  /** Other traces. Those back-to-back have no count of their own. */
  also: Trace[];
  /** Trials of the usual's pacing, as far as counts are known. */
  trials: number;
  determinism: 'deterministic' | 'timing-dependent' | 'flaky';
  /** The kernels on which it is not deterministic, by name. */
  kernels: readonly string[];
}

/** A scenario, the behaviours in each of its cases, and its claims with their verdicts. */
export interface DecodedScenario {
  scenario: Scenario;
  behaviours: Way[][];
  judged: JudgedClaim[];
}

/** Reads one scenario's records. Steps and behaviours that cases share are shared. Throws if they are damaged. */
export function decodeScenario(record: ScenarioRecord, file: Pick<SiteFile, 'steps' | 'sources'>): DecodedScenario {
  const [[id, title, question, tags, matrix, excluded, links, why], lines, outcomes, wayRecords, rows, claims] = record;
  const steps = readStepLines(lines).map(({ key, label }) => stepOf(existing(file.steps[key], id), label));
  const ways = wayRecords.map((way) => wayOf(way, outcomes));
  const chosen = choices(matrix).filter((choice) => !excluded.some((without) => matches(choice, without)));
  const behaviours: Way[][] = [];
  let before = '';
  const cases = rows.map((row, index): Case => {
    const [told = '', shown = ''] = row.split(' ');
    const own = patched(told, before);
    before = own;
    const choice = chosen[index] ?? {};
    const suffix = choiceId(choice);
    behaviours.push(numbersIn(shown, local).map((number) => existing(ways[number], id)));
    return {
      id: suffix === '' ? id : `${id}/${suffix}`,
      scenario: id,
      matrix: choice,
      steps: numbersIn(own, local).map((number) => existing(steps[number], id)),
      // The page compares no hashes.
      hash: '',
    };
  });
  const scenario: Scenario = {
    id,
    file: `scenarios/${id}.yaml`,
    title,
    question,
    why,
    tags,
    links,
    matrix,
    // The reasons are in the scenario's file.
    excluded: excluded.map((choice) => ({ with: choice, reason: '' })),
    cases,
    claims: [],
  };
  const labels = labelsInOrder(cases.map((theCase) => theCase.steps));
  const judged = claims.map((claim) => claimOf(claim, scenario, labels, file.sources));
  scenario.claims = judged.map(({ claim }) => claim);
  return { scenario, behaviours, judged };
}

function existing<Thing>(thing: Thing | undefined, scenario: string): Thing {
  if (thing === undefined) throw new Error(`the data of ${scenario} is damaged`);
  return thing;
}

function stepOf([text, does, process, startedAs, call]: StepRecord, label: string | undefined): Step {
  return {
    label: label ?? defaultLabel(text),
    call: call ?? callIn(text),
    text,
    in: process ?? 'main',
    // The page runs nothing.
    line: '',
    args: {},
    does: effectOf(does),
    ...(typeof startedAs === 'string' ? { startedAs } : {}),
  };
}

function effectOf(does: StepRecord[1]): Effect {
  if (does.kind === 'reads') return reads(does as Parameters<typeof reads>[0]);
  return does.kind === 'writes' ? writes(does as Parameters<typeof writes>[0]) : (does as Effect);
}

function wayOf(record: WayRecord, outcomes: readonly string[]): Way {
  const [letters, { lacks, not, also = [] }] = typeof record === 'string' ? [record, {}] : record;
  const textsOf = (text: string): string[] => numbersIn(text, local).map((number) => existing(outcomes[number], 'a scenario'));
  const [kind, ...kernels] = not ?? [];
  let trials = 1;
  const traces = also.map((one): Trace => {
    const [text, count, all] = typeof one === 'string' ? [one, 1, 0] : one;
    const pacing: Pacing = text.startsWith('s') ? 'settled' : 'back-to-back';
    trials = Math.max(trials, all);
    return { pacing, count, outcomes: textsOf(patched(text.slice(1), letters)) };
  });
  return {
    lacks,
    usual: textsOf(letters),
    also: traces,
    trials,
    determinism: kind === undefined ? 'deterministic' : kind === 'f' ? 'flaky' : 'timing-dependent',
    kernels,
  };
}
