import { z } from 'zod';
import { calls } from './calls.ts';
import { scenarioFile, SourcesFile } from './file-schema.ts';

type Json = Record<string, unknown>;

/** The width that `.prettierrc.json` sets, and a comma. */
const lineWidth = 140;

/** A file that is generated from the schemas, for editors. */
export interface GeneratedSchema {
  /** Its name in `scenarios/`. */
  name: string;
  text: string;
}

/** The JSON Schemas of the files in `scenarios/`, as they are committed there: editors complete and check with them. */
export function generatedSchemas(): GeneratedSchema[] {
  return [
    { name: 'scenario.schema.json', text: print(scenarioSchema()) },
    { name: 'sources.schema.json', text: print(titled(toJsonSchema(SourcesFile), 'sources of claims')) },
  ];
}

function scenarioSchema(): Json {
  const steps = z.union([...calls.values()].map((call) => call.schema));
  const schema = toJsonSchema(scenarioFile(steps));
  const properties = schema['properties'] as Record<string, Json>;
  const list = properties['steps'] as { items: Json };
  const anyCall: Json = {
    type: 'object',
    description: 'a call that the matrix chooses',
    properties: { call: { $ref: '#/$defs/dollar' } },
    required: ['call'],
  };
  const branches = (list.items['anyOf'] as Json[]).map(withDollars);
  list.items = { anyOf: [...branches, anyCall] };
  schema['$defs'] = {
    ...(schema['$defs'] as Json | undefined),
    dollar: { type: 'string', pattern: '^\\$[a-z][a-z0-9-]*$', description: 'a value of the matrix' },
  };
  return titled(schema, 'a scenario');
}

function toJsonSchema(schema: z.ZodType): Json {
  return z.toJSONSchema(schema, { io: 'input', reused: 'inline' }) as Json;
}

function titled(schema: Json, title: string): Json {
  const { $schema, ...rest } = schema;
  return { $schema, title, $comment: 'Generated from lab/scenario/ by: npm run lab -- check --fix. Do not edit.', ...rest };
}

/** A `$name` may stand wherever a scalar stands, except for the name of the call, which tells the branches apart. */
function withDollars(branch: Json): Json {
  const properties = Object.entries(branch['properties'] as Record<string, Json>);
  return { ...branch, properties: Object.fromEntries(properties.map(([key, value]) => [key, key === 'call' ? value : orDollar(value)])) };
}

function orDollar(schema: Json): Json {
  if (Array.isArray(schema['anyOf']))
    return { ...schema, anyOf: [...(schema['anyOf'] as Json[]).map(inLists), { $ref: '#/$defs/dollar' }] };
  if (!isScalar(schema)) return inLists(schema);
  const { description, default: fallback, ...rest } = schema;
  // An unlimited text can be `$name` already.
  if (rest['type'] === 'string' && Object.keys(rest).length === 1) return schema;
  return {
    ...(description === undefined ? {} : { description }),
    ...(fallback === undefined ? {} : { default: fallback }),
    anyOf: [rest, { $ref: '#/$defs/dollar' }],
  };
}

function inLists(schema: Json): Json {
  const result = { ...schema };
  if (Array.isArray(schema['prefixItems'])) result['prefixItems'] = (schema['prefixItems'] as Json[]).map(orDollar);
  if (typeof schema['items'] === 'object') result['items'] = orDollar(schema['items'] as Json);
  return result;
}

function isScalar(schema: Json): boolean {
  return (
    '$ref' in schema || 'enum' in schema || 'const' in schema || ['string', 'integer', 'number', 'boolean'].includes(String(schema['type']))
  );
}

/** Prints as Prettier does, so that the committed file passes its check: lists of words on one line where they fit. */
function print(schema: Json): string {
  return `${printed(schema, '', 0)}\n`;
}

function printed(value: unknown, indent: string, before: number): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    const flat = `[${value.map((item) => JSON.stringify(item)).join(', ')}]`;
    const isFlat = value.every((item) => typeof item !== 'object') && before + flat.length < lineWidth;
    return isFlat ? flat : `[\n${value.map((item) => `${inner}${printed(item, inner, inner.length)}`).join(',\n')}\n${indent}]`;
  }
  const entries = Object.entries(value);
  if (entries.length === 0) return '{}';
  const lines = entries.map(([key, item]) => {
    const start = `${inner}${JSON.stringify(key)}: `;
    return `${start}${printed(item, inner, start.length)}`;
  });
  return `{\n${lines.join(',\n')}\n${indent}}`;
}
