import { compare } from '../atlas/order.ts';
import { titleOf } from '../atlas/identity.ts';
import { describe } from '../facts/describe.ts';
import type { CallMade } from '../findings/call-made.ts';
import { callWords } from '../findings/call-words.ts';
import { meant, returned } from '../findings/meaning.ts';
import type { Meaning } from '../findings/meaning.ts';
import { returningOf } from '../findings/returning.ts';
import { allOf, anyOf } from '../prose.ts';
import { bullets, escape, link, table } from './markdown.ts';
import { returningText } from './returning-text.ts';
import { familiesText } from './situation-table.ts';

/** What each outcome means, as far as it was measured: sections of a page, and at their end every call that follows no rule. */
export function meaningParts(all: readonly Meaning[]): string[] {
  const exceptions = exceptionRows(all);
  return [
    ...meant.flatMap((outcome) => {
      const own = all.filter((meaning) => meaning.outcome === outcome);
      return own.length === 0 ? [] : [`### ${titles[outcome]}`, bullets(merged(own).map(sentence))];
    }),
    ...(exceptions.length === 0
      ? []
      : [
          '### Calls that do not follow these rules',
          table(['on', 'before the call', 'the rule says', 'but the call', 'e.g.'], exceptions),
        ]),
  ];
}

const titles = { ECONNRESET: '`ECONNRESET`', EOF: 'A read that returns 0 (EOF)', EPIPE: '`EPIPE`' };

/** Meanings that have the same rule, together. */
function merged(all: readonly Meaning[]): Meaning[][] {
  const byRule = new Map<string, Meaning[]>();
  for (const meaning of all) {
    const isNever = meaning.rule.causes.length === 0 && meaning.rule.otherwise.returned === 0;
    const key = `${meaning.role}\n${isNever ? 'never' : conditionText(meaning)}`;
    byRule.set(key, [...(byRule.get(key) ?? []), meaning]);
  }
  return [...byRule.values()];
}

function sentence(same: readonly Meaning[]): string {
  const [first] = same as [Meaning, ...Meaning[]];
  const verb = first.outcome === 'EOF' ? 'returns 0' : `fails with \`${first.outcome}\``;
  const [when, otherwise] = [sum(same, ({ rule }) => rule.when), sum(same, ({ rule }) => rule.otherwise)];
  if (first.rule.causes.length === 0) {
    const calls = `${numberText(otherwise.calls)} ${first.role}s`;
    if (otherwise.returned === 0) return `**${placesText(same)}**: no ${first.role} ${verb}: none of ${calls} did.`;
    return `**${placesText(same)}**: a ${first.role} ${verb} in ${otherwise.returned} of ${calls}, too few to say when.`;
  }
  const unknown = same.reduce((total, { rule }) => total + rule.unknown, 0);
  return (
    `**${placesText(same)}**: a ${first.role} ${verb} if and only if ${conditionText(first)}.\n` +
    `  - So it was in ${numberText(when.returned)} of ${numberText(when.calls)} ${first.role}s before which this held, and in ` +
    `${otherwise.returned === 0 ? 'none' : numberText(otherwise.returned)} of ${numberText(otherwise.calls)} others` +
    `${unknown === 0 ? '' : `; in ${unknown} it is unknown whether it held`}.`
  );
}

/** `the peer is gone or we shut SHUT_RD; and no data waits for us`. */
function conditionText({ rule: { causes, guards } }: Meaning): string {
  const either = anyOf(causes.map(({ says }) => says));
  return [either, ...guards.map(({ says }) => says)].join('; and ');
}

/** `AF_UNIX stream and seqpacket on Linux, TCP on Linux and gVisor`. */
function placesText(same: readonly Meaning[]): string {
  const byKernels = new Map<string, Meaning['family'][]>();
  for (const family of new Set(same.map((meaning) => meaning.family))) {
    const kernels = allOf(same.filter((meaning) => meaning.family === family).map(({ kernel }) => titleOf(kernel)));
    byKernels.set(kernels, [...(byKernels.get(kernels) ?? []), family]);
  }
  return [...byKernels].map(([kernels, families]) => `${familiesText(families)} on ${escape(kernels)}`).join('; ');
}

function sum(same: readonly Meaning[], of: (meaning: Meaning) => { calls: number; returned: number }) {
  return same.map(of).reduce((total, one) => ({ calls: total.calls + one.calls, returned: total.returned + one.returned }));
}

const numbers = new Intl.NumberFormat('en');

function numberText(number: number): string {
  return numbers.format(number);
}

/** A row for each sort of exception: where, in which state, what the rule says, what was returned, and an example. */
function exceptionRows(all: readonly Meaning[]): string[][] {
  const told = new Map<string, Set<CallMade>>();
  const rows = new Map<string, { meanings: Set<Meaning>; calls: CallMade[]; row: string[] }>();
  for (const meaning of all) {
    const ofKernel = told.get(meaning.kernel) ?? new Set();
    told.set(meaning.kernel, ofKernel);
    for (const call of meaning.rule.exceptions) {
      // A call that fails where it should return 0 follows neither rule: once is enough.
      if (ofKernel.has(call)) continue;
      ofKernel.add(call);
      const says = `${returned(call) === meaning.outcome ? 'not ' : ''}${meaning.outcome}`;
      const row = [describe(call.facts), says, `${callWords(call)} ${returningText(returningOf(call))}`, titleOf(meaning.kernel)];
      const key = row.join('\n');
      const same = rows.get(key) ?? { meanings: new Set(), calls: [], row };
      same.meanings.add(meaning);
      same.calls.push(call);
      rows.set(key, same);
    }
  }
  return [...rows.values()]
    .map(({ meanings, calls, row: [state = '', says = '', but = ''] }) => {
      const [example] = calls.toSorted((one, other) => compare(one.case.id, other.case.id));
      const id = example?.scenario.id ?? '';
      const waited = calls.every(({ atStart }) => atStart !== undefined) ? ' (the call was already waiting)' : '';
      return [escape(placesText([...meanings])), escape(state + waited), escape(says), but, link(escape(id), `scenarios/${id}.md`)];
    })
    .toSorted((one, other) => compare(one.join('\n'), other.join('\n')));
}
