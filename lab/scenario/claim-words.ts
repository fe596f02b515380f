/** How firmly a source says something, the firmest first. What each means is in `reference.md`. */
export const saysWords = ['shall', 'may', 'shows', 'implies'] as const;
export type Says = (typeof saysWords)[number];

/** What a claim can say of the signal that comes with EPIPE. */
export const claimedSignals = ['SIGPIPE', 'none'] as const;
export type ClaimedSignal = (typeof claimedSignals)[number];

/** Sorts of sources, those that set rules first. */
export const sourceKinds = ['standard', 'man page', 'documentation', 'kernel source', 'test suite', 'issue', 'answer', 'mail'] as const;
export type SourceKind = (typeof sourceKinds)[number];

/** What a claim says if it does not say how firmly; nothing where its author must: texts that set rules set some and imply others. */
const byDefault: Partial<Record<SourceKind, Says>> = {
  'kernel source': 'implies',
  'test suite': 'shows',
  issue: 'shows',
  answer: 'shows',
  mail: 'shows',
};

/** How firmly a claim of such a source speaks if it does not say; undefined where it must say. */
export function saysByDefault(kind: SourceKind): Says | undefined {
  return byDefault[kind];
}

/** Whether such a source sets rules: only then can a claim say `shall` or `may`. */
export function setsRules(kind: SourceKind): boolean {
  return kind === 'standard' || kind === 'man page' || kind === 'documentation';
}
