import { expect, test } from 'vitest';
import { close, pair, read, write } from '../facts/fixture.ts';
import { atlasOf, scenarioOf } from '../findings/fixture.ts';
import type { Cause } from './cause.ts';
import { causesOf } from './causes-of.ts';
import { smallAtlas, smallCauses } from './fixture.ts';
import { packCauses, unpackCauses } from './pack.ts';

const all = smallCauses();

function the(parts: Partial<Cause>): Cause {
  const found = all.filter((cause) => Object.entries(parts).every(([key, value]) => cause[key as keyof Cause] === value));
  expect(found).toHaveLength(1);
  return found[0] as Cause;
}

test('calls that are alike are one cause, whatever case they are in', () => {
  const cause = the({ call: 'read', link: 'AF_UNIX stream', outcome: 'ECONNRESET', state: 'peer closed, our data unread' });
  expect(cause).toMatchObject({
    calls: ['read'],
    links: ['unix-pair'],
    did: 'The peer closed its socket and had not read all that you sent.',
    on: ['gvisor-20240101', 'linux-6.1.0', 'linux-6.18.0'],
    asked: ['freebsd-14.2', 'gvisor-20240101', 'linux-6.1.0', 'linux-6.18.0'],
    cases: 1,
    ours: 'lost',
    theirs: 'none',
    example: { case: 'peer-close-unread/unix-pair', step: 3 },
  });
});

test('a signal makes another cause', () => {
  expect(the({ call: 'write', link: 'TCP', outcome: 'EPIPE', signal: 'SIGPIPE' }).on).not.toContain('gvisor-20240101');
  expect(the({ call: 'write', link: 'TCP', outcome: 'EPIPE', signal: undefined }).on).toEqual(['gvisor-20240101']);
});

test('whether the data of the peer can still be read is found from the reads that follow', () => {
  const states = 'peer closed, our data unread, data waits for us';
  expect(the({ call: 'read', outcome: 'ECONNRESET', state: states }).theirs).toBe('readable');
  const again = causesOf(
    atlasOf([scenarioOf('lost', ['unix-pair'], [pair(), write('a'), write('b'), close('b'), read('a'), read('a')])], {
      lost: ['done', '5', '5', '0', 'ECONNRESET', 'EOF'],
    }),
  );
  expect(again.find(({ outcome }) => outcome === 'ECONNRESET')?.theirs).toBe('lost');
});

test('places are products that hold: no system is in the place of a link on which it showed something else', () => {
  const scenario = scenarioOf('reset', ['unix-pair', 'unix-path'], [pair('$link'), write('a'), close('b'), read('a')]);
  const atlas = atlasOf([scenario], { reset: ['done', '5', '0', 'ECONNRESET'] }, { 'FreeBSD 14.2': { reset: ['done', '5', '0', 'EOF'] } });
  for (const cause of causesOf(atlas)) {
    for (const place of cause.seen)
      expect(place.on).toEqual(cause.outcome === 'EOF' ? ['freebsd-14.2'] : cause.outcome === 'succeeds' ? cause.asked : ['linux-6.18.0']);
  }
});

test('a packed table says the same after a file has had it', () => {
  expect(unpackCauses(JSON.parse(JSON.stringify(packCauses(all))))).toEqual(all);
});

test('the same atlas is looked through once', () => {
  const atlas = smallAtlas();
  expect(causesOf(atlas)).toBe(causesOf(atlas));
});
