import { writeFile } from 'node:fs/promises';
import { exitCode, LabError } from '../failure.ts';
import type { Case } from '../scenario/case.ts';
import { oneOf } from '../scenario/suggest.ts';
import type { Request } from '../repro/program.ts';
import type { Context } from './context.ts';
import { usualAlphabet } from '../models/alphabet.ts';
import { pickAlphabets } from './learn.ts';
import { select } from './selection.ts';

/** Options of `lab repro`. */
export interface ReproOptions {
  /** The system whose outcomes are expected. */
  on?: string | undefined;
  /** Letters of an alphabet, instead of a case. */
  word?: string | undefined;
  link?: string | undefined;
  alphabet?: string | undefined;
  /** Where to write it, instead of standard output. */
  output?: string | undefined;
  json?: boolean | undefined;
}

/** The version of the document that `--json` prints. Keys may be added to it without a new one. */
const schemaVersion = 1;

/** `lab repro CASE`: a C program that makes the calls of a case, or of a word over an alphabet, and compares what they return with what a system returned. */
export async function repro(id: string | undefined, options: ReproOptions, context: Context): Promise<number> {
  const { programOf } = await import('../repro/program.ts');
  const request = options.word === undefined ? await ofCase(id, options, context) : await ofWord(id, options.word, options, context);
  const program = programOf(request);
  if (options.output !== undefined) {
    await writeFile(options.output, program);
    context.stderr.write(
      `Next: cc -Wall -Wextra -O2${program.includes('<pthread.h>') ? ' -pthread' : ''} -o repro ${options.output} && ./repro\n`,
    );
  } else if (options.json === true) {
    const { case: theCase, expectation } = request;
    const steps = theCase.steps.map(({ label, call, text }, index) => ({ label, call, text, expected: expectation.outcomes[index] }));
    const document = { schemaVersion, case: theCase.id, expectedFrom: expectation.whose, otherSystems: expectation.others, steps, program };
    context.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
  } else {
    context.stdout.write(program);
  }
  return exitCode.ok;
}

async function ofCase(id: string | undefined, { on, link }: ReproOptions, { places }: Context): Promise<Request> {
  if (id === undefined) throw new LabError('bad-request', 'Say which case.', 'npm run lab -- repro peer-close-unread/tcp4');
  if (link !== undefined)
    throw new LabError('bad-request', "'--link' goes with '--word': a case has its link in its id.", `npm run lab -- list ${id}`);
  const { scenarios, cases } = await select(places, [id]);
  const theCase = onlyCase(id, cases);
  const [scenario] = scenarios;
  const { readResults } = await import('../results/store.ts');
  const { mergeAtlas } = await import('../atlas/atlas.ts');
  const { expectationOf } = await import('../repro/expectation.ts');
  const { findSystem } = await import('../repro/find-system.ts');
  const atlas = mergeAtlas(scenarios, [], await readResults(places));
  const system = on === undefined ? undefined : findSystem(atlas, on);
  const command = `lab repro ${theCase.id}${on === undefined ? '' : ` --on ${on}`}`;
  return { case: theCase, expectation: expectationOf(atlas, theCase, system), command, ...(scenario === undefined ? {} : { scenario }) };
}

/** A scenario's id is enough if it has one case. */
function onlyCase(id: string, cases: readonly Case[]): Case {
  const [first, ...others] = cases;
  if (first !== undefined && others.length === 0) return first;
  throw new LabError(
    'bad-request',
    `'${id}' has ${cases.length} cases. It can be ${oneOf(cases.map((one) => one.id))}.`,
    `npm run lab -- repro ${first?.id ?? id}`,
  );
}

async function ofWord(id: string | undefined, text: string, options: ReproOptions, { places }: Context): Promise<Request> {
  if (id !== undefined) throw new LabError('bad-request', `Either a case or '--word', not both: '${id}'.`, 'npm run lab -- help repro');
  const { link, on, alphabet: name = usualAlphabet } = options;
  const { loadAlphabets } = await import('../models/load-alphabets.ts');
  const { readModels } = await import('../models/model-store.ts');
  const { linkModels } = await import('../models/models.ts');
  const { readWord, witnessOf } = await import('../repro/witness.ts');
  if (link === undefined)
    throw new LabError('bad-request', "A word needs its '--link'.", `npm run lab -- repro --word '${text}' --link unix-pair`);
  const alphabets = pickAlphabets(await loadAlphabets(places), { link: [link], alphabet: [name] });
  const [alphabet] = alphabets;
  if (alphabet === undefined)
    throw new LabError('bad-request', `There is no alphabet '${name}' of '${link}'.`, 'Alphabets and their links: scenarios/alphabets/');
  const word = readWord(alphabet, text);
  const [models = { alphabet, models: [], lacking: [] }] = linkModels(await readModels(places), [alphabet]);
  const more = `${name === usualAlphabet ? '' : ` --alphabet ${name}`}${on === undefined ? '' : ` --on ${on}`}`;
  return { ...witnessOf(models, word, on), command: `lab repro --word '${text}' --link ${link}${more}` };
}
