import { z } from 'zod';

type Json = Record<string, unknown>;

/** A key of an object schema in a reader's words. */
export interface Field {
  name: string;
  /** What may stand there: `a number from 0 to 300`, `one of a, b`. Markdown. */
  type: string;
  /** `required`, the value that stands for nothing, or `–`. Markdown. */
  byDefault: string;
  /** What it means; empty if the schema does not say. */
  meaning: string;
}

/** The keys of an object schema, in its order, with what its descriptions say of them. Throws for a schema that is no object. */
export function fieldsOf(schema: z.ZodType): Field[] {
  return fieldsIn(z.toJSONSchema(schema, { io: 'input', reused: 'inline' }) as Json);
}

/** The same of the objects that are found by going down these keys of a JSON Schema: `properties`, a list's `items`, … */
export function fieldsBelow(schema: z.ZodType, path: readonly string[]): Field[] {
  let here = z.toJSONSchema(schema, { io: 'input', reused: 'inline' }) as Json;
  for (const key of path) here = here[key] as Json;
  return fieldsIn(here);
}

function fieldsIn(object: Json): Field[] {
  const required = (object['required'] ?? []) as string[];
  return Object.entries(object['properties'] as Record<string, Json>).map(([name, json]) => ({
    name,
    type: typeWords(json),
    byDefault: required.includes(name) ? '**required**' : defaultWords(json['default']),
    meaning: (json['description'] ?? '') as string,
  }));
}

function defaultWords(value: unknown): string {
  if (value === undefined) return '–';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : `\`[${value.join(', ')}]\``;
  return typeof value === 'object' ? 'none' : `\`${JSON.stringify(value).replaceAll('"', '')}\``;
}

function typeWords(json: Json): string {
  if (Array.isArray(json['enum'])) return (json['enum'] as unknown[]).map((value) => `\`${String(value)}\``).join(', ');
  if ('const' in json) return `\`${String(json['const'])}\``;
  if ('$ref' in json) return 'name';
  if (Array.isArray(json['anyOf'])) return unionWords((json['anyOf'] as Json[]).map(typeWords));
  if (Array.isArray(json['type'])) return 'value';
  switch (json['type']) {
    case 'string':
      return json['format'] === 'uri' ? 'URL' : json['format'] === 'date' ? 'date' : 'text';
    case 'integer':
      return `number${rangeWords(json)}`;
    case 'boolean':
      return '`true`, `false`';
    case 'array':
      return Array.isArray(json['prefixItems']) ? `list of ${json['prefixItems'].length} names` : listWords(json);
    case 'object':
      return 'map';
    default:
      throw new Error(`a schema has a type that the reference has no words for: ${JSON.stringify(json)}`);
  }
}

/** `text or a list of texts` says no more than `text, or a list`. */
function unionWords(parts: string[]): string {
  const [one = '', ...others] = parts;
  if (others.length === 1 && others[0]?.startsWith('list of ') === true) return `${one}; or a list`;
  return [...new Set(parts)].join(' or ');
}

function listWords(json: Json): string {
  const item = typeWords(json['items'] as Json);
  return item.startsWith('`') ? `list of ${item}` : `list of ${item.replace(/^(number|name|text|value|URL|map)/, '$1s')}`;
}

function rangeWords(json: Json): string {
  const { minimum, maximum } = json as { minimum?: number; maximum?: number };
  // What the schema does not limit, zod limits to what a number can hold: no news to a reader.
  const to = maximum === undefined || maximum === Number.MAX_SAFE_INTEGER ? '' : ` to ${maximum}`;
  return minimum === undefined ? to : ` from ${minimum}${to}`;
}
