import { cellFor, outcomeIn } from '../atlas/atlas.ts';
import type { Atlas } from '../atlas/atlas.ts';
import type { Behaviour } from '../atlas/behaviour.ts';
import { withoutBytes } from '../atlas/bytes.ts';
import { nameAmong } from '../atlas/group-name.ts';
import { sentenceOf } from '../atlas/identity.ts';
import type { System } from '../atlas/system.ts';
import { LabError } from '../failure.ts';
import { count } from '../prose.ts';
import type { Case, Step } from '../scenario/case.ts';

/** What a program expects its steps to return, and where that is known from. */
export interface Expectation {
  /** By step: one outcome, or several with ` or ` between them where it is flaky. */
  outcomes: string[];
  /** Whose outcomes these are, in words: `Linux (17 of 20 systems measured)`. */
  whose: string;
  /** What other systems do first that differs, in sentences. */
  others: string[];
}

/** Without a system, the behaviour that most systems show. Throws LabError `bad-request` where nothing was measured, or the case cannot run. */
export function expectationOf(atlas: Atlas, theCase: Case, system?: System): Expectation {
  const { behaviours } = outcomeIn(atlas, theCase);
  const able = behaviours.filter(({ lacks }) => lacks === undefined);
  const [commonest] = able.toSorted((one, other) => other.systems.length - one.systems.length);
  const shown = system === undefined ? commonest : behaviours.find(({ systems }) => systems.includes(system));
  if (shown === undefined) throw new LabError('bad-request', notKnown(atlas, theCase, system), `npm run lab -- run ${theCase.id}`);
  if (shown.lacks !== undefined) {
    const where = able.flatMap(({ systems }) => systems.map(({ id }) => id));
    const hint = where.length === 0 ? 'No system measured has it.' : `It runs on: npm run lab -- repro ${theCase.id} --on ${where[0]}`;
    throw new LabError('bad-request', `${system?.id} has no ${shown.lacks}: ${theCase.id} cannot run there.`, hint);
  }
  const measured = behaviours.flatMap(({ systems }) => systems);
  const outcomes = theCase.steps.map((step, index) => textAt(shown, index, step));
  return {
    outcomes,
    whose:
      system === undefined
        ? `${nameAmong(shown.systems, measured)} (${shown.systems.length} of ${count(measured.length, 'system')} measured)`
        : `${system.id}: ${sentenceOf(system.identity)}`,
    others: able.filter((other) => other !== shown).map((other) => firstDifference(theCase, shown, other, measured)),
  };
}

function notKnown(atlas: Atlas, theCase: Case, system: System | undefined): string {
  if (system === undefined) return `Nothing was measured of ${theCase.id} yet, so it is not known what to expect.`;
  const cell = cellFor(atlas, system, theCase);
  const why = 'why' in cell ? cell.why : 'what' in cell ? cell.what : cell.state;
  return `What ${theCase.id} returns on ${system.id} is not known (${cell.state}: ${why}).`;
}

function firstDifference({ steps }: Case, shown: Behaviour, other: Behaviour, measured: readonly System[]): string {
  const name = nameAmong(other.systems, measured);
  const at = steps.findIndex((step, index) => textAt(shown, index, step) !== textAt(other, index, step));
  const step = steps[at];
  return step === undefined
    ? `${name}: the same outcomes, sometimes others`
    : `${name}: step ${at + 1}, ${step.text}: ${textAt(other, at, step)} instead of ${textAt(shown, at, step)}`;
}

/** With MSG_TRUNC a call returns more than it received, and which bytes a trace has of it says nothing. */
function textAt({ outcomes }: Behaviour, index: number, { does }: Step): string {
  const isTruncated = does.kind === 'reads' && does.flags.includes('MSG_TRUNC');
  return [...new Set([...(outcomes[index] ?? [])].map((outcome) => (isTruncated ? withoutBytes(outcome) : outcome)))].join(' or ');
}
