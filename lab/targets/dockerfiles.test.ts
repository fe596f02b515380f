import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { places } from '../root.ts';

/** What the classic builder does not understand: images are built through the engine's plain API, without BuildKit. */
const beyondClassic: [string, RegExp][] = [
  ['a syntax line', /^#\s*syntax\s*=/im],
  ['RUN with options', /^\s*RUN\s+--/im],
  ['a heredoc', /<<-?\s*["']?[A-Za-z_]/],
  ['COPY or ADD with options other than --from, --chown', /^\s*(COPY|ADD)\s+.*--(?!from=|chown=)[a-z]/im],
  ['FROM --platform', /^\s*FROM\s+--platform/im],
];

const problems = (text: string) => beyondClassic.flatMap(([name, pattern]) => (pattern.test(text) ? [name] : []));

test.each([
  ['# syntax=docker/dockerfile:1', 'a syntax line'],
  ['RUN --mount=type=cache true', 'RUN with options'],
  ['RUN cat <<EOF', 'a heredoc'],
  ['COPY --link a b', 'COPY or ADD with options other than --from, --chown'],
  ['FROM --platform=$BUILDPLATFORM a', 'FROM --platform'],
])('%s is recognised as beyond the classic builder', (line, name) => {
  expect(problems(`FROM a\n${line}\n`)).toEqual([name]);
});

test('no Dockerfile asks for more than the classic builder', async () => {
  const folder = places().docker;
  const files = (await readdir(folder, { recursive: true })).filter((path) => path.endsWith('Dockerfile'));
  expect(files).toContain(join('container', 'Dockerfile'));
  for (const file of files) expect([file, problems(await readFile(join(folder, file), 'utf8'))]).toEqual([file, []]);
});
