import { execFileSync, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { places } from './root.ts';

/** A checkout with the real start.mjs, a lab of two modules that says one word of its own and one of a package, and that package. */
function checkout() {
  const root = mkdtempSync(join(tmpdir(), 'start-'));
  const write = (name: string, text: string): void => {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  };
  mkdirSync(join(root, 'lab'));
  copyFileSync(join(places().root, 'lab', 'start.mjs'), join(root, 'lab', 'start.mjs'));
  write(
    'lab/cli.ts',
    `import { word } from './word.ts';
import { theirs } from 'package';
const code = (globalThis as Record<symbol, unknown>)[Symbol.for('sockatlas.code')];
process.stdout.write([word, theirs, import.meta.url, code].join(' '));`,
  );
  write('package.json', '{ "type": "module" }');
  write('lab/word.ts', "export const word: string = 'one';");
  write('node_modules/package/package.json', '{ "type": "module", "exports": "./index.js" }');
  write('node_modules/package/index.js', "export const theirs = 'pack';");
  for (const name of ['esbuild', 'tsx', '@esbuild', 'get-tsconfig', 'resolve-pkg-maps']) {
    const real = join(places().root, 'node_modules', name);
    if (statSync(real, { throwIfNoEntry: false })) symlinkSync(real, join(root, 'node_modules', name));
  }
  const start = (...args: string[]) => {
    const { stdout, stderr } = spawnSync(process.execPath, [join(root, 'lab', 'start.mjs'), ...args], { encoding: 'utf8', cwd: '/' });
    const [word, theirs, url, code] = stdout.split(' ');
    return { words: `${word} ${theirs}`, url, code, stderr };
  };
  const bundles = (): string[] =>
    readdirSync(join(root, 'node_modules', '.cache', 'sockatlas'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name);
  return { root, write, start, bundles };
}

test('the lab is bundled once, and knows where its sources are', () => {
  const { root, start, bundles } = checkout();
  const first = start();
  expect(first).toMatchObject({ words: 'one pack', url: `file://${root}/lab/cli.ts`, stderr: '' });
  expect(first.code).toMatch(/^[0-9a-f]{64}$/);
  expect(start()).toEqual(first);
  expect(bundles()).toHaveLength(1);
});

test('a source that changed is what runs, be it as long as before and older than the bundle', () => {
  const { root, write, start } = checkout();
  const before = start();
  write('lab/word.ts', "export const word: string = 'two';");
  const past = new Date('2001-01-01');
  utimesSync(join(root, 'lab/word.ts'), past, past);
  const after = start();
  expect(after.words).toBe('two pack');
  expect(after.code).not.toBe(before.code);
});

test('a source that is a symbolic link is what the link leads to now', () => {
  const { root, write, start } = checkout();
  write('elsewhere/a.ts', "export const word: string = 'aaa';");
  write('elsewhere/b.ts', "export const word: string = 'bbb';");
  const lead = (to: string): void => {
    rmSync(join(root, 'lab/word.ts'));
    symlinkSync(join(root, 'elsewhere', to), join(root, 'lab/word.ts'));
  };
  lead('a.ts');
  expect(start().words).toBe('aaa pack');
  lead('b.ts');
  expect(start().words).toBe('bbb pack');
});

test('a package that changed is what runs, though its file claims to be old', () => {
  const { root, write, start } = checkout();
  start();
  write('node_modules/package/index.js', "export const theirs = 'peck';");
  const past = new Date('2001-01-01');
  utimesSync(join(root, 'node_modules/package/index.js'), past, past);
  expect(start().words).toBe('one peck');
  // As npm replaces a package.
  write('node_modules/new/index.js', "export const theirs = 'pick';");
  renameSync(join(root, 'node_modules/new/index.js'), join(root, 'node_modules/package/index.js'));
  expect(start().words).toBe('one pick');
});

test.each([
  [
    'a manifest that is garbage',
    (cache: string) => writeFileSync(join(cache, readdirSync(cache).find((name) => name.endsWith('.json')) ?? ''), '{'),
  ],
  ['a bundle that is gone', (cache: string) => execFileSync('sh', ['-c', `rm -r ${cache}/*-*`])],
])('%s is made again', (_, damage) => {
  const { root, start } = checkout();
  const before = start();
  damage(join(root, 'node_modules', '.cache', 'sockatlas'));
  expect(start()).toEqual(before);
});

test('where no bundle can be written, and with --debug, the lab runs from its sources', () => {
  const { root, write, start, bundles } = checkout();
  expect(start('--debug')).toMatchObject({ words: 'one pack', code: '' });
  write('node_modules/.cache', 'a file, where a folder would be needed');
  expect(start()).toMatchObject({ words: 'one pack', code: '', stderr: '' });
  rmSync(join(root, 'node_modules/.cache'));
  start();
  expect(bundles()).toHaveLength(1);
});

test('a source that cannot be translated says where', () => {
  const { write, start } = checkout();
  write('lab/word.ts', 'export const word: string = ;');
  expect(start().stderr).toMatch(/word\.ts:1:28/);
});

test('of the bundles of many versions only some are kept', () => {
  const { write, start, bundles } = checkout();
  for (let version = 0; version < 13; version++) {
    write('lab/word.ts', `export const word: string = '${version}';`);
    expect(start().words).toBe(`${version} pack`);
  }
  expect(bundles()).toHaveLength(10);
  expect(readFileSync(join(places().root, 'package.json'), 'utf8')).toContain('"lab": "node lab/start.mjs"');
});
