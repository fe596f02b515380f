import { expect, test } from 'vitest';
import type { Result, Run } from '../results/result.ts';
import { mergeAtlas } from '../atlas/atlas.ts';
import { conflicts } from './conflict.ts';
import { identityOf, resultWith, scenarioWith } from '../atlas/fixture.ts';
import { conflictLines } from '../pages/conflicts-text.ts';
import { renderReports } from '../pages/render.ts';
import { systemsPage } from '../pages/systems-page.ts';

const scenario = scenarioWith('s', ['connect-pair $link 0 1', 'close 1', 'read 0 64 = first read'], { matrix: { link: ['unix-pair'] } });
const saw = (id: string, outcome: string, run: Partial<Run> = {}) => resultWith(id, [scenario], () => ['done', '0', outcome], run);
const from = (contributor: string): Partial<Run> => ({ contributor, date: '2026-11-25' });
const atlasOf = (...results: Result[]) => mergeAtlas([scenario], [], results);

test('a contributed result that contradicts the lab is shown with who and when, and both stay', () => {
  const atlas = atlasOf(saw('native', 'EOF'), saw('contributed-linux', 'ECONNRESET', from('Ada')));
  expect(conflictLines(atlas)).toEqual([
    '`contributed-linux` (contributed by `Ada`, 2026-11-25) and `native` (the lab, 2026-11-20) are one system by all that is known of them, and ' +
      'disagree in 1 case: in `s/unix-pair` ([Title of s](scenarios/s.md)) *first read* returns `ECONNRESET` and `EOF`.',
  ]);
  const page = renderReports(atlas).get('systems.md') ?? '';
  expect(page).toContain('## Results of one system that contradict each other');
  expect(page).toContain('2 systems (1 by the lab and 1 contributed)');
});

test('CI results are listed apart from those of the lab', () => {
  const page = systemsPage(atlasOf(saw('native', 'EOF'), saw('ci-linux', 'EOF', { details: { ci: 'https://example.org/run/1' } })));
  expect(page).toContain('2 systems (1 by the lab and 1 by CI)');
  expect(page).toMatch(/^\| `ci-linux` .*\| CI +\|/m);
});

test('results of different systems do not contradict each other', () => {
  expect(
    conflicts(atlasOf(saw('native', 'EOF'), saw('other', 'ECONNRESET', { ...from('Ada'), identity: identityOf('Linux', '5.10.0') }))),
  ).toEqual([]);
});

test('what is flaky on one side contradicts nothing', () => {
  const varying = resultWith('other', [scenario], () => [
    { pacing: 'settled', count: 5, outcomes: ['done', '0', 'EOF'] },
    { pacing: 'settled', count: 5, outcomes: ['done', '0', '5'] },
  ]);
  expect(conflicts(atlasOf(saw('native', 'ECONNRESET'), varying))).toEqual([]);
});

test('results that differ only back-to-back do not contradict each other; those that differ in two steps do in both', () => {
  const racy = (quick: string) =>
    resultWith(`t-${quick}`, [scenario], () => [
      { pacing: 'back-to-back', count: 10, outcomes: ['done', '0', quick] },
      { pacing: 'settled', count: 10, outcomes: ['done', '0', 'EOF'] },
    ]);
  expect(conflicts(atlasOf(racy('EOF'), racy('EPIPE')))).toEqual([]);
  const other = resultWith('other', [scenario], () => ['done', '1', 'EPIPE']);
  const [conflict] = conflicts(atlasOf(saw('native', 'EOF'), other));
  expect(conflict?.differences.map(({ step, here, there }) => [step, here, there])).toEqual([
    ['close 1', '0', '1'],
    ['first read', 'EOF', 'EPIPE'],
  ]);
});

test('a container contradicts its host, since their kernel is the same, and another release of it does not', () => {
  const host = saw('native', 'EOF');
  expect(conflicts(atlasOf(host, saw('debian', 'EPIPE', { how: 'container' })))).toHaveLength(1);
  expect(conflicts(atlasOf(host, saw('debian', 'EPIPE', { identity: identityOf('Linux', '6.18.45-fc') })))).toEqual([]);
});
