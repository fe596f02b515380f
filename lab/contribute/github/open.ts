import type { Octokit } from '@octokit/core';
import { labVersion } from '../../root.ts';

/**
 * A client of GitHub's REST API. `GITHUB_API_URL` points it elsewhere, as in GitHub's own runners: GitHub Enterprise, or a server of a
 * test.
 */
export async function openGitHub(token: string, env: NodeJS.ProcessEnv): Promise<Octokit> {
  const { Octokit: Client } = await import('@octokit/core');
  return new Client({ auth: token, baseUrl: env['GITHUB_API_URL'] ?? 'https://api.github.com', userAgent: `sockatlas/${labVersion()}` });
}
