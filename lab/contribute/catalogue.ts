import { createHash } from 'node:crypto';
import { LabError } from '../failure.ts';
import type { Places } from '../root.ts';
import type { Case } from '../scenario/case.ts';
import { formatDiagnostic } from '../scenario/diagnostic.ts';
import { loadScenarios } from '../scenario/load.ts';

/** All cases of a checkout. */
export interface Catalogue {
  /** By id. */
  cases: ReadonlyMap<string, Case>;
  /** 16 hexadecimal digits that change when a case comes, goes, or is to be measured in another way. */
  hash: string;
}

/** Reads the scenarios of the checkout. Throws LabError `bad-request` if one of them is wrong: half a catalogue would call good results stale. */
export async function readCatalogue(places: Places): Promise<Catalogue> {
  const { scenarios, diagnostics } = await loadScenarios(places);
  if (diagnostics.length > 0) throw new LabError('bad-request', diagnostics.map(formatDiagnostic).join('\n\n'), 'npm run lab -- check');
  return catalogueOf(scenarios.flatMap((scenario) => scenario.cases));
}

/** The catalogue that these cases make. */
function catalogueOf(cases: readonly Case[]): Catalogue {
  const sorted = cases.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const text = sorted.map((one) => `${one.id} ${one.hash}\n`).join('');
  return {
    cases: new Map(sorted.map((one) => [one.id, one])),
    hash: createHash('sha256').update(text).digest('hex').slice(0, 16),
  };
}
