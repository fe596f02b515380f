import type { Arguments, Call, CommonKeys } from './call.ts';
import { calls } from './calls.ts';
import type { Effect } from './effect.ts';
import { findings } from './issues.ts';
import type { Finding } from './issues.ts';
import type { Path } from './source.ts';
import { didYouMean, oneOf } from './suggest.ts';

/** One call of a file whose arguments are right by the schema of that call; what its names mean is not looked at. */
export interface CheckedCall {
  call: Call;
  args: CommonKeys & Arguments;
  /** The call in a reader's words. */
  text: string;
  does: Effect;
}

/** Checks one call, `$name`s replaced, that stands at `base` in its file. */
export function checkCall(step: unknown, base: Path): CheckedCall | { findings: Finding[] } {
  // A matrix value can stand for the call's name, and be a number.
  const name = String((step as Record<'call', unknown>).call);
  const call = calls.get(name);
  if (call === undefined) {
    const suggestion = didYouMean(name, [...calls.keys()]);
    const message = `There is no call '${name}'.${suggestion === undefined ? '' : ` ${suggestion}`}`;
    const hint = suggestion === undefined ? `It can be ${oneOf([...calls.keys()], 60)}.` : undefined;
    return { findings: [{ path: [...base, 'call'], message, hint }] };
  }
  const checked = call.schema.safeParse(step);
  return checked.success
    ? { call, args: checked.data, text: call.text(checked.data), does: call.does(checked.data) }
    : { findings: findings(checked.error.issues, call.schema, step, base) };
}
