import { sentenceOf, identify } from '../atlas/identity.ts';
import type { Run } from '../results/result.ts';
import { tierOf } from '../results/tier.ts';
import type { Catalogue } from './catalogue.ts';
import type { Contradiction } from './compare.ts';
import type { Intake } from './take-in.ts';

/** Contradictions that are spelled out; the reports have all of them. */
const spelledOut = 20;

/** What is to be said of a run that was handed in: what it is, and what in it is new, agrees, contradicts or is stale. */
export function accountOf(intake: Intake, catalogue: Catalogue): string[] {
  const { name, contribution, comparison, target, result } = intake;
  const { run, stale, unknown, notes } = contribution;
  const lines = [`${name}: ${sentenceOf(identify(run))}, measured ${run.date} by ${who(run)}`];
  if (result === undefined) return [...lines, `  already there as reports/results/${target}.json`];
  lines.push(...counted(comparison.fresh.length, 'new'));
  lines.push(...counted(comparison.agree.length, 'agree with what is stored'));
  lines.push(...counted(comparison.chance.length, 'agree but for timing or flaky trials'));
  lines.push(
    ...counted(new Set(comparison.contradictions.map(({ id }) => id)).size, 'CONTRADICT what is stored of an equal system; both are kept'),
  );
  lines.push(...comparison.contradictions.slice(0, spelledOut).map((one) => `    ${contradictionSentence(one, catalogue)}`));
  const more = comparison.contradictions.length - spelledOut;
  if (more > 0) lines.push(`    … and ${more} more.`);
  lines.push(...counted(stale.length, `stale, since their scenarios changed: ${listed(stale)}`));
  lines.push(...counted(unknown.length, `unknown here, and left out: ${listed(unknown)}`));
  lines.push(...notes.map((note) => `  note: ${note}`));
  return [...lines, `  stored as reports/results/${target}.json`];
}

/** `peer-close-unread/unix-pair, first read: EOF here; ECONNRESET in native (the lab, 2026-11-22).` */
function contradictionSentence({ id, step, here, there, target, run }: Contradiction, catalogue: Catalogue): string {
  const label = catalogue.cases.get(id)?.steps[step]?.label ?? `step ${step + 1}`;
  return `${id}, ${label}: ${here} here; ${there} in ${target} (${who(run)}, ${run.date}).`;
}

function who(run: Run): string {
  const tier = tierOf(run);
  if (tier === 'ci') return 'CI';
  return tier === 'lab' ? 'the lab' : (run.contributor ?? 'unnamed');
}

function counted(count: number, what: string): string[] {
  return count === 0 ? [] : [`  ${count} ${count === 1 ? 'case' : 'cases'} ${what}`];
}

function listed(ids: readonly string[]): string {
  return ids.length <= 5 ? ids.join(', ') : `${ids.slice(0, 5).join(', ')} and ${ids.length - 5} more`;
}
