import { expect, test } from 'vitest';
import { checkScenario } from '../scenario/check-scenario.ts';
import { sourcesNamed } from '../scenario/fixture.ts';
import { opposedClaims } from './opposed-claims.ts';

const sources = sourcesNamed(['posix', 'other']);

async function opposed(...files: string[]): Promise<string[]> {
  const scenarios = await Promise.all(
    files.map(
      async (text, index) => (await checkScenario(`s${index}`, `s${index}.yaml`, text, sources)).scenario ?? expect.unreachable(text),
    ),
  );
  return opposedClaims(scenarios).map(({ at, other }) => `${at} against ${other.at}`);
}

/** A scenario of two ends whose last step is labelled `call`, with one claim about it. */
function scenario(steps: string[], claim: string): string {
  const lines = ['{ call: connect-pair, link: unix-pair, as: [one, two] }', ...steps].map((step) => `  - ${step}\n`).join('');
  return `title: t\nquestion: q\nsteps:\n${lines}claims:\n  - { of: call, source: posix, ${claim} }\n`;
}

const sendAfterClose = (send: string) => ['{ call: close, fd: two }', send];
const send = '{ call: send, fd: one, size: 5, label: call }';

test('claims of one source that oppose each other in two scenarios are found, whatever the scenarios call things', async () => {
  const one = scenario(sendAfterClose(send), 'outcome: EPIPE, signal: SIGPIPE');
  const renamed = scenario(sendAfterClose('{ call: send, fd: one, data: hello, label: call }'), 'outcome: EPIPE, signal: none')
    .replaceAll(/\bone\b/g, 'a')
    .replaceAll(/\btwo\b/g, 'b');
  expect(await opposed(one, renamed)).toEqual(["'call' in s1 against 'call' in s0"]);
  expect(await opposed(one, renamed.replace('posix', 'other'))).toEqual([]);
  expect(await opposed(one, renamed.replace(', signal: none', ''))).toEqual([]);
});

test('the situation counts and not how it came about: asking for events changes nothing that a send depends on', async () => {
  const one = scenario(sendAfterClose(send), 'outcome: EPIPE');
  const polled = scenario(['{ call: close, fd: two }', '{ call: getpeername, fd: one }', send], 'outcome: ECONNRESET');
  expect(await opposed(one, polled)).toHaveLength(1);
});

test.each([
  ['another link', scenario(sendAfterClose(send), 'outcome: ECONNRESET').replace('unix-pair', 'tcp4')],
  ['another call', scenario(sendAfterClose(send.replace('send', 'write')), 'outcome: ECONNRESET')],
  ['another size', scenario(sendAfterClose(send.replace('5', '0')), 'outcome: ECONNRESET')],
  ['the peer still there', scenario([send], 'outcome: ECONNRESET')],
  ['data unread', scenario(['{ call: write, fd: one, data: x }', ...sendAfterClose(send)], 'outcome: ECONNRESET')],
  ['a read that may have taken the error', scenario(['{ call: close, fd: two }', '{ call: read, fd: one }', send], 'outcome: ECONNRESET')],
  ['signals ignored', scenario(['{ call: signal, signal: SIGPIPE, action: ignore }', ...sendAfterClose(send)], 'outcome: ECONNRESET')],
  ['other systems', scenario(sendAfterClose(send), 'outcome: ECONNRESET, on: { os: macos }')],
])('%s is another situation', async (_name, second) => {
  expect(await opposed(scenario(sendAfterClose(send), 'outcome: EPIPE, on: { os: linux }'), second)).toEqual([]);
});

test('the two ends of a pipe are not alike', async () => {
  const pipe = (closes: string, polls: string, outcome: string) =>
    scenario([`{ call: close, fd: ${closes} }`, `{ call: poll, fd: ${polls}, events: [IN], label: call }`], `outcome: ${outcome}`).replace(
      'unix-pair',
      'pipe',
    );
  expect(await opposed(pipe('two', 'one', 'HUP'), pipe('one', 'two', 'ERR'))).toEqual([]);
  expect(await opposed(pipe('two', 'one', 'HUP'), pipe('two', 'one', 'ERR'))).toHaveLength(1);
});
