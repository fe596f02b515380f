import fc from 'fast-check';
import { expect, test } from 'vitest';
import { answersIn } from './answer.ts';
import { smallCatalogue, smallVocabulary } from './fixture.ts';
import { formatQuery, keys, parseQuery, qualities } from './query.ts';
import type { Term } from './query.ts';
import { search } from './search.ts';
import { understand } from './understand.ts';

const catalogue = smallCatalogue();
const { vocabulary } = catalogue;

/** What a query finds, each cell as one line. */
function found(text: string): string[] {
  const query = parseQuery(text, vocabulary);
  expect(query.problems).toEqual([]);
  return cells(query.terms);
}

function cells(terms: readonly Term[]): string[] {
  return search({ terms }, catalogue).map(({ cause, place }) =>
    [cause.call, cause.outcome, cause.link, cause.state, ...place.on, place.scenario].join('\n'),
  );
}

test.each([
  ['read ECONNRESET unix linux', 'call:read outcome:ECONNRESET link:unix on:linux'],
  ['hangs', 'outcome:blocks'],
  ['recv returns 0 freebsd', 'call:recv outcome:EOF on:freebsd'],
  ['why does write get broken pipe on gvisor?', 'call:write outcome:EPIPE on:gvisor'],
  ['connection reset by peer tcp', 'outcome:ECONNRESET link:tcp'],
  ['WSAECONNRESET', 'outcome:ECONNRESET'],
  ['call:read outcome:ECONNRESET on:linux -on:gvisor state:"peer closed, our data unread" is:flaky', undefined],
  ['count:1 differ:linux,freebsd agree:linux,gvisor', undefined],
  ['linger zero', 'text:linger text:zero'],
  ['"peer closes" -text:unread', 'text:"peer closes" -text:unread'],
])('%s is understood', (text, wanted = text) => {
  expect(formatQuery(parseQuery(text, smallCatalogue().vocabulary))).toBe(wanted);
});

test.each([
  ['cal:read', "There is no 'cal:'. Did you mean 'call'?"],
  ['on:freebds', "There is no system 'freebds'. Did you mean 'freebsd'?"],
  ['is:flakey', "Nothing is 'flakey'. Did you mean 'flaky'?"],
  ['call:raed', "There is no call 'raed'. Did you mean 'read'?"],
  ['differ:linux', "'differ:' compares two systems: differ:linux,gvisor."],
  ['count:many', "'count:many' is no number of kernels: write count:1 for what only one kernel does."],
])('%s is wrong: %s', (text, problem) => {
  expect(parseQuery(text, vocabulary).problems).toEqual([problem]);
});

test('a scenario is found only if one single cell satisfies all words', () => {
  // Linux reads EOF at the second read, and ECONNRESET at the first; FreeBSD reads EOF. No cell is an ECONNRESET of FreeBSD.
  expect(found('read EOF freebsd text:unread').length).toBeGreaterThan(0);
  expect(found('read ECONNRESET linux text:unread').length).toBeGreaterThan(0);
  expect(found('read ECONNRESET freebsd')).toEqual([]);
});

test('systems are compared call by call', () => {
  const differing = search(parseQuery('differ:linux,freebsd call:read', vocabulary), catalogue);
  expect(new Set(differing.map(({ cause }) => cause.state))).toEqual(
    new Set(['peer closed, our data unread', 'peer closed, our data unread, data waits for us']),
  );
  expect(found('differ:linux,gvisor outcome:EPIPE').length).toBeGreaterThan(0);
  expect(found('differ:linux,freebsd outcome:EPIPE')).toEqual([]);
  expect(found('agree:linux,freebsd outcome:EPIPE on:linux').length).toBeGreaterThan(0);
});

test('count is of kernels: two versions of Linux are one', () => {
  expect(found('count:1 outcome:EPIPE').every((cell) => cell.includes('gvisor'))).toBe(true);
  expect(found('count:1 read EOF link:tcp state:reported').length).toBeGreaterThan(0);
});

const term = fc.oneof(
  fc.record({ key: fc.constant('call' as const), value: fc.constantFrom('read', 'write', 'close') }),
  fc.record({ key: fc.constant('outcome' as const), value: fc.constantFrom('ECONNRESET', 'EOF', 'EPIPE', 'SIGPIPE', 'succeeds') }),
  fc.record({ key: fc.constant('link' as const), value: fc.constantFrom('unix', 'tcp', 'tcp4', 'unix-pair', 'inet') }),
  fc.record({ key: fc.constant('on' as const), value: fc.constantFrom('linux', 'gvisor', 'freebsd', 'linux,freebsd', '6.1.0') }),
  fc.record({ key: fc.constant('state' as const), value: fc.constantFrom('peer closed', 'our data unread', 'connected') }),
  fc.record({ key: fc.constant('is' as const), value: fc.constantFrom(...qualities) }),
  fc.record({ key: fc.constant('count' as const), value: fc.constantFrom('1', '2', '3') }),
  fc.record({ key: fc.constantFrom('differ' as const, 'agree' as const), value: fc.constantFrom('linux,gvisor', 'linux,freebsd') }),
  fc.record({ key: fc.constant('text' as const), value: fc.constantFrom('peer', 'answers', 'nowhere') }),
);
const terms = fc.array(
  fc.tuple(term, fc.boolean()).map(([one, not]): Term => ({ ...one, not })),
  { maxLength: 5 },
);

test('a query is read again as it was written', () => {
  fc.assert(
    fc.property(terms, (all) => {
      const distinct = all.filter((one, at) => all.findIndex((other) => JSON.stringify(other) === JSON.stringify(one)) === at);
      expect(parseQuery(formatQuery({ terms: distinct }), vocabulary)).toEqual({ terms: distinct, problems: [] });
    }),
  );
});

test('another term never finds more, the order makes no difference, and a term and its opposite divide what there is', () => {
  fc.assert(
    fc.property(terms, term, (all, one) => {
      const before = cells(all);
      const [having, lacking] = [cells([...all, { ...one, not: false }]), cells([{ ...one, not: true }, ...all])];
      expect([...having, ...lacking].toSorted()).toEqual(before.toSorted());
      expect(cells(all.toReversed())).toEqual(before);
    }),
  );
});

test('whatever is typed is understood or said to be wrong', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.string({ maxLength: 10 }), fc.constantFrom(...keys.map((key) => `${key}:`)), fc.constantFrom('"', '-', ':'))),
      (parts) => {
        const { terms: read, problems } = parseQuery(parts.join(' '), vocabulary);
        for (const { key, value } of read) expect([keys.includes(key), value.length > 0]).toEqual([true, true]);
        for (const problem of problems) expect(problem.length).toBeGreaterThan(0);
      },
    ),
  );
});

test('a pasted line becomes the query that a reader would type', () => {
  const { query, reading } = understand('Error: read ECONNRESET at TCP.onStreamRead (node:internal/x:1)', smallVocabulary());
  expect(reading?.by).toBe('Node.js');
  expect(formatQuery(query)).toBe('call:read outcome:ECONNRESET link:tcp');
});

test('systems that nobody measured are left out, and that is said', () => {
  const { query, notes } = understand('[Errno 54] Connection reset by peer', smallVocabulary());
  expect(formatQuery(query)).toBe('outcome:ECONNRESET');
  expect(notes.join()).toContain('Nobody has measured');
});

test('answers come with what the other side did, the data, the systems, and how to tell the next one', () => {
  const [first, second] = answersIn(search(parseQuery('read ECONNRESET', vocabulary), catalogue), catalogue);
  expect(first).toMatchObject({
    did: 'The peer closed its socket and had not read all that you sent.',
    where: ['AF_UNIX stream, TCP: Linux, gVisor'],
    elsewhere: ['AF_UNIX stream, TCP on FreeBSD: returns 0 (EOF)'],
    data: 'What you sent and the peer had not read is lost: send it again if that does no harm.',
    cases: 2,
  });
  expect(first?.tell).toBe('there the peer had sent something that you had not read yet');
  expect(second?.data).toContain('read on');
});

test('what an earlier failure explains comes last', () => {
  const answers = answersIn(search(parseQuery('read ECONNRESET', vocabulary), catalogue), catalogue);
  expect(answers.at(-1)?.state).toContain('reported before');
});
