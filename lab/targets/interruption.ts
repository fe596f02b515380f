import { LabError } from '../failure.ts';

/** What is said of a measurement that was interrupted: what is kept of it, and how to have the rest. */
export function interruption(reason: unknown, outcomes: readonly { target: { id: string }; ran: number }[], isStored: boolean): LabError {
  const code = reason instanceof LabError ? reason.code : 'interrupted';
  const kept = outcomes.filter(({ ran }) => ran > 0).map(({ target, ran }) => `${ran} ${ran === 1 ? 'case' : 'cases'} of ${target.id}`);
  if (kept.length === 0) return new LabError(code, 'Interrupted before anything was measured.', undefined, { cause: reason });
  if (!isStored) {
    return new LabError(code, `Interrupted after ${kept.join(', ')}; nothing was to be stored.`);
  }
  return new LabError(code, `Interrupted. Kept: ${kept.join(', ')}.`, 'The same command measures what is left.', { cause: reason });
}
