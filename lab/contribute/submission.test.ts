import { expect, test } from 'vitest';
import { type DocumentOptions, documentOf, makeCheckout, withChecksum } from './fixture.ts';
import { readSubmission, submissionLimit } from './submission.ts';

const good = async (): Promise<Buffer> => documentOf(await makeCheckout());

test('what a kit writes is read', async () => {
  expect(readSubmission(await good())).toMatchObject({ kind: 'kit', document: { date: '2026-11-20' } });
});

test.each<[string, (bytes: Buffer) => Buffer, RegExp]>([
  ['an empty file', () => Buffer.alloc(0), /is empty/],
  ['a huge file', () => Buffer.alloc(submissionLimit + 1, 32), /bytes; a result has at most/],
  ['what PowerShell redirects', (bytes) => Buffer.from(`\uFEFF${bytes.toString()}`, 'utf16le'), /UTF-16/],
  ['bytes that are no text', () => Buffer.from([0x7b, 0xc3, 0x28]), /not text in UTF-8/],
  ['a million brackets', () => Buffer.from('['.repeat(1_000_000)), /nested more than 16 levels/],
  ['a document that was cut off', (bytes) => bytes.subarray(0, bytes.length / 2), /does not end with its checksum/],
  ['one bit that changed', (bytes) => Buffer.from(bytes.toString().replace('"EOF"', '"EOG"')), /was changed after it was written/],
  [
    'a checksum that lies',
    (bytes) => Buffer.from(bytes.toString().replace(/"cksum":"\d+/, '"cksum":"1')),
    /its checksum is \d+ \d+, and it says 1 /,
  ],
  ['other line ends', (bytes) => Buffer.from(bytes.toString().replaceAll('\n', '\r\n')), /has other line ends/],
  ['something after the end', (bytes) => Buffer.concat([bytes, Buffer.from('x')]), /does not end with its checksum/],
  ['no JSON', () => Buffer.from('hello'), /is not JSON/],
  ['JSON of something else', () => Buffer.from('{"a":1}'), /neither a result document/],
  ['JSON that is no object', () => Buffer.from('"x"'), /neither a result document/],
  ['a kit of another version', () => withChecksum('{"sockatlasKit":2,\n'), /wrong at/],
  ['a result file without runs', () => Buffer.from('{"schemaVersion":2,"target":"x","runs":[],"cases":{}}'), /wrong at runs/],
])('%s is refused with a reason', async (_, spoil, reason) => {
  expect(readSubmission(spoil(await good()))).toEqual({ refused: expect.stringMatching(reason) as string });
});

test.each<[string, DocumentOptions['change'] & {}, RegExp]>([
  ['a field that is not known', (document) => Object.assign(document, { extra: 1 }), /wrong at its top: Unrecognized key/],
  ['a wrong type', (document) => Object.assign(document, { date: 5 }), /wrong at date/],
  ['a day that does not exist', (document) => Object.assign(document, { date: '2026-02-31' }), /wrong at date/],
  ['observations that are no list', (document) => Object.assign(document, { observations: {} }), /wrong at observations/],
  ['markup', (document) => Object.assign(document['compiled'], { by: '<img src=x>' }), /compiled.by: holds markup/],
  ['control characters', (document) => Object.assign(document['kit'], { version: '1\u0007' }), /kit.version: holds a control character/],
  [
    'keys of JavaScript',
    (document) => Object.defineProperty(document['kit'], '__proto__', { value: {}, enumerable: true }),
    /kit: has a key/,
  ],
])('a document with a good checksum and %s is refused', async (_, change, reason) => {
  const bytes = await documentOf(await makeCheckout(), { change });
  expect(readSubmission(bytes)).toEqual({ refused: expect.stringMatching(reason) as string });
});
