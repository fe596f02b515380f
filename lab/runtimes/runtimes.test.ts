import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { places } from '../root.ts';
import { runtimeFindings } from './findings.ts';
import { readDriver, withoutAddresses } from './reading.ts';
import { loadRuntimes, subjectsOf, type Subject } from './runtime.ts';
import { loadSituations, type SituationCase } from './situation.ts';
import { formatStudy } from './studies.ts';
import { Study, type Trace } from './study.ts';
import { runtimeTable, saysTheSame, type MeasuredApi } from './table.ts';
import { caseTasks, type Task } from './task.ts';
import { alikeWordings, wordingsOf } from './wordings.ts';

const here = places();
const file = await loadRuntimes(here);
const cases = await loadSituations(here);

function caseOf(id: string): SituationCase {
  const found = cases.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no case ${id}`);
  return found;
}

/** An API that showed these outcomes in one case, `count` times each. */
function api(subject: Subject, id: string, ...traces: [string[], number][]): MeasuredApi {
  const theCase = caseOf(id);
  const seen = traces.map(([outcomes, count]): Trace => ({ count, outcomes, words: outcomes.map(() => '') }));
  const study: Study = {
    schemaVersion: 1,
    api: subject.api.id,
    runtime: subject.runtime.id,
    version: '1.0',
    sigpipe: 'ignored',
    date: '2026-01-01',
    kernel: '6.1',
    machine: 'x86_64',
    fingerprint: 'f',
    http: {},
    forced: {},
    cases: { [id]: { hash: theCase.hash, traces: seen } },
  };
  return { ...subject, study };
}

const raw = subjectsOf(file).find((one) => one.api.raw) as Subject;
const other = subjectsOf(file).find((one) => one.api.id === 'python-socket') as Subject;
const kindsOf = (id: string, before: string[], now: string[]): string[] =>
  runtimeFindings([caseOf(id)], [api(raw, id, [before, 5]), api(other, id, [now, 5])]).map(({ kind }) => kind);

test('every program of docker/runtimes.yaml is there, and none is there that nobody names', async () => {
  const named = [...new Set(file.runtimes.flatMap(({ sources }) => sources))].sort();
  expect(await readdir(join(here.docker, 'runtimes', 'subjects'))).toEqual(named);
});

test('every situation is one that some scenario measures on all systems, but for the use of an own closed end', () => {
  expect(cases.filter(({ situation }) => situation.scenario === undefined).map(({ situation }) => situation.id)).toEqual([
    'own-close',
    'own-close',
  ]);
});

const reset = ['done', '5', '7', '0', '7', 'ECONNRESET', 'EOF', 'EPIPE+SIGPIPE'];
test.each([
  ['what the raw call returned, without its signal', ['done', '5', '7', '0', '7', 'ECONNRESET', 'EOF', 'EPIPE'], []],
  ['an answer that is never delivered', ['done', '5', '7', '0', 'ECONNRESET', 'EOF', 'EOF', 'EPIPE'], ['lost-data']],
  ['an end instead of the reset', ['done', '5', '7', '0', '7', 'EOF', 'EOF', 'EPIPE'], ['reset-as-end']],
  ['an error that has no name', ['done', '5', '7', '0', '7', 'closed', 'EOF', 'EPIPE'], ['error-unnamed']],
  ['another name', ['done', '5', '7', '0', '7', 'EPIPE', 'EOF', 'EPIPE'], ['error-renamed']],
  ['the reset once more', ['done', '5', '7', '0', '7', 'ECONNRESET', 'ECONNRESET', 'EPIPE'], ['error-repeated']],
])('%s is found to be just that', (_, outcomes, kinds) => {
  expect(kindsOf('answer-then-reset/tcp4', reset, outcomes)).toEqual(expect.arrayContaining(kinds));
  if (kinds.length === 0) expect(kindsOf('answer-then-reset/tcp4', reset, outcomes)).toEqual([]);
});

test('a write that the raw call makes and a runtime refuses is a finding', () => {
  expect(kindsOf('half-close/tcp4', ['done', '0', 'EOF', 'EOF', '5', '5'], ['done', '0', 'EOF', 'closed', 'error', 'EOF'])).toEqual([
    'write-refused',
  ]);
});

test('a finding says in how many trials it was seen', () => {
  const before = api(raw, 'answer-then-reset/tcp4', [reset, 5]);
  const now = api(other, 'answer-then-reset/tcp4', [reset, 3], [['done', '5', '7', '0', '7', 'EOF', 'EOF', 'EPIPE'], 2]);
  expect(runtimeFindings([caseOf('answer-then-reset/tcp4')], [before, now])).toMatchObject([{ kind: 'reset-as-end', count: 2, of: 5 }]);
});

test('a program that died of SIGPIPE has lost nothing that it was asked for', () => {
  const before = ['done', '5', '7', '0', 'EPIPE+SIGPIPE', 'EPIPE+SIGPIPE', '7', 'ECONNRESET', 'EOF'];
  expect(kindsOf('answer-then-reset-write-first/unix-path', before, ['done', '5', '7', '0', 'killed: SIGPIPE'])).toEqual([]);
});

test.each([
  ['EPIPE', 'EPIPE+SIGPIPE', 'write', true],
  ['done', '5', 'write', true],
  ['done', 'EPIPE', 'write', false],
  ['done', '5', 'read', false],
  ['closed', 'EOF', 'read', false],
])('%s for %s of a %s: the same is %s', (outcome, before, call, same) => {
  expect(saysTheSame(outcome, before, call)).toBe(same);
});

test('the table has a row for each API in each situation, and marks what differs from the raw call', () => {
  const id = 'answer-then-reset/tcp4';
  const now = ['done', '5', '7', '0', '7', 'EOF', 'EOF', 'EPIPE'];
  const [one] = runtimeTable([caseOf(id)], [api(raw, id, [reset, 5]), api(other, id, [now, 5])]);
  expect(one?.rows.map(({ isRaw, answers }) => [isRaw, answers.map(({ differs }) => differs)])).toEqual([
    [true, [false, false, false, false, false]],
    [false, [false, false, true, false, false]],
  ]);
});

test('what was measured of another version of a situation is in no table', () => {
  const measured = api(raw, 'half-close/tcp4', [['done', '0', 'EOF', 'EOF', '5', '5'], 5]);
  expect(runtimeTable([{ ...caseOf('half-close/tcp4'), hash: '0'.repeat(16) }], [measured])).toEqual([]);
});

test('an API is not asked for a link that it lacks', () => {
  const java = subjectsOf(file).find((one) => one.api.id === 'java-socket') as Subject;
  expect(new Set(caseTasks(cases, java).map(({ id }) => id.split('/')[1]))).toEqual(new Set(['tcp4']));
});

const task: Task = { kind: 'case', id: 'a', hash: '0'.repeat(16), steps: [] };
const line = (words: string): string =>
  JSON.stringify({ record: 'trial', case: 'a', hash: task.hash, outcomes: ['ECONNRESET'], words: [words] });
const header = JSON.stringify({ record: 'header', protocol: 1, kernel: 'k', machine: 'm', version: 'v' });
const end = JSON.stringify({ record: 'end', sigpipe: 'ignored', elapsedMs: 1 });

test('trials that differ in a port alone are alike', () => {
  const heard = readDriver(
    [header, line('read 127.0.0.1:4001->127.0.0.1:88: reset'), line('read 127.0.0.1:4002->127.0.0.1:89: reset'), end].join('\n'),
    [task],
    2,
  );
  expect(heard.problem).toBeUndefined();
  expect(heard.seen.get('a')?.traces).toMatchObject([{ count: 2, words: ['read 127.0.0.1:PORT->127.0.0.1:PORT: reset'] }]);
});

test('trials whose words alone differ are not flaky', () => {
  const id = 'answer-then-reset/tcp4';
  const measured = api(other, id, [reset, 3], [reset, 2]);
  const [one] = runtimeTable([caseOf(id)], [api(raw, id, [reset, 5]), measured]);
  expect(one?.rows.map(({ count, of }) => [count, of])).toEqual([
    [5, 5],
    [5, 5],
  ]);
});

test('the number of a descriptor in the words says nothing', () => {
  expect(withoutAddresses('Connection reset by peer @ io_fillbuf - fd:14')).toBe('Connection reset by peer @ io_fillbuf - fd:N');
});

test.each([
  ['ended early', [header, line('x'), line('x')]],
  ['are missing', [header, line('x'), end]],
  ['not asked for', [header, line('x').replace('"a"', '"b"'), end]],
  ['no record', [header, '{"record":"what"}', end]],
])('output that is not whole is a problem: %s', (problem, lines) => {
  expect(readDriver(lines.join('\n'), [task], 2).problem).toContain(problem);
});

test('an errno, and the number in its words, are no address', () => {
  const words = 'ConnectionResetError: [Errno 104] Connection reset by peer, errno: -104';
  expect(withoutAddresses(words)).toBe(words);
});

test('a study is the same text whenever it says the same, and reads back as it was', () => {
  const { study } = api(other, 'half-close/tcp4', [['done', '0'], 5]);
  const text = formatStudy(study);
  expect(Study.parse(JSON.parse(text))).toEqual(study);
  expect(formatStudy(Study.parse(JSON.parse(text)))).toBe(text);
});

test('the words of an error are those that were said when it was forced, and those of two APIs that say the same stand together', () => {
  const forced = { hash: '0'.repeat(16), traces: [{ count: 2, outcomes: ['EPIPE'], words: ['Broken pipe'], forced: true }] };
  const missed = { hash: '0'.repeat(16), traces: [{ count: 2, outcomes: ['5'], words: ['fine'], forced: false }] };
  const apis = [raw, other].map((subject) => {
    const measured = api(subject, 'half-close/tcp4', [['done'], 5]);
    return { ...measured, study: { ...measured.study, forced: { 'write/ECONNRESET': forced, 'read/EPIPE': missed } } };
  });
  const wordings = wordingsOf(apis);
  expect(wordings.map(({ call, errno, text, named }) => [call, errno, text, named])).toEqual([
    ['write', 'ECONNRESET', 'Broken pipe', 'EPIPE'],
    ['write', 'ECONNRESET', 'Broken pipe', 'EPIPE'],
  ]);
  expect(alikeWordings(wordings)).toHaveLength(1);
  // The name of another error than was forced is a finding, too.
  expect(runtimeFindings([], apis).map(({ kind, seen }) => [kind, seen])).toEqual([
    ['error-renamed', 'ECONNRESET of a write is EPIPE'],
    ['error-renamed', 'ECONNRESET of a write is EPIPE'],
  ]);
});

test.each([
  ['no-answer-get', 'error', 'Error: socket hang up, code: ECONNRESET', 1, ['end-as-reset']],
  ['no-answer-get', 'error', 'EOF', 1, []],
  ['half-reset', 'ECONNRESET', 'Connection reset', 1, []],
  ['no-answer-post', 'error', 'EOF', 2, ['silent-retry']],
  ['half-fin', '200 10', '', 1, ['silent-truncation']],
  ['early-413', 'ECONNRESET', 'Connection reset', 1, ['answer-lost']],
  ['early-413', '413 0', '', 1, []],
])('an HTTP client that answers %s with %s (%s) on %i connections: %j', (id, outcome, words, connections, kinds) => {
  const client = subjectsOf(file).find((one) => one.api.http) as Subject;
  const measured = api(client, 'half-close/tcp4', [['done'], 5]);
  const seen = { hash: '0'.repeat(16), traces: [{ count: 5, outcomes: [outcome], words: [words], connections }] };
  expect(runtimeFindings([], [{ ...measured, study: { ...measured.study, http: { [id]: seen } } }]).map(({ kind }) => kind)).toEqual(kinds);
});
