import type { Octokit } from '@octokit/core';
import { exitCode, LabError } from '../failure.ts';
import type { Repository } from '../contribute/github/repository.ts';
import type { HandedIn } from '../contribute/take-in.ts';
import type { Context } from './context.ts';

/** Options of `lab collect`. */
export interface CollectOptions {
  /** The number or the address of a run; the newest successful one by default. */
  run?: string;
  /** `owner/repository`; by default the one that the checkout was cloned from. */
  repo?: string;
}

/**
 * Fetches the results that a CI run measured, checks them as `lab add` does and files them. All are fetched and checked before any is
 * stored. Returns 3 if some were refused; the others are stored.
 */
export async function collect(options: CollectOptions, context: Context): Promise<number> {
  const { signal, stderr } = context;
  const [{ findRun, newestRun, parseRun }, { findToken }, { openGitHub }] = await Promise.all([
    import('../contribute/github/runs.ts'),
    import('../contribute/github/token.ts'),
    import('../contribute/github/open.ts'),
  ]);
  const asked = options.run === undefined ? undefined : parseRun(options.run);
  const repository = await whichRepository(options, asked?.repository, context);
  const name = `${repository.owner}/${repository.repo}`;
  const octokit = await openGitHub(await findToken(context.env), context.env);

  stderr.write(asked === undefined ? `Looking for the newest successful run of ${name}.\n` : `Looking at run ${asked.id} of ${name}.\n`);
  const run = await (asked === undefined ? newestRun(octokit, repository, signal) : findRun(octokit, repository, asked.id, signal));
  const handedIn = await fetchResults(octokit, repository, run.id, context);

  const [{ judge, file }, { accountOf }, { senderOf }] = await Promise.all([
    import('../contribute/take-in.ts'),
    import('../contribute/account.ts'),
    import('../contribute/sender.ts'),
  ]);
  const { accepted, refused, yardstick } = await judge(
    context.places,
    handedIn,
    senderOf({ ci: run.url }),
    new Date().toISOString().slice(0, 10),
  );
  const reasons = refused.map(({ name: which, why }) => `${which} ${why}.`).join('\n');
  if (accepted.length === 0) throw new LabError('bad-request', `${reasons}\nNothing was stored.`, `look at ${run.url}`);

  signal.throwIfAborted();
  for (const intake of accepted) context.stdout.write(`${accountOf(intake, yardstick.catalogue).join('\n')}\n`);
  const changed = await file(context.places, accepted);
  stderr.write(changed.length === 0 ? 'Nothing new: nothing was changed.\n' : 'Next: npm run lab -- report\n');
  if (refused.length === 0) return exitCode.ok;
  stderr.write(`Refused, and not stored:\n${reasons}\n`);
  return exitCode.partial;
}

async function whichRepository({ repo }: CollectOptions, ofRun: Repository | undefined, context: Context): Promise<Repository> {
  const { parseRepository, repositoryOfCheckout } = await import('../contribute/github/repository.ts');
  if (repo === undefined) return ofRun ?? repositoryOfCheckout(context.places.root, context.env);
  const given = parseRepository(repo);
  if (ofRun !== undefined && `${ofRun.owner}/${ofRun.repo}`.toLowerCase() !== repo.toLowerCase()) {
    throw new LabError('bad-request', `The run is of ${ofRun.owner}/${ofRun.repo}, and --repo says ${repo}.`, 'leave out --repo');
  }
  return given;
}

/** All result files of a run, in memory. */
async function fetchResults(octokit: Octokit, repository: Repository, run: number, context: Context): Promise<HandedIn[]> {
  const { downloadArtifact, listArtifacts } = await import('../contribute/github/artifacts.ts');
  const { unzip } = await import('../contribute/github/unzip.ts');
  const artifacts = await listArtifacts(octokit, repository, run, context.signal);
  const handedIn: HandedIn[] = [];
  for (const [index, artifact] of artifacts.entries()) {
    context.stderr.write(`Fetching ${artifact.name} (${index + 1} of ${artifacts.length}, ${Math.ceil(artifact.size / 1024)} kB).\n`);
    const zip = await downloadArtifact(octokit, repository, artifact, context.signal);
    for (const { name, bytes } of await unzip(artifact.name, zip)) handedIn.push({ name: `${artifact.name}/${name}`, bytes });
  }
  return handedIn;
}
