import { exitCode, LabError } from '../failure.ts';
import { modelName, usualAlphabet, type Alphabet } from '../models/alphabet.ts';
import type { LearnOutcome } from '../models/learn-systems.ts';
import { count } from '../prose.ts';
import { didYouMean, oneOf } from '../scenario/suggest.ts';
import type { Shard } from '../targets/targets.ts';
import type { Context } from './context.ts';
import { chooseProgress } from './progress/choose.ts';

/** Options of `lab learn`. */
export interface LearnOptions {
  on?: string[] | undefined;
  link?: string[] | undefined;
  alphabet?: string[] | undefined;
  extra?: number | undefined;
  jobs?: number | undefined;
  fresh?: boolean | undefined;
  shard?: Shard | undefined;
  /** How long (ms) to learn at most; what is not done then is left for the next time. */
  budgetMs?: number | undefined;
}

/**
 * `lab learn`: learns the state machine of each link on each target, or of those named, and stores it in reports/models/. What is known and still
 * current is not learned again, and what was learned when it is interrupted stays. Returns the exit code: 3 if a target that should run here failed; throws a `missing` if one that was named cannot.
 */
export async function learnModels(options: LearnOptions, context: Context): Promise<number> {
  const { stdout, stderr } = context;
  const outcomes = await learnOn(options, context);
  for (const line of summarise(outcomes)) stdout.write(`${line}\n`);
  if (outcomes.some((one) => one.changed)) stderr.write('Next: npm run lab -- report\n');
  if (outcomes.some((one) => one.status === 'failed')) return exitCode.partial;
  const skipped = outcomes.filter((one) => one.status === 'skipped');
  if (options.on !== undefined && skipped.length > 0) {
    const ids = skipped.map((one) => one.target.id).join(', ');
    throw new LabError('missing', `This machine cannot run ${ids}.`, skipped.find((one) => one.hint)?.hint ?? 'npm run lab -- doctor');
  }
  return exitCode.ok;
}

/** Learns what the options name; nothing in a checkout without alphabets. */
export async function learnOn(options: LearnOptions, context: Context): Promise<LearnOutcome[]> {
  const { places, env, signal, finish } = context;
  const { loadTargets, pickTargets, shardOf } = await import('../targets/targets.ts');
  const { loadAlphabets } = await import('../models/load-alphabets.ts');
  const { learnSystems } = await import('../models/learn-systems.ts');
  const all = await loadAlphabets(places);
  if (all.length === 0) return [];
  const loaded = await loadTargets(places);
  const targets = shardOf(options.on ? pickTargets(loaded, options.on) : loaded, options.shard);
  const alphabets = pickAlphabets(all, options);
  const progress = await chooseProgress(context, targets);
  const { extra, jobs, budgetMs } = options;
  const fresh = options.fresh === true;
  const learning = learnSystems({ places, env, signal, progress, targets, alphabets, extra, jobs, budgetMs, fresh });
  return finish?.(learning) ?? learning;
}

/** The alphabets with these names on these links. Throws a `bad-request` for a name that is not there. */
export function pickAlphabets(
  all: readonly Alphabet[],
  { link, alphabet = [usualAlphabet] }: Pick<LearnOptions, 'link' | 'alphabet'>,
): Alphabet[] {
  const names = [...new Set(all.map(({ name }) => name))];
  for (const name of alphabet) if (!names.includes(name)) throw unknown('alphabet', name, names);
  const named = all.filter(({ name }) => alphabet.includes(name));
  const links = [...new Set(named.map((one) => one.link))];
  for (const one of link ?? []) if (!links.includes(one)) throw unknown('link', one, links);
  return named.filter((one) => link === undefined || link.includes(one.link));
}

function unknown(what: string, typed: string, known: readonly string[]): LabError {
  return new LabError(
    'bad-request',
    `There is no ${what} '${typed}'. ${didYouMean(typed, known) ?? `There are ${oneOf(known, 30)}.`}`,
    'Alphabets and their links: scenarios/alphabets/',
  );
}

/** What became of the targets, in lines. */
export function summarise(outcomes: readonly LearnOutcome[]): string[] {
  const lines: string[] = [];
  for (const { target, status, learned, why, hint } of outcomes) {
    if (status === 'failed') lines.push(`Failed: ${target.id}: ${why}`, ...(hint === undefined ? [] : [`hint: ${hint}`]));
    for (const one of learned) {
      if ('machine' in one) {
        const transitions = one.machine.states.flat().filter((transition) => transition !== undefined).length;
        const what = `${count(one.machine.states.length, 'state')}, ${count(transitions, 'transition')}`;
        lines.push(`${target.id}: ${modelName(one.alphabet)}: ${what}, learned with ${count(one.words, 'word')}`);
      } else if ('lacks' in one) {
        lines.push(`${target.id}: ${modelName(one.alphabet)}: there is none (${one.lacks})`);
      }
    }
  }
  const of = (status: LearnOutcome['status']): string =>
    outcomes.flatMap((one) => (one.status === status ? [one.target.id] : [])).join(', ');
  if (of('current') !== '') lines.push(`Known already, nothing to learn (--fresh does it again): ${of('current')}.`);
  if (of('skipped') !== '') lines.push(`Left out, since this machine cannot run them: ${of('skipped')}.`);
  if (of('interrupted') !== '') {
    lines.push(`Not learned to the end, which \`npm run lab -- learn\` goes on with: ${of('interrupted')}.`);
  }
  return lines;
}
