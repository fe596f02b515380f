import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cksum } from './cksum.ts';

test('nothing at all has the checksum that POSIX gives it', () => {
  expect(cksum(new Uint8Array())).toBe('4294967295 0');
});

test('any bytes have the checksum that the cksum of this system computes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 3000 }), (bytes) => {
      const { stdout } = spawnSync('cksum', { input: Buffer.from(bytes), encoding: 'utf8' });
      expect(cksum(bytes)).toBe(stdout.trim());
    }),
    { numRuns: 40 },
  );
});
