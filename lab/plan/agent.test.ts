import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { places } from '../root.ts';
import { calls } from '../scenario/calls.ts';

function source(name: string): string {
  return readFileSync(join(places().agent, name), 'utf8');
}

test('the agent knows exactly the calls that a scenario can make', () => {
  const known = [...source('calls.h').matchAll(/^\t\{ "([a-z-]+)", "/gm)].map(([, name]) => name);
  expect(known.length).toBeGreaterThan(20);
  // bind to the address of another socket has a name of its own in plans.
  expect(known.toSorted()).toEqual([...calls.keys(), 'bind-like'].toSorted());
});

test('the protocol describes every call', () => {
  const described = new Set([...source('PROTOCOL.md').matchAll(/`([a-z-]+)(?: [A-Z0-9|\\. -]+)?`/g)].map(([, name]) => name));
  expect([...calls.keys()].filter((name) => !described.has(name))).toEqual([]);
});
