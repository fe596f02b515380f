import { join, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** The page's script, for the browsers of the last years. The same sources give the same bytes, wherever the checkout is. */
export async function bundle(): Promise<string> {
  const folder = dirname(fileURLToPath(import.meta.url));
  const { outputFiles } = await build({
    entryPoints: [join(folder, 'app', 'main.tsx')],
    absWorkingDir: join(folder, '..', '..'),
    bundle: true,
    write: false,
    minify: true,
    format: 'iife',
    target: 'es2022',
    charset: 'utf8',
    legalComments: 'none',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    logLevel: 'silent',
  });
  // Nothing in it may end the element that it stands in.
  return (outputFiles[0]?.text ?? '').trimEnd().replaceAll(/<(?=\/script|!--)/gi, '\\x3c');
}
