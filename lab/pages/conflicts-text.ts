import type { Atlas } from '../atlas/atlas.ts';
import type { System } from '../atlas/system.ts';
import { conflicts } from '../findings/conflict.ts';
import { count, someOf } from '../prose.ts';
import { code, escape } from './markdown.ts';
import { byWhom, whenMeasured } from './provenance.ts';
import { scenarioLink } from './scenario-link.ts';

/** More steps than this of one pair of systems are left to their pages. */
const mostShown = 3;

/** One line of markdown for each conflict: who measured what, when, and where they disagree. */
export function conflictLines(atlas: Atlas): string[] {
  return conflicts(atlas).map(({ one, other, differences }) => {
    const places = differences.map(
      ({ scenario, case: theCase, step, here, there }) =>
        `in ${code(theCase.id)} (${scenarioLink(scenario)}) *${escape(step)}* returns ${code(here)} and ${code(there)}`,
    );
    const cases = new Set(differences.map((difference) => difference.case)).size;
    return `${whoText(one)} and ${whoText(other)} are one system by all that is known of them, and disagree in ${count(cases, 'case')}: ${someOf(places, mostShown)}.`;
  });
}

function whoText(system: System): string {
  return `${code(system.id)} (${byWhom(system)}, ${whenMeasured(system)})`;
}
