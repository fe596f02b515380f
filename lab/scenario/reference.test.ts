import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { places } from '../root.ts';
import { calls } from './calls.ts';
import { checkScenario } from './check-scenario.ts';
import { fieldsOf } from './field-words.ts';
import { SourcesFile } from './file-schema.ts';
import { checkSources } from './source-rules.ts';
import { sourcesNamed } from './fixture.ts';
import { scenarioIdProblem } from './id.ts';
import { reference } from './reference.ts';

const { scenarios, agent } = places();
const protocol = readFileSync(join(agent, 'PROTOCOL.md'), 'utf8');
const text = readFileSync(join(scenarios, 'README.md'), 'utf8');

/** The part of the reference from a heading to the next of its kind. */
function part(heading: string): string {
  const start = text.indexOf(`\n${heading}\n`);
  expect(start, heading).toBeGreaterThan(0);
  const level = heading.split(' ')[0] ?? '';
  const end = text.indexOf(`\n${level} `, start + heading.length);
  return text.slice(start, end < 0 ? undefined : end);
}

test.each([...calls.values()].map((call) => [call.name, call] as const))(
  'the reference says of %s what it takes, with defaults, and what it gives',
  (name, call) => {
    const about = part(`### ${name}`);
    expect(text).toContain(`[${name}](#${name})`);
    for (const argument of Object.keys(call.shape)) expect(about).toMatch(new RegExp(`^\\| \`${argument}\` .*\\| .*\\w.* \\|$`, 'm'));
    for (const outcome of call.outcomes) expect(about).toContain(outcome);
    for (const { byDefault } of fieldsOf(call.schema)) expect(byDefault).not.toBe('');
  },
);

test('a default is shown as it would be written', () => {
  expect(part('### poll')).toMatch(/`events` .*`\[IN, PRI, OUT\]`/);
  expect(part('### poll')).toMatch(/`timeout` +\| number from 0 to 60000 or `forever` +\| `0` /);
  expect(part('### read')).toMatch(/`fd` .*\*\*required\*\*/);
});

test('every link that connect-pair takes is in the table of links', () => {
  const links = fieldsOf(calls.get('connect-pair')?.schema ?? expect.unreachable()).find(({ name }) => name === 'link')?.type ?? '';
  expect(links.split(', ').length).toBeGreaterThan(10);
  for (const link of links.split(', ')) expect(part('## Links')).toContain(link);
});

test('the worked example is a scenario that check accepts', async () => {
  const example = /```yaml\n([\s\S]*?)```/.exec(text)?.[1] ?? '';
  const { scenario, diagnostics } = await checkScenario('peer-close-twice', 'x.yaml', example, new Map());
  expect(diagnostics).toEqual([]);
  expect(scenario?.cases.map(({ id }) => id)).toEqual(['peer-close-twice/unix-pair', 'peer-close-twice/tcp4']);
});

test('the claims and sources that the reference recommends are ones that check accepts', async () => {
  const examples = [...text.matchAll(/```yaml\n([\s\S]*?)```/g)].map((match) => match[1] ?? '');
  const claims = examples.find((example) => example.startsWith('claims:')) ?? expect.unreachable();
  const recommended = SourcesFile.parse(parse(examples.find((example) => example.startsWith('posix-send:')) ?? ''));
  expect(await checkSources(recommended)).toEqual([]);
  const known = new Map([
    ...sourcesNamed(['so-2974021']),
    ...Object.entries(recommended).map(([id, one]) => [id, { id, ...one }] as const),
  ]);
  const steps = [
    '{ call: connect-pair, link: $link, as: [a, b] }',
    '{ call: read, fd: a, label: first read }',
    '{ call: write, fd: a, data: x, label: write after reads }',
  ].map((step) => `  - ${step}\n`);
  const file = `title: t\nquestion: q\nmatrix: { link: [unix-pair, unix-path, tcp4, tcp6] }\nsteps:\n${steps.join('')}${claims}`;
  const { scenario, diagnostics } = await checkScenario('x', 'x.yaml', file, known);
  expect(diagnostics).toEqual([]);
  expect(scenario?.claims.map(({ says }) => says)).toEqual(['shows', 'shall']);
});

test('the names that the reference recommends are ids', () => {
  const recommended = [...part('## A good scenario').matchAll(/^\| `([a-z0-9-]+)`/gm)].map((match) => match[1] ?? '');
  expect(recommended.length).toBeGreaterThan(3);
  for (const id of recommended) expect(scenarioIdProblem(id)).toBeUndefined();
});

test('an insertion that there is nothing for is an error', () => {
  expect(() => reference('<!-- insert: clals -->', protocol)).toThrow("asks for 'clals'");
  expect(() => reference('<!-- insert: links -->', '# no tables')).toThrow('no table below');
});
