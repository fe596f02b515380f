import { markdownTable } from 'markdown-table';
import stringWidth from 'string-width';
import { calls } from './calls.ts';
import type { Call } from './call.ts';
import { fieldsBelow, fieldsOf } from './field-words.ts';
import type { Field } from './field-words.ts';
import { ScenarioFile, SourcesFile } from './file-schema.ts';

/** Keys that every step has, whatever its call. */
const commonKeys = new Set(['call', 'label', 'in', 'async', 'show']);

/**
 * `scenarios/README.md`: `template` (the prose, `lab/scenario/reference.md`) with each line `<!-- insert: WHAT -->` replaced by what the schemas and
 * the registry of calls say. Tables of links and outcomes are those of `protocol`, the agent's document, so that there is one of each.
 * Throws for an insertion that there is nothing for.
 */
export function reference(template: string, protocol: string): string {
  const claims = ['properties', 'claims', 'items'];
  const insertions: Record<string, () => string> = {
    notice: () => '<!-- Generated from lab/scenario/ (prose: reference.md) by: npm run lab -- check --fix. Do not edit. -->',
    'scenario fields': () => fieldTable(fieldsOf(ScenarioFile)),
    'exclude fields': () => fieldTable(fieldsBelow(ScenarioFile, ['properties', 'exclude', 'items'])),
    'claim fields': () => fieldTable(fieldsBelow(ScenarioFile, claims)),
    'system fields': () => fieldTable(fieldsBelow(ScenarioFile, [...claims, 'properties', 'on'])),
    'source fields': () => fieldTable(fieldsBelow(SourcesFile, ['additionalProperties'])),
    'step fields': () => fieldTable(stepFields()),
    'list of calls': () => [...calls.keys()].map((name) => `[${name}](#${name})`).join(', '),
    calls: () => [...calls.values()].map(callPart).join('\n\n'),
    links: () => tableBelow(protocol, '### Links of `connect-pair`'),
    outcomes: () => tableBelow(protocol, '### Outcomes'),
  };
  return template.replaceAll(/^<!-- insert: (.+) -->$/gm, (_line, what: string) => {
    const insert = insertions[what];
    if (insert === undefined)
      throw new Error(`lab/scenario/reference.md asks for '${what}', which is not one of ${Object.keys(insertions).join(', ')}`);
    return insert();
  });
}

function stepFields(): Field[] {
  const anyCall = [...calls.values()][0];
  if (anyCall === undefined) return [];
  return fieldsOf(anyCall.schema)
    .filter(({ name }) => commonKeys.has(name))
    .map((field) => (field.name === 'call' ? { ...field, type: 'one of the calls below', meaning: 'the call to make' } : field));
}

function callPart(call: Call): string {
  const fields = fieldsOf(call.schema).filter(({ name }) => !commonKeys.has(name));
  const notes = [
    call.neverAsync ? 'It is always over at once, so it cannot be `async`.' : '',
    call.endsItself ? 'It is the last step of its process.' : '',
  ];
  return [
    `### ${call.name}`,
    sentence(call.summary),
    fields.length === 0 ? 'It has no arguments.' : fieldTable(fields),
    [`Gives ${call.outcomes.map(outcomeWords).join(', ')}.`, ...notes].filter((note) => note !== '').join(' '),
  ].join('\n\n');
}

/** Outcomes are code; the description of some is a phrase. */
function outcomeWords(outcome: string): string {
  return /^[a-z]+ [a-z]+ [a-z ]+$/.test(outcome) ? outcome : `\`${outcome}\``;
}

function sentence(text: string): string {
  // A function's name keeps its case.
  const start = /^[a-z_]+\(/.test(text)
    ? `\`${text.replace(/^([a-z_]+\([^)]*\)).*$/s, '$1')}\`${text.replace(/^[a-z_]+\([^)]*\)/, '')}`
    : text;
  return `${start.startsWith('`') ? start : start.charAt(0).toUpperCase() + start.slice(1)}.`;
}

function fieldTable(fields: readonly Field[]): string {
  const rows = fields.map(({ name, type, byDefault, meaning }) => [`\`${name}\``, type, byDefault, escaped(meaning)]);
  return markdownTable(
    [['key', 'what it takes', 'by default', 'meaning'], ...rows].map((row) => row.map((cell) => cell.replaceAll('|', '\\|'))),
    { stringLength: stringWidth },
  );
}

function escaped(text: string): string {
  return text.replaceAll(/[<*[\]]/g, '\\$&');
}

/** The first table below a heading of a markdown document. */
function tableBelow(document: string, heading: string): string {
  const start = document.indexOf(`\n${heading}\n`);
  const lines = start < 0 ? [] : document.slice(start).split('\n');
  const first = lines.findIndex((line) => line.startsWith('|'));
  if (first < 0) throw new Error(`lab/agent/PROTOCOL.md has no table below '${heading}'`);
  const rest = lines.slice(first);
  const end = rest.findIndex((line) => !line.startsWith('|'));
  return rest.slice(0, end < 0 ? undefined : end).join('\n');
}
