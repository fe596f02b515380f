import { LabError } from '../../failure.ts';
import { commandOutput } from './repository.ts';

/**
 * The token to ask GitHub with: `GH_TOKEN`, `GITHUB_TOKEN`, or what `gh auth token` says. Artifacts cannot be had without one, also those
 * of public repositories (github/rest-api-description#4569). Throws LabError `missing` if there is none.
 */
export async function findToken(env: NodeJS.ProcessEnv): Promise<string> {
  const token = env['GH_TOKEN'] || env['GITHUB_TOKEN'] || (await commandOutput('gh', ['auth', 'token'], env));
  if (token === undefined) {
    throw new LabError(
      'missing',
      'GitHub gives artifacts only to those who say who they are, and there is no token.',
      'gh auth login, or set GH_TOKEN',
    );
  }
  // A newline in a header is an error that would print the token.
  if (!/^[\x21-\x7e]+$/.test(token))
    throw new LabError('bad-request', 'The token has characters that no token has.', 'gh auth login, or set GH_TOKEN');
  return token;
}
