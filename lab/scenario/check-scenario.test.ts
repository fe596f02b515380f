import { expect, test } from 'vitest';
import { checkScenario } from './check-scenario.ts';
import { reads } from './effect.ts';
import { sourcesNamed } from './fixture.ts';
import type { SourceKind } from './claim-words.ts';
import { formatDiagnostic, sortDiagnostics } from './diagnostic.ts';

const sources = sourcesNamed(['so-2974021', 'posix']);

/** Everything that is wrong with a scenario, `line:column: message` each. */
async function problems(text: string): Promise<string[]> {
  const { diagnostics } = await checkScenario('x', 'x.yaml', text, sources);
  return sortDiagnostics(diagnostics).map(({ line, column, message }) => `${line}:${column}: ${message}`);
}

/** A file whose steps begin in line 4, with the keys of `rest` after them. */
function withSteps(steps: readonly string[], rest = ''): string {
  return `title: t\nquestion: q\nsteps:\n${steps.map((step) => `  - ${step}\n`).join('')}${rest}`;
}

const pair = '{ call: connect-pair, link: unix-pair, as: [a, b] }';

test('a scenario that is right becomes cases with labels, texts and lines', async () => {
  const text = withSteps(
    [
      '{ call: connect-pair, link: $link, as: [a, b] }',
      '{ call: close, fd: b }',
      '{ call: read, fd: a }',
      '{ call: recv, fd: a, flags: [MSG_PEEK], label: peek }',
      '{ call: read, fd: a, size: 1 }',
    ],
    'matrix: { link: [unix-pair, tcp4] }\n',
  );
  const { scenario, diagnostics } = await checkScenario('x', 'x.yaml', text, sources);
  expect(diagnostics).toEqual([]);
  expect(scenario?.cases.map((one) => one.id)).toEqual(['x/unix-pair', 'x/tcp4']);
  expect(scenario?.cases[0]?.steps).toMatchObject([
    {
      label: 'connect-pair a b',
      call: 'connect-pair',
      text: 'connect-pair(unix-pair, a, b)',
      in: 'main',
      line: 'step 0 - connect-pair unix-pair 0 1',
      does: { kind: 'makes pair', link: 'unix-pair', as: ['a', 'b'] },
    },
    { label: 'close b', call: 'close', text: 'close(b)', in: 'main', line: 'step 0 - close 1', does: { kind: 'closes', fd: 'b' } },
    { label: 'read a', call: 'read', text: 'read(a, 64)', in: 'main', line: 'step 0 - read 0 64', does: reads({ fd: 'a', most: 64 }) },
    {
      label: 'peek',
      call: 'recv',
      args: { fd: 'a', size: 64, flags: ['MSG_PEEK'] },
      text: 'recv(a, 64, MSG_PEEK)',
      in: 'main',
      line: 'step 0 - recv 0 64 MSG_PEEK',
      does: reads({ fd: 'a', most: 64, flags: ['MSG_PEEK'] }),
    },
    { label: 'read a #2', call: 'read', text: 'read(a, 1)', in: 'main', line: 'step 0 - read 0 1', does: reads({ fd: 'a', most: 1 }) },
  ]);
});

test.each<[what: string, steps: string[], expected: string[]]>([
  ['an unknown call', [pair, '{ call: reed, fd: a }'], ["5:13: There is no call 'reed'. Did you mean 'read'?"]],
  ['an unknown key', [pair, '{ call: read, fd: a, siez: 5 }'], ["5:26: There is no key 'siez' here. Did you mean 'size'?"]],
  ['a missing argument', [pair, '{ call: read }'], ["5:5: 'fd' is missing."]],
  ['a wrong type', [pair, '{ call: read, fd: a, size: many }'], ["5:32: 'size' must be a number, not 'many'."]],
  ['a number for text', [pair, '{ call: write, fd: a, data: 5 }'], ["5:33: 'data' must be text, not 5."]],
  ['a number that YAML would change', [pair, '{ call: write, fd: a, data: 010 }'], ['5:33: 010 would be read as 10.']],
  ['both data and size', [pair, '{ call: write, fd: a, data: x, size: 1 }'], ["5:5: 'data' and 'size' exclude each other: take one out."]],
  ['neither data nor size', [pair, '{ call: send, fd: a }'], ["5:5: 'data' (text) or 'size' (a count of bytes) is missing."]],
  ['a misspelt word', [pair, '{ call: shutdown, fd: a, how: SHUT_WRR }'], ["5:35: 'how' cannot be 'SHUT_WRR'. Did you mean 'SHUT_WR'?"]],
  [
    'an unknown flag',
    [pair, '{ call: recv, fd: a, flags: [MSG_PEAK] }'],
    ["5:34: Item 1 of 'flags' cannot be 'MSG_PEAK'. Did you mean 'MSG_PEEK'?"],
  ],
  [
    'a timer that no deadline covers',
    [pair, '{ call: setsockopt, fd: a, option: SO_RCVTIMEO, value: 20000 }', '{ call: read, fd: a }'],
    ['5:60: SO_RCVTIMEO of 20000 ms is longer than any deadline: the lab could not tell it from a call that never returns.'],
  ],
  [
    'a timeout that no deadline covers',
    [pair, '{ call: poll, fd: a, timeout: 6000 }'],
    ['5:35: A timeout of 6000 ms is longer than any deadline: the lab could not tell it from a call that never returns.'],
  ],
  [
    'a started call that ends by itself',
    [pair, '{ call: poll, fd: a, timeout: 100, async: p }', '{ call: await, of: p }'],
    ["5:47: 'poll' is started, and ends by itself after 100 ms: whether the next steps come before that depends on the machine."],
  ],
  [
    'SO_LINGER with one number',
    [pair, '{ call: setsockopt, fd: a, option: SO_LINGER, value: 1 }'],
    ["5:5: SO_LINGER takes two numbers as 'value': [on, seconds]."],
  ],
  [
    'a bad name',
    [pair, '{ call: socket, kind: tcp4, as: "a b" }'],
    ['5:37: A name is a letter, followed by at most 29 letters, digits, - or _.'],
  ],
  ['a descriptor that is not there', [pair, '{ call: read, fd: c }'], ["5:23: There is no descriptor 'c' yet."]],
  [
    'a descriptor after its close',
    [pair, '{ call: close, fd: b }', '{ call: read, fd: b }'],
    ["6:23: 'b' is not open any more: it has been closed."],
  ],
  [
    'a descriptor made twice',
    [pair, pair],
    [5, 5].map((line, i) => `${line}:48: There is a descriptor '${'ab'[i]}' already. Each name is made once in a case.`),
  ],
  ['a process that is not there', [pair, '{ call: read, fd: a, in: peer }'], ["5:30: There is no process 'peer' yet."]],
  [
    'a process that has ended',
    [pair, '{ call: fork, as: peer }', '{ call: exit, in: peer }', '{ call: read, fd: a, in: peer }'],
    ["7:30: Process 'peer' is not there any more: it has exited."],
  ],
  [
    'a process killed twice',
    [pair, '{ call: fork, as: p }', '{ call: kill, process: p }', '{ call: kill, process: p }'],
    ["7:28: Process 'p' is not there any more: it was ended by kill."],
  ],
  ['the exit of main', [pair, '{ call: exit }'], ['5:5: main cannot be ended: it is the process that the case runs in.']],
  [
    'a descriptor that was handed over',
    [pair, '{ call: fork, as: peer, takes: [b] }', '{ call: read, fd: b }'],
    ["6:23: 'b' is not open in process 'main': peer has it."],
  ],
  [
    'a descriptor of a process that has ended',
    [pair, '{ call: fork, as: peer, takes: [b] }', '{ call: exit, in: peer }', '{ call: close, fd: b }'],
    ["7:24: 'b' is not open any more: process 'peer' that held it has ended."],
  ],
  [
    'a call of a process that runs another program',
    [pair, '{ call: fork, as: p }', '{ call: exec, in: p }', '{ call: read, fd: a, in: p }'],
    ["7:30: Process 'p' runs another program: it makes no more calls."],
  ],
  [
    'a descriptor that exec closed',
    [pair, '{ call: fork, as: p, takes: [b] }', '{ call: set-cloexec, fd: b, in: p }', '{ call: exec, in: p }', '{ call: read, fd: b }'],
    ["8:23: 'b' is not open any more: process 'p' ran another program."],
  ],
  ['another program in main', [pair, '{ call: exec }'], ['5:5: main cannot run another program: it is the process that the case runs in.']],
  [
    'a file of a socket',
    [pair, '{ call: open, again: a, as: c, mode: O_RDWR }'],
    ["5:26: 'a' is no end of a FIFO or a pseudo-terminal: there is no file to open again."],
  ],
  [
    'an address and another one',
    ['{ call: socket, kind: tcp4, as: s }', '{ call: bind, fd: s, address: loopback, like: s }'],
    ["5:5: 'address' and 'like' exclude each other: take one out."],
  ],
  ['a fork in a child', [pair, '{ call: fork, as: p }', '{ call: fork, as: q, in: p }'], ["6:23: Only main can fork, not 'p'."]],
  ['an await of nothing', [pair, '{ call: await, of: pending }'], ["5:24: No call was started under the name 'pending' yet."]],
  [
    'an await in another process',
    [pair, '{ call: fork, as: p }', '{ call: read, fd: a, async: r }', '{ call: await, of: r, in: p }'],
    ["7:24: 'r' was started in process 'main' and can only be awaited there, not in 'p'."],
  ],
  [
    'a started call that nobody awaits',
    [pair, '{ call: read, fd: a, async: r }'],
    ["5:33: 'r' is never awaited: what it gave would not be seen."],
  ],
  [
    'a call that cannot be started',
    [pair, '{ call: fork, as: p, async: r }', '{ call: await, of: r }'],
    ["5:33: 'fork' cannot be started and awaited: it is always over at once."],
  ],
  [
    'what a started call makes, before it was awaited',
    ['{ call: socket, kind: tcp4, as: l }', '{ call: accept, fd: l, as: n, async: r }', '{ call: read, fd: n }', '{ call: await, of: r }'],
    ["6:23: 'n' is not there before 'r' was awaited."],
  ],
  [
    'the address of what was never bound',
    ['{ call: socket, kind: tcp4, as: l }', '{ call: socket, kind: tcp4, as: c }', '{ call: connect, fd: c, to: l }'],
    ["6:33: 'l' has no address: it was never bound."],
  ],
  [
    'a label given twice',
    [pair, '{ call: read, fd: a, label: r }', '{ call: read, fd: a, label: r }'],
    ["6:33: The label 'r' is here twice."],
  ],
  ['a matrix name without a matrix', ['{ call: connect-pair, link: $link, as: [a, b] }'], ["4:33: The matrix has no 'link'."]],
])('%s is reported at its place', async (_, steps, expected) => {
  expect(await problems(withSteps(steps))).toEqual(expected);
});

test('all that is wrong is reported at once, in the order of the file', async () => {
  const text =
    'titel: t\nquestion: 5\nsteps:\n  - { call: reed }\n  - { call: read, fd: q }\nclaims:\n  - { of: x, outcome: EOF, source: nobody }\n';
  expect(await problems(text)).toEqual([
    "1:1: 'title' is missing.",
    "1:1: There is no key 'titel' here. Did you mean 'title'?",
    "2:11: 'question' must be text, not 5.",
    "4:13: There is no call 'reed'. Did you mean 'read'?",
    "5:23: There is no descriptor 'q' yet.",
    "7:36: There is no source 'nobody'.",
  ]);
});

test('an error that only some matrix values cause is reported once, with these values', async () => {
  const steps = [pair, '{ call: $op, fd: a, size: 3 }'];
  expect(await problems(withSteps(steps, 'matrix: { op: [read, write, close, shutdwn] }\n'))).toEqual([
    "5:13: There is no call 'shutdwn' (if op is 'shutdwn'). Did you mean 'shutdown'?",
    "5:25: There is no key 'size' here (if op is 'close').",
  ]);
});

test('a meaning that only some matrix values lack is reported once, with these values', async () => {
  const steps = [pair, '{ call: close, fd: $end }', '{ call: read, fd: a }'];
  const found = await problems(withSteps(steps, 'matrix: { end: [a, b], link: [1] }\n'));
  expect(found).toEqual([
    "6:23: 'a' is not open any more (if end is 'a'): it has been closed.",
    '7:24: No step uses $link: its cases would all be the same.',
  ]);
  expect(await problems(withSteps(steps, 'matrix: { end: [a, b] }\n'))).toEqual([
    "6:23: 'a' is not open any more (if end is 'a'): it has been closed.",
  ]);
});

test('exclusions drop cases and the errors that only they have', async () => {
  const text = withSteps(
    [pair, '{ call: close, fd: $end }', '{ call: read, fd: a }'],
    'matrix: { end: [a, b] }\nexclude:\n  - { with: { end: a }, reason: closed }\n',
  );
  const { scenario, diagnostics } = await checkScenario('x', 'x.yaml', text, sources);
  expect(diagnostics).toEqual([]);
  expect(scenario?.cases.map((one) => one.id)).toEqual(['x/b']);
  expect(scenario?.excluded).toEqual([{ with: { end: 'a' }, reason: 'closed' }]);
});

test.each<[what: string, rest: string, expected: string[]]>([
  ['of an unknown dimension', 'exclude: [{ with: { lnik: tcp4 }, reason: r }]\n', ["8:21: The matrix has no 'lnik'. Did you mean 'link'?"]],
  [
    'of an unknown value',
    'exclude: [{ with: { link: tcp }, reason: r }]\n',
    ["8:27: 'link' is never 'tcp' in the matrix. Did you mean 'tcp4'?"],
  ],
  [
    'of everything',
    'exclude: [{ with: { link: tcp4 }, reason: r }, { with: { link: unix-pair }, reason: r }]\n',
    ['8:1: This excludes every case.'],
  ],
  ['without a reason', 'exclude: [{ with: { link: tcp4 } }]\n', ["8:11: 'reason' is missing."]],
])('an exclusion %s is reported', async (_, rest, expected) => {
  const steps = ['{ call: connect-pair, link: $link, as: [a, b] }', '{ call: read, fd: a }', '{ call: read, fd: a }'];
  expect(await problems(withSteps(steps, `matrix: { link: [unix-pair, tcp4] }\n${rest}`))).toEqual(expected);
});

test.each<[what: string, claim: string, expected: string[]]>([
  [
    'of a label that is not there',
    '{ of: read b, outcome: EOF, source: posix }',
    ["9:11: No step is labelled 'read b'. Did you mean 'read a'?"],
  ],
  [
    'of a matrix value that is not there',
    '{ of: read a, with: { link: [tcp4, udp4] }, outcome: EOF, source: posix }',
    ["9:33: 'link' is never 'udp4' in the matrix. Did you mean 'tcp4'?"],
  ],
  [
    'that matches only what is excluded',
    '{ of: read a, with: { link: fifo }, outcome: EOF, source: posix }',
    ['9:25: This claim matches no case: every combination that it speaks of is excluded.'],
  ],
  [
    'with an unknown outcome',
    '{ of: read a, outcome: HUP|IN|ERR, source: posix }',
    ["9:28: There is no outcome 'HUP|IN|ERR'. Did you mean 'IN|ERR|HUP'? Events have one order."],
  ],
  [
    'with a misspelt error',
    '{ of: read a, outcome: [EOF, ECONNREST], source: posix }',
    ["9:34: There is no error 'ECONNREST'. Did you mean 'ECONNRESET'?"],
  ],
  [
    'with an outcome in the wrong case',
    '{ of: read a, outcome: eof, source: posix }',
    ["9:28: There is no outcome 'eof'. Did you mean 'EOF'?"],
  ],
  ['with an outcome that YAML would change', '{ of: read a, outcome: 1e3, source: posix }', ['9:28: 1e3 would be read as 1000.']],
  ['of an unknown source', '{ of: read a, outcome: EOF, source: posixx }', ["9:41: There is no source 'posixx'. Did you mean 'posix'?"]],
  [
    'of an unknown system',
    '{ of: read a, on: { os: linx }, outcome: EOF, source: posix }',
    ["9:29: 'os' cannot be 'linx'. Did you mean 'linux'?"],
  ],
  [
    'with a bad range of versions',
    "{ of: read a, on: { os: linux, version: 'new' }, outcome: EOF, source: posix }",
    ["9:45: 'new' is not a range of versions."],
  ],
  [
    'with a version of nothing',
    "{ of: read a, on: { version: '>=5' }, outcome: EOF, source: posix }",
    ["9:34: A version says nothing without 'os': versions of what?"],
  ],
  [
    'with a version that is a number',
    '{ of: read a, on: { os: linux, version: 5.10 }, outcome: EOF, source: posix }',
    ['9:45: 5.10 would be read as 5.1.'],
  ],
])('a claim %s is reported', async (_, claim, expected) => {
  const steps = ['{ call: connect-pair, link: $link, as: [a, b] }', '{ call: read, fd: a }'];
  const rest = `matrix: { link: [unix-pair, tcp4, fifo] }\nexclude: [{ with: { link: fifo }, reason: r }]\nclaims:\n  - ${claim}\n`;
  expect(await problems(withSteps(steps, rest))).toEqual(expected);
});

test('a claim of a step that only some cases have is no error', async () => {
  const text = withSteps(
    [pair, '{ call: $op, fd: a }'],
    'matrix: { op: [read, recv] }\nclaims: [{ of: read a, outcome: 0, source: posix }]\n',
  );
  expect(await problems(text)).toEqual([]);
});

test('two claims of one source that cannot both hold are reported at the second', async () => {
  const claims = (second: string) =>
    `claims:\n  - { of: read a, on: { os: [linux, macos] }, outcome: EOF, source: posix }\n  - ${second}\n`;
  const steps = [pair, '{ call: read, fd: a }'];
  for (const contradicting of [
    '{ of: read a, on: { os: [macos, linux] }, outcome: [ECONNRESET, EPIPE], source: posix }',
    // An exception to a rule, narrower by system, pacing or version: as written, the rule is wrong there.
    '{ of: read a, on: { os: macos }, outcome: [ECONNRESET, EPIPE], source: posix }',
    '{ of: read a, on: { os: linux, version: ">=6" }, pacing: back-to-back, outcome: [ECONNRESET, EPIPE], source: posix }',
    '{ of: read a, outcome: [ECONNRESET, EPIPE], source: posix }',
  ]) {
    expect(await problems(withSteps(steps, claims(contradicting)))).toEqual([
      "8:5: This claim contradicts claim 1 of the same source: of 'read a' in x that one says 'EOF', this one 'ECONNRESET' or 'EPIPE'.",
    ]);
  }
  for (const fine of [
    '{ of: read a, on: { os: [macos, linux] }, outcome: [ECONNRESET, EOF], source: posix }',
    '{ of: read a, on: { os: [linux, macos] }, outcome: ECONNRESET, source: so-2974021 }',
    '{ of: read a, on: { os: freebsd }, outcome: ECONNRESET, source: posix }',
  ]) {
    expect(await problems(withSteps(steps, claims(fine)))).toEqual([]);
  }
});

test('claims of one source about different versions or pacings do not contradict each other', async () => {
  const steps = [pair, '{ call: read, fd: a }'];
  const about = (first: string, second: string) =>
    `claims:\n  - { of: read a, ${first}, outcome: EOF, source: posix }\n  - { of: read a, ${second}, outcome: ECONNRESET, source: posix }\n`;
  const ranges = about('on: { os: linux, version: "<6" }', 'on: { os: linux, version: ">=6" }');
  expect(await problems(withSteps(steps, ranges))).toEqual([]);
  expect(await problems(withSteps(steps, ranges.replace('<6', '<6.1')))).toHaveLength(1);
  expect(await problems(withSteps(steps, about('pacing: back-to-back', 'pacing: settled')))).toEqual([]);
});

test('limits of the protocol are reported', async () => {
  const many = (count: number, step: (i: number) => string) => Array.from({ length: count }, (_, i) => step(i));
  expect(await problems(withSteps(many(65, () => '{ call: connect-pair, link: unix-pair, as: [a, b] }')))).toEqual([
    "4:3: 'steps' has 65 items; it must have at most 64.",
  ]);
  expect(await problems(withSteps(many(33, (i) => `{ call: socket, kind: tcp4, as: s${i} }`)))).toEqual([
    "36:37: A case can have 32 descriptors; 's32' is one too many.",
  ]);
  expect(await problems(withSteps(many(8, (i) => `{ call: fork, as: p${i} }`)))).toEqual([
    "11:23: A case can have 8 processes; 'p7' is one too many.",
  ]);
  expect(await problems(withSteps([pair, `{ call: write, fd: a, data: '${'é'.repeat(501)}' }`]))).toEqual([
    "5:5: 'data' has more than 1000 bytes: use 'size' for a pattern of that many.",
  ]);
  const matrix = `matrix: { a: [${many(30, String).join()}], b: [${many(30, String).join()}] }\n`;
  expect(await problems(withSteps([pair, '{ call: read, fd: a, size: $a }', '{ call: read, fd: a, size: $b }'], matrix))).toEqual([
    '7:9: This matrix makes 900 cases; a scenario can have 500.',
  ]);
});

test('matrix values that would make the same case id are reported', async () => {
  const text = withSteps([pair, '{ call: write, fd: a, data: $data }'], "matrix: { data: ['a b', 'a/b'] }\n");
  expect(await problems(text)).toEqual(["6:9: Two cases would be called 'x/a-b'."]);
  expect(await problems(text.replace("'a/b'", "'a b'"))).toEqual(["6:25: The value 'a b' is here twice."]);
});

test('a dollar that names nothing can be meant as text', async () => {
  const lines = async (data: string) =>
    (await checkScenario('x', 'x.yaml', withSteps([pair, `{ call: write, fd: a, data: ${data} }`]), sources)).scenario?.cases[0]?.steps[1]
      ?.line;
  const hex = (text: string) => Buffer.from(text).toString('hex');
  expect(await lines('$$name')).toBe(`step 0 - write 0 ${hex('$name')}`);
  expect(await lines('$5')).toBe(`step 0 - write 0 ${hex('$5')}`);
  expect(await lines('$$')).toBe(`step 0 - write 0 ${hex('$$')}`);
  expect(await lines('""')).toBe('step 0 - write 0 x0');
});

test('an await without a process happens where the call was started', async () => {
  const text = withSteps([
    pair,
    '{ call: fork, as: p, takes: [a] }',
    '{ call: read, fd: a, in: p, async: r }',
    '{ call: close, fd: b }',
    '{ call: await, of: r }',
  ]);
  const { scenario } = await checkScenario('x', 'x.yaml', text, sources);
  expect(scenario?.cases[0]?.steps.map((step) => step.line)).toEqual([
    'step 0 - connect-pair unix-pair 0 1',
    'step 0 - fork 1 0',
    'step 1 0 read 0 64',
    'step 0 - close 1',
    'step 1 - await 0',
  ]);
});

test('a finding is shown with its line, carets and what to do', async () => {
  const { diagnostics } = await checkScenario(
    'x',
    'scenarios/x.yaml',
    withSteps([pair, '{ call: reed, fd: a }', '{ call: read, fd: q }']),
    sources,
  );
  expect(diagnostics.map(formatDiagnostic)).toEqual([
    "scenarios/x.yaml:5:13: There is no call 'reed'. Did you mean 'read'?\n  5 |   - { call: reed, fd: a }\n    |             ^^^^",
    "scenarios/x.yaml:6:23: There is no descriptor 'q' yet.\n  6 |   - { call: read, fd: q }\n    |                       ^\n  A step before this one must make it.",
  ]);
});

test('a broken step does not make new errors of the steps that rest on it', async () => {
  const steps = [
    '{ call: connect-pair, link: unix-pear, as: [a, b] }',
    '{ call: fork, as: p, take: [b] }',
    '{ call: read, fd: b, in: p }',
    '{ call: read, fd: aa }',
  ];
  expect(await problems(withSteps(steps))).toEqual([
    "4:33: 'link' cannot be 'unix-pear'. Did you mean 'unix-pair'?",
    "5:26: There is no key 'take' here. Did you mean 'takes'?",
    "7:23: There is no descriptor 'aa' yet.",
  ]);
});

test('a claim of a text with rules says how firmly, and a rule is quoted', async () => {
  const claimed = async (kind: SourceKind, rest: string) => {
    const text = withSteps([pair, '{ call: read, fd: a, label: read }'], `claims:\n  - { of: read, outcome: EOF, source: s${rest} }\n`);
    return (await checkScenario('x', 'x.yaml', text, sourcesNamed(['s'], kind))).diagnostics.map(({ message }) => message);
  };
  expect(await claimed('standard', '')).toEqual(["How firmly does 's' say this? Of a standard a claim must have 'says'."]);
  expect(await claimed('standard', ', says: shall')).toEqual(["What 's' demands must be quoted."]);
  expect(await claimed('man page', ', says: may')).toEqual(["What 's' allows must be quoted."]);
  expect(await claimed('standard', ", says: shall, quote: 'shall return 0'")).toEqual([]);
  expect(await claimed('standard', ', says: implies')).toEqual([]);
  expect(await claimed('issue', '')).toEqual([]);
  expect(await claimed('kernel source', ', says: shall')).toEqual(["A kernel source sets no rules, so a claim of it cannot say 'shall'."]);
  expect(await claimed('standard', `, says: shall, quote: '${'x'.repeat(201)}'`)).toEqual([
    "'quote' has 201 characters; it must have at most 200.",
  ]);
});

test('how firmly a source speaks follows from its kind where the claim does not say', async () => {
  const says = async (kind: SourceKind) => {
    const text = withSteps([pair, '{ call: read, fd: a, label: read }'], 'claims:\n  - { of: read, outcome: EOF, source: s }\n');
    return (await checkScenario('x', 'x.yaml', text, sourcesNamed(['s'], kind))).scenario?.claims[0]?.says;
  };
  expect(await says('kernel source')).toBe('implies');
  expect(await says('test suite')).toBe('shows');
  expect(await says('answer')).toBe('shows');
});

test('a signal stands apart from the outcome, and only beside EPIPE', async () => {
  const claimed = async (rest: string) =>
    problems(withSteps([pair, '{ call: write, fd: a, data: x, label: w }'], `claims:\n  - { of: w, source: posix, ${rest} }\n`));
  expect(await claimed('outcome: EPIPE, signal: SIGPIPE')).toEqual([]);
  expect(await claimed('outcome: EPIPE+SIGPIPE')).toEqual([
    expect.stringContaining("A claim's outcome is written without a signal: 'EPIPE', not 'EPIPE+SIGPIPE'."),
  ]);
  expect(await claimed('outcome: [5, EINTR+SIGUSR1]')).toEqual([expect.stringContaining("'EINTR', not 'EINTR+SIGUSR1'")]);
  expect(await claimed('outcome: EOF, signal: none')).toEqual([expect.stringContaining('this claim has no EPIPE')]);
  expect(await claimed('outcome: EPIPE, signal: SIGURG')).toHaveLength(1);
});

test('a claim that is out of date names a version and a source that there is', async () => {
  const claimed = async (outdated: string) =>
    problems(
      withSteps(
        [pair, '{ call: read, fd: a, label: read }'],
        `claims:\n  - { of: read, outcome: EOF, source: posix, outdated: ${outdated} }\n`,
      ),
    );
  expect(await claimed("{ since: '10.13.2', source: so-2974021 }")).toEqual([]);
  expect(await claimed("{ since: '10.13.2', source: xnu }")).toEqual([expect.stringContaining("There is no source 'xnu'.")]);
  expect(await claimed("{ since: 'Sierra', source: posix }")).toEqual([
    expect.stringContaining("A version is written '10.13.2', in quotes."),
  ]);
});

test('a claim that a call blocks although a timer ends it is reported', async () => {
  const claimed = (seconds: number, outcome: string) =>
    problems(
      withSteps(
        [
          pair.replace('unix-pair', 'tcp4'),
          `{ call: setsockopt, fd: a, option: SO_LINGER, value: [1, ${seconds}] }`,
          '{ call: close, fd: a, label: own close }',
        ],
        `claims:\n  - { of: own close, outcome: ${outcome}, source: posix }\n`,
      ),
    );
  expect(await claimed(1, 'blocks')).toEqual([
    "8:31: 'own close' ends by a timer of 1000 ms, and the deadline is longer: it never gives 'blocks' for it.",
  ]);
  expect(await claimed(1, '0+late')).toEqual([]);
  expect(await claimed(0, 'blocks')).toEqual([]);
});

test('an unknown tag is reported with the one that was meant', async () => {
  expect(await problems(withSteps([pair], 'tags: [clsoe]\n'))).toEqual(["5:8: Item 1 of 'tags' cannot be 'clsoe'. Did you mean 'close'?"]);
  expect(await problems(withSteps([pair], 'tags: [close]\n'))).toEqual([]);
});

test('a misspelt matrix variable hides no other mistake', async () => {
  const text = withSteps(
    ['{ call: connect-pair, link: $lnik, as: [a, b] }', '{ call: raed, fd: a }', '{ call: read, fd: a, size: many }'],
    'matrix: { link: [tcp4] }\nclaims:\n  - { of: read a, with: { lnk: tcp4 }, outcome: EFO, source: posxi }\n',
  );
  const found = await problems(text);
  for (const mistake of [
    "no 'lnik'",
    "no call 'raed'",
    "'size' must be",
    "no 'lnk'",
    "no error 'EFO'",
    "no source 'posxi'",
    'No step uses $link',
  ])
    expect(found).toContainEqual(expect.stringContaining(mistake));
  expect(found).toHaveLength(7);
});
