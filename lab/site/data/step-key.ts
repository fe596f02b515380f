import type { Effect } from '../../scenario/effect.ts';
import type { Step } from '../../scenario/case.ts';
import { callIn } from './call-in.ts';
import { keysOf } from './key.ts';
import type { StepRecord } from './site-file.ts';

/** All distinct steps of a catalogue without their labels, each under a short key. */
export interface StepTable {
  records: Record<string, StepRecord>;
  keyOf: (step: Step) => string;
}

/** Makes the table of all these steps. */
export function stepTable(steps: Iterable<Step>): StepTable {
  const records = new Map<string, StepRecord>();
  const texts = new Map<Step, string>();
  for (const step of steps) {
    const record = recordOf(step);
    const text = JSON.stringify(record);
    texts.set(step, text);
    records.set(text, record);
  }
  const keys = keysOf(records.keys());
  // In the order of the texts, so that calls of one kind stand together.
  return {
    records: Object.fromEntries([...keys].flatMap(([text, key]) => (records.has(text) ? [[key, records.get(text) as StepRecord]] : []))),
    keyOf: (step) => keys.get(texts.get(step) ?? '') ?? '',
  };
}

function recordOf({ text, does, in: process, startedAs, call }: Step): StepRecord {
  const inside = process === 'main' ? null : process;
  if (call !== callIn(text)) return [text, withoutUsual(does), inside, startedAs ?? null, call];
  if (startedAs !== undefined) return [text, withoutUsual(does), inside, startedAs];
  return inside === null ? [text, withoutUsual(does)] : [text, withoutUsual(does), inside];
}

/** An effect without what `reads` and `writes` fill in. */
function withoutUsual(does: Effect): StepRecord[1] {
  if (does.kind !== 'reads' && does.kind !== 'writes') return does;
  const unusual = Object.entries(does).filter(
    ([key, value]) => !(key === 'messages' ? value === 1 : Array.isArray(value) && value.length === 0),
  );
  return Object.fromEntries(unusual) as StepRecord[1];
}
