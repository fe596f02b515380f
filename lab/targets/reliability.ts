import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { expect } from 'vitest';
import { places } from '../root.ts';

const file = join(places().root, 'docs', 'reliability.md');

/** For tests: a section of docs/reliability.md is what they found. With UPDATE=1 in the environment, it becomes that. */
export async function expectSection(name: string, found: string): Promise<void> {
  const [begin, end] = [`<!-- ${name}: made by tests -->`, `<!-- end of ${name} -->`];
  const text = await readFile(file, 'utf8');
  const at = text.indexOf(begin) + begin.length;
  const to = text.indexOf(end);
  if (at < begin.length || to < 0) throw new Error(`${file} has no section ${name}`);
  const options = { ...(await resolveConfig(file)), parser: 'markdown' };
  const wanted = (await format(found, options)).trim();
  if (process.env['UPDATE'] === '1') await writeFile(file, `${text.slice(0, at)}\n\n${wanted}\n\n${text.slice(to)}`);
  else expect(text.slice(at, to).trim()).toBe(wanted);
}
