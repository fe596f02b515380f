import { expect, test } from 'vitest';
import { compilePlan } from '../plan/compile.ts';
import { checkScenario } from './check-scenario.ts';
import type { Scenario } from './case.ts';

async function scenarioOf(...steps: string[]): Promise<Scenario> {
  const text = `title: t\nquestion: q\nsteps:\n${steps.map((step) => `  - ${step}\n`).join('')}`;
  const { scenario, diagnostics } = await checkScenario('x', 'x.yaml', text, new Map());
  expect(diagnostics).toEqual([]);
  if (scenario === undefined) throw new Error('no scenario');
  return scenario;
}

/** The timer of each step. */
async function timers(...steps: string[]): Promise<(number | undefined)[]> {
  return (await scenarioOf(...steps)).cases[0]?.steps.map((step) => step.timerMs) ?? [];
}

const pair = '{ call: connect-pair, link: tcp4, as: [a, b] }';

test.each<[what: string, steps: string[], expected: (number | undefined)[]]>([
  ['no timer', [pair, '{ call: read, fd: a }'], [undefined, undefined]],
  ['a timeout ends its own call only', [pair, '{ call: poll, fd: a, timeout: 200 }', '{ call: read, fd: a }'], [undefined, 200, undefined]],
  ['poll for ever', [pair, '{ call: poll, fd: a, timeout: forever }'], [undefined, undefined]],
  [
    'SO_LINGER ends close, whoever closes',
    [pair, '{ call: setsockopt, fd: a, option: SO_LINGER, value: [1, 2] }', '{ call: read, fd: a }', '{ call: close, fd: a }'],
    [undefined, undefined, undefined, 2000],
  ],
  [
    'SO_LINGER that is off',
    [pair, '{ call: setsockopt, fd: a, option: SO_LINGER, value: [0, 2] }', '{ call: close, fd: a }'],
    [undefined, undefined, undefined],
  ],
  [
    'SO_RCVTIMEO ends what waits',
    [
      pair,
      '{ call: setsockopt, fd: a, option: SO_RCVTIMEO, value: 50 }',
      '{ call: read, fd: a }',
      '{ call: shutdown, fd: a, how: SHUT_WR }',
    ],
    [undefined, undefined, 50, undefined],
  ],
  [
    'a SYN is sent again after a second, and await waits for whoever it awaits',
    [
      '{ call: socket, kind: tcp4, as: l }',
      '{ call: bind, fd: l }',
      '{ call: socket, kind: tcp4, as: c }',
      '{ call: connect, fd: c, to: l, async: p }',
      '{ call: await, of: p }',
    ],
    [undefined, undefined, undefined, 1000, 1000],
  ],
  [
    'AF_UNIX has no such timer',
    [
      '{ call: socket, kind: unix-stream, as: l }',
      '{ call: bind, fd: l }',
      '{ call: socket, kind: unix-stream, as: c }',
      '{ call: connect, fd: c, to: l }',
    ],
    [undefined, undefined, undefined, undefined],
  ],
])('%s', async (_what, steps, expected) => {
  expect(await timers(...steps)).toEqual(expected);
});

test('a plan says where a timer comes into force and where it ends, and a case with another timer is another case', async () => {
  const steps = (timeout: string) => [pair, `{ call: poll, fd: a, timeout: ${timeout} }`, '{ call: close, fd: a }'];
  const { cases } = await scenarioOf(...steps('200'));
  expect(compilePlan(cases).split('\n').slice(4, -1)).toEqual([
    `case x ${cases[0]?.hash}`,
    'step 0 - connect-pair tcp4 0 1',
    'timer 200',
    'step 0 - poll 0 200 IN PRI OUT',
    'timer 0',
    'step 0 - close 0',
    'end-plan 1',
  ]);
  expect((await scenarioOf(...steps('300'))).cases[0]?.hash).not.toBe(cases[0]?.hash);
});
