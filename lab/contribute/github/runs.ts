import type { Octokit } from '@octokit/core';
import { LabError } from '../../failure.ts';
import type { Repository } from './repository.ts';
import { troubleOf } from './trouble.ts';

/** A run of the measuring workflow. */
export interface CiRun {
  id: number;
  /** Its page. */
  url: string;
}

/** The workflow that measures, a file of `.github/workflows/`. */
const workflowFile = 'lab.yml';

/** What `--run` names: a run's number, and the repository if it was an address. Throws LabError `bad-request` for anything else. */
export function parseRun(text: string): { id: number; repository?: Repository } {
  const [, owner, repo, number] =
    /^(?:https?:\/\/[^/]+\/([A-Za-z0-9-]+)\/([A-Za-z0-9_.-]+)\/actions\/runs\/)?([0-9]{1,15})(?:[/?#].*)?$/.exec(text) ?? [];
  if (number === undefined) {
    throw new LabError(
      'bad-request',
      `'${text}' is neither the number nor the address of a run.`,
      'npm run lab -- collect --run 123456789',
    );
  }
  return owner === undefined || repo === undefined ? { id: Number(number) } : { id: Number(number), repository: { owner, repo } };
}

/** The run of this number. Throws LabError if there is none, if it is not over, or if it is of a fork. */
export async function findRun(octokit: Octokit, { owner, repo }: Repository, id: number, signal: AbortSignal): Promise<CiRun> {
  const what = `run ${id} of ${owner}/${repo}`;
  try {
    const { data } = await octokit.request('GET /repos/{owner}/{repo}/actions/runs/{run_id}', {
      owner,
      repo,
      run_id: id,
      request: { signal },
    });
    if (data.status !== 'completed') {
      throw new LabError(
        'missing',
        `${what} is not over yet: ${data.status ?? 'nothing is known of it'}.`,
        `wait for it: ${data.html_url}`,
      );
    }
    refuseForks(data.head_repository?.full_name, { owner, repo }, what);
    return { id, url: data.html_url };
  } catch (error) {
    throw troubleOf(error, what);
  }
}

/** The newest successful run of the measuring workflow. Throws LabError `missing` if there has been none. */
export async function newestRun(octokit: Octokit, { owner, repo }: Repository, signal: AbortSignal): Promise<CiRun> {
  const what = `the runs of ${workflowFile} in ${owner}/${repo}`;
  try {
    const { data } = await octokit.request('GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs', {
      owner,
      repo,
      workflow_id: workflowFile,
      status: 'success',
      per_page: 10,
      request: { signal },
    });
    // Forks have runs of the same workflow here, if they opened a pull request: what they measured with is not ours.
    const run = data.workflow_runs.find(({ head_repository: head }) => isSame(head?.full_name, { owner, repo }));
    if (run === undefined) {
      throw new LabError(
        'missing',
        `${owner}/${repo} has no successful run of ${workflowFile}.`,
        `start one: gh workflow run ${workflowFile}`,
      );
    }
    return { id: Number(run.id), url: run.html_url };
  } catch (error) {
    throw troubleOf(error, what);
  }
}

function refuseForks(head: string | undefined, repository: Repository, what: string): void {
  if (isSame(head, repository)) return;
  const { owner, repo } = repository;
  throw new LabError(
    'bad-request',
    `${what} is of other code: of ${head ?? 'a repository that is gone'}.`,
    `npm run lab -- collect --repo ${head ?? `${owner}/${repo}`}`,
  );
}

function isSame(fullName: string | undefined, { owner, repo }: Repository): boolean {
  return fullName?.toLowerCase() === `${owner}/${repo}`.toLowerCase();
}
