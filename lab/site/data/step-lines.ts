import type { Step } from '../../scenario/case.ts';
import { grouped } from '../../grouped.ts';
import { defaultLabel } from './default-label.ts';
import type { StepTable } from './step-key.ts';

/** The distinct steps of a scenario, a line for each label, and the number of each in the order in which the lines have them. */
export interface StepLines {
  lines: string[];
  numberOf: (step: Step) => number;
}

/** Writes the steps of a scenario's cases. */
export function writeStepLines(steps: readonly Step[], { keyOf }: StepTable): StepLines {
  const numbers = new Map<string, number>();
  const lines = [...grouped(steps, ({ label }) => label)].map(([label, own]) => {
    const keys = [...new Set(own.map(keyOf))];
    for (const key of keys) numbers.set(`${key}|${label}`, numbers.size);
    return own.every(({ text }) => defaultLabel(text) === label) ? keys.join(' ') : `${keys.join(' ')}|${label}`;
  });
  return { lines, numberOf: (step) => numbers.get(`${keyOf(step)}|${step.label}`) ?? -1 };
}

/** The steps of such lines by their numbers: a step without a label, and its label if it has one of its own. */
export function readStepLines(lines: readonly string[]): { key: string; label: string | undefined }[] {
  return lines.flatMap((line) => {
    const bar = line.indexOf('|');
    const [keys, label] = bar === -1 ? [line, undefined] : [line.slice(0, bar), line.slice(bar + 1)];
    return keys.split(' ').map((key) => ({ key, label }));
  });
}
