import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Trace } from '../results/result.ts';
import { cellFor, mergeAtlas } from './atlas.ts';
import { tallyAt } from './cell.ts';
import { distinguishingSteps, withBytes, withoutBytes } from './bytes.ts';
import { resultWith, scenarioWith } from './fixture.ts';
import { groupAlike } from './group.ts';
import { judgeAll } from '../findings/judge.ts';
import { atlasJson } from '../data/atlas-json.ts';
import { renderReports } from '../pages/render.ts';

const trace = (outcome: string, hex: string): Trace => ({ pacing: 'settled', count: 10, outcomes: ['done', outcome], bytes: { '1': hex } });
const observation = (...traces: Trace[]) => ({ hash: '0123456789abcdef', traces });
const [hello, world] = ['68656c6c6f', '776f726c64'];

test('bytes distinguish only where the same outcome came with different bytes', () => {
  expect([...distinguishingSteps([observation(trace('5', hello)), observation(trace('5', world))])]).toEqual([1]);
  expect([...distinguishingSteps([observation(trace('5', hello), trace('5', world))])]).toEqual([1]);
  expect([...distinguishingSteps([observation(trace('5', hello)), observation(trace('4', '68656c6c'))])]).toEqual([]);
});

test('bytes are shown wherever the scenario asks for it, also where all systems agree', () => {
  expect([...distinguishingSteps([observation(trace('5', hello))], [{}, { show: 'bytes' }])]).toEqual([1]);
  expect([...distinguishingSteps([observation(trace('5', hello))], [{}, {}])]).toEqual([]);
});

test('bytes are shown as text if they are text, else in hexadecimal, and only at the steps asked for', () => {
  const shown = (hex: string, outcome = '5') => withBytes(trace(outcome, hex), new Set([1])).outcomes[1];
  expect(shown(hello)).toBe('5 "hello"');
  expect(shown('0001')).toBe('5 0x0001');
  expect(shown('22')).toBe('5 0x22');
  expect(shown(hello, '5+MSG_TRUNC')).toBe('5+MSG_TRUNC "hello"');
  expect(shown('61'.repeat(32), '70')).toBe(`70 "${'a'.repeat(32)}"…`);
  expect(withBytes(trace('5', hello), new Set([0])).outcomes).toEqual(['done', '5']);
});

test('without its bytes an outcome is what it was', () => {
  const outcome = fc.constantFrom('1', '5', '70+MSG_TRUNC', '1+1fd');
  fc.assert(
    fc.property(outcome, fc.uint8Array({ minLength: 1, maxLength: 32 }), (text, bytes) => {
      const shown = withBytes(trace(text, Buffer.from(bytes).toString('hex')), new Set([1])).outcomes[1] ?? '';
      expect(shown).not.toBe(text);
      expect(withoutBytes(shown)).toBe(text);
    }),
  );
  for (const text of ['EOF', '=0 x', 'killed: SIGPIPE', 'unsupported: MSG_OOB']) expect(withoutBytes(text)).toBe(text);
});

test('systems that return the same count with different bytes differ, and a claim of the count holds on both', () => {
  const scenario = scenarioWith('s', ['connect-pair $link 0 1', 'read 0 64 = first read'], {
    claims: [{ of: ['first read'], outcome: ['5'] }],
  });
  const results = [hello, world].map((hex, index) => resultWith(`t${index}`, [scenario], () => [trace('5', hex)]));
  const atlas = mergeAtlas([scenario], [], results);
  expect(groupAlike(atlas, atlas.systems, atlas.cases)).toHaveLength(2);
  expect(judgeAll(atlas).map(({ verdict }) => verdict)).toEqual(['holds']);
  const [system] = atlas.systems;
  const [first] = atlas.cases;
  if (system === undefined || first === undefined) return expect.unreachable();
  const cell = cellFor(atlas, system, first);
  expect([...(tallyAt(cell, 1)?.settled.keys() ?? [])]).toEqual(['5 "hello"']);
  const pages = renderReports(atlas);
  expect(pages.get('scenarios/s.md')).toContain('`5 "world"`');
  expect(pages.get('scenarios/s.md')).toContain('the bytes that came');
  return expect(atlasJson(atlas)).toContain(`"bytes":{"1":"${hello}"}`);
});

test('where all systems got the same bytes, they are left out', () => {
  const scenario = scenarioWith('s', ['connect-pair $link 0 1', 'read 0 64 = first read']);
  const results = ['a', 'b'].map((id) => resultWith(id, [scenario], () => [trace('5', hello)]));
  const pages = renderReports(mergeAtlas([scenario], [], results));
  for (const text of [...pages.values(), atlasJson(mergeAtlas([scenario], [], results))]) expect(text).not.toMatch(/hello|"bytes"/);
});
