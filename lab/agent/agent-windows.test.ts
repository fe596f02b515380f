import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { calls } from '../scenario/calls.ts';
import { readObservations } from '../targets/observations.ts';

const source = join(import.meta.dirname, 'agent-windows.c');
const compiler = 'x86_64-w64-mingw32-gcc';
const wine = ['/usr/lib/wine/wine64', '/usr/bin/wine64'].find((path) => existsSync(path));
const has = wine !== undefined && spawnSync(compiler, ['--version']).status === 0;
if (!has && process.env['CI']) throw new Error('CI must have gcc-mingw-w64-x86-64 and wine64');
if (!has) process.stderr.write('agent-windows.test.ts: skipped, since there is no mingw-w64 or no wine64\n');

test('every call that the agent for Windows knows is one that a scenario can make', () => {
  const known = [...readFileSync(source, 'utf8').matchAll(/\{ "([a-z-]+)", \d, \d, \d, do_/g)].map(([, name = '']) => name);
  expect(known.length).toBeGreaterThan(30);
  expect(known.filter((name) => name !== 'bind-like' && !calls.has(name))).toEqual([]);
});

describe.skipIf(!has)('the agent for Windows under Wine', { timeout: 120_000 }, () => {
  let folder = '';
  let agent = '';
  const env = (): NodeJS.ProcessEnv => ({ ...process.env, WINEPREFIX: join(folder, 'prefix'), WINEDEBUG: '-all' });

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'agent-windows-'));
    agent = join(folder, 'agent.exe');
    const flags = ['-std=c99', '-O2', '-Wall', '-Wextra', '-Werror', '-o', agent, source, '-lws2_32', '-lwinmm'];
    execFileSync(compiler, flags, { stdio: 'pipe' });
    execFileSync(wine ?? '', ['wineboot', '-i'], { env: env(), stdio: 'ignore' });
  }, 300_000);
  afterAll(() => {
    spawnSync(wine ?? '', ['wineboot', '-k'], { env: env() });
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  const start = (input: string, ...options: string[]) =>
    spawnSync(wine ?? '', [agent, ...options], { input, env: env(), encoding: 'utf8', timeout: 110_000 });
  const plan = (cases: Record<string, string[]>, trials = 2): string =>
    [
      'sockatlas-plan 2',
      `trials ${trials}`,
      'pacings back-to-back settled',
      'deadline-ms 400',
      ...Object.entries(cases).flatMap(([id, steps]) => [
        `case ${id} 0123456789abcdef`,
        ...steps.map((step) => (step.startsWith('timer ') ? step : `step ${step}`)),
      ]),
      `end-plan ${Object.keys(cases).length}`,
      '',
    ].join('\n');
  const ask = (cases: Record<string, string[]>) => {
    const { stdout, stderr } = start(plan(cases), '--jobs', '2');
    const wanted = Object.entries(cases).map(([id, all]) => ({
      id,
      hash: '0123456789abcdef',
      steps: all.filter((step) => !step.startsWith('timer ')),
    }));
    const seen = readObservations(stdout, wanted);
    return { seen, stderr, of: (id: string) => seen.cases.get(id)?.traces.map(({ outcomes }) => outcomes.join(' ')) };
  };

  test('answers in the words of the protocol, and says that it is Wine', () => {
    const { seen, of } = ask({
      clean: ['0 - connect-pair tcp4 0 1', '0 - close 1', '0 - read 0 64', '0 - write 0 68656c6c6f'],
      waits: ['0 - connect-pair tcp4 0 1', '0 - read 0 64', '0 - write 1 61', '0 - read 0 64'],
      started: ['0 - connect-pair tcp4 0 1', '0 0 read 0 64', '0 - write 1 6162', '0 - await 0'],
      timed: ['0 - connect-pair tcp4 0 1', 'timer 500', '0 - setsockopt 0 SO_RCVTIMEO 500', '0 - read 0 64'],
      moved: ['0 - connect-pair tcp4 0 1', '0 - fork 1 1', '1 - write 1 616263', '0 - kill 1 SIGKILL', '0 - read 0 64'],
      shut: ['0 - connect-pair tcp4 0 1', '0 - shutdown 0 SHUT_WR', '0 - write 0 61'],
      lacking: ['0 - connect-pair tcp4 0 1', '0 - recv 0 64 MSG_DONTWAIT'],
      missing: ['0 - connect-pair unix-seqpacket-pair 0 1', '0 - read 0 64'],
      polled: ['0 - connect-pair udp4 0 1', '0 - write 0 61', '0 - poll 1 1000 IN OUT', '0 - select 1 0 READ WRITE'],
    });
    expect(seen.problems).toEqual([]);
    expect(seen.header?.identity.sysname).toBe('Wine');
    expect(seen.header?.errnos['ECONNRESET']?.number).toBe(10054);
    expect(seen.header?.surroundings).toMatchObject({ loopback: true });
    expect(of('clean')).toEqual(['done 0 EOF 5', 'done 0 EOF 5']);
    expect(of('waits')).toEqual(['done blocks 1 1', 'done blocks 1 1']);
    expect(of('started')?.at(-1)).toBe('done started 2 2');
    expect(of('timed')).toEqual(['done 0 ETIMEDOUT+late', 'done 0 ETIMEDOUT+late']);
    expect(of('moved')?.at(-1)).toBe('done done 3 0 3');
    expect(of('shut')).toEqual(['done 0 ESHUTDOWN', 'done 0 ESHUTDOWN']);
    expect(of('lacking')).toEqual(['done unsupported: MSG_DONTWAIT', 'done unsupported: MSG_DONTWAIT']);
    expect(of('missing')).toEqual(['unsupported: unix-seqpacket-pair', 'unsupported: unix-seqpacket-pair']);
    expect(of('polled')?.at(-1)).toBe('done 1 IN|OUT READ|WRITE');
  });

  test.each([
    ['nothing', '', 'the plan has no end'],
    ['another protocol', 'sockatlas-plan 1\n', "line 1: expected 'sockatlas-plan 2'"],
    ['a plan that was cut off', plan({ a: ['0 - close 1'] }).replace(/end-plan.*\n/, ''), 'the plan has no end'],
    ['a step without a call', plan({ a: ['0 -'] }), 'line 6: a step needs a process'],
    ['bytes that are none', plan({ a: ['0 - write 0 6g'] }), 'line 6: these are no bytes'],
  ])('refuses %s', (_, input, why) => {
    const { status, stderr, stdout } = start(input);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(why);
  });
});
