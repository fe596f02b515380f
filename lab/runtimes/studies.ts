import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LabError } from '../failure.ts';
import { canonicalJson } from '../results/canonical.ts';
import type { Places } from '../root.ts';
import { replaceIfChanged } from '../replace-file.ts';
import { Study } from './study.ts';

/** Where the studies of a checkout are: a file for each API of a runtime. */
function studyFolder(places: Places): string {
  return join(places.reports, 'runtimes');
}

/** All stored studies in the order of their APIs' ids. Throws a `bad-request` that names a file that is none. */
export async function readStudies(places: Places): Promise<Study[]> {
  const names = (await readdir(studyFolder(places)).catch((): string[] => [])).filter((name) => name.endsWith('.json')).sort();
  return Promise.all(names.map(async (name) => readStudy(places, name)));
}

async function readStudy(places: Places, name: string): Promise<Study> {
  const shown = `reports/runtimes/${name}`;
  try {
    const parsed = Study.safeParse(JSON.parse(await readFile(join(studyFolder(places), name), 'utf8')));
    if (parsed.success && `${parsed.data.api}.json` === name) return parsed.data;
    const [issue] = parsed.error?.issues ?? [];
    throw new Error(issue === undefined ? 'it must have the name of its API' : `${issue.path.map(String).join('.')}: ${issue.message}`);
  } catch (error) {
    throw new LabError('bad-request', `${shown}: ${(error as Error).message}`, 'Remove it, then: npm run lab -- runtimes');
  }
}

/** Stores a study. A case a line, so that a changed one is one changed line. Returns whether it changed. */
export async function writeStudy(places: Places, study: Study): Promise<boolean> {
  const file = join(studyFolder(places), `${study.api}.json`);
  return replaceIfChanged(file, formatStudy(study));
}

/** The text of a study's file. */
export function formatStudy(study: Study): string {
  const { cases, http, forced, ...about } = Study.parse(study);
  const group = (name: string, members: Study['cases']): string => {
    const lines = Object.keys(members)
      .sort()
      .map((id) => `${JSON.stringify(id)}: ${canonicalJson(members[id])}`);
    return `${JSON.stringify(name)}: {${lines.length === 0 ? '' : `\n${lines.join(',\n')}\n`}}`;
  };
  const keys = Object.entries(about).map(([key, value]) => `${JSON.stringify(key)}: ${canonicalJson(value)}`);
  return `{\n${[...keys, group('cases', cases), group('http', http), group('forced', forced)].join(',\n')}\n}\n`;
}
