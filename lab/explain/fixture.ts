import type { Atlas } from '../atlas/atlas.ts';
import { close, pair, read, write } from '../facts/fixture.ts';
import { atlasOf, scenarioOf } from '../findings/fixture.ts';
import { causesOf } from './causes-of.ts';
import type { Cause } from './cause.ts';

/** For tests: the two ends are `a`, whose calls are looked at, and `b`. */
const unread = scenarioOf('peer-close-unread', ['unix-pair', 'tcp4'], [pair('$link'), write('a'), close('b'), read('a'), read('a')]);
const clean = scenarioOf('peer-close', ['unix-pair', 'tcp4'], [pair('$link'), close('b'), read('a'), write('a')]);
const answered = scenarioOf(
  'peer-answers-and-closes-unread',
  ['unix-pair'],
  [pair('$link'), write('a'), write('b'), close('b'), read('a'), read('a')],
);

/** For tests: three scenarios that two Linux kernels, a gVisor and a FreeBSD saw, as real ones do or nearly so. */
export function smallAtlas(): Atlas {
  const told = (first: [string, string], second: [string, string], third: [string, string]) => ({
    'peer-close-unread': ['done', '5', '0', ...first],
    'peer-close': ['done', '0', ...second],
    'peer-answers-and-closes-unread': ['done', '5', '5', '0', ...third],
  });
  const linux = told(['ECONNRESET', 'EOF'], ['EOF', 'EPIPE+SIGPIPE'], ['ECONNRESET', '5']);
  return atlasOf([unread, clean, answered], linux, {
    'Linux 6.1.0': linux,
    'gVisor 20240101': told(['ECONNRESET', 'ECONNRESET'], ['EOF', 'EPIPE'], ['ECONNRESET', '5']),
    'FreeBSD 14.2': told(['EOF', 'EOF'], ['EOF', 'EPIPE+SIGPIPE'], ['5', 'EOF']),
  });
}

/** For tests: the causes in it. */
export function smallCauses(): readonly Cause[] {
  return causesOf(smallAtlas());
}
