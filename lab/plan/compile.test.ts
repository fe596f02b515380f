import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkScenario } from '../scenario/check-scenario.ts';
import type { Case } from '../scenario/case.ts';
import { compilePlan, protocolVersion } from './compile.ts';

/** A reader of plans as short as the protocol allows: a second opinion on what is written. */
function readPlan(text: string) {
  expect(text.endsWith('\n')).toBe(true);
  const lines = text
    .slice(0, -1)
    .split('\n')
    .map((line) => line.split(' '));
  const settings: Record<string, string[]> = {};
  const cases: { id: string; hash: string; steps: string[][] }[] = [];
  for (const [first = '', ...rest] of lines) {
    if (first === 'case') cases.push({ id: rest[0] ?? '', hash: rest[1] ?? '', steps: [] });
    else if (first === 'step') cases.at(-1)?.steps.push(rest);
    else settings[first] = rest;
  }
  return { first: lines[0]?.[0], last: lines.at(-1)?.[0], settings, cases };
}

const word = fc.stringMatching(/^[a-z0-9-]{1,12}$/);
const someCase: fc.Arbitrary<Case> = fc
  .record({
    id: word,
    hash: fc.stringMatching(/^[0-9a-f]{16}$/),
    lines: fc.array(fc.array(word, { minLength: 1 }), { minLength: 1, maxLength: 5 }),
  })
  .map(({ id, hash, lines }) => ({
    id,
    hash,
    scenario: id,
    matrix: {},
    steps: lines.map((words) => ({
      label: 'l',
      call: 'c',
      args: {},
      text: 't',
      in: 'main',
      line: `step 0 - ${words.join(' ')}`,
      does: { kind: 'nothing' },
    })),
  }));

test('a plan is read back as what it was made of', () => {
  fc.assert(
    fc.property(fc.array(someCase, { maxLength: 5 }), fc.integer({ min: 1, max: 1000 }), (cases, trials) => {
      const plan = readPlan(compilePlan(cases, { trials, pacings: ['settled'], deadlineMs: 50 }));
      expect(plan.first).toBe('sockatlas-plan');
      expect(plan.last).toBe('end-plan');
      expect(plan.settings).toEqual({
        'sockatlas-plan': [String(protocolVersion)],
        trials: [String(trials)],
        pacings: ['settled'],
        'deadline-ms': ['50'],
        'end-plan': [String(cases.length)],
      });
      expect(plan.cases).toEqual(
        cases.map(({ id, hash, steps }) => ({ id, hash, steps: steps.map((step) => step.line.split(' ').slice(1)) })),
      );
    }),
  );
});

test('every case of the protocol document’s example is compiled to the lines that it shows', async () => {
  const steps = [
    '{ call: connect-pair, link: unix-pair, as: [a, b] }',
    '{ call: write, fd: a, data: hello }',
    '{ call: close, fd: b }',
    '{ call: read, fd: a }',
    '{ call: read, fd: a }',
  ];
  const text = `title: t\nquestion: q\nsteps:\n${steps.map((step) => `  - ${step}\n`).join('')}`;
  const { scenario } = await checkScenario('peer-close-unread', 'x.yaml', text, new Map());
  expect(compilePlan(scenario?.cases ?? [])).toBe(`sockatlas-plan 2
trials 10
pacings back-to-back settled
deadline-ms 300
case peer-close-unread ${scenario?.cases[0]?.hash}
step 0 - connect-pair unix-pair 0 1
step 0 - write 0 68656c6c6f
step 0 - close 1
step 0 - read 0 64
step 0 - read 0 64
end-plan 1
`);
});
