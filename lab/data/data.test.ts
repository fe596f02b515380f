import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { mergeAtlas } from '../atlas/atlas.ts';
import { readResults } from '../results/store.ts';
import { places } from '../root.ts';
import { loadScenarios } from '../scenario/load.ts';
import { AtlasFile, atlasSchema } from './atlas-file.ts';
import { writeDataOf } from './write-data.ts';

/** The real results of some scenarios: enough for the examples, and quick to merge. */
const wanted = new Set(['peer-close-unread', 'peer-close-clean', 'blocked-read-peer-close']);
let data = '';
let project = '';

beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), 'data-test-'));
  const [{ scenarios }, results] = await Promise.all([loadScenarios(places()), readResults(places())]);
  const some = scenarios.filter(({ id }) => wanted.has(id));
  await writeDataOf(mergeAtlas(some, [], results), data);
  const packed = spawnSync('npm', ['pack', '--json', '--pack-destination', data], { cwd: join(data, 'sockatlas'), encoding: 'utf8' });
  expect(packed.status, packed.stderr).toBe(0);
  const [{ filename }] = z.tuple([z.object({ filename: z.string() })]).parse(JSON.parse(packed.stdout));
  project = join(data, 'project');
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), '{ "name": "user", "version": "1.0.0", "type": "module", "private": true }');
  const installed = spawnSync('npm', ['install', '--offline', '--no-audit', '--no-fund', join(data, filename)], {
    cwd: project,
    encoding: 'utf8',
  });
  expect(installed.status, installed.stderr).toBe(0);
}, 300_000);
afterAll(() => rmSync(data, { recursive: true, force: true }));

const atlasIn = (): AtlasFile => AtlasFile.parse(JSON.parse(readFileSync(join(data, 'atlas.json'), 'utf8')));

test('atlas.json is what its schema says, and the schema beside it is that one', () => {
  expect(atlasIn().schemaVersion).toBe(2);
  expect(readFileSync(join(data, 'atlas.schema.json'), 'utf8')).toBe(atlasSchema());
  expect(
    z.fromJSONSchema(JSON.parse(atlasSchema()) as never).safeParse(JSON.parse(readFileSync(join(data, 'atlas.json'), 'utf8'))).error,
  ).toBe(undefined);
});

test('each step says its call, its end and its process, and each behaviour the state before it', () => {
  const { cases, states } = atlasIn();
  const { steps, behaviours } = cases['peer-close-unread/tcp4'] ?? { steps: [], behaviours: [] };
  const at = steps.findIndex(({ label }) => label === 'first read');
  expect(steps[at]).toEqual({ label: 'first read', call: 'read', text: 'read(a, 64)', process: 'main', end: 'a' });
  expect(behaviours.length).toBeGreaterThan(0);
  for (const behaviour of behaviours) {
    const state = states[behaviour.states[at] ?? -1];
    expect(state?.words).toBe('peer closed, our data unread');
    expect(state?.facts.peer).toMatchObject({ gone: { how: 'closed' }, unread: { least: 5, most: 5 } });
  }
});

/** Examples of docs/data.md: each program, and what the document says that it prints. */
const examples = [...readFileSync(join(places().root, 'docs', 'data.md'), 'utf8').matchAll(/^```js\n(.*?)^```\n\n```text\n(.*?)^```$/gms)];

test('docs/data.md has three examples', () => {
  expect(examples).toHaveLength(3);
});

test.each(examples.map(([, program, printed]) => [program ?? '', printed ?? '']))(
  'an example of docs/data.md prints what it says %#',
  (program, printed) => {
    writeFileSync(join(project, 'example.js'), program);
    writeFileSync(join(project, 'atlas.json'), readFileSync(join(data, 'atlas.json')));
    const { stdout, stderr } = spawnSync(process.execPath, ['example.js'], { cwd: project, encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(stdout).toBe(printed);
  },
);

test('the module has no dependency, and says which names there are', () => {
  const { dependencies } = JSON.parse(readFileSync(join(data, 'sockatlas', 'package.json'), 'utf8')) as { dependencies?: unknown };
  expect(dependencies).toBe(undefined);
  const program = `import { outcomes, causes, systems } from 'sockatlas';
try { outcomes({ call: 'raed' }); } catch (error) { console.log(error.name, error.message.includes('read')); }
try { causes({ call: 'read', outcome: 'EOF', on: 'plan9' }); } catch (error) { console.log(error.name); }
console.log(causes({ call: 'read', outcome: 'ENOENT' }).length, systems.length > 3);`;
  writeFileSync(join(project, 'names.js'), program);
  expect(spawnSync(process.execPath, ['names.js'], { cwd: project, encoding: 'utf8' }).stdout).toBe(
    'RangeError true\nRangeError\n0 true\n',
  );
});

test('its types hold under the strictest TypeScript, and refuse what is wrong', { timeout: 120_000 }, () => {
  const check = (text: string): string => {
    writeFileSync(join(project, 'use.ts'), text);
    const tsc = join(places().root, 'node_modules', '.bin', 'tsc');
    const flags = [
      '--noEmit',
      '--strict',
      '--exactOptionalPropertyTypes',
      '--module',
      'nodenext',
      '--target',
      'es2022',
      '--types',
      '',
      'use.ts',
    ];
    return spawnSync(tsc, flags, { cwd: project, encoding: 'utf8' }).stdout;
  };
  const right = `import { outcomes, causes, type Cause } from 'sockatlas';
const names: readonly string[] = outcomes({ call: 'read', link: 'tcp4' }).flatMap(({ on }) => on);
const why: Cause[] = causes({ call: 'read', outcome: 'ECONNRESET' });
export const lost: boolean = why.some(({ ours }) => ours === 'lost') && names.length > 0;\n`;
  expect(check(right)).toBe('');
  expect(check(`import { causes } from 'sockatlas';\ncauses({ call: 'read' });\n`)).toContain("'outcome' is missing");
});
