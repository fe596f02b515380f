import type { Source } from './case.ts';
import type { Finding } from './issues.ts';
import { setsRules } from './claim-words.ts';

type Sources = Readonly<Record<string, Omit<Source, 'id'>>>;

/** What is wrong with sources beyond the form of their fields: what their kind asks for, and addresses whose text changes. */
export async function checkSources(sources: Sources): Promise<Finding[]> {
  const ranges = Object.values(sources).some(({ describes }) => describes?.version !== undefined);
  const validRange = ranges ? (await import('semver/ranges/valid.js')).default : undefined;
  return Object.entries(sources).flatMap(([id, source]) => [
    ...checkKind(id, source),
    ...checkAddress(id, source),
    ...(source.describes?.version !== undefined && validRange?.(source.describes.version) === null
      ? [
          {
            path: [id, 'describes', 'version'],
            message: `'${source.describes.version}' is neither a version nor a range of versions.`,
            hint: "Write it as npm does: '15.4', '>=10.14', '5.10 - 6.1'.",
          },
        ]
      : []),
  ]);
}

function checkKind(id: string, { kind, edition, describes, ci }: Omit<Source, 'id'>): Finding[] {
  const found: Finding[] = [];
  const add = (message: string, hint: string) => found.push({ path: [id], key: true, message, hint });
  if ((kind === 'standard' || kind === 'man page') && edition === undefined) {
    add(
      `'${id}' is a ${kind} without an edition: nobody can tell which text its claims quote.`,
      "Add the one that was read: edition: '2017'.",
    );
  }
  if ((kind === 'kernel source' || kind === 'test suite') && describes === undefined) {
    add(
      `'${id}' is a ${kind} and does not say of which system: its claims would be held against versions that it is not about.`,
      "Add it: describes: { os: macos, version: '15.4', commit: '3c5eee17d' }. Leave out what you cannot tell.",
    );
  }
  if (kind === 'test suite' && ci === undefined) {
    add(
      `'${id}' is a test suite and does not say whether a CI runs it: a test that nobody runs may be wrong for years.`,
      'Add ci: true, false or unknown.',
    );
  }
  if (kind !== 'test suite' && ci !== undefined) {
    found.push({ path: [id, 'ci'], key: true, message: `'ci' is for a test suite; this is ${withArticle(kind)}.`, hint: 'Take it out.' });
  }
  if (edition !== undefined && !setsRules(kind)) {
    found.push({
      path: [id, 'edition'],
      key: true,
      message: `${upper(withArticle(kind))} has no editions.`,
      hint: 'Say what it is of: describes: { os: …, version: … }.',
    });
  }
  return found;
}

/** An address on a branch shows another text tomorrow. */
function checkAddress(id: string, { url, describes }: Omit<Source, 'id'>): Finding[] {
  const ref = /^https:\/\/github\.com\/[^/]+\/[^/]+\/(?:blob|tree)\/([^/]+)/.exec(url)?.[1];
  if (ref === undefined || isFixed(ref)) return [];
  if (describes?.branch === ref && describes.commit === undefined) return [];
  return [
    {
      path: [id, 'url'],
      message: `This address is of the branch '${ref}', whose text changes.`,
      hint: `Write the commit that was read in its place (its 40 digits), or, if nobody knows it any more, say so: describes: { branch: ${ref} }.`,
    },
  ];
}

/** Whether a name in an address is a commit or a tag of a version: tags have a digit, branches of these repositories do not. */
function isFixed(ref: string): boolean {
  return /^[0-9a-f]{40}$/.test(ref) || /[0-9]/.test(ref);
}

function withArticle(kind: string): string {
  return `${/^[aeio]/.test(kind) ? 'an' : 'a'} ${kind}`;
}

function upper(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
