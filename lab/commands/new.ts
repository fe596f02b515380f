import { writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { exitCode, LabError } from '../failure.ts';
import { scenarioIdProblem } from '../scenario/id.ts';
import { shownPath } from '../scenario/shown-path.ts';
import { scenarioTemplate } from '../scenario/template.ts';
import type { Context } from './context.ts';

/** `lab new <id>`: begins a scenario file that is right as it stands, and says what to do next. Refuses an id that is taken. */
export async function newScenario(id: string, { places, stdout }: Context): Promise<number> {
  const problem = scenarioIdProblem(id);
  if (problem !== undefined) throw new LabError('bad-request', problem, `npm run lab -- new ${suggestedId(id)}`);
  const taken = ['yaml', 'yml'].map((ending) => join(places.scenarios, `${id}.${ending}`)).find((path) => existsSync(path));
  if (taken !== undefined) throw alreadyThere(shownPath(places, taken));
  const path = join(places.scenarios, `${id}.yaml`);
  const file = shownPath(places, path);
  try {
    await writeFile(path, scenarioTemplate(), { flag: 'wx' });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') throw alreadyThere(file);
    const hint = `Is ${shownPath(places, places.scenarios)} there, and may you write in it?`;
    throw new LabError('bad-request', `Could not write ${file}: ${(error as Error).message}`, hint, { cause: error });
  }
  stdout.write(`Wrote ${file}. Next:
  1. Edit it: the title, the question, the steps.
  2. npm run lab -- check ${file}
  3. npm run lab -- run ${id} --on native
  4. When it is right: npm run lab -- run ${id} --on native --save, then npm run lab -- report
`);
  return exitCode.ok;
}

function alreadyThere(file: string): LabError {
  return new LabError('bad-request', `${file} is there already: nothing was written.`, 'Choose another id, or edit that file.');
}

/** The id that was probably meant: `Peer Close_unread.yaml` becomes `peer-close-unread`. */
function suggestedId(id: string): string {
  const words = id
    .replace(/\.ya?ml$/i, '')
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
  const joined = words.join('-').slice(0, 80).replace(/-$/, '');
  return scenarioIdProblem(joined) === undefined ? joined : 'peer-close-unread';
}
