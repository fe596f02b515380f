import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { places } from '../root.ts';
import type { Context } from './context.ts';
import { doctor } from './doctor.ts';

function context(env: NodeJS.ProcessEnv): { context: Context; text: () => string } {
  const parts: string[] = [];
  const stdout = new Writable({
    write(chunk: Buffer, _encoding, done) {
      parts.push(chunk.toString());
      done();
    },
  });
  return {
    context: { places: places(), stdout, stderr: process.stderr, env, signal: new AbortController().signal },
    text: () => parts.join(''),
  };
}

test('a machine with neither compiler nor engine is told so, with what to do and where was looked', async () => {
  const { context: here, text } = context({ PATH: '/nowhere', DOCKER_HOST: 'unix:///nowhere.sock' });
  expect(await doctor({}, here)).toBe(5);
  expect(text()).toMatch(/^missing +C compiler +none/m);
  expect(text()).toMatch(/Install gcc or clang/);
  expect(text()).toMatch(/DOCKER_HOST \(unix:\/\/\/nowhere.sock\): it is not there/);
});

test('a machine with a compiler alone is fit, and the document says the same', async () => {
  const { context: here, text } = context({ ...process.env, DOCKER_HOST: 'unix:///nowhere.sock' });
  expect(await doctor({ json: true }, here)).toBe(0);
  const document = JSON.parse(text()) as { schemaVersion: number; fit: boolean; checks: { name: string; verdict: string }[] };
  expect(document).toMatchObject({ schemaVersion: 1, fit: true });
  expect(document.checks).toContainEqual(expect.objectContaining({ name: 'container engine', verdict: 'note' }));
});
