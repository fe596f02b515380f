import { modelName } from '../models/alphabet.ts';
import { transitionOf } from '../models/mealy.ts';
import { pageOf, type LinkModels } from '../models/models.ts';
import { stateNames } from '../models/state-names.ts';
import { code, escape, link, table } from './markdown.ts';
import { systemNames } from './model-page.ts';

const begin = '<!-- learned: written by npm run lab -- report -->';
const end = '<!-- end of learned -->';

/**
 * A text such as the README's with what stands between its two markers made again from the learned models: what the end of an AF_UNIX stream sees after the peer has
 * closed. Nothing while no model of it is stored; a text without the markers stays as it is.
 */
export function withHeart(text: string, all: readonly LinkModels[]): string {
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from < 0 || to < from) return text;
  const heart = heartOf(all, 'reports/');
  return `${text.slice(0, from + begin.length)}\n\n${heart === '' ? '' : `${heart}\n\n`}${text.slice(to)}`;
}

/** The answer to the question that the lab began with, with a link to where `base` leads to `reports/`. Empty while nothing was learned of AF_UNIX streams. */
export function heartOf(all: readonly LinkModels[], base: string): string {
  const models = all.find(({ alphabet }) => modelName(alphabet) === 'unix-pair.connection');
  const answer = models && afterPeerClosed(models);
  const [first] = models?.models ?? [];
  if (models === undefined || answer === undefined || first === undefined) return '';
  const page = link('every state and every call', `${base}${pageOf(models.alphabet)}`);
  return [
    `What one end of an AF_UNIX stream sees after the other was closed, on ${systemNames(first.systems)} (${page}, learned by asking):`,
    answer,
  ].join('\n\n');
}

/**
 * What the first end sees after the other has closed, by what was unread then. A small table; `undefined` if the alphabet has no ends that write, read and close, or nothing
 * was learned.
 */
export function afterPeerClosed({ alphabet, models }: LinkModels): string | undefined {
  const [first] = models;
  const letter = (name: string): number => alphabet.letters.findIndex((one) => one.name === name);
  const needed = ['a.write', 'a.read', 'a.error', 'b.write', 'b.close'].map(letter);
  if (first === undefined || needed.includes(-1)) return undefined;
  const [write = 0, read = 0, error = 0, peerWrite = 0, peerClose = 0] = needed;
  const { machine } = first;
  const ways = [[peerClose], [write, peerClose], [peerWrite, peerClose], [write, peerWrite, peerClose]];
  const states = ways.map((word) => word.reduce((state, one) => transitionOf(machine, state, one)?.next ?? state, 0));
  const names = stateNames(alphabet, machine);
  const runOf = (state: number, one: number): string => {
    const given: string[] = [];
    for (let at = state, before = -1; given.length < 4;) {
      const transition = transitionOf(machine, at, one);
      if (transition === undefined || (at === before && given.at(-1) === transition.output)) break;
      given.push(transition.output);
      before = at;
      at = transition.next;
    }
    return given
      .filter((text, index) => index === 0 || text !== given[index - 1])
      .map(code)
      .join(', then ');
  };
  return table(
    ['State', 'read()', 'write()', 'SO_ERROR'],
    states.map((state) => [escape(names[state] ?? ''), runOf(state, read), runOf(state, write), runOf(state, error)]),
  );
}
