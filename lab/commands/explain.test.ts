import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { identityOf, resultWith } from '../atlas/fixture.ts';
import { formatResult } from '../results/format.ts';
import { places } from '../root.ts';
import { loadScenarios } from '../scenario/load.ts';
import type { Context } from './context.ts';
import { explain } from './explain.ts';
import type { ExplainOptions } from './explain.ts';
import { list } from './list.ts';

const scenario = `
title: peer closed with our data unread
question: What does read() return then?
tags: [close]
matrix: { link: [unix-pair, tcp4] }
steps:
  - { call: connect-pair, link: $link, as: [a, b] }
  - { call: write, fd: a, data: hello }
  - { call: close, fd: b }
  - { call: read, fd: a, size: 64 }
`;

let root = '';
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'explain-'));
  await mkdir(join(root, 'scenarios'));
  await mkdir(join(root, 'reports', 'results'), { recursive: true });
  await writeFile(join(root, 'scenarios/sources.yaml'), '{}\n');
  await writeFile(join(root, 'scenarios/peer-close-unread.yaml'), scenario.trimStart());
  await writeFile(join(root, 'scenarios/peer-close-unread-twice.yaml'), scenario.trimStart().replace('unread\n', 'unread, twice\n'));
  const { scenarios, diagnostics } = await loadScenarios(places(root));
  expect(diagnostics).toEqual([]);
  const measured = scenarios.filter(({ id }) => id === 'peer-close-unread');
  for (const [system, outcome] of [
    ['Linux', 'ECONNRESET'],
    ['FreeBSD', 'EOF'],
  ] as const) {
    const result = resultWith(system.toLowerCase(), measured, () => ['done', '5', '0', outcome], {
      identity: identityOf(system, '14.2.0'),
    });
    await writeFile(join(root, 'reports', 'results', `${system.toLowerCase()}.json`), formatResult(result));
  }
});
afterAll(async () => rm(root, { recursive: true, force: true }));

async function running(command: (context: Context) => Promise<number>): Promise<{ code: number; stdout: string; stderr: string }> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const code = await command({ places: places(root), stdout, stderr, env: {}, signal: new AbortController().signal });
  stdout.end();
  stderr.end();
  return { code, stdout: await text(stdout), stderr: await text(stderr) };
}

async function run(line: string, options: ExplainOptions = {}): Promise<string> {
  const { code, stdout } = await running(async (context) => explain(line === '' ? [] : [line], options, context));
  expect(code).toBe(0);
  return stdout;
}

test('a log line is answered with what was understood, the cause, the data, the systems and a reproduction', async () => {
  const answer = await run('Error: read ECONNRESET at TCP.onStreamRead (node:internal/stream_base_commons:217:20)');
  expect(answer).toContain('Understood: call:read outcome:ECONNRESET link:tcp  (Node.js)');
  expect(answer).toContain('1. The peer closed its socket and had not read all that you sent.');
  expect(answer).toContain('Data: What you sent and the peer had not read is lost');
  expect(answer).toContain('Seen on TCP: Linux, in 1 case.');
  expect(answer).toContain('Elsewhere: TCP on FreeBSD: returns 0 (EOF).');
  expect(answer).toContain('npm run lab -- repro peer-close-unread/tcp4');
});

test('what a runtime made up is said to be, and answered with what really happened', async () => {
  const answer = await run("Error: socket hang up { code: 'ECONNRESET' }", { on: ['freebsd'] });
  expect(answer).toContain('Node.js made the code ECONNRESET up here');
  expect(answer).toContain('A read returns 0 (EOF) if');
});

test('what your own side did has no cause elsewhere', async () => {
  const answer = await run('write tcp 10.0.0.1:1->10.0.0.2:2: use of closed network connection');
  expect(answer).toContain('your own side had closed the connection before');
  expect(answer).not.toContain('1. ');
});

test('calls and what they returned are explained, and it is said that no model was there', async () => {
  const answer = await run('write 5; read ECONNRESET', { link: ['unix'], on: ['linux'] });
  expect(answer).toMatch(/^No model has this sequence; from the causes/);
  expect(answer).toContain('1. The peer closed its socket and had not read all that you sent.');
  expect(await run('read ECONNRESET; read ECONNRESET', { link: ['unix'] })).toContain(
    'Nothing that was measured returns that after these calls.',
  );
});

test('limits that nothing fits say which of them to leave out', async () => {
  expect(await run('read ECONNRESET', { on: ['freebsd'] })).toContain('without on:freebsd, 1 scenario');
});

test('a trace is explained line by line', async () => {
  const file = join(root, 'trace');
  const lines = [
    'socket(AF_INET, SOCK_STREAM, IPPROTO_TCP) = 3',
    'connect(3, {sa_family=AF_INET, sin_port=htons(80)}, 16) = 0',
    'write(3, "hello", 5)                    = 5',
    'read(3, 0x7ffd, 64)                     = -1 ECONNRESET (Connection reset by peer)',
  ];
  await writeFile(file, `${lines.join('\n')}\n`);
  const answer = await run('', { strace: file });
  expect(answer).toContain('Descriptor 3, TCP:');
  expect(answer).toContain(
    `    4  ${lines[3]}\n       ^ fails with ECONNRESET: by now the peer closed its socket and had not read all that you sent`,
  );
  const { decisive } = JSON.parse(await run('', { strace: file, json: true })) as { decisive: { outcome: string } };
  expect(decisive.outcome).toBe('ECONNRESET');
});

test('--json has what was understood and all answers', async () => {
  const document = JSON.parse(await run('read ECONNRESET', { json: true })) as { schemaVersion: number; answers: { state: string }[] };
  expect(document.schemaVersion).toBe(1);
  expect(document.answers.map(({ state }) => state)).toEqual(['peer closed, our data unread']);
});

test.each([
  ['', {}, 'There is nothing to explain.'],
  ['the weather is nice', {}, "No call, error or system is recognised in 'the weather is nice'."],
  ['read ECONNRESET', { on: ['freebds'] }, "There is no system 'freebds'. Did you mean 'freebsd'?"],
  ['', { strace: '/nowhere/trace' }, '/nowhere/trace: cannot be read'],
] as [string, ExplainOptions, string][])('%j %j is refused, with what to type', async (line, options, message) => {
  const failure = running(async (context) => explain([line], options, context));
  await expect(failure).rejects.toMatchObject({ code: 'bad-request', hint: expect.stringContaining(' ') as string });
  await expect(failure).rejects.toThrow(message);
});

test('lab list --filter lists scenarios of which one cell fits, and of plain words also those that are not measured', async () => {
  const filtered = async (filter: string): Promise<string[]> => {
    const { stdout } = await running(async (context) => list(undefined, { filter, json: true }, context));
    return (JSON.parse(stdout) as { scenarios: { id: string }[] }).scenarios.map(({ id }) => id);
  };
  expect(await filtered('read ECONNRESET linux')).toEqual(['peer-close-unread']);
  expect(await filtered('read ECONNRESET freebsd')).toEqual([]);
  expect(await filtered('twice')).toEqual(['peer-close-unread-twice']);
  await expect(filtered('cal:read')).rejects.toThrow("There is no 'cal:'. Did you mean 'call'?");
});
