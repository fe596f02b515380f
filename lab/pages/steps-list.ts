import type { Case, Scenario, Step } from '../scenario/case.ts';
import { labelsInOrder } from './interest.ts';
import { code, escape } from './markdown.ts';
import { anyOf } from '../prose.ts';
import { whereText } from './where.ts';

/** A step of a scenario with the number by which its page speaks of it. */
export interface NumberedStep {
  number: number;
  label: string;
}

/** All steps of a scenario, numbered in the order of its cases' steps. */
export function numberedSteps(scenario: Scenario): NumberedStep[] {
  const known =
    numbered.get(scenario) ??
    labelsInOrder(scenario.cases.map((theCase) => theCase.steps)).map((label, index) => ({ number: index + 1, label }));
  numbered.set(scenario, known);
  return known;
}

/** Every table of a page asks for them. */
const numbered = new WeakMap<Scenario, NumberedStep[]>();

/** The steps as a numbered list in a reader's words. Matrix values in them are written as the name of their dimension: `$link`. Markdown. */
export function stepsList(scenario: Scenario): string {
  return numberedSteps(scenario)
    .map(({ number, label }) => `${number}. ${lineOf(scenario, label)}`)
    .join('\n');
}

function lineOf(scenario: Scenario, label: string): string {
  const found: Found[] = [];
  for (const theCase of scenario.cases) {
    const step = theCase.steps.find((one) => one.label === label);
    if (step !== undefined) found.push({ theCase, step });
  }
  const processes = [...new Set(found.map(({ step }) => step.in))].filter((name) => name !== 'main');
  const cases = found.map(({ theCase }) => theCase);
  const where = cases.length === scenario.cases.length ? '' : `, only with ${escape(whereText(scenario, cases))}`;
  const inside = processes.length === 0 ? '' : `, in the process ${anyOf(processes.map(code))}`;
  // A label that its author left out is the call's name and its descriptor: once is enough.
  const isDefault = found.some(({ step }) => {
    const [call, ...words] = label.replace(/ #[0-9]+$/, '').split(' ');
    return call === step.call && words.every((word) => step.text.split(/[ (,)]+/).includes(word));
  });
  return `${anyOf(textsOf(scenario, found).map(code))}${isDefault ? '' : `: *${escape(label)}*`}${inside}${where}`;
}

interface Found {
  theCase: Case;
  step: Step;
}

/** The texts of one step in all cases: one text if the fewest possible matrix values in it are written as their dimensions' names. */
function textsOf(scenario: Scenario, found: readonly Found[]): string[] {
  const dimensions = Object.keys(scenario.matrix).filter((dimension) => (scenario.matrix[dimension]?.length ?? 0) > 1);
  const candidates = subsets(dimensions).map((chosen) => [...new Set(found.map((one) => generalised(one, chosen)))]);
  return candidates.find((texts) => texts.length === 1) ?? candidates[0] ?? [];
}

/** All subsets, the smaller ones first. There are few dimensions. */
function subsets(words: readonly string[]): string[][] {
  const all = words.reduce<string[][]>((sets, word) => [...sets, ...sets.map((set) => [...set, word])], [[]]);
  return all.toSorted((one, other) => one.length - other.length);
}

function generalised({ theCase, step }: Found, dimensions: readonly string[]): string {
  let general = step.text;
  for (const dimension of dimensions) {
    const word = String(theCase.matrix[dimension]);
    if (general.includes(word)) general = general.replaceAll(wordAlone(word), () => `$${dimension}`);
  }
  return general;
}

/** Matches a word where it is no part of another. */
function wordAlone(word: string): RegExp {
  const pattern = patterns.get(word) ?? new RegExp(`(?<![\\w$-])${word.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\w-])`, 'g');
  patterns.set(word, pattern);
  return pattern;
}

const patterns = new Map<string, RegExp>();
