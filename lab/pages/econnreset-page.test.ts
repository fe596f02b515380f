import { expect, test } from 'vitest';
import type { Source } from '../scenario/case.ts';
import { mergeAtlas } from '../atlas/atlas.ts';
import { econnresetPage } from './econnreset-page.ts';
import { identityOf, resultWith, scenarioWith } from '../atlas/fixture.ts';
import { judgeAll } from '../findings/judge.ts';

const source: Source = {
  id: 'so',
  title: 'What does ECONNRESET mean?',
  url: 'https://stackoverflow.com/questions/2974021/what-does',
  kind: 'answer',
  read: '2022-12-31',
};
const begin = ['connect-pair $link 0 1'];
const unread = scenarioWith('unread', [...begin, 'write 0 x5', 'close 1', 'read 0 64 = first read', 'read 0 64 = second read'], {
  tags: ['unread-data'],
  claims: [{ of: ['first read'], outcome: ['ECONNRESET'], on: { os: 'linux' } }],
});
const clean = scenarioWith(
  'clean',
  [...begin, 'close 1', 'read 0 64 = first read', 'write 0 x5 = first write', 'write 0 x5 = second write'],
  {
    claims: [{ of: ['first write'], outcome: ['EPIPE'], signal: 'SIGPIPE' }],
  },
);

function pageFor(see: { first?: string; second?: string; tcpWrite?: string }): string {
  const result = resultWith('native', [unread, clean], ({ scenario, matrix }) =>
    scenario === 'unread'
      ? ['done', '5', '0', see.first ?? 'ECONNRESET', see.second ?? 'EOF']
      : ['done', '0', 'EOF', matrix['link'] === 'tcp4' ? (see.tcpWrite ?? '5') : 'EPIPE+SIGPIPE', 'EPIPE+SIGPIPE'],
  );
  const atlas = mergeAtlas([unread, clean], [source], [result]);
  return econnresetPage(atlas, judgeAll(atlas)) ?? '';
}

test('the answer says what the measurements say', () => {
  expect(pageFor({})).toContain(
    '**AF_UNIX and TCP on Linux 6.18.44**: after the peer closed, `read` failing with `ECONNRESET` means that bytes',
  );
  expect(pageFor({ first: 'EOF' })).toContain('`read` returns 0 whether or not the peer had read what we sent');
  expect(pageFor({ first: 'EOF' })).not.toContain('were still unread, and so are lost');
});

test('subtleties are there only while they are measured', () => {
  const succeeds = '**The first write after the peer closed succeeds**';
  expect(pageFor({})).toContain(succeeds);
  expect(pageFor({})).toContain('[Title of clean](scenarios/clean.md) (tcp4)');
  expect(pageFor({ tcpWrite: 'EPIPE+SIGPIPE' })).not.toContain(succeeds);

  expect(pageFor({})).toContain('**The error is reported once**');
  expect(pageFor({})).not.toContain('**The error stays**');
  expect(pageFor({ second: 'ECONNRESET' })).toContain('**The error stays**');
  expect(pageFor({ second: 'ECONNRESET' })).not.toContain('**The error is reported once**');
});

test('a reset without unread data is told as another cause', () => {
  const linger = scenarioWith('linger', [...begin, 'close 1', 'read 0 64']);
  const page = (outcome: string) => {
    const result = resultWith('native', [unread, clean, linger], ({ scenario }) =>
      scenario === 'linger'
        ? ['done', '0', outcome]
        : scenario === 'unread'
          ? ['done', '5', '0', 'ECONNRESET', 'EOF']
          : ['done', '0', 'EOF', '5', '5'],
    );
    const atlas = mergeAtlas([unread, clean, linger], [source], [result]);
    return econnresetPage(atlas, judgeAll(atlas));
  };
  expect(page('ECONNRESET')).toMatch(/`ECONNRESET` has other causes.*\[Title of linger\]\(scenarios\/linger\.md\)/);
  expect(page('EOF')).not.toContain('has other causes');
});

test("every claim of the question's answer has its verdict and what was seen", () => {
  const lines = pageFor({}).split('\n');
  expect(lines.find((line) => line.includes('*first write* gives'))).toMatch(
    /\*\*refuted\*\*.*not so: `5` on Linux \(tcp4\); as claimed: `EPIPE\+SIGPIPE`/,
  );
  expect(lines.find((line) => line.includes('*first read* gives'))).toMatch(/holds .*`ECONNRESET` on Linux /);
});

test('systems that differ are told apart in the answer', () => {
  const results = [
    resultWith('native', [unread, clean], ({ scenario }) =>
      scenario === 'unread' ? ['done', '5', '0', 'ECONNRESET', 'EOF'] : ['done', '0', 'EOF', '5', '5'],
    ),
    resultWith(
      'mac',
      [unread, clean],
      ({ scenario }) => (scenario === 'unread' ? ['done', '5', '0', 'EOF', 'EOF'] : ['done', '0', 'EOF', '5', '5']),
      {
        identity: identityOf('FreeBSD', '14.2-RELEASE'),
      },
    ),
  ];
  const atlas = mergeAtlas([unread, clean], [source], results);
  const text = econnresetPage(atlas, judgeAll(atlas));
  expect(text).toContain('**AF_UNIX and TCP on Linux 6.18.44**: after the peer closed, `read` failing');
  expect(text).toContain('**AF_UNIX and TCP on FreeBSD 14.2**: `read` returns 0 whether or not');
});

test('without the question among the sources there is no such page', () => {
  const atlas = mergeAtlas([unread, clean], [{ ...source, url: 'https://example.org/' }], []);
  expect(econnresetPage(atlas, judgeAll(atlas))).toBeUndefined();
});
