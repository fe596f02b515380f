/**
 * All verdicts, the most newsworthy first.
 * - `does not conform`: a system does other than a standard says it shall.
 * - `page differs`: a system does other than its manual page or documentation says.
 * - `refuted`: what an issue, an answer or a test suite says it saw is not seen on the systems that it speaks of.
 * - `out of date`: it was so up to a version, and the systems seen to differ are later.
 * - `not listed`: a system does what is not among the things that the source allows.
 * - `inference fails`: our reading of the source is wrong; the source is not to blame.
 * - `other version`: the systems seen to differ are not of the version that the source describes.
 */
export const verdicts = [
  'does not conform',
  'page differs',
  'refuted',
  'out of date',
  'not listed',
  'inference fails',
  'other version',
  'timing-dependent',
  'holds',
  'untested',
] as const;
export type Verdict = (typeof verdicts)[number];

/** Verdicts that say of a source that it is wrong, or of a system that it does not follow one: all else is no news of this sort. */
export const blaming: readonly Verdict[] = ['does not conform', 'page differs', 'refuted'];

/** What each verdict means, for whoever reads the counts. */
export const meanings: Record<Verdict, string> = {
  'does not conform': 'a system does other than a standard says it shall',
  'page differs': 'a system does other than its manual page or documentation says',
  refuted: 'what an issue, an answer or a test says it saw is not seen on the systems that it speaks of',
  'out of date': 'it was so up to a version, and is no longer',
  'not listed': 'a system does what the source does not list among what it allows; it forbids nothing',
  'inference fails': 'our reading of the source is wrong; the source is not to blame',
  'other version': 'the system seen to differ is not of the version that the source describes',
  'timing-dependent': 'only some trials agree',
  holds: 'every system measured that it speaks of agrees',
  untested: 'no system is measured that it speaks of',
};

/** Puts what is news before what is as claimed, and that before what nobody measured. */
export function newsFirst(one: Verdict, other: Verdict): number {
  return verdicts.indexOf(one) - verdicts.indexOf(other);
}
