import { expect, test } from 'vitest';
import { close, pair, read, write } from '../facts/fixture.ts';
import type { WrittenStep } from '../facts/fixture.ts';
import { atlasOf, scenarioOf } from '../findings/fixture.ts';
import { callPages } from './call-pages.ts';
import { outcomePages } from './outcome-pages.ts';

const begin = pair('$link');

function pagesOf(steps: WrittenStep[], outcomes: string[], others: Record<string, string[]> = {}): Map<string, string> {
  const scenario = scenarioOf('made-up', ['unix-pair', 'tcp4'], steps);
  const told = Object.fromEntries(Object.entries(others).map(([name, own]) => [name, { 'made-up': own }]));
  const atlas = atlasOf([scenario], { 'made-up': outcomes }, told);
  return new Map([...outcomePages(atlas), ...callPages(atlas)]);
}

/** The lines of a page's tables that hold this, without padding. */
function rows(page: string | undefined, part: string): string[] {
  return (page ?? '')
    .split('\n')
    .filter((line) => line.startsWith('|') && line.includes(part))
    .map((line) => line.replaceAll(/ +/g, ' '));
}

test('every call that reads or takes the error has its row under the outcome, in words about the state', () => {
  const calls: [WrittenStep, string][] = [
    [read('a'), 'read'],
    [{ call: 'readv', fd: 'a', sizes: [5] }, 'readv'],
    [{ call: 'recvmsg', fd: 'a' }, 'recvmsg'],
    [{ call: 'recvmmsg', fd: 'a' }, 'recvmmsg'],
    [{ call: 'splice-in', fd: 'a' }, 'splice'],
    [{ call: 'recv', fd: 'a', flags: ['MSG_PEEK'] }, 'recv with MSG_PEEK'],
  ];
  for (const [call, name] of calls) {
    const pages = pagesOf([begin, write('a'), close('b'), call], ['done', '5', '0', 'ECONNRESET']);
    expect(rows(pages.get('outcomes/ECONNRESET.md'), 'peer closed')).toEqual([
      `| peer closed, our data unread | ${name} | AF_UNIX stream, TCP | Linux | [made-up](../scenarios/made-up.md) |`,
    ]);
  }
  const soError = pagesOf(
    [begin, write('a'), close('b'), { call: 'getsockopt', fd: 'a', option: 'SO_ERROR' }],
    ['done', '5', '0', '=ECONNRESET'],
  );
  expect(soError.get('outcomes/ECONNRESET.md')).toContain('getsockopt (SO_ERROR)');
  expect(pagesOf([begin, write('a'), close('b'), read('a')], ['done', '5', '0', 'EOF']).has('outcomes/ECONNRESET.md')).toBe(false);
});

test('POLLHUP without POLLIN stands apart from POLLHUP with it, and from where POLLIN was not asked for', () => {
  const page = (events: string[], outcome: string) =>
    pagesOf([begin, close('b'), { call: 'poll', fd: 'a', events }], ['done', '0', outcome]).get('outcomes/POLLHUP.md');
  expect(page(['IN', 'OUT'], 'OUT|HUP')).toContain('## POLLHUP without POLLIN, although POLLIN was asked for');
  expect(page(['IN', 'OUT'], 'OUT|HUP')).not.toContain('## POLLHUP together with POLLIN');
  expect(page(['IN', 'OUT'], 'IN|OUT|HUP')).toContain('## POLLHUP together with POLLIN');
  expect(page(['IN', 'OUT'], 'IN|OUT|HUP')).not.toContain('## POLLHUP without POLLIN');
  expect(page(['OUT'], 'OUT|HUP')).toContain('## POLLHUP where POLLIN was not asked for');
  expect(page(['IN'], 'IN')).toBeUndefined();
});

test('a system that does otherwise is not named; one version of two is named with it', () => {
  const steps = [begin, write('a'), close('b'), read('a')];
  const pages = pagesOf(steps, ['done', '5', '0', 'ECONNRESET'], { 'FreeBSD 14.2': ['done', '5', '0', 'EOF'] });
  expect(rows(pages.get('outcomes/ECONNRESET.md'), 'peer closed')[0]).toContain('| Linux |');
  expect(rows(pages.get('outcomes/EOF.md'), 'peer closed')[0]).toContain('| FreeBSD |');
});

test('the page of a call has what it returns, errors first', () => {
  const page =
    pagesOf(
      [begin, write('b'), read('a'), write('a'), close('b'), read('a'), read('a')],
      ['done', '5', '5', '5', '0', 'ECONNRESET', 'EOF'],
    ).get('calls/read.md') ?? '';
  expect(page.split('\n').filter((line) => line.startsWith('## '))).toEqual([
    '## Fails with `ECONNRESET`',
    '## Returns 0 (EOF)',
    '## Returns data',
  ]);
  expect(rows(page, 'ECONNRESET reported before')).toHaveLength(1);
});

test('a page has the words that people search for', () => {
  const page = pagesOf([begin, write('a'), close('b'), read('a')], ['done', '5', '0', 'ECONNRESET']).get('outcomes/ECONNRESET.md');
  for (const words of ['connection reset by peer', 'SIGKILL', 'Docker', 'keep-alive', '104']) expect(page).toContain(words);
});

test('the pages do not change when a further version behaves the same', () => {
  const steps = [begin, write('a'), close('b'), read('a')];
  const scenario = scenarioOf('made-up', ['unix-pair'], steps);
  const told = { 'made-up': ['done', '5', '0', 'ECONNRESET'] };
  const one = atlasOf([scenario], told);
  const two = atlasOf([scenario], told, { 'Linux 7.2.1': told });
  expect([...outcomePages(two)]).toEqual([...outcomePages(one)]);
});
