import type { Atlas } from '../atlas/atlas.ts';
import { conflictFindings } from '../findings/conflict.ts';
import { decidingFindings } from './deciding-text.ts';
import type { Deciding } from '../findings/deciding.ts';
import { timingFindings } from '../findings/finding.ts';
import { bullets, page } from './markdown.ts';

/** All of it: whoever comes here wants the list. */
const everything = { splits: 1000, kinds: 1000, places: 1000 };

/** `reports/differences.md`: where systems part, by what decides, without leaving anything out; what depends on timing; results in conflict. */
export function differencesPage(atlas: Atlas, decided: readonly Deciding[]): string {
  const timing = timingFindings(atlas);
  const conflicts = conflictFindings(atlas);
  return page([
    '<!-- Generated from scenarios/ and reports/results/ by: npm run lab -- report. Do not edit. -->',
    '# Where systems part, and what decides',
    'Systems are compared with those that differ from them in one thing only. A case counts at the first call in which they part; what follows is often ' +
      'its echo. Cases that are not steady in themselves are left out here. [All findings](README.md).',
    bullets(decidingFindings(decided, everything)),
    ...(timing.length === 0 ? [] : ['## What depends on timing', bullets(timing)]),
    ...(conflicts.length === 0 ? [] : ['## Results that contradict each other', bullets(conflicts)]),
  ]);
}
