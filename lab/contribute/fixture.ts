/** What the tests of this folder share: a small checkout, and documents as a kit would write them there. */
import { plainErrnos, plainSurroundings } from '../results/fixture.ts';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { onTestFinished } from 'vitest';
import type { Context } from '../commands/context.ts';
import { kit } from '../commands/kit.ts';
import type { Trace } from '../results/result.ts';
import { places, type Places } from '../root.ts';
import { agentFiles, hashOf } from '../targets/agent-source.ts';
import { amalgamate } from './amalgamate.ts';
import { readCatalogue, type Catalogue } from './catalogue.ts';
import { cksum } from './cksum.ts';

const scenario = (title: string): string => `title: ${title}
question: What does it return?
tags: [close]
matrix:
  link: [unix-pair, tcp4]
steps:
  - { call: connect-pair, link: $link, as: [a, b] }
  - { call: close, fd: b }
  - { call: read, fd: a, label: first read }
`;

/**
 * A checkout with two scenarios of two cases, a little agent and no results. By default in a directory that goes when the test ends; a
 * given one is the caller's.
 */
export async function makeCheckout(folder?: string): Promise<Places> {
  const root = await mkdtemp(join(folder ?? tmpdir(), 'sockatlas test '));
  if (folder === undefined) onTestFinished(async () => rm(root, { recursive: true, force: true }));
  const checkout = places(root);
  await Promise.all([mkdir(checkout.scenarios), mkdir(checkout.agent, { recursive: true }), mkdir(checkout.results, { recursive: true })]);
  await Promise.all([
    writeFile(join(checkout.scenarios, 'sources.yaml'), '{}\n'),
    writeFile(join(checkout.scenarios, 'peer-close.yaml'), scenario('the peer closed')),
    writeFile(join(checkout.scenarios, 'peer-gone.yaml'), scenario('the peer is gone').replace('close, fd: b', 'close, fd: b, label: end')),
    writeFile(join(checkout.agent, 'agent.c'), '#include "part.h"\nint main(void) { return 0; }\n'),
    writeFile(join(checkout.agent, 'part.h'), '/* a part */\n'),
  ]);
  return checkout;
}

/** A kit of this checkout's real agent with four small cases, in a folder: its path. Whether it runs is what tests ask, not what systems do. */
export async function makeKit(folder: string): Promise<string> {
  const checkout = await makeCheckout(folder);
  await Promise.all((await agentFiles(places())).map(async (file) => writeFile(join(checkout.agent, file.name), file.text)));
  const output = join(folder, 'sockatlas-kit.sh');
  await kit({ output }, makeContext(checkout));
  return output;
}

/** A context that keeps what a command prints. */
export function makeContext(checkout: Places, env: NodeJS.ProcessEnv = {}): Context & { printed: () => string; said: () => string } {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const [out, err]: [Buffer[], Buffer[]] = [[], []];
  stdout.on('data', (chunk: Buffer) => out.push(chunk));
  stderr.on('data', (chunk: Buffer) => err.push(chunk));
  return {
    places: checkout,
    stdout,
    stderr,
    env: { PATH: process.env['PATH'], ...env },
    signal: new AbortController().signal,
    printed: () => Buffer.concat(out).toString(),
    said: () => Buffer.concat(err).toString(),
  };
}

/** How a document of a kit is to differ from a good one. */
export interface DocumentOptions {
  /** By case id. All cases of the catalogue by default, all with an `EOF`. */
  traces?: Record<string, Trace[]>;
  /** Overlaid on the header's identity. */
  identity?: Record<string, unknown>;
  /** Changes the parsed document before its checksum is computed. */
  // eslint-disable-next-line typescript/no-explicit-any -- what hostile documents hold has no type
  change?: (document: any) => void;
}

const identity = {
  sysname: 'FreeBSD',
  release: '14.2-RELEASE',
  version: 'FreeBSD 14.2-RELEASE GENERIC',
  machine: 'amd64',
  libc: { name: 'libc of the system' },
  bits: 64,
  endian: 'little',
  cpus: 4,
};

/** A trace of ten trials in one pacing. */
export function tenTimes(pacing: Trace['pacing'], ...outcomes: string[]): Trace {
  return { pacing, count: 10, outcomes };
}

/** The bytes of a document as the kit of this checkout would write it on a FreeBSD. */
export async function documentOf(checkout: Places, { traces, identity: overlay, change }: DocumentOptions = {}): Promise<Buffer> {
  const [catalogue, files] = await Promise.all([readCatalogue(checkout), agentFiles(checkout)]);
  const agent = hashOf(files);
  const all = traces ?? Object.fromEntries([...catalogue.cases.keys()].map((id) => [id, bothPacings('done', '0', 'EOF')]));
  const document = {
    sockatlasKit: 1,
    kit: { version: '0.1.0', catalogue: catalogue.hash, agent, cases: catalogue.cases.size, trials: 10 },
    date: '2026-11-20',
    compiled: { by: 'cc -std=c99 -O2', source: cksum(Buffer.from(amalgamate(files, agent))) },
    observations: [
      {
        record: 'header',
        protocol: 2,
        agent: { source: agent, compiler: 'clang 18.1.6' },
        identity: { ...identity, ...overlay },
        unsupported: [],
        surroundings: plainSurroundings,
        errnos: plainErrnos,
        slowness: 1,
        deadlineMs: 300,
      },
      ...Object.entries(all).map(([id, list]) => ({ record: 'case', id, hash: hashIn(catalogue, id), traces: list })),
      { record: 'end', cases: Object.keys(all).length, elapsedMs: 5 },
    ],
  };
  change?.(document);
  return withChecksum(`${JSON.stringify(document).slice(0, -1)},\n`);
}

/** Traces of both pacings in which all trials went the same way. */
export function bothPacings(...outcomes: string[]): Trace[] {
  return [tenTimes('back-to-back', ...outcomes), tenTimes('settled', ...outcomes)];
}

/** A document's beginning with the checksum line that it needs. */
export function withChecksum(body: string): Buffer {
  return Buffer.from(`${body}"cksum":"${cksum(Buffer.from(body))}"}\n`);
}

function hashIn(catalogue: Catalogue, id: string): string {
  return catalogue.cases.get(id)?.hash ?? '0123456789abcdef';
}
