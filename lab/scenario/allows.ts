import type { Claim } from './case.ts';

/** The signals that came during a call, as an outcome spells them. */
const signals = /\+SIG[A-Z0-9]+/g;

type Allowing = Pick<Claim, 'outcome' | 'signal'>;

/**
 * Whether a claim agrees with an outcome, spelled without the bytes received. What signals came is left aside, except where the claim says
 * something of SIGPIPE and the outcome is EPIPE. So is that a timer had to run out first, unless the claim says so (`0+late`).
 */
export function allows(claim: Allowing, outcome: string): boolean {
  const alone = withoutSignals(outcome);
  if (!claim.outcome.includes(alone) && !claim.outcome.includes(inTime(alone))) return false;
  if (claim.signal === undefined || alone !== 'EPIPE') return true;
  return outcome.includes('+SIGPIPE') === (claim.signal === 'SIGPIPE');
}

/** Whether some outcome agrees with both. */
export function canBothHold(one: Allowing, other: Allowing): boolean {
  return one.outcome.some(
    (outcome) =>
      other.outcome.some((another) => another === outcome || inTime(another) === outcome || another === inTime(outcome)) &&
      (outcome !== 'EPIPE' || one.signal === undefined || other.signal === undefined || one.signal === other.signal),
  );
}

/** `0` of `0+late`; an outcome without that as it is. */
function inTime(outcome: string): string {
  return outcome.replace(/\+late$/, '');
}

/** `EPIPE` of `EPIPE+SIGPIPE`; an outcome without a signal as it is. */
export function withoutSignals(outcome: string): string {
  return outcome.replaceAll(signals, '');
}
