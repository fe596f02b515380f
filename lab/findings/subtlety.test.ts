import { expect, test } from 'vitest';
import { close, pair, pending, read, write } from '../facts/fixture.ts';
import type { WrittenStep } from '../facts/fixture.ts';
import { atlasOf, scenarioOf } from './fixture.ts';
import { subtleties } from './subtlety.ts';

/** The beginnings of what is said of one scenario with these outcomes. */
function said(link: string, steps: WrittenStep[], outcomes: string[]): string[] {
  const scenario = scenarioOf('made-up', [link], steps);
  return subtleties(atlasOf([scenario], { 'made-up': outcomes })).map(({ says }) => says);
}

const begin = pair('$link');
const linger: WrittenStep = { call: 'setsockopt', fd: 'b', option: 'SO_LINGER', value: [1, 0] };
const soError: WrittenStep = { call: 'getsockopt', fd: 'a', option: 'SO_ERROR' };
const waiting: WrittenStep[] = [
  { call: 'fill', fd: 'a' },
  { ...write('a'), async: 'writing' },
  close('b'),
  { call: 'await', of: 'writing' },
];
const answered = [begin, write('a'), write('b'), close('b'), read('a')];

test.each<[sentence: string, link: string, steps: WrittenStep[], so: string[], notSo: string[]]>([
  [
    'The first write after the peer closed succeeds',
    'tcp4',
    [begin, close('b'), write('a')],
    ['done', '0', '5'],
    ['done', '0', 'EPIPE+SIGPIPE'],
  ],
  [
    'A copy of the descriptor keeps a connection open',
    'tcp4',
    [begin, { call: 'dup', fd: 'b', as: 'c' }, close('b'), write('a')],
    ['done', 'done', '0', '5'],
    ['done', 'done', '0', 'EPIPE'],
  ],
  [
    '`ECONNRESET` comes although no data of ours was unread',
    'tcp4',
    [begin, linger, close('b'), read('a')],
    ['done', '0', '0', 'ECONNRESET'],
    ['done', '0', '0', 'EOF'],
  ],
  [
    '`ECONNRESET` comes although nobody read or closed anything',
    'tcp4',
    [begin, ...pending('tcp4'), close('l'), read('c')],
    ['done', 'done', '0', '0', 'done', '0', '0', 'ECONNRESET'],
    ['done', 'done', '0', '0', 'done', '0', '0', 'EOF'],
  ],
  [
    'The error is reported once',
    'unix-pair',
    [begin, write('a'), close('b'), read('a'), read('a')],
    ['done', '5', '0', 'ECONNRESET', 'EOF'],
    ['done', '5', '0', 'ECONNRESET', 'ECONNRESET'],
  ],
  [
    'The error stays',
    'unix-pair',
    [begin, write('a'), close('b'), read('a'), read('a')],
    ['done', '5', '0', 'ECONNRESET', 'ECONNRESET'],
    ['done', '5', '0', 'ECONNRESET', 'EOF'],
  ],
  [
    '`SO_ERROR` takes the error away',
    'unix-pair',
    [begin, write('a'), close('b'), soError, read('a')],
    ['done', '5', '0', '=ECONNRESET', 'EOF'],
    ['done', '5', '0', '=ECONNRESET', 'ECONNRESET'],
  ],
  [
    'A write that fails with `EPIPE` leaves the reset',
    'unix-pair',
    [begin, write('a'), close('b'), write('a'), read('a')],
    ['done', '5', '0', 'EPIPE+SIGPIPE', 'ECONNRESET'],
    ['done', '5', '0', 'EPIPE+SIGPIPE', 'EOF'],
  ],
  [
    'A write that fails with `ECONNRESET` clears the pending error',
    'tcp4',
    [begin, write('a'), close('b'), write('a'), read('a')],
    ['done', '5', '0', 'ECONNRESET', 'EOF'],
    ['done', '5', '0', 'EPIPE', 'EOF'],
  ],
  [
    'Data that waits for us comes before the error',
    'unix-pair',
    answered,
    ['done', '5', '5', '0', '5'],
    ['done', '5', '5', '0', 'ECONNRESET'],
  ],
  [
    'The error comes before data that waits for us',
    'unix-pair',
    answered,
    ['done', '5', '5', '0', 'ECONNRESET'],
    ['done', '5', '5', '0', '5'],
  ],
  [
    'when the peer went fails with `ECONNRESET`',
    'unix-pair',
    [begin, ...waiting],
    ['done', 'done', 'started', '0', 'ECONNRESET'],
    ['done', 'done', 'started', '0', 'EPIPE'],
  ],
  [
    'when the peer went fails with `EPIPE`',
    'unix-pair',
    [begin, ...waiting],
    ['done', 'done', 'started', '0', 'EPIPE'],
    ['done', 'done', 'started', '0', 'ECONNRESET'],
  ],
  [
    'when the peer went returns how many bytes',
    'unix-pair',
    [begin, ...waiting],
    ['done', 'done', 'started', '0', '3'],
    ['done', 'done', 'started', '0', 'EPIPE'],
  ],
  ['`EPIPE` comes with SIGPIPE', 'unix-pair', [begin, close('b'), write('a')], ['done', '0', 'EPIPE+SIGPIPE'], ['done', '0', 'EPIPE']],
  ['`EPIPE` comes without SIGPIPE', 'unix-pair', [begin, close('b'), write('a')], ['done', '0', 'EPIPE'], ['done', '0', 'EPIPE+SIGPIPE']],
  [
    '`ECONNRESET` from a write comes without SIGPIPE',
    'tcp4',
    [begin, write('a'), close('b'), write('a')],
    ['done', '5', '0', 'ECONNRESET'],
    ['done', '5', '0', 'ECONNRESET+SIGPIPE'],
  ],
])('%s: said exactly if it was measured', (sentence, link, steps, so, notSo) => {
  expect(said(link, steps, so).filter((says) => says.includes(sentence))).toHaveLength(1);
  expect(said(link, steps, notSo).filter((says) => says.includes(sentence))).toEqual([]);
});

test('data of ours that is unread is no cause other than data of ours that is unread, whatever the scenario is tagged', () => {
  const steps = [begin, write('a'), close('b'), read('a')];
  expect(said('unix-pair', steps, ['done', '5', '0', 'ECONNRESET'])).not.toContainEqual(
    expect.stringContaining('no data of ours was unread'),
  );
});

test('a write while another copy of the peer is open is no write after the peer closed', () => {
  const steps = [begin, { call: 'dup', fd: 'b', as: 'c' }, close('b'), write('a')];
  expect(said('tcp4', steps, ['done', 'done', '0', '5'])).not.toContainEqual(
    expect.stringContaining('The first write after the peer closed'),
  );
});

test('a call that asked for no signal says nothing of signals', () => {
  const steps = [begin, close('b'), { call: 'send', fd: 'a', size: 5, flags: ['MSG_NOSIGNAL'] }];
  expect(said('unix-pair', steps, ['done', '0', 'EPIPE'])).toEqual([]);
});

test('what a call returned later says nothing of what was so before', () => {
  const steps = [begin, write('a'), close('b'), write('a'), read('a'), read('a')];
  const sentence = expect.stringContaining('clears the pending error') as string;
  expect(said('tcp4', steps, ['done', '5', '0', 'ECONNRESET', 'EOF', 'ECONNRESET'])).toContainEqual(sentence);
  expect(said('tcp4', steps, ['done', '5', '0', 'EPIPE+SIGPIPE', 'ECONNRESET', 'EOF'])).not.toContainEqual(sentence);
});
