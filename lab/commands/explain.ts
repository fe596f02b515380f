import { readFile } from 'node:fs/promises';
import { answersIn } from '../explain/answer.ts';
import { answersByModel, fits, knownBefore, parseCalls } from '../explain/calls-seen.ts';
import type { CallSeen } from '../explain/calls-seen.ts';
import { parseQuery } from '../explain/query.ts';
import type { Term } from '../explain/query.ts';
import { search, systemsNamed } from '../explain/search.ts';
import type { Catalogue } from '../explain/search.ts';
import { parseStrace } from '../explain/strace.ts';
import { explainTrail, pickTrail, trailsIn } from '../explain/trail.ts';
import { understand } from '../explain/understand.ts';
import { count } from '../prose.ts';
import { exitCode, LabError } from '../failure.ts';
import type { Context } from './context.ts';
import { answersText, modelAnswersText, trailText, understoodText } from './explain-text.ts';
import { readCatalogue } from './searchable.ts';

/** Options of `lab explain`. */
export interface ExplainOptions {
  /** Words that limit the sort of connection, and systems. */
  link?: string[] | undefined;
  on?: string[] | undefined;
  /** A file with the output of strace, `-` for standard input; and which descriptor of it. */
  strace?: string | undefined;
  fd?: number | undefined;
  all?: boolean | undefined;
  json?: boolean | undefined;
}

/** The version of the document that `--json` prints. Keys may be added to it without a new one. */
const schemaVersion = 1;

/**
 * `lab explain LINE…`: what may have happened when a program wrote this, or when these calls returned this, or in this trace. Throws a `bad-request` where nothing
 * is recognised, with what to type.
 */
export async function explain(words: readonly string[], options: ExplainOptions, context: Context): Promise<number> {
  if (options.strace !== undefined) return explainStrace(options.strace, options, context);
  const text = words.join(' ').trim();
  if (text === '') throw nothing('There is nothing to explain.');
  const catalogue = await readCatalogue(context.places);
  const limits = limitsOf(options, catalogue);
  const calls = text.includes(';') ? parseCalls(text) : undefined;
  if (Array.isArray(calls) && calls.length > 0) return explainCalls(calls, limits, options, catalogue, context);

  const understood = understand(text, catalogue.vocabulary);
  const { query, reading } = understood;
  if (query.problems.length > 0) throw new LabError('bad-request', query.problems.join('\n'), hint);
  const isRecognised = reading !== undefined || query.terms.some(({ key }) => key !== 'text');
  if (!isRecognised) throw nothing(`No call, error or system is recognised in '${text.length > 80 ? `${text.slice(0, 77)}...` : text}'.`);
  const terms = [...query.terms.filter(({ key }) => !limits.some((one) => one.key === key)), ...limits];
  const hasNoCause = terms.length === 0 || (reading?.madeUp !== undefined && reading.madeUp.means !== 'EOF');
  const answers = hasNoCause ? [] : answersIn(search({ terms }, catalogue), catalogue);
  if (options.json === true) {
    writeJson({ understood: { ...understood, query: { terms } }, answers }, context);
    return exitCode.ok;
  }
  context.stdout.write(`${understoodText({ ...understood, query: { terms, problems: [] } })}\n\n`);
  if (answers.length > 0) context.stdout.write(`${answersText(answers, options.all === true ? Infinity : undefined)}\n`);
  else if (!hasNoCause) context.stdout.write(`${nearest(terms, catalogue)}\n`);
  return exitCode.ok;
}

async function explainStrace(file: string, options: ExplainOptions, context: Context): Promise<number> {
  const trace = parseStrace(await readTrace(file));
  const trail = pickTrail(trailsIn(trace), options.fd);
  if (trail === undefined) {
    const what = options.fd === undefined ? 'no call on a socket' : `no call on a socket with descriptor ${options.fd}`;
    throw new LabError(
      'bad-request',
      `${file === '-' ? 'Standard input' : file}: there is ${what} in it.`,
      'strace -f -o trace.txt COMMAND, then: npm run lab -- explain --strace trace.txt',
    );
  }
  const explained = explainTrail(trail, trace, await readCatalogue(context.places));
  if (options.json === true) writeJson({ fd: trail.fd, link: trail.link, ...explained }, context);
  else context.stdout.write(`${trailText(trail, explained)}\n`);
  return exitCode.ok;
}

async function readTrace(file: string): Promise<string> {
  try {
    return await readFile(file === '-' ? '/dev/stdin' : file, 'utf8');
  } catch (error) {
    throw new LabError(
      'bad-request',
      `${file}: cannot be read: ${(error as Error).message}`,
      'Give the path of a file, or - for standard input',
    );
  }
}

async function explainCalls(
  calls: readonly CallSeen[],
  limits: readonly Term[],
  options: ExplainOptions,
  catalogue: Catalogue,
  context: Context,
): Promise<number> {
  const { readCompactModels } = await import('../models/compacting.ts');
  const links = (await readCompactModels(context.places)).filter(
    ({ alphabet, link }) => alphabet === 'connection' && isLink(link, options.link),
  );
  const named = (options.on ?? ['linux']).flatMap((word) => [...systemsNamed(word, catalogue.vocabulary)]);
  const byModel = answersByModel(calls, links, new Set(named));
  const last = calls.at(-1) as CallSeen;
  const known = knownBefore(calls);
  const terms: Term[] = [
    ...parseQuery(
      last.call.startsWith('shutdown') ? 'call:shutdown' : `call:${last.call === 'error' ? 'so-error' : last.call}`,
      catalogue.vocabulary,
    ).terms,
    {
      key: 'outcome',
      value: last.outcome === 'n' ? (last.call === 'read' ? 'data' : 'succeeds') : (last.outcome.split('+')[0] ?? ''),
      not: false,
    },
    ...limits,
  ];
  const answers = answersIn(
    search({ terms }, catalogue).filter(({ cause }) => fits(cause, known)),
    catalogue,
  );
  if (options.json === true) {
    writeJson({ calls, models: byModel, answers }, context);
    return exitCode.ok;
  }
  const parts = [
    byModel.length > 0
      ? modelAnswersText(byModel)
      : 'No model has this sequence; from the causes of the last call that fit what was before:',
    ...(answers.length > 0
      ? [answersText(answers, options.all === true ? Infinity : 3)]
      : byModel.length > 0
        ? []
        : ['Nothing that was measured returns that after these calls.']),
  ];
  context.stdout.write(`${parts.join('\n\n')}\n`);
  return exitCode.ok;
}

function isLink(link: string, words: readonly string[] | undefined): boolean {
  return (
    words === undefined ||
    words.some(
      (word) => link === word || link.startsWith(`${word}-`) || (word === 'tcp' && link === 'tcp4') || (word === 'udp' && link === 'udp4'),
    )
  );
}

function limitsOf({ link, on }: ExplainOptions, { vocabulary }: Catalogue): Term[] {
  const text = [...(link ?? []).map((word) => `link:${word}`), ...(on === undefined ? [] : [`on:${on.join(',')}`])].join(' ');
  const { terms, problems } = parseQuery(text, vocabulary);
  if (problems.length > 0) throw new LabError('bad-request', problems.join('\n'), 'npm run lab -- list targets');
  return [...terms];
}

/** Where nothing matches: which terms to leave out to find something. */
function nearest(terms: readonly Term[], catalogue: Catalogue): string {
  const without = terms.flatMap((term) => {
    const found = search({ terms: terms.filter((one) => one !== term) }, catalogue);
    const scenarios = new Set(found.map(({ place }) => place.scenario)).size;
    return scenarios === 0 ? [] : [`without ${term.key}:${term.value}, ${count(scenarios, 'scenario')}`];
  });
  return without.length === 0 ? 'Nothing like it was measured.' : `Nothing measured fits all of it. Found ${without.join('; ')}.`;
}

function writeJson(document: Record<string, unknown>, { stdout }: Context): void {
  stdout.write(`${JSON.stringify({ schemaVersion, ...document }, null, 2)}\n`);
}

const hint = `npm run lab -- explain 'Error: read ECONNRESET', or 'write 5; read ECONNRESET' --link unix, or --strace FILE`;

function nothing(why: string): LabError {
  return new LabError('bad-request', why, hint);
}
