import { expect, test } from 'vitest';
import { mergeAtlas } from './atlas.ts';
import { casePartings } from './case-parting.ts';
import { timingFindings } from './finding.ts';
import { identityOf, resultWith, scenarioWith } from './fixture.ts';
import { groupAlike } from './group.ts';
import { partings } from './parting.ts';
import { foldRows } from './row.ts';

const scenario = scenarioWith('s', ['connect-pair $link 0 1', 'close 1', 'read 0 64 = first', 'read 0 64 = second'], {
  matrix: { link: ['unix-pair', 'unix-path', 'tcp4', 'tcp6'] },
});

test('what parts a system from most others is counted by what it gives instead', () => {
  const linux = ['native', 'debian'].map((target) => resultWith(target, [scenario], () => ['done', '0', 'ECONNRESET', 'EOF']));
  const mac = resultWith(
    'mac',
    [scenario],
    ({ matrix }) =>
      matrix['link'] === 'tcp6' ? ['unsupported: tcp6'] : ['done', '0', matrix['link'] === 'tcp4' ? 'ECONNRESET' : 'EOF', 'EOF'],
    { identity: identityOf('Darwin', '24.4.0') },
  );
  const { subjects, cases } = mergeAtlas([scenario], [], [...linux, mac]);
  const groups = groupAlike(subjects, cases);
  expect(partings(foldRows(scenario, groups, ['first', 'second']), groups)).toEqual([
    '**macOS** parts from Linux in 2 of 3 cases. It gives `EOF` where Linux gives `ECONNRESET` ([Title of s](scenarios/s.md)).',
  ]);
});

test('what depends on timing is said with the cases and the systems where it does', () => {
  const racy = resultWith('native', [scenario], ({ matrix }) => [
    { tempo: 'rushed', count: 10, outcomes: ['done', '0', matrix['link'] === 'tcp4' ? 'EOF' : 'ECONNRESET', 'EOF'] },
    { tempo: 'settled', count: 10, outcomes: ['done', '0', 'ECONNRESET', 'EOF'] },
  ]);
  expect(timingFindings(mergeAtlas([scenario], [], [racy]))).toEqual([
    '[Title of s](scenarios/s.md) (tcp4) depends on timing on Linux 6.18.44.',
  ]);
});

test('where one system does different things over different links, the first such call is told', () => {
  const result = resultWith('native', [scenario], ({ matrix }) => [
    'done',
    '0',
    'EOF',
    String(matrix['link']).startsWith('tcp') ? '5' : 'EPIPE',
  ]);
  const { subjects, cases } = mergeAtlas([scenario], [], [result]);
  expect(casePartings(foldRows(scenario, groupAlike(subjects, cases), ['first', 'second']))).toEqual([
    '[Title of s](scenarios/s.md): *second* gives `EPIPE` (unix-pair, unix-path) and `5` (tcp4, tcp6).',
  ]);
});
