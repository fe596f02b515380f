import type { Case } from '../scenario/case.ts';

/** The version of the protocol that plans and observations are written in, see `lab/agent/PROTOCOL.md`. */
export const protocolVersion = 2;

/** How a plan's cases are to be tried. */
export interface PlanSettings {
  /** Trials of each case in each pacing. */
  trials: number;
  pacings: readonly ('back-to-back' | 'settled')[];
  /**
   * How long a call may take beyond the timers that may end it before it counts as blocking, in milliseconds on a machine of ordinary speed.
   */
  deadlineMs: number;
  /** How often each case is in the plan; its trials add up. */
  copies: number;
}

/** Enough trials to see what is common, few enough to wait for; and a deadline that an idle machine never needs. */
const defaultSettings: PlanSettings = { trials: 10, pacings: ['back-to-back', 'settled'], deadlineMs: 300, copies: 1 };

/** The plan for these cases, in their order: the text that an agent reads. */
export function compilePlan(cases: readonly Case[], settings: Partial<PlanSettings> = {}): string {
  const { trials, pacings, deadlineMs, copies } = { ...defaultSettings, ...settings };
  const lines = [`sockatlas-plan ${protocolVersion}`, `trials ${trials}`, `pacings ${pacings.join(' ')}`, `deadline-ms ${deadlineMs}`];
  for (let copy = 0; copy < copies; copy++) {
    for (const one of cases) lines.push(`case ${one.id} ${one.hash}`, ...stepLines(one));
  }
  lines.push(`end-plan ${cases.length * copies}`);
  return `${lines.join('\n')}\n`;
}

/** The steps of a case, with a line wherever another timer comes into force. */
function stepLines({ steps }: Case): string[] {
  return steps.flatMap((step, index) => {
    const timer = step.timerMs ?? 0;
    return timer === (steps[index - 1]?.timerMs ?? 0) ? [step.line] : [`timer ${timer}`, step.line];
  });
}
