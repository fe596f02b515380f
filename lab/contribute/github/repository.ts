import { execFile } from 'node:child_process';
import { LabError } from '../../failure.ts';

/** A repository on GitHub. */
export interface Repository {
  owner: string;
  repo: string;
}

const hint = 'npm run lab -- collect --repo OWNER/REPOSITORY';

/** Reads `owner/repo`. Throws LabError `bad-request` for anything else. */
export function parseRepository(text: string): Repository {
  const [, owner, repo] = /^([A-Za-z0-9-]+)\/([A-Za-z0-9_.-]+)$/.exec(text) ?? [];
  if (owner === undefined || repo === undefined) throw new LabError('bad-request', `'${text}' is not a repository.`, hint);
  return { owner, repo };
}

/** The repository that a git remote points at: `git@host:o/r.git`, `https://host/o/r`, `ssh://git@host/o/r.git`. */
export function repositoryOfRemote(url: string): Repository | undefined {
  const path = /^(?:[a-z+]+:\/\/[^/]+\/|[^/@:]+@[^/:]+:)([^/]+\/[^/]+?)(?:\.git)?\/?$/.exec(url.trim())?.[1];
  return path === undefined || !/^[A-Za-z0-9-]+\/[A-Za-z0-9_.-]+$/.test(path) ? undefined : parseRepository(path);
}

/** The repository that a checkout was cloned from, by its remote `origin`. Throws LabError `bad-request` if git does not know one. */
export async function repositoryOfCheckout(root: string, env: NodeJS.ProcessEnv): Promise<Repository> {
  const url = await commandOutput('git', ['-C', root, 'remote', 'get-url', 'origin'], env);
  if (url === undefined) throw new LabError('bad-request', 'Which repository? This checkout has no git remote called origin.', hint);
  const repository = repositoryOfRemote(url);
  // The address may hold a password, so it is not shown.
  if (repository === undefined) throw new LabError('bad-request', 'Which repository? The git remote origin is none of GitHub.', hint);
  return repository;
}

/** What a command prints on standard output, trimmed; `undefined` if it is not there, fails, or says nothing for ten seconds. */
export async function commandOutput(command: string, args: string[], env: NodeJS.ProcessEnv): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(command, args, { env, timeout: 10_000 }, (error, stdout) =>
      resolve(error || stdout.trim() === '' ? undefined : stdout.trim()),
    );
  });
}
