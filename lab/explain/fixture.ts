import { mergeAtlas } from '../atlas/atlas.ts';
import type { Atlas } from '../atlas/atlas.ts';
import { identityOf, resultWith } from '../atlas/fixture.ts';
import { close, pair, read, write } from '../facts/fixture.ts';
import { atlasOf, scenarioOf } from '../findings/fixture.ts';
import { causesOf } from './causes-of.ts';
import type { Cause } from './cause.ts';
import type { Catalogue } from './search.ts';
import type { Vocabulary } from './vocabulary.ts';
import { vocabularyOf } from './vocabulary-of.ts';

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

/** For tests: numbers as Linux has them, and texts of glibc and of musl. */
const errnos: Record<string, [number, glibc: string, musl?: string]> = {
  EBADF: [9, 'Bad file descriptor'],
  EAGAIN: [11, 'Resource temporarily unavailable'],
  ENOENT: [2, 'No such file or directory'],
  EPIPE: [32, 'Broken pipe'],
  EDEADLK: [35, 'Resource deadlock avoided', 'Resource deadlock would occur'],
  EXFULL: [54, 'Exchange full'],
  ECONNABORTED: [103, 'Software caused connection abort', 'Connection aborted'],
  ECONNRESET: [104, 'Connection reset by peer'],
  ENOTCONN: [107, 'Transport endpoint is not connected', 'Socket not connected'],
  ETIMEDOUT: [110, 'Connection timed out', 'Operation timed out'],
  ECONNREFUSED: [111, 'Connection refused'],
  EHOSTUNREACH: [113, 'No route to host', 'Host is unreachable'],
};

/** For tests: the words of a Linux with glibc and of one with musl, and those that nobody measured. */
export function smallVocabulary(): Vocabulary {
  const scenario = clean;
  const resultOf = (libc: 'glibc' | 'musl') =>
    resultWith(`linux-${libc}`, [scenario], () => ['done', '0', 'EOF', 'EPIPE'], {
      identity: identityOf('Linux', '6.18.0', libc),
      errnos: Object.fromEntries(
        Object.entries(errnos).map(([name, [number, glibc, musl]]) => [name, { number, text: libc === 'musl' ? (musl ?? glibc) : glibc }]),
      ),
    });
  return vocabularyOf(mergeAtlas([scenario], [], [resultOf('glibc'), resultOf('musl')]));
}

/** For tests: the small atlas, ready to be searched. */
export function smallCatalogue(): Catalogue {
  const atlas = smallAtlas();
  const scenarios = new Map(atlas.scenarios.map(({ id, title, question }) => [id, [id, title, question].join('\n')]));
  return { causes: causesOf(atlas), vocabulary: vocabularyOf(atlas), scenarios };
}
