import type { Atlas, Subject } from '../atlas/atlas.ts';
import { code, escape, table } from './markdown.ts';
import { byWhom, whenMeasured } from './provenance.ts';
import { sentenceOf } from '../atlas/system.ts';

/** The list of everything that was measured: what it is, how it was measured, when and by whom. Markdown. */
export function systemsTable(atlas: Atlas): string {
  return table(
    ['target', 'system', 'kernel as it names itself', 'libc from', 'run as', 'measured', 'by', 'cases'],
    atlas.subjects.map((subject) => row(subject, atlas.cases.length)),
  );
}

function row(subject: Subject, cases: number): string[] {
  const { system, runs } = subject;
  const newest = runs.at(-1);
  return [
    code(subject.id),
    `${escape(sentenceOf(system))}${declaredText(subject)}`,
    newest === undefined ? '' : code(`${newest.identity.sysname} ${newest.identity.release}`),
    system.distribution === undefined ? 'not known' : escape(system.distribution),
    escape([...new Set(runs.map((run) => run.how))].join(', ')) + (system.emulated === undefined ? '' : `, ${escape(system.emulated)}`),
    whenMeasured(subject),
    byWhom(subject),
    coverage(subject, cases),
  ];
}

function declaredText({ system }: Subject): string {
  // The lab itself chose the runtime; a kernel that says it is another one is what a reader must be told.
  return system.declared.includes('system') ? ', kernel as declared' : '';
}

function coverage({ cells }: Subject, cases: number): string {
  const states = new Map<string, number>();
  for (const { state } of cells.values()) states.set(state, (states.get(state) ?? 0) + 1);
  const measured = states.get('measured') ?? 0;
  const rest = ['unsupported', 'setup failed', 'inconclusive', 'stale', 'not run'].filter((state) => states.has(state));
  return [measured === cases ? `all ${cases}` : `${measured} of ${cases}`, ...rest.map((state) => `${states.get(state)} ${state}`)].join(
    ', ',
  );
}
