import { expect, test } from 'vitest';
import { scenarioWith } from '../atlas/fixture.ts';
import { stepsList } from './steps-list.ts';
import type { MatrixValue, Scenario } from '../scenario/case.ts';

function withTexts(matrix: Scenario['matrix'], textOf: (value: Record<string, MatrixValue>) => string[]): Scenario {
  const scenario = scenarioWith('s', ['connect-pair a b', 'read y = first read'], { matrix });
  for (const theCase of scenario.cases) theCase.steps.forEach((step, index) => (step.text = textOf(theCase.matrix)[index] ?? ''));
  return scenario;
}

test('matrix values are written as the names of their dimensions', () => {
  const scenario = withTexts({ link: ['unix-pair', 'tcp4'], size: [0, 5] }, ({ link, size }) => [
    `connect-pair(${link}, a, b)`,
    `read(a, ${size})`,
  ]);
  expect(stepsList(scenario)).toBe('1. `connect-pair($link, a, b)`\n2. `read(a, $size)`: *first read*');
});

test('a word that only looks like a value of the matrix is left alone', () => {
  const scenario = withTexts({ link: ['unix-pair', 'tcp4'], end: ['a', 'b'] }, ({ link, end }) => [
    `connect-pair(${link}, a, b)`,
    `read(${end}, 64)`,
  ]);
  expect(stepsList(scenario)).toBe('1. `connect-pair($link, a, b)`\n2. `read($end, 64)`: *first read*');
});

test('steps in other processes, and steps that only some cases have, say so', () => {
  const scenario = withTexts({ link: ['unix-pair', 'tcp4'] }, () => ['connect-pair(a, b)', 'read(a, 64)']);
  for (const theCase of scenario.cases) for (const step of theCase.steps) if (step.call === 'read') step.in = 'peer';
  scenario.cases[0]?.steps.pop();
  expect(stepsList(scenario)).toContain('2. `read(a, 64)`: *first read*, in the process `peer`, only with tcp4');
});
