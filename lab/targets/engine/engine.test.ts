import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Docker from 'dockerode';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LabError } from '../../failure.ts';
import { Stopped, type RunLimits } from '../driver.ts';
import { buildImage } from './build.ts';
import { connect, type Engine } from './connect.ts';
import { engineFor } from './fixture.ts';
import { containerLabels, isOrphan } from './labels.ts';
import { removeOrphans } from './reap.ts';
import { runContainer } from './run-container.ts';

const available = await engineFor('engine.test.ts');

/** A program in place of the agent: it does what its plan says. Its image is nothing but itself, so that no registry is needed. */
const program = `
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>
int main(int argc, char **argv)
{
	char word[100] = "";
	if (argc > 1 && strcmp(argv[1], "-c") == 0) { /* it is /bin/sh in the build that fails */
		int i;
		for (i = 1; i <= 30; i++) printf("line %d\\n", i);
		return 3;
	}
	while (scanf("%99s", word) == 1) {
		if (strcmp(word, "facts") == 0) {
			struct sockaddr_in6 address;
			int fd = socket(AF_INET6, SOCK_STREAM, 0);
			memset(&address, 0, sizeof address);
			address.sin6_family = AF_INET6;
			address.sin6_addr = in6addr_loopback;
			printf("uid %d\\n", (int)getuid());
			printf("ipv6 %s\\n", bind(fd, (struct sockaddr *)&address, sizeof address) == 0 ? "yes" : strerror(errno));
			printf("root %s\\n", mkdir("/new", 0700) == 0 ? "writable" : strerror(errno));
			printf("tmp %s\\n", mkdir("/tmp/new", 0700) == 0 ? "writable" : strerror(errno));
			fprintf(stderr, "complaint\\n");
		}
		if (strcmp(word, "abort") == 0) { printf("before\\n"); fflush(stdout); return 134; }
		if (strcmp(word, "hang") == 0) { printf("before\\n"); fflush(stdout); for (;;) pause(); }
		if (strcmp(word, "much") == 0) { int i; for (i = 0; i < 200000; i++) printf("%07d\\n", i); }
	}
	return 0;
}
`;

describe.skipIf(available === undefined)('a real engine', { timeout: 60_000 }, () => {
  const engine = available as Engine;
  const docker = new Docker();
  let folder: string;
  let image: string;
  const signal = new AbortController().signal;
  const request = (dockerfile: string) => ({
    door: engine?.door,
    target: 'test',
    folder: join(folder, dockerfile),
    files: [],
    args: {},
    baseContent: 'none',
    log: join(folder, `${dockerfile}.log`),
    checkout: folder,
    signal,
    onBuild() {},
  });
  const ours = async () => docker.listContainers({ all: true, filters: { label: [`sockatlas.checkout=${folder}`] } });
  const run = async (plan: string, over: Partial<RunLimits> = {}) =>
    runContainer({ door: engine.door, image, labels: containerLabels(folder, 'test') }, plan, { signal, ...over });

  const context = async (name: string, dockerfile: string): Promise<void> => {
    await mkdir(join(folder, name));
    await writeFile(join(folder, name, 'Dockerfile'), dockerfile);
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'engine-'));
    await writeFile(join(folder, 'program.c'), program);
    execFileSync('cc', ['-static', '-o', join(folder, 'program'), join(folder, 'program.c')]);
    // A context holds text; the program comes in through an image of its own.
    const { createTar } = await import('nanotar');
    const files = ['program', 'bin/sh'].map(async (name) => ({
      name,
      data: await readFile(join(folder, 'program')),
      attrs: { mode: '755' },
    }));
    const { Readable } = await import('node:stream');
    const layers = createTar([...(await Promise.all(files)), { name: 'tmp/', attrs: { mode: '1777' } }]);
    const stream = await docker.importImage(Readable.from([Buffer.from(layers)]), {
      repo: 'sockatlas-test',
      tag: String(process.pid),
    });
    for await (const _ of stream);
    await context('good', `FROM sockatlas-test:${process.pid}\nENTRYPOINT ["/program"]\n`);
    await context('failing', `FROM sockatlas-test:${process.pid}\nRUN anything\n`);
    await context('wrong', 'FROM scratch\nCOPIE a b\n');
    await context('lacking', 'FROM scratch\nCOPY nothing /\n');
    image = await buildImage(request('good'));
  }, 60_000);

  afterAll(async () => {
    for (const name of [image, `sockatlas-test:${process.pid}`]) await docker.getImage(name).remove({ force: true });
  });

  test('a second build of the same inputs does nothing', async () => {
    let builds = 0;
    expect(await buildImage({ ...request('good'), onBuild: () => void builds++ })).toBe(image);
    expect(builds).toBe(0);
  });

  test('what is written beside a Dockerfile for its readers is no input', async () => {
    await writeFile(join(folder, 'good', 'README.md'), 'Why it is made this way.\n');
    expect(await buildImage(request('good'))).toBe(image);
  });

  test('the agent is an ordinary user with ::1 and /tmp, and cannot write elsewhere', async () => {
    const output = await run('facts\n');
    // A kernel without IPv6 has no ::1 to give.
    const ipv6 = existsSync('/proc/net/if_inet6') ? 'yes' : 'Address family not supported by protocol';
    expect(output.stdout).toBe(`uid 65534\nipv6 ${ipv6}\nroot Read-only file system\ntmp writable\n`);
    expect(output).toMatchObject({ stderr: 'complaint\n', exitCode: 0, fault: undefined });
    expect(await ours()).toEqual([]);
  });

  test('nothing of a large output is lost', async () => {
    const { stdout } = await run('much\n');
    expect(stdout).toHaveLength(200_000 * 8);
    expect(stdout.endsWith('0199999\n')).toBe(true);
  });

  test('what was written before a death is kept, and the death is told', async () => {
    expect(await run('abort\n')).toMatchObject({ stdout: 'before\n', fault: 'was killed by signal 6' });
    expect(await ours()).toEqual([]);
  });

  test('a container that hangs is stopped when it is asked for, and says why', async () => {
    const stop = new AbortController();
    const heard = (): void => stop.abort(new Stopped('said nothing for 1 s and was stopped'));
    expect(await run('hang\n', { signal: stop.signal, heard })).toMatchObject({
      stdout: 'before\n',
      fault: 'said nothing for 1 s and was stopped',
    });
    expect(await ours()).toEqual([]);
  });

  test.each([0, 50, 200, 600])('an abort after %i ms leaves no container', async (after) => {
    const abort = new AbortController();
    setTimeout(() => abort.abort(new Error('stop')), after);
    const begun = Date.now();
    expect(await run('hang\n', { signal: abort.signal })).toMatchObject({ fault: 'was interrupted' });
    expect(Date.now() - begun).toBeLessThan(after + 2000);
    // The engine goes on to remove it when nobody waits for that any more.
    await expect.poll(ours, { timeout: 20_000 }).toEqual([]);
  });

  test('a build that fails shows its last twenty lines and where the rest is', async () => {
    const error = (await buildImage(request('failing')).catch((caught: unknown) => caught)) as LabError;
    expect(error).toBeInstanceOf(LabError);
    expect(error.message).toContain('failing/Dockerfile: ');
    expect(error.message).toContain('returned a non-zero code: 3');
    expect(error.message).toContain('  line 30');
    expect(error.message.split('\n')).toHaveLength(21);
    expect(error.hint).toContain('failing.log');
    expect(await readFile(join(folder, 'failing.log'), 'utf8')).toContain('line 1\n');
  });

  test.each([
    ['wrong', 'COPIE'],
    ['lacking', 'nothing'],
  ])('a Dockerfile that is %s is told as such', async (name, reason) => {
    await expect(buildImage(request(name))).rejects.toThrow(reason);
  });

  test('what a dead lab left behind is removed, and what a living one runs is not', async () => {
    const create = async (labels: Record<string, string>) => docker.createContainer({ Image: image, Labels: labels });
    const living = containerLabels(folder, 'test');
    await create(living);
    // The number of this process, but begun at another time: it has been used again.
    const dead = { ...living, 'sockatlas.started': '1' };
    await create(dead);
    // A number says nothing on another machine.
    const strange = { ...dead, 'sockatlas.host': 'elsewhere' };
    expect([living, dead, strange].map(isOrphan)).toEqual([false, true, false]);
    expect(await removeOrphans(engine.door)).toBeGreaterThanOrEqual(1);
    const left = await ours();
    expect(left.map((one) => one.Labels['sockatlas.started'])).toEqual([living['sockatlas.started']]);
    for (const one of left) await docker.getContainer(one.Id).remove({ force: true });
  });
});

test('an engine that was asked for and is not there is told with its route', async () => {
  const found = await connect({ DOCKER_HOST: 'unix:///nowhere/engine.sock' });
  expect(found).toMatchObject({ summary: 'no container engine: DOCKER_HOST (unix:///nowhere/engine.sock): it is not there' });
});
