import { expect, test } from 'vitest';
import { amalgamate } from './amalgamate.ts';

test('local includes are replaced by the files, in place, with line numbers that stay true', () => {
  const files = [
    { name: 'agent.c', text: '#include "a.h"\n#include <stdio.h>\nint x = A;\n' },
    { name: 'a.h', text: '#define A 1\n' },
  ];
  expect(amalgamate(files, 'abc').split('\n')).toEqual([
    '#define AGENT_SOURCE_HASH "abc"',
    '#line 1 "agent.c"',
    '#line 1 "a.h"',
    '#define A 1',
    '#line 2 "agent.c"',
    '#include <stdio.h>',
    'int x = A;',
    '',
  ]);
});

test('a header comes once, a table of definitions each time', () => {
  const files = [
    { name: 'agent.c', text: '#include "a.h"\n#include "a.h"\n#include "t.def"\n#  include "t.def"\n' },
    { name: 'a.h', text: 'HEADER\n' },
    { name: 't.def', text: 'TABLE\n' },
  ];
  const words = amalgamate(files, 'abc').match(/HEADER|TABLE/g);
  expect(words).toEqual(['HEADER', 'TABLE', 'TABLE']);
});

test('a file that is missing is named with the one that wants it', () => {
  expect(() => amalgamate([{ name: 'agent.c', text: '#include "gone.h"\n' }], 'abc')).toThrow('lab/agent/agent.c includes "gone.h"');
});

test('files that include each other for ever are refused', () => {
  const files = [
    { name: 'agent.c', text: '#include "t.def"\n' },
    { name: 't.def', text: '#include "t.def"\n' },
  ];
  expect(() => amalgamate(files, 'abc')).toThrow('leads back to itself');
});

test('what is not ASCII is replaced, for shells that read bytes', () => {
  expect(amalgamate([{ name: 'agent.c', text: '/* a … b 😀 */\n\tint x;\n' }], 'abc')).toContain('\n/* a ? b ? */\n\tint x;\n');
});
