import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { places } from '../root.ts';
import { generatedSchemas } from './json-schema.ts';
import { checkGenerated } from './generated-files.ts';
import { scenarioTemplate } from './template.ts';

const [scenario, sources] = generatedSchemas().map(({ text }) => z.fromJSONSchema(JSON.parse(text)));

/** Whether an editor that knows the schema would accept the file. */
function accepts(text: string): boolean {
  return scenario?.safeParse(parse(text)).success === true;
}

const head = 'title: t\nquestion: q\nmatrix: { x: [1] }\n';

test('the committed schemas and the reference are fresh', () => {
  expect(checkGenerated(places())).toEqual([]);
});

test('an editor accepts the scenarios of the repository, the sources and the template', () => {
  const { scenarios } = places();
  for (const name of readdirSync(scenarios).filter((one) => one.endsWith('.yaml') && one !== 'sources.yaml')) {
    expect(accepts(readFileSync(join(scenarios, name), 'utf8')), name).toBe(true);
  }
  expect(sources?.safeParse(parse(readFileSync(join(scenarios, 'sources.yaml'), 'utf8'))).success).toBe(true);
  expect(accepts(scenarioTemplate())).toBe(true);
});

test.each([
  '{ call: connect-pair, link: $x, as: [$x, b] }',
  '{ call: $x, fd: a }',
  '{ call: read, fd: $x, size: $x, label: $x, in: $x, async: $x }',
  '{ call: recv, fd: a, flags: [$x, MSG_PEEK] }',
  '{ call: setsockopt, fd: a, option: $x, value: [1, $x] }',
  '{ call: setsockopt, fd: a, option: $x, value: $x }',
  '{ call: poll, fd: a, timeout: $x, events: [$x] }',
])('an editor accepts a matrix value in %s', (step) => {
  expect(accepts(`${head}steps: [${step}]\n`)).toBe(true);
});

test.each([
  '{ call: reed, fd: a }',
  '{ call: read }',
  '{ call: read, fd: a, siez: 1 }',
  '{ call: read, fd: a, size: many }',
  '{ call: shutdown, fd: a, how: SHUT }',
  '{ fd: a }',
])('an editor refuses %s', (step) => {
  expect(accepts(`${head}steps: [${step}]\n`)).toBe(false);
});
