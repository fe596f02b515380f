import { execFile, spawnSync } from 'node:child_process';
import { copyFile, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { engineFor } from '../targets/engine/fixture.ts';
import { prepareKernelTarget } from '../targets/fixture.ts';
import { makeKit } from './fixture.ts';
import { readSubmission } from './submission.ts';

const run = promisify(execFile);

/** Everything that is compiled is compiled in the guest, by a compiler of its own architecture. */
const toolchains = {
  amd64: { suite: 'trixie', compiler: 'tcc' },
  arm64: { suite: 'trixie', compiler: 'tcc' },
  i386: { suite: 'bookworm', compiler: 'tcc' },
  // tcc knows no s390x.
  s390x: { suite: 'trixie', compiler: 'gcc' },
};
type Architecture = keyof typeof toolchains;

/** In place of the agent: init starts it as nobody, with its standard output going to the host. */
const program = `#!/bin/busybox sh
/bin/busybox mkdir /tmp/applets
/bin/busybox --install -s /tmp/applets
PATH=/usr/bin:/bin:/tmp/applets exec /bin/busybox sh /sockatlas-kit.sh
`;

const hasTools = ['mmdebstrap', 'busybox'].every((tool) => spawnSync('which', [tool]).status === 0);
const canRun = (await engineFor('kit-guests.test.ts')) !== undefined && (hasTools || process.env['CI'] !== undefined);

describe.skipIf(!canRun)('the kit in a machine of its own', () => {
  let folder: string;
  let kit: string;
  /** By architecture, an archive of what a guest needs beside what its image has. */
  const archives = new Map<Architecture, Promise<string>>();

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sockatlas-guests-'));
    kit = await makeKit(folder);
  });
  afterAll(async () => rm(folder, { recursive: true, force: true }));

  async function archiveFor(architecture: Architecture): Promise<string> {
    const { suite, compiler } = toolchains[architecture];
    const root = join(folder, architecture);
    await run('mmdebstrap', [
      '--quiet',
      '--variant=extract',
      `--architectures=${architecture}`,
      `--include=${compiler},libc6-dev,busybox-static,coreutils`,
      suite,
      root,
      `deb http://deb.debian.org/debian ${suite} main`,
    ]);
    // What init has, or nobody needs: the guest unpacks all of it into memory.
    for (const unused of ['dev', 'etc', 'tmp', 'var', 'usr/share']) await rm(join(root, unused), { recursive: true, force: true });
    // Packages are unpacked and not installed, so that what merges /lib and /usr/lib is missing where the packages rely on it.
    const present = await readdir(root);
    for (const name of await readdir(join(root, 'usr'))) {
      if (/^(bin|lib\d*)$/.test(name) && !present.includes(name)) await symlink(`usr/${name}`, join(root, name));
    }
    await writeFile(join(root, 'agent'), program, { mode: 0o755 });
    await copyFile(kit, join(root, 'sockatlas-kit.sh'));
    const archive = join(folder, `${architecture}.cpio`);
    await run('sh', ['-c', 'cd "$1" && find . | busybox cpio -o -H newc > "$2"', 'sh', root, archive]);
    return archive;
  }

  test.each([
    ['linux-5.10', 'amd64', /^5\.10\./, 'x86_64'],
    ['linux-6.1', 'amd64', /^6\.1\./, 'x86_64'],
    ['linux-6.12', 'amd64', /^6\.12\./, 'x86_64'],
    ['linux-7.2', 'amd64', /^7\.2[.+-]/, 'x86_64'],
    ['linux-7.3', 'amd64', /^7\.3[.+~-]/, 'x86_64'],
    ['linux-6.12-aarch64', 'arm64', /^6\.12\./, 'aarch64'],
    ['linux-6.1-i386', 'i386', /^6\.1\./, 'i686'],
    ['linux-6.12-s390x', 's390x', /^6\.12\./, 's390x'],
  ] as const)(
    '%s compiles it, runs it, and writes a result that can be taken in',
    async (target, architecture, release, machine) => {
      const { image = '' } = await prepareKernelTarget(target);
      const archive = archives.get(architecture) ?? archiveFor(architecture);
      archives.set(architecture, archive);
      // A mirror in the middle of its own update lists packages that it has not got: nothing of ours is tried then.
      const missing = await archive.then(
        () => undefined,
        (error: Error) => (/apt download failed/.test(error.message) ? error.message.slice(0, 200) : undefined),
      );
      if (missing !== undefined) {
        console.warn(`${target} was not tried: ${missing}`);
        return;
      }
      // The kernel unpacks one archive over the other.
      const initramfs = join(folder, `${target}.cpio`);
      await run('sh', [
        '-c',
        '{ docker run --rm --entrypoint cat "$1" /initramfs && cat "$2"; } > "$3"',
        'sh',
        image,
        await archive,
        initramfs,
      ]);
      const volume = `${initramfs}:/initramfs:ro`;
      const options = ['--rm', '-i', '--network', 'none', '--read-only', '--tmpfs', '/tmp:size=1g', '-e', 'MEMORY=1024', '-v', volume];
      const ran = run('docker', ['run', ...options, image], { maxBuffer: 1 << 24 });
      ran.child.stdin?.end();
      const { stdout, stderr } = await ran;
      expect(stderr).toContain('sockatlas: Done: 4 cases.');
      const submission = readSubmission(Buffer.from(stdout));
      if (!('document' in submission)) throw new Error(JSON.stringify(submission));
      expect(submission.document.observations[0]).toMatchObject({
        identity: { sysname: 'Linux', release: expect.stringMatching(release) as string, machine, libc: { name: 'glibc' } },
      });
      expect(submission.document.observations).toHaveLength(6);
      await rm(initramfs);
    },
    600_000,
  );
});
