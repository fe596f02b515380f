import type { Places } from '../root.ts';
import type { Claim, Scenario } from './case.ts';
import type { Diagnostic } from './diagnostic.ts';
import { aboutFile } from './diagnostic.ts';
import { readText } from './read-text.ts';
import { shownPath } from './shown-path.ts';
import { parseYaml } from './source.ts';

/** A diagnostic about a claim of a scenario that has been read, at its place in the file. */
export function aboutClaim(places: Places, scenario: Scenario, claim: Claim, message: string, hint: string): Diagnostic {
  const file = shownPath(places, scenario.file);
  const read = readText(scenario.file, file);
  const source = 'text' in read ? parseYaml(file, read.text).source : undefined;
  if (source === undefined) return aboutFile(file, message, hint);
  return { file, ...source.at(['claims', scenario.claims.indexOf(claim)]), message, hint };
}
