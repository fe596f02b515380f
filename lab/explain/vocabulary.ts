import type { Numbers } from './numbers.ts';

/** The words by which people name errors and systems: what was measured, and what is known of systems that nobody measured. Plain data. */
export interface Vocabulary {
  /** What was measured first. */
  numbers: readonly Numbers[];
  /** What C libraries and systems print for an error, strerror() and its like. */
  texts: readonly ErrorText[];
  systems: readonly SystemWords[];
}

/** A text that stands for an error. */
export interface ErrorText {
  text: string;
  errno: string;
  /** Who says so: `glibc and musl`, `macOS and the BSDs`. */
  from: string;
  isMeasured: boolean;
}

/** A measured system by all the words that a query may name it with. */
export interface SystemWords {
  id: string;
  /** The kernel's name as claims write it: `linux`. */
  kernel: string;
  /** In a sentence: `Linux 6.18.44 with glibc 2.36 (x86_64)`. */
  title: string;
  /** Lower case: the id, the target, the kernel, its family, the version, the libc, the architecture. */
  words: readonly string[];
}

/**
 * Texts of systems that nobody has measured yet, from the strings of their public sources and from logs. Texts are localised on Windows; these are the English ones.
 */
export const unmeasuredTexts: readonly ErrorText[] = [
  ...texts('macOS and the BSDs', {
    ENOTCONN: 'Socket is not connected',
    ETIMEDOUT: 'Operation timed out',
    EADDRNOTAVAIL: "Can't assign requested address",
    ENOTSOCK: 'Socket operation on non-socket',
    ESHUTDOWN: "Can't send after socket shutdown",
    EISCONN: 'Socket is already connected',
    ENOBUFS: 'No buffer space available',
  }),
  ...texts('Solaris and illumos', { EPIPE: 'Broken Pipe', ENOTCONN: 'Transport endpoint is not connected' }),
  ...texts('Windows', {
    ECONNRESET: 'An existing connection was forcibly closed by the remote host',
    ECONNABORTED: 'An established connection was aborted by the software in your host machine',
    ECONNREFUSED: 'No connection could be made because the target machine actively refused it',
    ETIMEDOUT: 'A connection attempt failed because the connected party did not properly respond',
    ENOTCONN: 'A request to send or receive data was disallowed because the socket is not connected',
    EADDRINUSE: 'Only one usage of each socket address',
  }),
  // What names of exception classes and kinds say, in any language.
  ...texts('names of exceptions', {
    ECONNRESET: 'ConnectionReset',
    EPIPE: 'BrokenPipe',
    ECONNABORTED: 'ConnectionAborted',
    ECONNREFUSED: 'ConnectionRefused',
    ENOTCONN: 'NotConnected',
    EADDRINUSE: 'AddrInUse',
  }),
  ...texts('names of exceptions', { ECONNRESET: 'Connection_reset', EADDRINUSE: 'AddressInUse' }),
  // Shorter than what a libc says; the longer text wins where both fit.
  ...texts('many programs', { ECONNRESET: 'Connection reset', EPIPE: 'Broken pipe', ECONNREFUSED: 'Connection refused' }),
];

function texts(from: string, all: Record<string, string>): ErrorText[] {
  return Object.entries(all).map(([errno, text]) => ({ text, errno, from, isMeasured: false }));
}
