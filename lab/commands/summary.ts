import { exitCode } from '../failure.ts';
import { unstoredText } from '../results/keep.ts';
import type { TargetOutcome } from '../targets/measure.ts';

/**
 * What became of the targets, in lines: what was measured, what was known already, what was left out and what failed. Targets with the
 * same reason share a line, and the important lines are last.
 */
export function summarise(outcomes: readonly TargetOutcome[]): string[] {
  const of = (status: TargetOutcome['status']): TargetOutcome[] => outcomes.filter((one) => one.status === status);
  const lines: string[] = [];
  const measured = of('measured');
  const ran = measured.reduce((sum, one) => sum + one.ran, 0);
  if (measured.length > 0) lines.push(`Measured ${counted(ran, 'cell')} on ${counted(measured.length, 'target')}: ${names(measured)}.`);
  lines.push(...measured.flatMap(different));
  const current = of('current');
  if (current.length > 0) lines.push(`Known already, nothing to measure (--fresh does it again): ${names(current)}.`);
  lines.push(...outcomes.flatMap(notKept));
  for (const group of byReason(of('skipped'))) {
    lines.push(`Left out ${counted(group.length, 'target')}, ${group[0]?.why}: ${names(group)}.${stored(group)}`);
  }
  for (const group of byReason(of('failed'))) {
    lines.push(`Failed: ${names(group)}: ${group[0]?.why}`);
    if (group[0]?.hint !== undefined) lines.push(`hint: ${group[0].hint}`);
  }
  return lines;
}

/** So many cases are named; whoever wants to know of more has them on the pages of differences. */
const mostNamed = 5;

/** In which cases a target is not what was known. */
function different({ target, news, differing = [] }: TargetOutcome): string[] {
  const more = differing.length > mostNamed ? `, … (${differing.length - mostNamed} more)` : '';
  return differing.length === 0 ? [] : [`${target.id} ${news}: ${differing.slice(0, mostNamed).join(', ')}${more}`];
}

/** What did not get into the stored result of a target: in one line what this place lacks, and in one where the rest is. */
function notKept({ target, storedAs, kept }: TargetOutcome): string[] {
  const { worse, unstored } = kept ?? {};
  const lines: string[] = [];
  if (worse !== undefined) {
    const cases = worse.cases === 1 ? '1 case keeps' : `${worse.cases} cases keep`;
    lines.push(`${target.id} lacks here what it had when it was measured before (${worse.lacks.join(', ')}): ${cases} what was seen then.`);
  }
  if (unstored !== undefined) lines.push(unstoredText(storedAs, unstored, 'on standard output'));
  return lines;
}

/** The texts of results for which there was no room in any file. */
export function unwritten(outcomes: readonly TargetOutcome[]): string[] {
  return outcomes.flatMap(({ kept }) => (kept?.unstored !== undefined && kept.unstored.file === undefined ? [kept.unstored.text] : []));
}

/** The exit code: that a result could not be stored weighs more than that a target failed. */
export function exitCodeOf(outcomes: readonly TargetOutcome[]): number {
  if (outcomes.some((one) => one.kept?.unstored !== undefined)) return exitCode.unexpected;
  return outcomes.some((one) => one.status === 'failed') ? exitCode.partial : exitCode.ok;
}

/** The one thing to do about targets that were left out, where there is one. */
export function hints(outcomes: readonly TargetOutcome[]): string[] {
  return [...new Set(outcomes.flatMap((one) => (one.status === 'skipped' && one.hint !== undefined ? [one.hint] : [])))];
}

function byReason(outcomes: readonly TargetOutcome[]): TargetOutcome[][] {
  const groups = new Map<string, TargetOutcome[]>();
  for (const one of outcomes) groups.set(one.why ?? '', [...(groups.get(one.why ?? '') ?? []), one]);
  return [...groups.values()];
}

function stored(group: readonly TargetOutcome[]): string {
  const kept = group.filter((one) => one.hasStored).length;
  return kept === 0 ? '' : ` Stored results of ${kept === group.length ? (kept === 1 ? 'it' : 'all of them') : kept} are kept.`;
}

function names(outcomes: readonly TargetOutcome[]): string {
  return outcomes.map((one) => one.target.id).join(', ');
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
