import { outcomeIn } from '../../atlas/atlas.ts';
import type { Atlas, CaseOutcome } from '../../atlas/atlas.ts';
import type { Behaviour } from '../../atlas/behaviour.ts';
import { distinct } from '../../atlas/group-name.ts';
import type { System } from '../../atlas/system.ts';
import type { Scenario } from '../../scenario/case.ts';
import { local, spelled } from './letters.ts';
import { patch } from './patch.ts';
import type { ClaimRecord, ScenarioRecord, WayDetails, WayRecord } from './site-file.ts';
import type { StepTable } from './step-key.ts';
import { writeStepLines } from './step-lines.ts';

/** Numbers for texts in the order in which they come. */
class Numbered {
  readonly texts: string[] = [];
  readonly #numbers = new Map<string, number>();

  of(text: string): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    this.#numbers.set(text, this.texts.length);
    return this.texts.push(text) - 1;
  }
}

/** A scenario with what its calls return, as records. `foremost` is the system whose behaviours come first. */
export function encodeScenario(
  atlas: Atlas,
  scenario: Scenario,
  table: StepTable,
  claims: ClaimRecord[],
  foremost: System | undefined,
): ScenarioRecord {
  const [outcomes, ways] = [new Numbered(), new Numbered()];
  const { lines, numberOf } = writeStepLines(
    scenario.cases.flatMap(({ steps }) => steps),
    table,
  );
  let before = '';
  const cases = scenario.cases.map((theCase) => {
    const letters = spelled(theCase.steps.map(numberOf), local);
    const own = patch(letters, before);
    before = letters;
    const shown = behavioursOf(outcomeIn(atlas, theCase), foremost).map((behaviour) => ways.of(JSON.stringify(wayOf(behaviour, outcomes))));
    return shown.length === 0 ? own : `${own} ${spelled(shown, local)}`;
  });
  const { id, title, question, tags, matrix, excluded, links, why } = scenario;
  return [
    [
      id,
      title,
      question,
      tags,
      matrix,
      excluded.map(({ with: choice }) => choice),
      links,
      ...(why === undefined ? ([] as const) : ([why] as const)),
    ],
    lines,
    outcomes.texts,
    ways.texts.map((text) => JSON.parse(text) as WayRecord),
    cases,
    claims,
  ];
}

/** A case's behaviours, that of this system first: so it is the one that need not be named. */
export function behavioursOf({ behaviours, behaviourOf }: CaseOutcome, foremost: System | undefined): Behaviour[] {
  const first = foremost === undefined ? undefined : behaviourOf[foremost.index];
  return first === undefined ? behaviours : [first, ...behaviours.filter((one) => one !== first)];
}

function wayOf({ lacks, usual, determinism, cells, alternatives }: Behaviour, outcomes: Numbered): WayRecord {
  const letters = (texts: readonly string[]): string =>
    spelled(
      texts.map((text) => outcomes.of(text)),
      local,
    );
  const text = letters(usual);
  const details: WayDetails = {};
  if (lacks !== undefined) details.lacks = lacks;
  if (determinism !== 'deterministic') {
    const unsure = cells
      .filter((cell) => cell.state === 'measured' && cell.determinism !== 'deterministic')
      .flatMap(({ systems }) => systems);
    details.not = [determinism === 'flaky' ? 'f' : 't', ...distinct(unsure, ({ identity }) => identity.name)];
  }
  if (alternatives.length > 0) {
    details.also = alternatives.map(({ pacing, outcomes: texts, count, trials }) =>
      // How often something happens back-to-back is chance of the machine; that it does is what a reader must know.
      pacing === 'settled' ? [`s${patch(letters(texts), text)}`, count, trials] : `b${patch(letters(texts), text)}`,
    );
    details.also.sort((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
  }
  return Object.keys(details).length === 0 ? text : [text, details];
}
