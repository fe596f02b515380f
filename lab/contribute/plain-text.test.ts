import { expect, test } from 'vitest';
import { hostility, shown } from './plain-text.ts';

test.each([
  ['FreeBSD 14.2-RELEASE-p1 GENERIC'],
  ['#1 SMP PREEMPT_DYNAMIC Debian 6.1.140-1 (2025-05-22)'],
  ['Darwin Kernel Version 24.6.0: Mon Jul 14; root:xnu-11417.140.69~1/RELEASE_ARM64_T6000'],
  ['clang 15.0.0 (https://github.com/llvm/llvm-project.git 2b8e6b5)'],
  ['EPIPE+SIGPIPE'],
  ['HUP|IN'],
  ['Müller & Söhne'],
])('%s is taken as it is', (text) => {
  expect(hostility({ text })).toBeUndefined();
});

test.each([
  ['\u001b[2J', 'a control character'],
  ['a\nb', 'a control character'],
  ['\u202Egnp.exe', 'an invisible character'],
  ['a\u200Bb', 'an invisible character'],
  ['\uD800', 'half of a character'],
  ['<script>alert(1)</script>', 'markup'],
  ['&lt;b', 'markup'],
  ['`x`', 'markup'],
  ['[x](https://example.org)', 'markup'],
  ['![x', 'markup'],
])('%j is refused, with its place', (text, what) => {
  expect(hostility({ list: [{ name: text }] })).toMatch(`list.0.name: holds ${what}`);
  expect(hostility({ [text]: 1 })).toMatch(`a key of the document: holds ${what}`);
});

test.each(['__proto__', 'constructor', 'prototype'])('a key %s is refused wherever it is', (key) => {
  expect(hostility(JSON.parse(`{"a":[{"${key}":{"x":1}}]}`))).toBe(`a.0: has a key '${key}'`);
});

test('what is shown of a hostile text can do nothing', () => {
  expect(shown(`\u001b]0;x\u0007${'y'.repeat(200)}`)).toMatch(/^\uFFFD\]0;x\uFFFDy+…$/u);
});
