import type { z } from 'zod';
import type { Path } from './source.ts';

/** The keys that an object schema at `path` knows; none where the schema has no keys of its own. */
export function keysAt(schema: z.ZodType, path: Path): string[] {
  let here: z.core.$ZodType[] = [schema];
  for (const key of path) here = here.flatMap((one) => step(one, key));
  return [
    ...new Set(
      here.flatMap((one) => unwrap(one)).flatMap((one) => ('shape' in one._zod.def ? Object.keys(one._zod.def.shape as object) : [])),
    ),
  ];
}

function step(schema: z.core.$ZodType, key: PropertyKey): z.core.$ZodType[] {
  return unwrap(schema).flatMap((one) => {
    const def = one._zod.def as unknown as Record<string, unknown>;
    if (def['type'] === 'object') return child((def['shape'] as Record<PropertyKey, unknown>)[key]);
    if (def['type'] === 'array') return child(def['element']);
    if (def['type'] === 'record') return child(def['valueType']);
    if (def['type'] === 'tuple') return child((def['items'] as unknown[])[Number(key)]);
    return [];
  });
}

/** Through optional, default, pipe and union to what is inside. */
function unwrap(schema: z.core.$ZodType): z.core.$ZodType[] {
  const def = schema._zod.def as unknown as Record<string, unknown>;
  if (Array.isArray(def['options'])) return (def['options'] as z.core.$ZodType[]).flatMap(unwrap);
  const inner = def['innerType'] ?? def['in'];
  return inner === undefined ? [schema] : unwrap(inner as z.core.$ZodType);
}

function child(schema: unknown): z.core.$ZodType[] {
  return schema === undefined ? [] : [schema as z.core.$ZodType];
}
