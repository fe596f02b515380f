import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';
import { places } from './root.ts';

/** The folders of lab/, each a stage: what stands in one imports only from those before it, and from the small modules in lab/ itself. */
const order = [
  'yaml',
  'results',
  'scenario',
  'plan',
  'agent',
  'targets',
  'atlas',
  'facts',
  'findings',
  'models',
  'explain',
  'data',
  'repro',
  'runtimes',
  'pages',
  'site',
  'contribute',
  'commands',
  'bench',
];

/** Where the lab is put together. All other modules in lab/ itself import from no folder. */
const top = new Set(['cli.ts', 'program.ts']);

const lab = join(places().root, 'lab');

/** Every module of the lab but those for tests, with the modules that it imports, also those whose types alone it names: paths below lab/. */
const imports = new Map(
  readdirSync(lab, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => /\.tsx?$/.test(path) && !/\.test\.tsx?$|\/fixture\.ts$/.test(path))
    .map((path) => [path, importsOf(path, readFileSync(join(lab, path), 'utf8'))]),
);

function importsOf(path: string, text: string): string[] {
  return [...text.matchAll(/\b(?:from|import)\s*\(?\s*'(\.[^']*)'/g)].map(([, address = '']) =>
    normalize(join(dirname(path), address)).replaceAll('\\', '/'),
  );
}

function folderOf(path: string): string | undefined {
  return path.includes('/') ? path.split('/')[0] : undefined;
}

/** What is wrong with one import, if anything is. */
function problem(from: string, to: string): string | undefined {
  const [own, other] = [folderOf(from), folderOf(to)];
  if (own === undefined) return other === undefined || top.has(from) ? undefined : `lab/${from} imports from lab/${other}/`;
  if (other === undefined) return top.has(to) ? `lab/${from} imports lab/${to}` : undefined;
  for (const folder of [own, other]) if (!order.includes(folder)) return `lab/${folder}/ has no place in the order of folders`;
  return order.indexOf(other) > order.indexOf(own) ? `lab/${from} imports lab/${to}, which is a later stage` : undefined;
}

/** A way from a module back to itself, for each circle once. */
function circles(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const found: string[] = [];
  const state = new Map<string, 'open' | 'done'>();
  const visit = (path: string, way: readonly string[]): void => {
    if (state.get(path) === 'done') return;
    if (state.get(path) === 'open') return void found.push([...way.slice(way.indexOf(path)), path].join(' -> '));
    state.set(path, 'open');
    for (const next of graph.get(path) ?? []) visit(next, [...way, path]);
    state.set(path, 'done');
  };
  for (const path of graph.keys()) visit(path, []);
  return found;
}

test('no module imports from a later stage, and small modules of all stages import from none', () => {
  expect(imports.size).toBeGreaterThan(200);
  expect([...imports].flatMap(([from, own]) => own.flatMap((to) => problem(from, to) ?? []))).toEqual([]);
});

test('no modules import each other in a circle', () => {
  expect(circles(imports)).toEqual([]);
});

test('an import from a later stage, from an unknown folder and a circle would be found', () => {
  expect(problem('findings/judge.ts', 'pages/markdown.ts')).toContain('a later stage');
  expect(problem('findings/judge.ts', 'made-up/one.ts')).toContain('no place');
  expect(problem('prose.ts', 'atlas/order.ts')).toContain('imports from');
  expect(problem('pages/view.ts', 'findings/judge.ts')).toBeUndefined();
  expect(importsOf('a/b.ts', "import type { C } from '../c.ts';\nconst d = await import('./d.ts');")).toEqual(['c.ts', 'a/d.ts']);
  expect(
    circles(
      new Map([
        ['a', ['b']],
        ['b', ['c']],
        ['c', ['a']],
      ]),
    ),
  ).toEqual(['a -> b -> c -> a']);
});
