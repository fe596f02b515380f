import { LabError } from '../failure.ts';
import { unstoredText, type Kept, type Unstored } from '../results/keep.ts';

/** What became of a target when the lab was interrupted. */
interface Interrupted {
  target: { id: string };
  ran: number;
  storedAs: string;
  kept?: Kept | undefined;
}

/** What is said of a measurement that was interrupted: what is kept of it and where, and how to have the rest. */
export function interruption(reason: unknown, outcomes: readonly Interrupted[], isStored: boolean): LabError {
  const code = reason instanceof LabError ? reason.code : 'interrupted';
  const answered = outcomes.filter(({ ran }) => ran > 0);
  if (answered.length === 0) return new LabError(code, 'Interrupted before anything was measured.', undefined, { cause: reason });
  const stored = answered.filter(({ kept }) => kept?.unstored === undefined);
  if (!isStored) return new LabError(code, `Interrupted after ${namesOf(stored)}; nothing was to be stored.`);
  const elsewhere = answered.flatMap(({ storedAs, kept }) => (kept?.unstored === undefined ? [] : [whereIs(storedAs, kept.unstored)]));
  const lines = [`Interrupted.${stored.length === 0 ? '' : ` Kept: ${namesOf(stored)}.`}`, ...elsewhere];
  return new LabError(code, lines.join('\n'), 'The same command measures what is left.', { cause: reason });
}

function namesOf(answered: readonly Interrupted[]): string {
  return answered.map(({ target, ran }) => `${ran} ${ran === 1 ? 'case' : 'cases'} of ${target.id}`).join(', ');
}

function whereIs(target: string, unstored: Unstored): string {
  const text = unstoredText(target, unstored, 'here');
  return unstored.file === undefined ? `${text}\n${unstored.text}` : text;
}
