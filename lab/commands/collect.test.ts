import { execFileSync } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { bothPacings, documentOf, makeCheckout, makeContext } from '../contribute/fixture.ts';
import { type Answer, type FakeArtifact, type FakeGitHub, type Loopback, startLoopback } from '../contribute/github/loopback.ts';
import { zipOf } from '../contribute/github/zip-fixture.ts';
import { LabError } from '../failure.ts';
import { readResults } from '../results/store.ts';
import type { Places } from '../root.ts';
import { collect, type CollectOptions } from './collect.ts';

const run = (id: number, of = 'ann/sockatlas', status = 'completed') => ({
  id,
  status,
  html_url: `https://github.com/${of}/actions/runs/${id}`,
  head_repository: { full_name: of },
});

interface Scene {
  checkout: Places;
  world: FakeGitHub;
}

/** A checkout, and a GitHub with one run of it that measured a FreeBSD and a NetBSD. */
async function makeScene(): Promise<Scene> {
  const checkout = await makeCheckout();
  const artifact = async (id: number, sysname: string): Promise<FakeArtifact> => ({
    id,
    name: `result-${sysname.toLowerCase()}`,
    zip: zipOf([{ name: `${sysname.toLowerCase()}.json`, bytes: await documentOf(checkout, { identity: { sysname, release: '14.2' } }) }]),
  });
  const artifacts = [await artifact(1, 'FreeBSD'), await artifact(2, 'NetBSD'), { id: 3, name: 'kit', zip: Buffer.from('not for us') }];
  return { checkout, world: { runs: [run(77)], artifacts } };
}

interface Collected {
  code: number | undefined;
  error: { code?: string; message: string; hint?: string } | undefined;
  printed: string;
  said: string;
  files: string[];
  loopback: Loopback;
}

async function collected({ checkout, world }: Scene, options: CollectOptions = {}, env: NodeJS.ProcessEnv = {}): Promise<Collected> {
  const loopback = await startLoopback(world);
  const context = makeContext(checkout, { GITHUB_API_URL: loopback.url, GH_TOKEN: 'secret-token', ...env });
  let code: number | undefined;
  let error: Collected['error'];
  try {
    code = await collect({ repo: 'ann/sockatlas', ...options }, context);
  } catch (thrown) {
    error = thrown as Collected['error'] & {};
  }
  expect(loopback.violations).toEqual([]);
  const said = context.said();
  for (const text of [said, context.printed(), error?.message ?? '', error?.hint ?? '']) expect(text).not.toContain('secret-token');
  return { code, error, printed: context.printed(), said, files: (await readdir(checkout.results)).sort(), loopback };
}

test('the results of the newest successful run are fetched, checked and filed as CI', async () => {
  const scene = await makeScene();
  const { code, files, printed, loopback } = await collected(scene);
  expect(code).toBe(0);
  expect(files).toEqual(['ci-freebsd-14.2-amd64.json', 'ci-netbsd-14.2-amd64.json']);
  expect(printed).toContain('result-freebsd/freebsd.json: FreeBSD 14.2 with libc of the system (x86_64), measured 2026-11-20 by CI\n');
  expect(loopback.authorizations.every((one) => one === 'token secret-token')).toBe(true);
  expect(loopback.asked).toEqual([
    'actions/list-workflow-runs',
    'actions/list-workflow-run-artifacts',
    'actions/download-artifact',
    'blob',
    'actions/download-artifact',
    'blob',
  ]);
  expect((await readResults(scene.checkout))[0]?.runs[0]?.details).toMatchObject({ ci: 'https://github.com/ann/sockatlas/actions' });
});

test('collecting the same run again changes nothing', async () => {
  const scene = await makeScene();
  await collected(scene);
  expect((await collected(scene)).said).toContain('nothing was changed');
});

test.each([['77'], ['https://github.com/ann/sockatlas/actions/runs/77']])('--run %s takes that run, also one that failed', async (text) => {
  const { code, loopback } = await collected(await makeScene(), { run: text });
  expect(code).toBe(0);
  expect(loopback.asked[0]).toBe('actions/get-workflow-run');
});

test('runs of forks are passed over', async () => {
  const scene = await makeScene();
  scene.world.runs.unshift(run(78, 'mallory/sockatlas'));
  expect((await collected(scene)).code).toBe(0);
  expect(await collected(scene, { run: '78' })).toMatchObject({
    error: { code: 'bad-request', message: 'run 78 of ann/sockatlas is of other code: of mallory/sockatlas.' },
  });
});

test('more artifacts than GitHub lists on a page are all fetched', async () => {
  const scene = await makeScene();
  const others = Array.from({ length: 120 }, (_, index) => ({ id: 1000 + index, name: `log-${index}`, zip: Buffer.from('x') }));
  scene.world.artifacts.unshift(...others);
  const { code, loopback } = await collected(scene);
  expect(code).toBe(0);
  expect(loopback.asked.filter((id) => id === 'actions/list-workflow-run-artifacts')).toHaveLength(2);
});

test('a result that is refused keeps the others not out, and the code is 3', async () => {
  const scene = await makeScene();
  scene.world.artifacts[0]!.zip = zipOf([{ name: 'freebsd.json', bytes: Buffer.from('{"sockatlasKit":1}') }]);
  const { code, said, files } = await collected(scene);
  expect(code).toBe(3);
  expect(said).toContain('result-freebsd/freebsd.json does not end with its checksum');
  expect(files).toEqual(['ci-netbsd-14.2-amd64.json']);
});

test('where all are refused, nothing is stored and that is an error', async () => {
  const scene = await makeScene();
  scene.world.artifacts.splice(1, 1);
  scene.world.artifacts[0]!.zip = zipOf([{ name: 'freebsd.json', bytes: Buffer.from('{}') }]);
  const { error, files } = await collected(scene);
  expect(error).toMatchObject({ code: 'bad-request', message: expect.stringContaining('Nothing was stored.') as string });
  expect(files).toEqual([]);
});

test('without a token the way to get one is named', async () => {
  const { error, loopback } = await collected(await makeScene(), {}, { GH_TOKEN: '', PATH: '/nonexistent' });
  expect(error).toMatchObject({ code: 'missing', hint: expect.stringContaining('gh auth login') as string });
  expect(loopback.asked).toEqual([]);
});

test('GITHUB_TOKEN will do', async () => {
  const { code, loopback } = await collected(await makeScene(), {}, { GH_TOKEN: '', GITHUB_TOKEN: 'other' });
  expect(code).toBe(0);
  expect(loopback.authorizations[0]).toBe('token other');
});

const list = 'actions/list-workflow-runs';
const artifacts = 'actions/list-workflow-run-artifacts';
const download = 'actions/download-artifact';

test.each<[string, Record<string, Answer>, RegExp, RegExp]>([
  ['no such repository', { [list]: { status: 404, body: { message: 'Not Found' } } }, /no such thing, or does not show it/, /--repo/],
  [
    'a token that is not accepted',
    { [list]: { status: 401, body: { message: 'Bad credentials' } } },
    /does not accept the token/,
    /gh auth login/,
  ],
  ['a token that may not', { [artifacts]: { status: 403, body: { message: 'x' } } }, /does not allow it/, /may read actions/],
  [
    'the rate limit',
    { [artifacts]: { status: 403, headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1790000000' }, body: { message: 'x' } } },
    /answers no more of our requests/,
    /try again after 2026-09-21T/,
  ],
  ['a secondary rate limit', { [list]: { status: 429, headers: { 'retry-after': '60' }, body: {} } }, /no more of our requests/, /in 60 s/],
  [
    'an artifact that expires just now',
    { [download]: { status: 410, body: { message: 'gone' } } },
    /has expired: result-freebsd/,
    /run the workflow again/,
  ],
  ['a broken server', { [list]: { status: 502, body: {} } }, /GitHub answered 502/, /try again later/],
  ['a redirect to nowhere', { [download]: { status: 302 } }, /did not say where result-freebsd is/, /try again/],
  ['a storage that fails', { blob: { status: 500 } }, /GitHub answered 500/, /try again later/],
  [
    'a download that breaks off',
    { blob: { status: 200, breakOffAfter: 100 } },
    /result-freebsd broke off after \d+ of \d+ bytes\. Nothing was stored/,
    /try again/,
  ],
])('%s is named with what to do, and nothing is stored', async (_, instead, message, hint) => {
  const scene = await makeScene();
  scene.world.instead = instead;
  const { error, files } = await collected(scene);
  expect(error?.message).toMatch(message);
  expect(error?.hint).toMatch(hint);
  expect(files).toEqual([]);
});

test.each<[string, Record<string, unknown>, RegExp]>([
  ['has expired', { expired: true, expires_at: '2026-10-01T00:00:00Z' }, /result-netbsd of run 77 has expired on 2026-10-01/],
  ['has no digest', { digest: null }, /gives no digest of result-netbsd/],
  ['has another digest', { digest: `sha256:${'0'.repeat(64)}` }, /result-netbsd is not what was uploaded/],
  ['is shorter than listed', { size_in_bytes: 9999 }, /result-netbsd has \d+ instead of 9999 bytes/],
  ['is longer than listed', { size_in_bytes: 9 }, /result-netbsd has more than 9 bytes/],
  ['is huge', { size_in_bytes: 4_000_000_000 }, /result-netbsd has 4000000000 bytes/],
])('an artifact that %s stops all, and nothing is stored of the others', async (_, listed, message) => {
  const scene = await makeScene();
  scene.world.artifacts[1]!.listed = listed;
  const { error, files } = await collected(scene);
  expect(error?.message).toMatch(message);
  expect(files).toEqual([]);
});

test('a repository without a successful run is told so', async () => {
  const scene = await makeScene();
  scene.world.runs = [];
  expect((await collected(scene)).error).toMatchObject({ code: 'missing', message: 'ann/sockatlas has no successful run of lab.yml.' });
});

test('a run that is not over is not taken', async () => {
  const scene = await makeScene();
  scene.world.runs = [run(77, 'ann/sockatlas', 'in_progress')];
  expect((await collected(scene, { run: '77' })).error?.message).toBe('run 77 of ann/sockatlas is not over yet: in_progress.');
});

test('a run without results is told so', async () => {
  const scene = await makeScene();
  scene.world.artifacts = [{ id: 3, name: 'kit', zip: Buffer.from('x') }];
  expect((await collected(scene)).error?.message).toContain('has no artifact with results');
});

test('a run of one repository and --repo of another is refused before anything is asked', async () => {
  const { error, loopback } = await collected(await makeScene(), { run: 'https://github.com/bob/other/actions/runs/1' });
  expect(error).toMatchObject({ code: 'bad-request', message: 'The run is of bob/other, and --repo says ann/sockatlas.' });
  expect(loopback.asked).toEqual([]);
});

test('without --repo the repository is that of the git remote', async () => {
  const scene = await makeScene();
  const loopback = await startLoopback(scene.world);
  const context = makeContext(scene.checkout, { GITHUB_API_URL: loopback.url, GH_TOKEN: 'x' });
  execFileSync('git', ['init', '-q', scene.checkout.root]);
  await expect(collect({}, context)).rejects.toMatchObject({
    code: 'bad-request',
    message: expect.stringContaining('no git remote') as string,
  });
  execFileSync('git', ['-C', scene.checkout.root, 'remote', 'add', 'origin', 'git@github.com:ann/sockatlas.git']);
  expect(await collect({}, context)).toBe(0);
});

test('a server that is not there is named as that', async () => {
  const scene = await makeScene();
  const context = makeContext(scene.checkout, { GITHUB_API_URL: 'http://127.0.0.1:2', GH_TOKEN: 'x' });
  await expect(collect({ repo: 'ann/sockatlas' }, context)).rejects.toMatchObject({
    code: 'missing',
    message: expect.stringMatching(/Could not get the runs of lab.yml.*(ECONNREFUSED|bad port)/) as string,
  });
});

test('a contradiction with what CI saw before is told', async () => {
  const scene = await makeScene();
  await collected(scene);
  const traces = { 'peer-close/tcp4': bothPacings('done', '0', 'ECONNRESET') };
  const bytes = await documentOf(scene.checkout, { traces, identity: { sysname: 'NetBSD', release: '14.2' } });
  scene.world.artifacts[1]!.zip = zipOf([{ name: 'netbsd.json', bytes }]);
  expect((await collected(scene)).printed).toContain(
    'peer-close/tcp4, first read: ECONNRESET here; EOF in ci-netbsd-14.2-amd64 (CI, 2026-11-20).',
  );
});

test('an interrupted collection is an interruption and no failure of the network', async () => {
  const scene = await makeScene();
  const loopback = await startLoopback(scene.world);
  const abort = new AbortController();
  const context = { ...makeContext(scene.checkout, { GITHUB_API_URL: loopback.url, GH_TOKEN: 'x' }), signal: abort.signal };
  abort.abort(new LabError('interrupted', 'Interrupted.'));
  await expect(collect({ repo: 'ann/sockatlas' }, context)).rejects.toMatchObject({ code: 'interrupted' });
  expect(await readdir(scene.checkout.results)).toEqual([]);
});
