import { expect, test } from 'vitest';
import { mergeAtlas } from '../atlas/atlas.ts';
import { resultWith, scenarioWith } from '../atlas/fixture.ts';
import type { ScenarioParts, Seen } from '../atlas/fixture.ts';
import { interestingSteps, labelsInOrder } from './interest.ts';

function shown(steps: string[], see: (link: string) => Seen, parts: ScenarioParts = {}): string[] {
  const scenario = scenarioWith('s', steps, parts);
  const atlas = mergeAtlas([scenario], [], [resultWith('native', [scenario], ({ matrix }) => see(String(matrix['link'])))]);
  return interestingSteps(scenario, atlas);
}

const steps = ['connect-pair $link 0 1', 'write 0 x5', 'close 1', 'read 0 64 = read', 'close 0 = own close'];

test('what succeeds before the peer goes away, and closing itself, is left out', () => {
  expect(shown(steps, () => ['done', '5', '0', '5', '0'])).toEqual(['read']);
});

test('a step of the set-up is shown if it fails, or gives different things in different cases', () => {
  expect(shown(steps, () => ['done', 'EPIPE', '0', 'EOF', '0'])).toEqual(['write 0 x5', 'read']);
  expect(shown(steps, (link) => ['done', '5', link === 'tcp4' ? 'ECONNRESET' : '0', 'EOF', '0'])).toEqual(['close 1', 'read']);
});

test('a step that a claim speaks of is always shown', () => {
  expect(shown(steps, () => ['done', '5', '0', 'EOF', '0'], { claims: [{ of: ['own close'], outcome: ['0'] }] })).toEqual([
    'read',
    'own close',
  ]);
});

test('that a call was started is no news; what it gave is in the step that awaits it', () => {
  const asynchronous = ['connect-pair $link 0 1', 'read 0 64 = read starts', 'close 1', 'await 1 = read returns'];
  expect(shown(asynchronous, () => ['done', 'started', '0', 'EOF'])).toEqual(['read returns']);
});

test('labels of several sequences keep the order of each', () => {
  const sequence = (...labels: string[]) =>
    labels.map((label) => ({ label, call: 'read', args: {}, text: '', in: 'main', line: '', does: { kind: 'nothing' as const } }));
  expect(labelsInOrder([sequence('a', 'c', 'd'), sequence('a', 'b', 'c'), sequence('x', 'a')])).toEqual(['x', 'a', 'b', 'c', 'd']);
});
