/**
 * Cuts the operations that the lab uses out of GitHub's OpenAPI description, so that tests can hold requests and fixtures against it
 * without 13 MB of the rest:
 *
 *   npm pack @octokit/openapi && tar xzf octokit-openapi-*.tgz
 *   node --import tsx lab/contribute/github/make-slice.ts package/generated/api.github.com.json > lab/contribute/github/openapi-slice.json
 */
import { readFileSync } from 'node:fs';

/** Names of fields that the lab reads, and of fields below them. */
interface Fields {
  [name: string]: Fields;
}

const runFields: Fields = { id: {}, status: {}, html_url: {}, head_repository: { full_name: {} } };
const artifactFields: Fields = { id: {}, name: {}, size_in_bytes: {}, expired: {}, expires_at: {}, digest: {} };

/** The operations that the lab uses, and of each the answer and the fields that it reads. */
const used: [path: string, status: string, fields: Fields][] = [
  ['/repos/{owner}/{repo}/actions/runs/{run_id}', '200', runFields],
  ['/repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs', '200', { total_count: {}, workflow_runs: runFields }],
  ['/repos/{owner}/{repo}/actions/runs/{run_id}/artifacts', '200', { total_count: {}, artifacts: artifactFields }],
  ['/repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}', '302', {}],
];

interface Description {
  info: { version: string };
  paths: Record<string, { get: { operationId: string; parameters: unknown[]; responses: Record<string, unknown> } }>;
}

/** Prose and examples: most of the description, and of no use to a test. */
const prose = new Set(['description', 'example', 'examples', 'title', 'externalDocs']);

const file = process.argv[2];
if (file === undefined) throw new Error('usage: make-slice.ts api.github.com.json > openapi-slice.json');
const description = JSON.parse(readFileSync(file, 'utf8')) as Description;

/** The value with every `$ref` replaced by what it refers to. */
function resolved(value: unknown, isMap = false): unknown {
  if (Array.isArray(value)) return value.map((item) => resolved(item));
  if (typeof value !== 'object' || value === null) return value;
  const reference = (value as { $ref?: unknown }).$ref;
  if (typeof reference === 'string') return resolved(lookUp(reference));
  // Below `properties`, a key is the name of a field: `description` is one, and must stay.
  const entries = Object.entries(value).filter(([key]) => isMap || !prose.has(key));
  return Object.fromEntries(entries.map(([key, inner]) => [key, resolved(inner, key === 'properties')]));
}

function lookUp(reference: string): unknown {
  const keys = reference.replace(/^#\//, '').split('/');
  return keys.reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], description);
}

interface Schema {
  type?: string;
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  [key: string]: unknown;
}

/** The schema without the fields that nobody reads. */
function pruned(schema: Schema, fields: Fields): Schema {
  if (schema.items !== undefined) return { ...schema, items: pruned(schema.items, fields) };
  if (schema.properties === undefined) return schema;
  const properties = Object.entries(fields).map(([name, below]) => {
    const property = schema.properties?.[name];
    if (property === undefined) throw new Error(`the description has no field '${name}' any more`);
    return [name, pruned(property, below)];
  });
  const required = (schema.required ?? []).filter((name) => name in fields);
  return { ...schema, properties: Object.fromEntries(properties), required };
}

const operations = used.map(([path, status, fields]) => {
  const get = description.paths[path]?.get;
  const response = get?.responses[status];
  if (get === undefined || response === undefined) throw new Error(`the description has no GET ${path} with ${status}`);
  const { content, headers } = resolved(response) as { content?: Record<string, { schema: Schema }>; headers?: unknown };
  return {
    id: get.operationId,
    path,
    parameters: resolved(get.parameters),
    status: Number(status),
    ...(content?.['application/json'] ? { schema: pruned(content['application/json'].schema, fields) } : {}),
    ...(headers === undefined ? {} : { headers }),
  };
});
process.stdout.write(`${JSON.stringify({ source: 'github/rest-api-description', version: description.info.version, operations })}\n`);
