import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readJsonStream, StreamFailure } from './json-stream.ts';
import { demultiplex } from './multiplexed.ts';

/** The same bytes in pieces, cut at these places. */
async function* pieces(bytes: Buffer, cuts: number[]): AsyncGenerator<Buffer> {
  const at = [...new Set([0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length])].sort((a, b) => a - b);
  for (const [index, start] of at.entries()) yield bytes.subarray(start, at[index + 1] ?? bytes.length);
}

const cuts = fc.array(fc.nat(), { maxLength: 20 });
const message = (one: object) => JSON.stringify(one);

test('a stream of messages reads the same however it is cut, also inside a letter and without the last newline', async () => {
  const text = [
    message({ stream: 'Schritt 1: Übung ✓\n' }),
    'not JSON',
    message({ status: 'Pulling' }),
    message({ aux: { ID: 'sha256:1' } }),
  ].join('\r\n');
  await fc.assert(
    fc.asyncProperty(cuts, async (places) => {
      const read = await readJsonStream(pieces(Buffer.from(text), places));
      expect(read.log.replaceAll('\r', '')).toBe('Schritt 1: Übung ✓\nnot JSON\nPulling\n');
      expect(read.id).toBe('sha256:1');
    }),
  );
});

test('an error inside the stream is a failure, with what was printed before it', async () => {
  const text = `${message({ stream: 'before\n' })}\n${message({ errorDetail: { message: 'it broke' }, error: 'it broke' })}\n`;
  const failure = await readJsonStream(pieces(Buffer.from(text), [])).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(StreamFailure);
  expect(failure).toMatchObject({ message: 'it broke', log: 'before\n' });
});

test('a stream that breaks off is a failure', async () => {
  async function* broken(): AsyncGenerator<Buffer> {
    yield Buffer.from(`${message({ stream: 'before\n' })}\n`);
    throw new Error('socket hang up');
  }
  await expect(readJsonStream(broken())).rejects.toThrow('the engine broke off: socket hang up');
});

test("a container's output comes apart the same however it is cut", async () => {
  const someFrames = fc.array(fc.record({ from: fc.constantFrom('stdout' as const, 'stderr' as const), data: fc.string() }));
  await fc.assert(
    fc.asyncProperty(someFrames, cuts, async (frames, places) => {
      const bytes = Buffer.concat(
        frames.flatMap(({ from, data }) => {
          const header = Buffer.from([from === 'stdout' ? 1 : 2, 0, 0, 0, 0, 0, 0, 0]);
          header.writeUInt32BE(Buffer.byteLength(data), 4);
          return [header, Buffer.from(data)];
        }),
      );
      const seen = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
      for await (const { from, data } of demultiplex(pieces(bytes, places))) seen[from].push(Buffer.from(data));
      for (const from of ['stdout', 'stderr'] as const) {
        expect(Buffer.concat(seen[from]).toString()).toBe(
          frames.map((frame) => (frame.from === from ? Buffer.from(frame.data).toString() : '')).join(''),
        );
      }
    }),
  );
});
