import { build } from 'esbuild';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { places } from '../root.ts';
import type { Alphabet } from './alphabet.ts';
import { compactOf } from './compacting.ts';
import { cellOf, explain, letterNamed, machineOfCompact, machineOfSystem, pathOf, type CompactLink } from './compact.ts';
import { rulesOf } from './letter-rules.ts';
import { loadAlphabets } from './load-alphabets.ts';
import { canonical, type Mealy, type Transition } from './mealy.ts';
import type { LinkModels } from './models.ts';

const identity = { name: 'linux', libc: { name: 'glibc' }, arch: 'x86_64' } as never;

async function alphabetOf(link: string): Promise<Alphabet> {
  const found = (await loadAlphabets(places())).find((one) => one.link === link && one.name === 'connection');
  if (found === undefined) throw new Error('no alphabet');
  return found;
}

/** A machine in which each letter leads to a state of its own for what the rules remember, and gives what `give` says. */
function machineBy(alphabet: Alphabet, give: (name: string, wrote: boolean) => string): Mealy {
  const rules = rulesOf(alphabet);
  type Held = typeof rules.start;
  const keyOf = (held: Held, wrote: boolean): string =>
    JSON.stringify([[...held.open].sort(), held.waiting.map((count) => Math.min(count, 2)), wrote]);
  const states = [{ held: rules.start, wrote: false }];
  const numbers = new Map([[keyOf(rules.start, false), 0]]);
  const rows: (Transition | undefined)[][] = [];
  for (const { held, wrote } of states) {
    rows.push(
      alphabet.letters.map(({ name }, letter) => {
        if (!rules.allows(held, letter)) return undefined;
        const output = give(name, wrote);
        const after = { held: rules.after(held, letter, output), wrote: wrote || name === 'a.write' };
        const key = keyOf(after.held, after.wrote);
        if (!numbers.has(key)) {
          numbers.set(key, states.length);
          states.push(after);
        }
        return { output, next: numbers.get(key) ?? 0 };
      }),
    );
  }
  return canonical({ letters: alphabet.letters.length, states: rows });
}

async function linkOf(link: string): Promise<{ models: LinkModels; compact: CompactLink }> {
  const alphabet = await alphabetOf(link);
  const machine = machineBy(alphabet, (name, wrote) => (name.endsWith('write') ? 'n' : name === 'a.read' && wrote ? 'ECONNRESET' : '0'));
  const systems = [{ target: 'here', identity, extra: 1 }];
  const models = { alphabet, models: [{ name: 'm', machine, systems }], lacking: [{ target: 'there', identity, lacks: 'unsupported: x' }] };
  return { models, compact: compactOf(models) };
}

test('a compact model is the same machine, with the same names at the same places', async () => {
  const { models, compact } = await linkOf('unix-pair');
  const restored: CompactLink = JSON.parse(JSON.stringify(compact));
  const machine = machineOfSystem(restored, 'here');
  if (machine === undefined) throw new Error('no machine');
  expect(machineOfCompact(restored, machine)).toEqual(models.models[0]?.machine);
  expect(machine.states[0]).toBe('connected');
  expect(machine.systems).toEqual([{ target: 'here', testedFor: machine.states.length + 1 }]);
  expect(restored.letters[letterNamed(restored, 'a.close-reset')]).toEqual({
    end: 'a',
    does: 'close-reset',
    calls: 'setsockopt(a, SO_LINGER, {1, 0}), close(a)',
  });
  expect(machineOfSystem(restored, 'there')).toBeUndefined();
});

test('a closed descriptor and a bound of messages in flight are two reasons why a call was not asked', async () => {
  const { compact } = await linkOf('unix-dgram-pair');
  const [machine] = compact.machines;
  if (machine === undefined) throw new Error('no machine');
  const word = (...names: string[]): number[] => names.map((name) => letterNamed(compact, name));
  const last = (names: string[]) => pathOf(compact, machine, word(...names)).map(({ cell }) => cell);
  expect(last(['a.close', 'a.write', 'b.read'])).toEqual([expect.objectContaining({ output: '0' }), 'closed']);
  expect(last(['a.write', 'a.write', 'a.write']).at(-1)).toBe('beyond');
  expect(cellOf(compact, machine, 9999, 0)).toBe('beyond');
});

test('what one end saw is explained by what the other did unseen, the fewest calls first', async () => {
  const { compact } = await linkOf('unix-pair');
  const [machine] = compact.machines;
  if (machine === undefined) throw new Error('no machine');
  const limits = { hidden: 2, most: 3 };
  const seen = [
    { does: 'read', outcome: '0' },
    { does: 'write', outcome: 'n' },
    { does: 'read', outcome: 'ECONNRESET' },
  ];
  const [first] = explain(compact, machine, 'a', seen, limits);
  expect(first).toEqual({ hidden: 0, word: ['a.read', 'a.write', 'a.read'].map((name) => letterNamed(compact, name)) });
  expect(explain(compact, machine, 'a', [{ does: 'read', outcome: 'ECONNRESET' }], limits)).toEqual([]);
  expect(explain(compact, machine, 'a', [{ does: 'raed', outcome: '0' }], limits)).toEqual([]);
});

test('what a browser needs of it has neither Node nor a schema in it', async () => {
  const entry = join(places().root, 'lab', 'models', 'compact.ts');
  const { metafile, outputFiles } = await build({ entryPoints: [entry], bundle: true, platform: 'browser', write: false, metafile: true });
  expect(outputFiles[0]?.text).toContain('explain');
  expect(Object.keys(metafile.inputs).filter((path) => path.includes('node_modules'))).toEqual([]);
});
