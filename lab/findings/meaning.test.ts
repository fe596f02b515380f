import { expect, test } from 'vitest';
import { mergeAtlas } from '../atlas/atlas.ts';
import { resultWith } from '../atlas/fixture.ts';
import { close, pair, pending, read, write } from '../facts/fixture.ts';
import type { WrittenStep } from '../facts/fixture.ts';
import { atlasOf, scenarioOf } from './fixture.ts';
import type { Told } from './fixture.ts';
import { meanings } from './meaning.ts';

const unix = ['unix-pair', 'unix-path', 'unix-abstract', 'unix-autobind'];
const tcp = ['tcp4', 'tcp6'];
const linger: WrittenStep = { call: 'setsockopt', fd: 'b', option: 'SO_LINGER', value: [1, 0] };

const begin = pair('$link');
const unread = scenarioOf('unread', [...unix, ...tcp], [begin, write('a'), close('b'), read('a'), read('a')]);
const unreadWrite = scenarioOf('unread-write', [...unix, ...tcp], [begin, write('a'), close('b'), write('a'), write('a')]);
const clean = scenarioOf('clean', [...unix, ...tcp], [begin, close('b'), read('a'), read('a')]);
const lingers = scenarioOf('lingers', [...unix, ...tcp], [begin, linger, close('b'), read('a'), read('a')]);
const lingersAgain = scenarioOf('lingers-again', tcp, [begin, linger, close('b'), read('a'), read('a')]);
const copied = scenarioOf(
  'copied',
  [...unix, ...tcp],
  [begin, { call: 'dup', fd: 'b', as: 'c' }, close('b'), write('a'), { ...read('a'), async: 'reading' }, { call: 'await', of: 'reading' }],
);
const all = [unread, unreadWrite, clean, lingers, copied];

const linux: Told = {
  unread: ['done', '5', '0', 'ECONNRESET', 'EOF'],
  'unread-write': ['done', '5', '0', 'EPIPE+SIGPIPE', 'EPIPE+SIGPIPE'],
  clean: ['done', '0', 'EOF', 'EOF'],
  lingers: ['done', '0', '0', 'EOF', 'EOF'],
  copied: ['done', 'done', '0', '5', 'started', 'blocks'],
};

/** The condition that was found, in words. */
function rule(seen: Told, outcome: string, role = 'read', family = 'AF_UNIX stream', scenarios = all): string {
  const found = meanings(atlasOf(scenarios, seen)).find((one) => one.outcome === outcome && one.role === role && one.family === family);
  if (found === undefined) return 'nothing measured';
  const { causes, guards } = found.rule;
  return causes.length === 0 ? 'never' : [causes.map(({ says }) => says).join(' or '), ...guards.map(({ says }) => says)].join('; and ');
}

test('what a read that fails with ECONNRESET means is found in what was measured', () => {
  expect(rule(linux, 'ECONNRESET')).toBe('the peer went with our data unread; and ECONNRESET was not reported before');
  expect(rule({ ...linux, unread: ['done', '5', '0', 'ECONNRESET', 'ECONNRESET'] }, 'ECONNRESET')).toBe(
    'the peer went with our data unread',
  );
  expect(rule({ ...linux, unread: ['done', '5', '0', 'EOF', 'EOF'] }, 'ECONNRESET')).toBe('never');
  expect(
    rule(
      {
        ...linux,
        unread: ['done', '5', '0', 'ECONNRESET', 'ECONNRESET'],
        clean: ['done', '0', 'ECONNRESET', 'ECONNRESET'],
        lingers: ['done', '0', '0', 'ECONNRESET', 'ECONNRESET'],
      },
      'ECONNRESET',
    ),
  ).toBe('the peer is gone');
});

test('SO_LINGER 0 is named as a cause where it is one', () => {
  const reset = { ...linux, lingers: ['done', '0', '0', 'ECONNRESET', 'EOF'], 'lingers-again': ['done', '0', '0', 'ECONNRESET', 'EOF'] };
  expect(rule(reset, 'ECONNRESET', 'read', 'TCP', [...all, lingersAgain])).toContain('the peer went with SO_LINGER 0');
  expect(rule(linux, 'ECONNRESET', 'read', 'TCP', all)).not.toContain('SO_LINGER');
});

test('a write that fails with EPIPE and one that fails with ECONNRESET are two things', () => {
  expect(rule(linux, 'EPIPE', 'write')).toBe('the peer is gone');
  expect(rule(linux, 'ECONNRESET', 'write')).toBe('never');
  const swapped = { ...linux, 'unread-write': ['done', '5', '0', 'ECONNRESET', 'ECONNRESET'] };
  expect(rule(swapped, 'EPIPE', 'write')).toBe('never');
  expect(rule(swapped, 'ECONNRESET', 'write')).toContain('the peer went with our data unread');
});

test('a process that SIGPIPE killed counts as one whose write failed with EPIPE', () => {
  const once = scenarioOf('once', unix, [begin, close('b'), write('a')]);
  expect(rule({ once: ['done', '0', 'killed: SIGPIPE'] }, 'EPIPE', 'write', 'AF_UNIX stream', [once])).toBe('the peer is gone');
  expect(rule({ once: ['done', '0', '5'] }, 'EPIPE', 'write', 'AF_UNIX stream', [once])).toBe('never');
});

test('a read that returns 0 says that the peer is gone and nothing is pending', () => {
  expect(rule(linux, 'EOF')).toBe('the peer is gone; and it does not fail with ECONNRESET as above');
  expect(
    rule(
      {
        ...linux,
        clean: ['done', '0', 'ECONNRESET', 'ECONNRESET'],
        lingers: ['done', '0', '0', 'ECONNRESET', 'ECONNRESET'],
        unread: ['done', '5', '0', 'ECONNRESET', 'ECONNRESET'],
      },
      'EOF',
    ),
  ).toBe('never');
});

test('a copy of the peer that is still open is no end', () => {
  const atlas = atlasOf(all, linux);
  const epipe = meanings(atlas).find(({ outcome, family }) => outcome === 'EPIPE' && family === 'AF_UNIX stream');
  expect(epipe?.rule.exceptions).toEqual([]);
});

test('calls that do not follow the rule are its exceptions, and are counted', () => {
  const odd = scenarioOf('odd', ['unix-pair'], [begin, write('a'), close('b'), read('a')]);
  const again = scenarioOf('again', unix, [begin, write('a', 2), close('b'), read('a')]);
  const told = { ...linux, again: ['done', '2', '0', 'ECONNRESET'] };
  const of = (seen: string) =>
    meanings(atlasOf([...all, again, odd], { ...told, odd: ['done', '5', '0', seen] })).find(
      ({ outcome, role, family }) => outcome === 'ECONNRESET' && role === 'read' && family === 'AF_UNIX stream',
    );
  expect(of('ECONNRESET')?.rule).toMatchObject({ when: { calls: 9, returned: 9 }, otherwise: { returned: 0 }, exceptions: [] });
  expect(of('EOF')?.rule).toMatchObject({ when: { calls: 9, returned: 8 }, otherwise: { returned: 0 } });
  expect(of('EOF')?.rule.exceptions.map((call) => call.case.id)).toEqual(['odd/unix-pair']);
});

test('each kernel has its own rule', () => {
  const found = meanings(atlasOf(all, linux, { 'FreeBSD 14.2': { ...linux, unread: ['done', '5', '0', 'EOF', 'EOF'] } }));
  const causes = found
    .filter(({ outcome, role, family }) => outcome === 'ECONNRESET' && role === 'read' && family === 'AF_UNIX stream')
    .map(({ kernel, rule: { causes: own } }) => [kernel, own.length]);
  expect(causes).toEqual([
    ['linux', 1],
    ['freebsd', 0],
  ]);
});

test('every call that reads counts, whatever its name', () => {
  const calls: WrittenStep[] = [
    read('a'),
    { call: 'readv', fd: 'a', sizes: [5] },
    { call: 'recv', fd: 'a' },
    { call: 'recvmsg', fd: 'a' },
    { call: 'splice-in', fd: 'a' },
  ];
  const scenarios = calls.map((call, index) => scenarioOf(`reads-${index}`, ['unix-pair'], [begin, write('a'), close('b'), call]));
  const told = Object.fromEntries(scenarios.map(({ id }) => [id, ['done', '5', '0', 'ECONNRESET']]));
  const found = meanings(atlasOf(scenarios, told)).find(({ outcome, role }) => outcome === 'ECONNRESET' && role === 'read');
  expect(found?.rule.when).toEqual({ calls: 5, returned: 5 });
});

test('a client whose listener went unaccepted is told apart from one whose peer closed', () => {
  const steps = pending('unix-stream');
  const embryos = ['one', 'two', 'three', 'four'].map((id) =>
    scenarioOf(id, ['unix-pair', 'unix-path'], [begin, ...steps, close('l'), read('c')]),
  );
  const told = Object.fromEntries(embryos.map(({ id }) => [id, ['done', 'done', '0', '0', 'done', '0', '0', 'ECONNRESET']]));
  expect(rule({ ...linux, ...told }, 'ECONNRESET', 'read', 'AF_UNIX stream', [...all, ...embryos])).toContain(
    'the listener went before it accepted us',
  );
});

test('a trial in ten that went otherwise makes no exception, half of them do', () => {
  const trace = (count: number, last: string) => ({ pacing: 'settled' as const, count, outcomes: ['done', '5', '0', last] });
  const again = scenarioOf('again', unix, [begin, write('a'), close('b'), read('a')]);
  const exceptions = (rare: number) => {
    const result = resultWith('linux', [again], () => [trace(10 - rare, 'ECONNRESET'), trace(rare, 'EOF')]);
    const found = meanings(mergeAtlas([again], [], [result])).find(({ outcome }) => outcome === 'ECONNRESET');
    return found?.rule.exceptions.length;
  };
  expect(exceptions(1)).toBe(0);
  expect(exceptions(5)).toBe(4);
});
