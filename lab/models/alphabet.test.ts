import { expect, test } from 'vitest';
import { formatDiagnostic } from '../scenario/diagnostic.ts';
import { places } from '../root.ts';
import { checkAlphabet, loadAlphabets } from './load-alphabets.ts';
import { rulesOf } from './letter-rules.ts';
import { answersOf, wordCases } from './word-plan.ts';

const text = (letters: string, links = 'unix-pair: { pacing: back-to-back, extra: 1 }'): string => `title: t
links:
  ${links}
setup:
  - { call: connect-pair, link: $link, as: [a, b] }
letters:
${letters}
`;

const wrong = (yaml: string): string => checkAlphabet('x', 'x.yaml', yaml).diagnostics.map(formatDiagnostic).join('\n');

test('what is wrong with an alphabet is said with its place and what was probably meant', () => {
  expect(wrong(text('  a.read: { call: raed, fd: a }'))).toContain("x.yaml:7:19: There is no call 'raed'. Did you mean 'read'?");
  expect(wrong(text('  a.read: { call: read, fd: q }'))).toMatch(/x\.yaml:7:\d+: Nothing makes the descriptor 'q'/);
  expect(wrong(text('  a.read: { call: read, fd: a, sise: 1 }'))).toContain(
    "x.yaml:7:32: There is no key 'sise' here. Did you mean 'size'?",
  );
  expect(wrong(text('  read: { call: read, fd: a }'))).toContain('a letter is an end and what it does');
  expect(wrong(text('  a.read: { call: read, fd: a, async: x }'))).toContain("cannot have 'async'");
  const without = 'unix-pair: { pacing: back-to-back, extra: 1, without: [a.raed] }';
  expect(wrong(text('  a.read: { call: read, fd: a }', without))).toContain("There is no letter 'a.raed'. Did you mean 'a.read'?");
  expect(wrong(text('  a.read: { call: read, fd: a }', 'unix-par: { pacing: settled, extra: 0 }'))).toContain("Did you mean 'unix-pair'?");
});

test('the alphabets of the repository are right, and differ in what they ask', async () => {
  const alphabets = await loadAlphabets(places());
  expect(alphabets.map(({ link, name }) => `${link}.${name}`)).toContain('unix-pair.connection');
  expect(new Set(alphabets.map(({ hash }) => hash)).size).toBe(alphabets.length);
});

async function alphabet(link: string, name = 'connection') {
  const found = (await loadAlphabets(places())).find((one) => one.link === link && one.name === name);
  if (found === undefined) throw new Error(`no alphabet ${name} on ${link}`);
  const letter = (wanted: string): number => found.letters.findIndex((one) => one.name === wanted);
  return { found, letter, rules: rulesOf(found) };
}

test('a closed end is not asked, and the other one is', async () => {
  const { letter, rules } = await alphabet('unix-pair');
  const closed = rules.after(rules.start, letter('a.close-reset'), '0');
  expect(rules.allows(closed, letter('a.read'))).toBe(false);
  expect(rules.allows(closed, letter('b.read'))).toBe(true);
});

test('messages in flight are bounded until a read brings one, or finds none', async () => {
  const { letter, rules } = await alphabet('unix-dgram-pair');
  const write = letter('a.write');
  const full = [write, write].reduce((state, one) => rules.after(state, one, 'n'), rules.start);
  expect(rules.allows(full, write)).toBe(false);
  expect(rules.allows(rules.after(full, letter('b.read'), 'n'), write)).toBe(true);
  expect(rules.allows(rules.after(full, letter('b.read'), 'EAGAIN'), write)).toBe(true);
  expect(rules.allows(rules.after(full, letter('b.close'), '0'), write)).toBe(true);
  expect(rules.allows(rules.after(rules.start, write, 'EPIPE'), write)).toBe(true);
});

test('what was not accepted cannot be read', async () => {
  const { letter, rules } = await alphabet('unix-stream', 'listener');
  const accept = letter('listener.accept');
  const read = letter('accepted.read');
  expect(rules.allows(rules.start, read)).toBe(false);
  expect(rules.allows(rules.after(rules.start, accept, 'EAGAIN'), read)).toBe(false);
  expect(rules.allows(rules.after(rules.start, accept, 'done'), read)).toBe(true);
  expect(rules.allows(rules.after(rules.start, accept, 'done'), accept)).toBe(false);
});

test('words share a case, each on a connection of its own, and get back what is theirs', async () => {
  const { found, letter } = await alphabet('unix-pair');
  const wanted = [[letter('a.write'), letter('b.read')], [letter('a.close-reset')], [letter('a.read')]].map((word) => ({
    alphabet: found,
    word,
  }));
  const [one, ...others] = wordCases(wanted, Infinity);
  expect(others).toEqual([]);
  expect(one?.steps.map(({ line }) => line.slice('step 0 - '.length))).toContain('connect-pair unix-pair 4 5');
  if (one === undefined) return;
  const setup = ['done', '0', '0'];
  const outcomes = [...setup, '1', '1', ...setup, 'EINVAL', '0', ...setup, 'EAGAIN'];
  const troubles: string[] = [];
  const answers = answersOf(one, [{ count: 1, outcomes }], (_, trouble) => troubles.push(trouble));
  expect(answers.map(({ answer }) => answer.traces[0]?.outputs)).toEqual([['n', 'n'], ['EINVAL, 0'], ['EAGAIN']]);
  // A trial that was cut off answers the words before, and none after.
  const cut = answersOf(one, [{ count: 1, outcomes: [...setup, '1', '1', 'setup failed: connect-pair EMFILE'] }], (_, trouble) =>
    troubles.push(trouble),
  );
  expect(cut.map(({ answer }) => answer.traces.length)).toEqual([1, 0, 0]);
  expect(troubles).toEqual(['setup failed: connect-pair EMFILE']);
});
