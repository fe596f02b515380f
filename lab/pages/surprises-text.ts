import type { Atlas } from '../atlas/atlas.ts';
import { sortValues, spanText } from '../atlas/axis.ts';
import { nameAmong } from '../atlas/group-name.ts';
import { compare } from '../atlas/order.ts';
import { decisiveOutcomes } from '../atlas/tally.ts';
import type { System } from '../atlas/system.ts';
import type { SurprisingChange, SurprisingClaim, Surprises } from '../findings/surprise.ts';
import { allOf, anyOf, count } from '../prose.ts';
import { outcomesText } from './claim-text.ts';
import { scenarioLink } from './scenario-link.ts';
import { code, escape } from './markdown.ts';

/** How the findings were chosen, for whoever wonders what was left out. */
export const choiceText =
  'Chosen by rule: what a source says and Linux does not do, each sentence once, most cases first; then what changed between versions of Linux. ' +
  'A source is judged only on the version that it describes.';

/** Each finding as one line of markdown, with a link to the scenario that shows it. */
export function surpriseLines(atlas: Atlas, { claims, changes }: Surprises): string[] {
  return [...claims.map((one) => claimLine(atlas, one)), ...changes.map(changeLine)];
}

function claimLine(atlas: Atlas, { judgement, cases }: SurprisingClaim): string {
  const { claim, scenario, evidence, verdict } = judgement;
  const against = evidence.filter((piece) => piece.verdict === verdict);
  const outcomes = [...new Set(against.flatMap(({ seen }) => decisiveOutcomes(seen)))].toSorted(compare);
  const systems = atlas.systems.filter((system) => against.some((piece) => piece.systems.includes(system)));
  const words = claim.quote === undefined ? outcomesText(claim) : `“${escape(shortened(claim.quote))}”`;
  const steps = [...new Set(against.map(({ step }) => step))];
  return (
    `${scenarioLink(scenario)}: ${escape(atlas.sources.get(claim.source)?.title ?? claim.source)} says ${words}. ` +
    `On ${escape(kernels(atlas, systems))}, ${allOf(steps.map((step) => `*${escape(step)}*`))}: ${anyOf(outcomes.map(code))} (${count(cases, 'case')}).`
  );
}

function changeLine({ difference, cases }: SurprisingChange): string {
  const values = sortValues([...difference.returned.keys()]);
  const sides = new Map<string, string[]>();
  for (const value of values) {
    const text = anyOf([...(difference.returned.get(value) ?? [])].toSorted(compare).map(code));
    sides.set(text, [...(sides.get(text) ?? []), value]);
  }
  const told = [...sides].map(([outcome, places]) => `${outcome} on ${escape(allOf(spanText(places, values)))}`);
  return `${scenarioLink(difference.scenario)}: *${escape(difference.step)}* is ${told.join(', ')} (${count(cases, 'case')}).`;
}

/** `Linux` if all of that kernel are among them, with versions if only some are. */
function kernels(atlas: Atlas, systems: readonly System[]): string {
  const names = [...new Set(systems.map(({ identity }) => identity.name))];
  return allOf(
    names.map((name) => {
      const own = systems.filter(({ identity }) => identity.name === name);
      const all = atlas.systems.filter(({ identity }) => identity.name === name);
      return nameAmong(own, all);
    }),
  );
}

/** More of a sentence than this is read where it stands. */
const mostQuoted = 140;

/** Without the full stop that ends it: one comes behind the quotation marks. */
function shortened(quote: string): string {
  return quote.length <= mostQuoted ? quote.replace(/\.$/, '') : `${quote.slice(0, quote.lastIndexOf(' ', mostQuoted))} …`;
}
