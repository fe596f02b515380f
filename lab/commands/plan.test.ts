import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeCheckout, makeContext } from '../contribute/fixture.ts';
import { agentFiles, hashOf } from '../targets/agent-source.ts';
import { plan } from './plan.ts';

test('prints the plan of what was named, as an agent reads it', async () => {
  const checkout = await makeCheckout();
  const one = makeContext(checkout);
  expect(await plan(['peer-close/tcp4'], { trials: 7 }, one)).toBe(0);
  const lines = one.printed().split('\n');
  expect(lines.slice(0, 2)).toEqual(['sockatlas-plan 2', 'trials 7']);
  expect(lines.filter((line) => line.startsWith('case '))).toEqual([expect.stringMatching(/^case peer-close\/tcp4 [0-9a-f]{16}$/)]);
  expect(lines.filter((line) => line.startsWith('step '))).toHaveLength(3);
  expect(lines.slice(-2)).toEqual(['end-plan 1', '']);

  const all = makeContext(checkout);
  await plan([], {}, all);
  expect(all.printed()).toMatch(/\nend-plan 4\n$/);
  await expect(plan(['no-such'], {}, makeContext(checkout))).rejects.toThrow("There is no scenario 'no-such'.");
});

test('writes the agent as one C file that knows its source', async () => {
  const checkout = await makeCheckout();
  const file = join(checkout.root, 'one.c');
  const context = makeContext(checkout);
  expect(await plan([], { agent: file }, context)).toBe(0);
  expect(context.printed()).toBe('');
  expect(context.said()).toContain(`cc -std=c99 -O2 -pthread -o agent ${file}`);
  const preprocessed = execFileSync('cc', ['-E', '-dM', file], { encoding: 'utf8' });
  expect(preprocessed).toContain(`#define AGENT_SOURCE_HASH "${hashOf(await agentFiles(checkout))}"`);
  await expect(plan([], { agent: join(checkout.root, 'no', 'one.c') }, context)).rejects.toThrow('cannot be written');
});
