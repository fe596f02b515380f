import { count } from '../prose.ts';
import { cellFor } from '../atlas/atlas.ts';
import type { Atlas } from '../atlas/atlas.ts';
import type { System } from '../atlas/system.ts';
import { code, escape, table } from './markdown.ts';
import { byWhom, whenMeasured } from './provenance.ts';
import { sentenceOf } from '../atlas/identity.ts';

/** The list of everything that was measured: what it is, how it was measured, when and by whom. Markdown. */
export function systemsTable(atlas: Atlas): string {
  return table(
    ['target', 'system', 'kernel as it names itself', 'libc from', 'run as', 'measured', 'by', 'cases'],
    atlas.systems.map((system) => row(system, atlas)),
  );
}

function row(system: System, atlas: Atlas): string[] {
  const { identity, runs } = system;
  const newest = runs.at(-1);
  return [
    code(system.id),
    `${escape(sentenceOf(identity))}${declaredText(system)}`,
    newest === undefined ? '' : code(`${newest.identity.sysname} ${newest.identity.release}`),
    identity.distribution === undefined ? 'not known' : escape(identity.distribution),
    escape([...new Set(runs.map((run) => run.how))].join(', ')) + (identity.emulated === undefined ? '' : `, ${escape(identity.emulated)}`),
    whenMeasured(system),
    byWhom(system),
    coverage(system, atlas),
  ];
}

function declaredText({ identity }: System): string {
  // The lab itself chose the runtime; a kernel that says it is another one is what a reader must be told.
  return identity.declared.includes('system') ? ', kernel as declared' : '';
}

function coverage(system: System, atlas: Atlas): string {
  const states = new Map<string, number>();
  let lost = 0;
  for (const theCase of atlas.cases) {
    const cell = cellFor(atlas, system, theCase);
    states.set(cell.state, (states.get(cell.state) ?? 0) + 1);
    if (cell.state === 'measured') lost += cell.lost?.trials ?? 0;
  }
  const cases = atlas.cases.length;
  const measured = states.get('measured') ?? 0;
  const rest = ['unsupported', 'setup failed', 'inconclusive', 'stale', 'not run'].filter((state) => states.has(state));
  return [
    measured === cases ? `all ${cases}` : `${measured} of ${cases}`,
    ...rest.map((state) => `${states.get(state)} ${state}`),
    ...(lost === 0 ? [] : [`${count(lost, 'trial')} lost`]),
  ].join(', ');
}
