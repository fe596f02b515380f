// @ts-check
/*
 * Starts the lab. Node does not run TypeScript, and to translate two hundred files at every start takes longer than most commands: so the lab is bundled
 * once, under node_modules/.cache, and started from there while all that it was made of is as it was. `--debug` starts from the sources, so that
 * stacks name their lines.
 */
import { createHash, randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import * as nodeModule from 'node:module';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/**
 * @typedef {object} Manifest What a bundle was made of, and where it is.
 * @property {string} by Which node, which root and which version of this file made it.
 * @property {string} folder The bundle's folder, beside the manifest.
 * @property {string[]} sources Files of the checkout, from its root.
 * @property {string} content A hash of what is in them.
 * @property {string[]} packages Files of packages that are in the bundle, from the root.
 * @property {string} state A hash of when they changed last.
 */

const root = realpathSync(join(dirname(fileURLToPath(import.meta.url)), '..'));
const cache = join(root, 'node_modules', '.cache', 'sockatlas');
// Several checkouts can share their packages by a symbolic link.
const name = hashOf([root]).slice(0, 16);
const manifestFile = join(cache, `${name}.json`);
const by = hashOf([root, process.version, readFileSync(fileURLToPath(import.meta.url))]);

/** Bundles that are kept: one that is no longer current may still be loaded from, piece by piece, by a lab that runs. */
const keptBundles = 10;

/** Packages that load parts of themselves by names which no bundler sees, or only to build. */
const external = ['dockerode', 'esbuild', 'tsx'];

/**
 * Signals that end the lab, and the exit codes for them. Until the lab listens to them itself, which it does as soon as it is loaded, a handler lets
 * what is being written become whole: node calls it between two pieces of work, and the system in the midst of one.
 */
const early = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 };

for (const [signal, code] of Object.entries(early)) process.once(signal, () => process.exit(code));
await start();

async function start() {
  const found = process.argv.includes('--debug') ? undefined : (current() ?? (await bundle()));
  if (found === undefined) {
    // What is made of JSX stands there, wherever the lab is started from.
    const settings = join(root, 'tsconfig.json');
    if (existsSync(settings)) process.env['TSX_TSCONFIG_PATH'] ??= settings;
    const { register } = await import('tsx/esm/api');
    register();
    await import(pathToFileURL(join(root, 'lab', 'cli.ts')).href);
    return;
  }
  // From Node 22 on.
  if ('enableCompileCache' in nodeModule) nodeModule.enableCompileCache(join(cache, 'compiled'));
  // What was found about files with this code holds as long as the code is this one: see remembered.ts.
  if (found.code !== undefined) Reflect.set(globalThis, Symbol.for('sockatlas.code'), found.code);
  await import(pathToFileURL(found.entry).href);
}

/**
 * The bundle's first file, if there is one and all that it was made of is as it was; and what stands for its code.
 * @returns {{ entry: string, code?: string } | undefined}
 */
function current() {
  try {
    /** @type {Manifest} */
    const known = JSON.parse(readFileSync(manifestFile, 'utf8'));
    if (known.by !== by || contentOf(known.sources) !== known.content || stateOf(known.packages) !== known.state) return undefined;
    const entry = join(cache, known.folder, 'cli.js');
    const now = new Date();
    utimesSync(dirname(entry), now, now);
    return existsSync(entry) ? { entry, code: codeOf(known) } : undefined;
  } catch {
    // No manifest, a damaged one, or a file that is gone.
    return undefined;
  }
}

/**
 * Bundles the lab. Returns the bundle's first file; nothing where no file can be written or the sources are wrong, which then say so themselves.
 * @returns {Promise<{ entry: string, code?: string } | undefined>}
 */
async function bundle() {
  const { build } = await import('esbuild');
  const begun = Date.now();
  /** @type {Map<string, Buffer>} */
  const read = new Map();
  const folder = `${name}-${randomBytes(8).toString('hex')}`;
  const work = join(cache, `${folder}.tmp`);
  try {
    const { metafile, outputFiles } = await build({
      absWorkingDir: root,
      entryPoints: ['lab/cli.ts'],
      outdir: '/',
      bundle: true,
      splitting: true,
      write: false,
      metafile: true,
      format: 'esm',
      platform: 'node',
      target: `node${process.versions.node}`,
      logLevel: 'silent',
      keepNames: true,
      jsx: 'automatic',
      jsxImportSource: 'preact',
      external,
      // A link must be looked at where it is: tomorrow it can lead elsewhere.
      preserveSymlinks: true,
      banner: { js: "import { createRequire as requireFor } from 'node:module'; const require = requireFor(import.meta.url);" },
      plugins: [
        {
          name: 'sources',
          setup(making) {
            making.onLoad({ filter: /\.tsx?$/ }, ({ path }) => {
              if (path.includes(`${sep}node_modules${sep}`)) return undefined;
              const bytes = readFileSync(path);
              read.set(relative(root, path), bytes);
              // A module of the lab finds the checkout from where it is itself.
              const text = bytes.toString().replaceAll(/\bimport\.meta\.url\b/g, JSON.stringify(pathToFileURL(path).href));
              return { contents: text, loader: path.endsWith('x') ? 'tsx' : 'ts' };
            });
          },
        },
      ],
    });
    const sources = [...read.keys()].sort();
    const packages = Object.keys(metafile.inputs)
      .filter((path) => !read.has(path) && existsSync(join(root, path)))
      .sort();
    mkdirSync(work, { recursive: true });
    for (const { path, contents } of outputFiles) writeFileSync(join(work, relative('/', path)), contents);
    writeFileSync(join(work, 'package.json'), '{"type":"module"}\n');
    renameSync(work, join(cache, folder));
    const entry = join(cache, folder, 'cli.js');
    forget();
    // What changed while it was read may be in the bundle or not: then the next start makes another.
    if (!packages.every((path) => statSync(join(root, path)).ctimeMs < begun)) return { entry };
    const content = hashOf(sources.flatMap((path) => [path, read.get(path) ?? '']));
    /** @type {Manifest} */
    const manifest = { by, folder, sources, content, packages, state: stateOf(packages) };
    writeFileSync(join(cache, `${folder}.json.tmp`), JSON.stringify(manifest));
    renameSync(join(cache, `${folder}.json.tmp`), manifestFile);
    return { entry, code: codeOf(manifest) };
  } catch {
    if (existsSync(work)) rmSync(work, { recursive: true });
    return undefined;
  }
}

/** @param {Manifest} manifest */
function codeOf({ content, state }) {
  return hashOf([by, content, state]);
}

/** Removes the bundles of this checkout that were used longest ago. */
function forget() {
  const bundles = readdirSync(cache)
    .filter((one) => one.startsWith(`${name}-`))
    .map((one) => ({ path: join(cache, one), used: statSync(join(cache, one)).mtimeMs }))
    .sort((a, b) => b.used - a.used);
  for (const { path } of bundles.slice(keptBundles)) rmSync(path, { recursive: true, force: true });
}

/**
 * What is in these files. Not when they changed: a file that was put back from elsewhere can be older than the bundle and say another thing.
 * @param {string[]} paths
 */
function contentOf(paths) {
  return hashOf(paths.flatMap((path) => [path, readFileSync(join(root, path))]));
}

/**
 * When these files changed last. The time of the change itself, which nobody can set, unlike that of the content.
 * @param {string[]} paths
 */
function stateOf(paths) {
  return hashOf(
    paths.map((path) => {
      const { ctimeNs, size, ino } = statSync(join(root, path), { bigint: true });
      return `${path} ${ctimeNs} ${size} ${ino}`;
    }),
  );
}

/** @param {(string | Uint8Array)[]} parts */
function hashOf(parts) {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${Buffer.byteLength(part)} `).update(part);
  return hash.digest('hex');
}
