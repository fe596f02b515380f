import { constants } from 'node:os';
import { formatOutcome, parseOutcome } from '../results/outcome.ts';
import { didYouMean } from './suggest.ts';

/** Names of errors that exist on some system, though not on the one that the lab runs on. */
const foreignErrors = [
  'EAUTH',
  'EBADRPC',
  'EDOOFUS',
  'EFTYPE',
  'EHOSTDOWN',
  'ENEEDAUTH',
  'ENOATTR',
  'EPFNOSUPPORT',
  'EPROCLIM',
  'ESHUTDOWN',
  'ESOCKTNOSUPPORT',
  'ETOOMANYREFS',
  'ENOTBLK',
  'EUSERS',
  'EREMOTE',
  'ENOTUNIQ',
  'EREMCHG',
  'ECOMM',
  'ENONET',
];

const knownErrors = new Set([...Object.keys(constants.errno), ...foreignErrors]);

/** What is wrong with an outcome's spelling, and how it is spelled instead; `undefined` if it is right. */
export function misspelling(text: string): { message: string; hint: string } | undefined {
  const outcome = parseOutcome(text);
  const hint =
    'Outcomes are spelled 5, EOF, done, =0, IN|HUP, none, ECONNRESET, EPIPE+SIGPIPE, blocks, started, killed: SIGKILL, unsupported: WHAT.';
  if (outcome === undefined) {
    const sorted = text
      .split('|')
      .toSorted((a, b) => (parseOutcome(`${a}|${b}`) === undefined ? 1 : -1))
      .join('|');
    const better = parseOutcome(sorted) === undefined ? spelledOtherwise(text) : `Did you mean '${sorted}'? Events have one order.`;
    return { message: `There is no outcome '${text}'.${better === undefined ? '' : ` ${better}`}`, hint };
  }
  if (outcome.kind === 'failed' && !outcome.errno.startsWith('errno:') && !knownErrors.has(outcome.errno)) {
    const suggestion = didYouMean(outcome.errno, [...knownErrors]);
    return { message: `There is no error '${outcome.errno}'.${suggestion === undefined ? '' : ` ${suggestion}`}`, hint };
  }
  if (outcome.kind === 'failed' && outcome.errno === 'EWOULDBLOCK') return { message: "EWOULDBLOCK is spelled 'EAGAIN' here.", hint };
  return formatOutcome(outcome) === text ? undefined : { message: `'${text}' is spelled '${formatOutcome(outcome)}'.`, hint };
}

function spelledOtherwise(text: string): string | undefined {
  const common = ['EOF', 'done', 'none', 'blocks', 'started', 'killed: SIGKILL', 'EPIPE+SIGPIPE', ...knownErrors];
  return (
    didYouMean(text, common) ??
    common.filter((word) => word.toLowerCase() === text.toLowerCase()).map((word) => `Did you mean '${word}'?`)[0]
  );
}
