import { createHash } from 'node:crypto';
import type { Octokit } from '@octokit/core';
import { LabError } from '../../failure.ts';
import type { Repository } from './repository.ts';
import { troubleOf } from './trouble.ts';

/** An artifact that holds results. */
export interface Artifact {
  id: number;
  name: string;
  /** Bytes of the zip. */
  size: number;
  /** `sha256:…` of the zip, as GitHub computed it when it was uploaded. */
  digest: string;
}

/** Bytes that the zip of one artifact can have, and how many artifacts a run can. */
const limits = { bytes: 32 * 1024 * 1024, artifacts: 300 };
const pageSize = 100;

/** What the workflow calls artifacts that hold results. */
const resultArtifact = /^result-[a-z0-9.-]{1,80}$/;

/** The artifacts of a run that hold results, by name. Throws LabError `missing` if there are none or they have expired. */
export async function listArtifacts(octokit: Octokit, { owner, repo }: Repository, run: number, signal: AbortSignal): Promise<Artifact[]> {
  const what = `the artifacts of run ${run} of ${owner}/${repo}`;
  const found: Artifact[] = [];
  try {
    for (let page = 1; ; page++) {
      const { data } = await octokit.request('GET /repos/{owner}/{repo}/actions/runs/{run_id}/artifacts', {
        owner,
        repo,
        run_id: run,
        per_page: pageSize,
        page,
        request: { signal },
      });
      for (const { id, name, size_in_bytes: size, expired, expires_at: expires, digest } of data.artifacts) {
        if (!resultArtifact.test(name)) continue;
        if (expired) {
          const when = expires === null ? '' : ` on ${expires.slice(0, 10)}`;
          throw new LabError(
            'missing',
            `${name} of run ${run} has expired${when}.`,
            'run the workflow again, then: npm run lab -- collect',
          );
        }
        if (!digest?.startsWith('sha256:')) throw new LabError('missing', `GitHub gives no digest of ${name}, so it cannot be checked.`);
        if (size > limits.bytes) throw new LabError('bad-request', `${name} has ${size} bytes; at most ${limits.bytes} are taken.`);
        found.push({ id, name, size, digest });
      }
      if (data.artifacts.length < pageSize) break;
      if (page * pageSize >= limits.artifacts) throw new LabError('bad-request', `Run ${run} has more than ${limits.artifacts} artifacts.`);
    }
  } catch (error) {
    throw troubleOf(error, what);
  }
  if (found.length === 0) {
    throw new LabError('missing', `Run ${run} of ${owner}/${repo} has no artifact with results (result-…).`, 'is it a run of lab.yml?');
  }
  return found.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * The zip of an artifact, with the size and digest that its listing gave. Throws LabError `missing` if it has expired, was cut off or is
 * something else.
 */
export async function downloadArtifact(
  octokit: Octokit,
  { owner, repo }: Repository,
  artifact: Artifact,
  signal: AbortSignal,
): Promise<Buffer> {
  try {
    const { headers } = await octokit.request('GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}', {
      owner,
      repo,
      artifact_id: artifact.id,
      archive_format: 'zip',
      // The answer is an address that is good for a minute. We go there ourselves: without the token, and counting bytes.
      request: { redirect: 'manual', signal },
    });
    if (headers.location === undefined) throw new LabError('missing', `GitHub did not say where ${artifact.name} is.`, 'try again later');
    const answer = await fetch(headers.location, { signal });
    if (!answer.ok || answer.body === null) {
      throw Object.assign(new Error(answer.statusText), {
        status: answer.status,
        response: { headers: Object.fromEntries(answer.headers) },
      });
    }
    return checked(artifact, await readBounded(answer.body, artifact));
  } catch (error) {
    throw troubleOf(error, artifact.name);
  }
}

async function readBounded(body: ReadableStream<Uint8Array>, { name, size }: Artifact): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of body) {
      length += chunk.length;
      if (length > size) break;
      chunks.push(chunk);
    }
  } catch (error) {
    if ((error as Error).name === 'AbortError') throw error;
    throw broken(`${name} broke off after ${length} of ${size} bytes`, error);
  }
  if (length !== size) throw broken(`${name} has ${length > size ? 'more than' : `${length} instead of`} ${size} bytes`);
  return Buffer.concat(chunks);
}

function checked({ name, digest }: Artifact, zip: Buffer): Buffer {
  const actual = `sha256:${createHash('sha256').update(zip).digest('hex')}`;
  if (actual !== digest) throw broken(`${name} is not what was uploaded: its digest is ${actual}, and GitHub says ${digest}`);
  return zip;
}

function broken(what: string, cause?: unknown): LabError {
  return new LabError('missing', `${what}. Nothing was stored.`, 'try again: npm run lab -- collect', { cause });
}
