import type { z } from 'zod';
import type { Diagnostic, Position } from './diagnostic.ts';
import { keysAt } from './schema-keys.ts';
import { mostFindings } from './source.ts';
import type { Path, YamlSource } from './source.ts';
import { didYouMean, oneOf } from './suggest.ts';

type Issue = z.core.$ZodIssue;

/** What is wrong and where, before it is tied to a file. */
export interface Finding {
  path: Path;
  /** Whether the key at the end of the path is meant, and not its value. */
  key?: boolean;
  message: string;
  hint?: string | undefined;
}

/** Zod's issues about `source.data` as diagnostics, in our words and at their places. `schema` is what was checked against. */
export function describeIssues(issues: readonly Issue[], schema: z.ZodType, source: YamlSource): Diagnostic[] {
  return issues
    .slice(0, mostFindings)
    .flatMap((issue) => describe(issue, [], schema, source.data))
    .slice(0, mostFindings)
    .map(({ path, key, message, hint }) => ({ file: source.file, ...place(source, path, key), message, hint }));
}

/** The same for data that stands under `base` in the file. */
export function findings(issues: readonly Issue[], schema: z.ZodType, data: unknown, base: Path): Finding[] {
  return issues.flatMap((issue) => describe(issue, [], schema, data)).map((finding) => ({ ...finding, path: [...base, ...finding.path] }));
}

function place(source: YamlSource, path: Path, key: boolean | undefined): Position {
  return key === true ? source.atKey(path) : source.at(path);
}

function describe(issue: Issue, base: Path, schema: z.ZodType, data: unknown): Finding[] {
  const path = [...base, ...issue.path];
  const value = valueAt(data, path);
  const name = nameOf(path);
  switch (issue.code) {
    case 'unrecognized_keys': {
      const known = keysAt(schema, path);
      return issue.keys.slice(0, mostFindings).map((key) => {
        const unused = known.filter((candidate) => !isRecord(value) || !(candidate in value));
        return {
          path: [...path, key],
          key: true,
          message: `There is no key '${key}' here.${spaced(didYouMean(key, unused))}`,
          hint: known.length > 0 ? `The keys here: ${known.join(', ')}.` : undefined,
        };
      });
    }
    case 'invalid_union':
      return describeUnion(issue, path, schema, data);
    case 'invalid_key':
      return [
        { path, key: true, message: `The key '${String(path.at(-1))}' is not allowed: ${lower(issue.issues[0]?.message ?? 'wrong')}` },
      ];
    case 'invalid_type':
      if (value === undefined) return [missing(path)];
      return [{ path, message: wrongType(name, issue.expected, value), hint: typeHint(issue.expected, value) }];
    case 'invalid_value': {
      if (value === undefined) return [missing(path)];
      const values = issue.values.map(String);
      return [
        {
          path,
          message: `${name} cannot be ${shown(value)}.${spaced(didYouMean(asText(value), values))}`,
          hint: `It can be ${oneOf(values, 40)}.`,
        },
      ];
    }
    case 'too_small':
    case 'too_big':
      return [{ path, message: outOfRange(name, issue, value) }];
    default:
      return [{ path, message: ownWords(issue.message) ?? `${name} is wrong: ${lower(issue.message)}.` }];
  }
}

/** Of a union, the branch that the author most likely meant is the one whose complaints lie deepest, then the one with the fewest. */
function describeUnion(issue: Extract<Issue, { code: 'invalid_union' }>, path: Path, schema: z.ZodType, data: unknown): Finding[] {
  const value = valueAt(data, path);
  const name = nameOf(path);
  const custom = ownWords(issue.message);
  if (custom !== undefined && value !== undefined) return [{ path, message: custom }];
  if ('discriminator' in issue && 'options' in issue && Array.isArray(issue.options)) {
    if (value === undefined) return [missing(path)];
    const options = issue.options.map(String);
    return [
      {
        path,
        message: `There is no ${String(path.at(-1))} ${shown(value)}.${spaced(didYouMean(asText(value), options))}`,
        hint: `It can be ${oneOf(options, 60)}.`,
      },
    ];
  }
  if (value === undefined) return [missing(path)];
  const depth = (branch: readonly Issue[]) => Math.max(0, ...branch.map((one) => one.path.length));
  const [best] = [...issue.errors].sort((a, b) => depth(b) - depth(a) || a.length - b.length);
  if (best === undefined || depth(best) === 0) {
    const expected = issue.errors.flatMap((branch) =>
      branch.flatMap((one) => (one.code === 'invalid_type' ? [typeName(one.expected)] : [])),
    );
    if (expected.length === issue.errors.length)
      return [{ path, message: `${name} must be ${[...new Set(expected)].join(' or ')}, not ${shown(value)}.` }];
    const telling = issue.errors.find((branch) => branch.every((one) => one.code !== 'invalid_type')) ?? best ?? [];
    return telling.flatMap((one) => describe(one, path, schema, data));
  }
  return best.flatMap((one) => describe(one, path, schema, data));
}

function missing(path: Path): Finding {
  const key = path.at(-1);
  return typeof key === 'number'
    ? { path, message: `Item ${key + 1} is missing.` }
    : { path: path.slice(0, -1), message: `'${String(key)}' is missing.` };
}

function wrongType(name: string, expected: string, value: unknown): string {
  if (value === null) return `${name} has no value.`;
  return `${name} must be ${typeName(expected)}, not ${shown(value)}.`;
}

function typeHint(expected: string, value: unknown): string | undefined {
  if (expected === 'string' && (typeof value === 'number' || typeof value === 'boolean')) return `Put it in quotes: '${value}'.`;
  return undefined;
}

function typeName(expected: string): string {
  const names: Record<string, string> = {
    string: 'text',
    number: 'a number',
    int: 'a whole number',
    boolean: 'true or false',
    array: 'a list',
    tuple: 'a list',
    object: 'a group of keys',
    record: 'a group of keys',
    null: 'empty',
  };
  return names[expected] ?? expected;
}

function outOfRange(name: string, issue: Extract<Issue, { code: 'too_small' | 'too_big' }>, value: unknown): string {
  const small = issue.code === 'too_small';
  const limit = String(small ? issue.minimum : issue.maximum);
  const most = issue.inclusive === false ? (small ? 'more than' : 'less than') : small ? 'at least' : 'at most';
  if (issue.origin === 'string') {
    const length = typeof value === 'string' ? value.length : 0;
    return small && limit === '1' ? `${name} is empty.` : `${name} has ${length} characters; it must have ${most} ${limit}.`;
  }
  if (issue.origin === 'array') {
    const length = Array.isArray(value) ? value.length : 0;
    return `${name} has ${length} ${length === 1 ? 'item' : 'items'}; it must have ${most} ${limit}.`;
  }
  return `${name} must be ${most} ${limit}, not ${shown(value)}.`;
}

/** A message that a schema gave itself; zod's own begin in one of these ways. */
function ownWords(message: string): string | undefined {
  return /^(Invalid|Too (small|big)|Unrecognized|Expected)\b/.test(message) ? undefined : message;
}

/** What a reader calls the value at the end of a path: its key, or its list's with a number. */
function nameOf(path: Path): string {
  const last = path.at(-1);
  if (last === undefined) return 'The file';
  if (typeof last !== 'number') return `'${String(last)}'`;
  const list = path.at(-2);
  return list === undefined ? `Item ${last + 1}` : `Item ${last + 1} of '${String(list)}'`;
}

function shown(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a group of keys';
  const text = asText(value);
  return typeof value === 'string' ? `'${text.length > 60 ? `${text.slice(0, 60)}…` : text}'` : text;
}

function valueAt(data: unknown, path: Path): unknown {
  let value = data;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function spaced(text: string | undefined): string {
  return text === undefined ? '' : ` ${text}`;
}

function lower(text: string): string {
  return `${text.charAt(0).toLowerCase()}${text.slice(1)}`;
}
