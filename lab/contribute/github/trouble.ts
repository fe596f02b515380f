import { LabError } from '../../failure.ts';

/** The parts of an Octokit `RequestError` that say what happened. */
interface Refusal {
  status: number;
  message: string;
  response?: { headers: Record<string, string | number | undefined> };
}

/**
 * What went wrong between us and GitHub, for somebody who wanted `what`, in words that say what to do. Aborts and LabErrors stay what
 * they are.
 */
export function troubleOf(error: unknown, what: string): unknown {
  const root = rootOf(error);
  // Octokit wraps the reason of an abort as it wraps everything.
  if (root instanceof LabError || (root instanceof Error && root.name === 'AbortError')) return root;
  const options = { cause: error };
  const { status, message, response } = error as Refusal;
  const headers = response?.headers ?? {};
  if ((status === 403 || status === 429) && (headers['x-ratelimit-remaining'] === '0' || headers['retry-after'] !== undefined)) {
    return new LabError('missing', `GitHub answers no more of our requests for now (asked for ${what}).`, againAt(headers), options);
  }
  switch (status) {
    case 401:
      return new LabError('missing', `GitHub does not accept the token (asked for ${what}).`, 'gh auth login, or set GH_TOKEN', options);
    case 403:
      return new LabError('missing', `The token does not allow it: ${what}.`, 'use a token that may read actions: gh auth login', options);
    case 404:
      return new LabError(
        'bad-request',
        `GitHub has no such thing, or does not show it to this token: ${what}.`,
        'check --repo and --run',
        options,
      );
    case 410:
      return new LabError('missing', `It has expired: ${what}.`, 'run the workflow again, then: npm run lab -- collect', options);
    default:
      break;
  }
  // Octokit says 500 also where no answer came at all.
  const why = response === undefined ? told(root) : `GitHub answered ${status}${status >= 500 ? '' : ` (${message})`}`;
  return new LabError('missing', `Could not get ${what}: ${why}.`, 'try again later', options);
}

function againAt(headers: Record<string, string | number | undefined>): string {
  const reset = Number(headers['x-ratelimit-reset']);
  if (headers['retry-after'] !== undefined) return `try again in ${Number(headers['retry-after'])} s`;
  return Number.isFinite(reset) ? `try again after ${new Date(reset * 1000).toISOString()}` : 'try again in an hour';
}

/** fetch hides what happened one or two causes down. */
function rootOf(error: unknown): unknown {
  return error instanceof Error && error.cause !== undefined && !(error instanceof LabError) ? rootOf(error.cause) : error;
}

function told(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === undefined || message.includes(code) ? message : `${message} (${code})`;
}
