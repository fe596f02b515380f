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
  const current = of('current');
  if (current.length > 0) lines.push(`Known already, nothing to measure (--fresh does it again): ${names(current)}.`);
  for (const group of byReason(of('skipped'))) {
    lines.push(`Left out ${counted(group.length, 'target')}, ${group[0]?.why}: ${names(group)}.${stored(group)}`);
  }
  for (const group of byReason(of('failed'))) {
    lines.push(`Failed: ${names(group)}: ${group[0]?.why}`);
    if (group[0]?.hint !== undefined) lines.push(`hint: ${group[0].hint}`);
  }
  return lines;
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
