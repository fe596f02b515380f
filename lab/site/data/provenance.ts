import { contributorsOf, tierOfSubject } from '../../atlas/measured-by.ts';
import { whenMeasured } from '../../pages/provenance.ts';
import type { System } from '../../atlas/system.ts';
import { allOf } from '../../prose.ts';
import type { SystemRecord } from './site-file.ts';

/** Where, when and by whom a system was measured, in plain words. */
export function provenanceOf(system: System): SystemRecord[2] {
  const newest = system.runs.at(-1);
  return [
    newest === undefined ? 'unknown' : `${newest.identity.sysname} ${newest.identity.release}`,
    allOf([...new Set(system.runs.map(({ how }) => how))]),
    whenMeasured(system),
    byWhom(system),
    newest?.agent.source ?? 'unknown',
  ];
}

function byWhom(system: System): string {
  const tier = tierOfSubject(system);
  if (tier !== 'contributed') return tier === 'ci' ? 'CI' : 'the lab';
  const names = contributorsOf(system);
  return names.length === 0 ? 'a contributor' : `${allOf(names)}, who contributed it`;
}
