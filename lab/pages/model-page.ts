import { named, sentenceOf, titleOf } from '../atlas/identity.ts';
import { spell, endsOf, stateNames } from '../models/state-names.ts';
import { compareMachines, type Comparison } from '../models/compare.ts';
import type { Alphabet } from '../models/alphabet.ts';
import type { Checked } from '../models/check-scenarios.ts';
import { pageOf, type LinkModels, type ModelledSystem, type SharedModel } from '../models/models.ts';
import { transitionOf, type Mealy } from '../models/mealy.ts';
import { count, someOf } from '../prose.ts';
import { bullets, code, escape, page, table } from './markdown.ts';

/** The first line of every page of models. */
export const generatedFromModels =
  '<!-- Generated from scenarios/alphabets/ and reports/models/ by: npm run lab -- report. Do not edit. -->';

/** A machine that differs from the page's first, with what marks it in the tables. */
interface Other {
  mark: string;
  model: SharedModel;
  comparison: Comparison;
}

/** The page of an alphabet on a link: every state in words, what each call gives in it, and what other systems do differently. */
export function modelPage({ alphabet, models, lacking }: LinkModels, checked: Checked): string {
  const [first, ...rest] = models;
  const title = `# ${escape(alphabet.link)}: ${escape(alphabet.title.charAt(0).toLowerCase() + alphabet.title.slice(1))}`;
  if (first === undefined) return page([generatedFromModels, title, lackingText(lacking)]);
  const others = rest.map((model, index) => ({
    mark: superscript(index + 1),
    model,
    comparison: compareMachines(first.machine, model.machine),
  }));
  const names = stateNames(alphabet, first.machine);
  const ends = endsOf(alphabet);
  return page([
    generatedFromModels,
    title,
    introduction(alphabet, first),
    systemsText(first, others, alphabet),
    pictureText(alphabet),
    ...ends.flatMap((end) => callsOfEnd(end, alphabet, first.machine, names, others)),
    differencesText(alphabet, others),
    lackingText(lacking),
    checkedText(checked),
    howToRead(alphabet),
  ]);
}

function introduction({ letters, setup }: Alphabet, { machine }: SharedModel): string {
  const transitions = machine.states.flat().filter((transition) => transition !== undefined).length;
  return [
    `Every sequence of ${count(letters.length, 'call')}, on a fresh connection (${setup.map(({ text }) => code(text)).join(', ')}):`,
    `${count(machine.states.length, 'state')} and ${count(transitions, 'transition')}, learned by asking and not written by hand.`,
  ].join(' ');
}

function systemsText(first: SharedModel, others: readonly Other[], alphabet: Alphabet): string {
  const lines = [
    `The tables show ${systemNames(first.systems)}. ${boundText(first)}`,
    ...others.map(
      ({ mark, model, comparison }) =>
        `${mark} is ${systemNames(model.systems)}: ${count(model.machine.states.length, 'state')}; ${count(comparison.groups.length, 'difference')} in what a call gives. ${boundText(model)}`,
    ),
  ];
  return [`## Systems`, bullets(lines), `Alphabet: \`scenarios/alphabets/${alphabet.name}.yaml\`.`].join('\n\n');
}

/** The file of the picture beside a page: of `unix-pair.md`, `unix-pair.svg`. */
export function pictureOf(alphabet: Alphabet): string {
  return pageOf(alphabet).replace(/\.md$/, '.svg');
}

function pictureText(alphabet: Alphabet): string {
  const [first = ''] = endsOf(alphabet);
  const file = pictureOf(alphabet).replace(/^models\//, '');
  return [
    '## Picture',
    `![The states of ${alphabet.link} and the calls between them: the tables below say all of it in words](${file})`,
    `Drawn are the states in which ${code(first)} is open, grouped by what the peer did on the shortest way to them: for each the call that leads to it on that way, and every close of the peer and every read and \`SO_ERROR\` of ${code(first)} that leads to another state. The tables have all others.`,
  ].join('\n\n');
}

/** The names of systems, each with what tells it apart, sorted. */
export function systemNames(systems: readonly ModelledSystem[]): string {
  return someOf(
    systems.map(({ identity }) => escape(sentenceOf(identity))).filter((name, index, all) => all.indexOf(name) === index),
    6,
  );
}

/** Up to where the statement holds that the machine is what the system does. */
function boundText({ systems, machine }: SharedModel): string {
  const least = Math.min(...systems.map(({ extra }) => extra));
  const most = Math.max(...systems.map(({ extra }) => extra));
  const words = (extra: number): string =>
    extra === 0
      ? `any machine of at most ${count(machine.states.length, 'state')}`
      : `any machine of up to ${count(machine.states.length + extra, 'state')}`;
  const range = least === most ? words(least) : `${words(most)} on one system, and ${words(least)} on each`;
  return `Tested against ${range} (HSI method).`;
}

function callsOfEnd(end: string, alphabet: Alphabet, machine: Mealy, names: readonly string[], others: readonly Other[]): string[] {
  const letters = alphabet.letters.flatMap(({ name }, letter) => (name.startsWith(`${end}.`) ? [letter] : []));
  const rows = machine.states.flatMap((_, state) => {
    const cells = letters.map((letter) => cell(machine, state, letter, others));
    return cells.every((text) => text === '–') ? [] : [[`**${state}** ${escape(names[state] ?? '')}`, ...cells]];
  });
  const header = ['State', ...letters.map((letter) => code(alphabet.letters[letter]?.name.slice(end.length + 1) ?? ''))];
  return [`## Calls of ${code(end)}`, table(header, rows)];
}

/** `¹²` for 12. */
function superscript(number: number): string {
  return String(number).replaceAll(/[0-9]/g, (digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'.charAt(Number(digit)));
}

/** `ECONNRESET → 5`; the state is left out where it stays, and what others do differently follows. */
function cell(machine: Mealy, state: number, letter: number, others: readonly Other[]): string {
  const transition = transitionOf(machine, state, letter);
  const own = transition === undefined ? '–' : outcome(transition.output, transition.next === state ? undefined : transition.next);
  const marked = others.flatMap(({ mark, model, comparison }) => {
    // What is one state here can be several there: then all that they give is shown.
    const given = comparison.pairs.flatMap(([one, there]) => (one === state ? [transitionOf(model.machine, there, letter)?.output] : []));
    const distinct = [...new Set(given)].map((text) => (text === undefined ? '–' : code(text)));
    return given.every((text) => text === transition?.output) ? [] : [`${mark} ${distinct.join(' / ')}`];
  });
  return [own, ...marked].join('; ');
}

function outcome(text: string, next: number | undefined): string {
  return next === undefined ? code(text) : `${code(text)} → ${next}`;
}

function differencesText(alphabet: Alphabet, others: readonly Other[]): string {
  if (others.length === 0) return '';
  const sections = others.map(({ mark, model, comparison }) =>
    [
      `### ${mark} ${systemNames(model.systems)}`,
      table(
        ['Call', 'The tables', mark, 'Shortest sequence that shows it', 'Pairs of states'],
        comparison.groups.map(({ letter, one, other, differences }) => [
          code(alphabet.letters[letter]?.name ?? ''),
          one === undefined ? '–' : code(one),
          other === undefined ? '–' : code(other),
          code(spell(alphabet, differences[0]?.word ?? [])),
          String(differences.length),
        ]),
      ),
    ].join('\n\n'),
  );
  return ['## What others do differently', ...sections].join('\n\n');
}

function lackingText(lacking: LinkModels['lacking']): string {
  if (lacking.length === 0) return '';
  return bullets(
    lacking.map(
      ({ identity, lacks }) =>
        `${escape(titleOf(identity.name))} ${escape(identity.version ?? '')} with ${escape(named(identity.libc))} has no such link: ${code(lacks)}.`,
    ),
  );
}

/** Whether the scenarios say the same. */
function checkedText({ compared, disagreements }: Checked): string {
  if (compared === 0) return '';
  const all = `${count(compared, 'measurement')} of scenarios that make only these calls ${compared === 1 ? 'was' : 'were'} compared with the model of the same system`;
  if (disagreements.length === 0) return `## Scenarios\n\n${all}: all agree.`;
  const rows = disagreements.map(({ target, id, step, model, measured }) => [
    escape(target),
    code(id),
    escape(step),
    code(model),
    code(measured),
  ]);
  return [
    '## Scenarios',
    `${all}: ${disagreements.length} disagree.`,
    table(['System', 'Case', 'Step', 'The model says', 'Measured'], rows),
  ].join('\n\n');
}

function howToRead({ inFlight, letters }: Alphabet): string {
  const resets = letters.some(({ name }) => name.endsWith('.close-reset'));
  return [
    '## How to read this',
    bullets([
      '`EOF → 5`: the call returned EOF, and the connection is in state 5 afterwards. Without an arrow it stays in its state. `–`: the descriptor is closed.',
      '`n` is any count above 0. `A or B`: the answer varied over settled trials, and the state after it stands for all that may follow.',
      '`EOF`; ¹ `EOF` / `ECONNRESET`: system 1 returns the one or the other, depending on how this state was reached.',
      'States are named after the shortest sequence of calls that leads to them, as the first end sees it: “we” is that end.',
      ...(inFlight === undefined ? [] : [`At most ${count(inFlight, 'message')} wait for one end: a further write is not asked.`]),
      ...(resets ? ['`close-reset` is close() with SO_LINGER on and a time of 0.'] : []),
    ]),
  ].join('\n\n');
}
