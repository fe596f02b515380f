import type { Atlas } from '../atlas/atlas.ts';
import { conflictFindings } from '../findings/conflict.ts';
import { axisFindings } from './differences-text.ts';
import type { AxisFinding } from '../findings/differences.ts';
import { timingFindings } from '../findings/finding.ts';
import { bullets, page } from './markdown.ts';

/** All of it: whoever comes here wants the list. */
const everything = { splits: 1000, kinds: 1000, places: 1000 };

/** `reports/differences.md`: where systems differ, by what decides, without leaving anything out; what is timing-dependent or flaky; results in conflict. */
export function differencesPage(atlas: Atlas, decided: readonly AxisFinding[]): string {
  const timing = timingFindings(atlas);
  const conflicts = conflictFindings(atlas);
  return page([
    '<!-- Generated from scenarios/ and reports/results/ by: npm run lab -- report. Do not edit. -->',
    '# Where systems differ, and what decides',
    'Systems are compared with those that differ from them in one thing only. Every call in which they differ is listed; a later one is often the echo of ' +
      'the first. Calls that are flaky on both sides are left out here. [All findings](README.md).',
    bullets(axisFindings(decided, everything)),
    ...(timing.length === 0 ? [] : ['## What is timing-dependent or flaky', bullets(timing)]),
    ...(conflicts.length === 0 ? [] : ['## Results that contradict each other', bullets(conflicts)]),
  ]);
}
