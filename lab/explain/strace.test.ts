import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { smallCatalogue } from './fixture.ts';
import { parseStrace } from './strace.ts';
import { explainTrail, pickTrail, trailsIn } from './trail.ts';
import type { Explained, Trail } from './trail.ts';

const catalogue = smallCatalogue();
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sockatlas-strace-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const head = `
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
`;

/** Compiles a program, runs it under the real strace, and returns what strace wrote. */
function traced(body: string, ...options: string[]): string {
  const [source, program, output] = ['main.c', 'main', 'trace'].map((name) => join(folder, name)) as [string, string, string];
  writeFileSync(source, `${head}${body}`);
  execFileSync('gcc', ['-Wall', '-Werror', '-pthread', '-o', program, source]);
  const run = spawnSync('strace', ['-o', output, ...options, program], { encoding: 'utf8' });
  expect(run.error).toBeUndefined();
  return readFileSync(output, 'utf8');
}

function explained(text: string, fd?: number): Explained & { trail: Trail } {
  const trace = parseStrace(text);
  const trail = pickTrail(trailsIn(trace), fd);
  if (trail === undefined) throw new Error(`no socket in it:\n${text}`);
  return { ...explainTrail(trail, trace, catalogue), trail };
}

const unread = `
int main(void) {
	int fds[2];
	char buffer[64];
	signal(SIGPIPE, SIG_IGN);
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, fds) != 0) return 1;
	pid_t child = fork();
	if (child == 0) { close(fds[0]); usleep(200000); _exit(0); }
	close(fds[1]);
	if (write(fds[0], "hello, \\"a)\\"", 10) != 10) return 1;
	waitpid(child, NULL, 0);
	return read(fds[0], buffer, sizeof buffer) == 0;
}`;

test.each([
  ['plainly', []],
  ['with children', ['-f']],
  ['with children and times', ['-f', '-tt', '-T']],
  ['with relative times', ['-f', '-r']],
  ['with seconds since 1970', ['-f', '-ttt']],
  ['with decorated descriptors', ['-f', '-yy']],
])('a read that fails since the peer exited with our data unread, traced %s, is explained', (_, options) => {
  const { decisive, annotations, trail } = explained(traced(unread, ...options));
  expect(trail.link).toBe('AF_UNIX stream');
  expect(decisive).toMatchObject({ call: 'read', outcome: 'ECONNRESET' });
  expect(decisive?.answers[0]?.state).toBe('peer closed, our data unread');
  const read = annotations.find(({ text }) => text.includes('ECONNRESET'));
  expect(read?.means).toBe('fails with ECONNRESET: by now the peer closed its socket and had not read all that you sent (likeliest of 2)');
  expect(annotations.find(({ text }) => text.includes('hello'))?.means).toContain('your kernel took 10 bytes');
});

test('a write that nobody can read any more is explained, and the signal that comes along', () => {
  const body = `
int main(void) {
	int fds[2];
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, fds) != 0) return 1;
	close(fds[1]);
	return write(fds[0], "x", 1) == 1;
}`;
  const { decisive, annotations } = explained(traced(body));
  expect(decisive).toMatchObject({ call: 'write', outcome: 'EPIPE' });
  expect(decisive?.answers.map(({ state }) => state)).toEqual(['peer closed, nothing of ours unread']);
  expect(annotations.map(({ means }) => means)).toContain('the kernel sends SIGPIPE along with EPIPE');
});

test('the end of data that a waiting read of another thread got is put together from its two lines', () => {
  const body = `
static int fds[2];
static void *reader(void *unused) {
	char buffer[64];
	(void)unused;
	return read(fds[0], buffer, sizeof buffer) == 0 ? NULL : fds;
}
int main(void) {
	pthread_t thread;
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, fds) != 0) return 1;
	pthread_create(&thread, NULL, reader, NULL);
	usleep(200000);
	shutdown(fds[1], SHUT_WR);
	pthread_join(thread, NULL);
	return 0;
}`;
  const text = traced(body, '-f');
  expect(text).toContain('unfinished');
  const { decisive, trail } = explained(text);
  expect(decisive).toMatchObject({ call: 'read', outcome: 'EOF' });
  expect(trail.calls.map(({ name }) => name)).toEqual(['socketpair', 'read']);
});

test('a descriptor that is asked for is followed, also one that was closed and used again', () => {
  const body = `
int main(void) {
	int fds[2], again[2];
	char buffer[8];
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, fds) != 0) return 1;
	close(fds[0]);
	close(fds[1]);
	if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, again) != 0 || again[0] != fds[0]) return 1;
	if (send(again[0], "ping", 4, 0) != 4) return 1;
	return recv(again[1], buffer, sizeof buffer, 0) == 4 ? 0 : 1;
}`;
  const trace = parseStrace(traced(body));
  const trails = trailsIn(trace).filter(({ link }) => link !== undefined);
  expect(trails.map(({ link }) => link)).toEqual(['AF_UNIX stream', 'AF_UNIX stream', 'AF_UNIX seqpacket', 'AF_UNIX seqpacket']);
  const [first] = trails;
  expect(pickTrail(trails, first?.fd)?.link).toBe('AF_UNIX seqpacket');
  expect(pickTrail(trails, 77)).toBeUndefined();
});

test('a call that never returned is said to', () => {
  const text = ['12 socketpair(AF_UNIX, SOCK_STREAM, 0, [3, 4]) = 0', '12 read(3, ', '13 exit_group(0) = ?'].join('\n');
  const { annotations } = explained(text);
  expect(annotations.at(-1)?.means).toBe('did not return before the trace ended');
});

test('a call that strace wrote in two lines is shown as one', () => {
  const text = [
    '12 12:00:00.1 socketpair(AF_UNIX, SOCK_STREAM, 0, [3, 4]) = 0',
    '12 12:00:00.2 write(3, "hello, \\"a)", 10 <unfinished ...>',
    '13 12:00:00.2 close(3)               = 0',
    '12 12:00:00.3 <... write resumed>)      = 10',
    '12 12:00:00.4 recvmsg(3,  <unfinished ...>',
    '12 12:00:00.5 <... recvmsg resumed>{msg_name=NULL, msg_iov=[]}, 0) = 0',
  ].join('\n');
  const { annotations, decisive } = explained(text);
  expect(annotations.map(({ line, text: shown }) => `${line} ${shown}`)).toEqual([
    '0 12 12:00:00.1 socketpair(AF_UNIX, SOCK_STREAM, 0, [3, 4]) = 0',
    '3 12 12:00:00.3 write(3, "hello, \\"a)", 10)      = 10',
    '5 12 12:00:00.5 recvmsg(3, {msg_name=NULL, msg_iov=[]}, 0) = 0',
  ]);
  expect(decisive).toMatchObject({ call: 'read', outcome: 'EOF' });
});

test('lines that are no call are left alone', () => {
  const { calls, events } = parseStrace(
    ['strace: Process 7 attached', '--- SIGPIPE {si_signo=SIGPIPE, si_code=SI_USER} ---', '+++ killed by SIGPIPE +++', 'hello', ''].join(
      '\n',
    ),
  );
  expect(calls).toEqual([]);
  expect(events.map(({ signal, end }) => signal ?? end)).toEqual(['SIGPIPE', 'killed by SIGPIPE']);
});
