/**
 * A GitHub for tests: an HTTP server on loopback that answers the operations of `openapi-slice.json` and holds both sides to it: every
 * request must be one that GitHub describes, and every answer must fit GitHub's schema.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { z } from 'zod';

interface Parameter {
  name: string;
  in: 'path' | 'query';
  schema: { type?: string; enum?: string[] };
}
interface Operation {
  id: string;
  path: string;
  parameters: Parameter[];
  status: number;
  schema?: Parameters<typeof z.fromJSONSchema>[0];
}

const { operations } = JSON.parse(readFileSync(new URL('./openapi-slice.json', import.meta.url), 'utf8')) as { operations: Operation[] };

/** An answer other than the good one. */
export interface Answer {
  status: number;
  headers?: Record<string, string>;
  body?: unknown;
  /** Closes the connection after so many bytes of the zip. */
  breakOffAfter?: number;
}

/** An artifact as the server has it. */
export interface FakeArtifact {
  id: number;
  name: string;
  zip: Buffer;
  /** Overlaid on its entry in the listing. */
  listed?: Record<string, unknown>;
}

/** What the server knows. */
export interface FakeGitHub {
  runs: { id: number; status: string | null; html_url: string; head_repository: { full_name: string } }[];
  artifacts: FakeArtifact[];
  /** Answers instead of the good ones, by the operation's id; `blob` is the download behind the redirect. */
  instead?: Record<string, Answer>;
}

/** The running server. */
export interface Loopback {
  /** What `GITHUB_API_URL` is to be. */
  url: string;
  /** The ids of the operations that were asked for, in order. */
  asked: string[];
  /** What in requests and answers is not as GitHub describes it. */
  violations: string[];
  /** The `Authorization` of each request, `none` where there was none. */
  authorizations: string[];
}

/** Starts a GitHub that ends with the test. */
export async function startLoopback(world: FakeGitHub): Promise<Loopback> {
  const blobs = createServer();
  const api = createServer();
  const blobUrl = await listen(blobs);
  const loopback: Loopback = { url: await listen(api), asked: [], violations: [], authorizations: [] };
  api.on('request', (request: IncomingMessage, response: ServerResponse) => {
    loopback.authorizations.push(request.headers.authorization ?? 'none');
    const found = operationOf(request, loopback.violations);
    if (found === undefined) return send(response, { status: 404, body: { message: 'Not Found' } });
    const { operation, values } = found;
    loopback.asked.push(operation.id);
    const answer = world.instead?.[operation.id] ?? goodAnswer(operation, values, world, blobUrl);
    if (answer.status === operation.status && operation.schema !== undefined) check(operation, answer.body, loopback.violations);
    send(response, answer);
  });
  blobs.on('request', (request: IncomingMessage, response: ServerResponse) => {
    loopback.asked.push('blob');
    // The token is for GitHub and not for whoever keeps its files.
    if (request.headers.authorization !== undefined) loopback.violations.push('the token was sent to the storage');
    const zip = world.artifacts.find(({ id }) => request.url === `/${id}`)?.zip ?? Buffer.alloc(0);
    const { status = 200, breakOffAfter } = world.instead?.['blob'] ?? {};
    response.writeHead(status, { 'content-type': 'application/zip', 'content-length': zip.length });
    if (breakOffAfter === undefined) response.end(zip);
    else response.write(zip.subarray(0, breakOffAfter), () => setTimeout(() => response.destroy(), 50));
  });
  return loopback;
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function send(response: ServerResponse, { status, headers = {}, body }: Answer): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
  response.end(body === undefined ? '' : JSON.stringify(body));
}

function operationOf(request: IncomingMessage, violations: string[]) {
  const url = new URL(request.url ?? '/', 'http://localhost');
  for (const operation of operations) {
    const names = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');
    const match = new RegExp(`^${operation.path.replaceAll(/\{\w+\}/g, '([^/]+)')}$`).exec(url.pathname);
    if (match === null) continue;
    if (request.method !== 'GET') violations.push(`${operation.id}: ${request.method ?? ''} instead of GET`);
    const values = Object.fromEntries(names.map((name, index) => [name, decodeURIComponent(match[index + 1] ?? '')]));
    for (const [name, value] of Object.entries(values)) violations.push(...problems(operation, 'path', name, value));
    for (const [name, value] of url.searchParams) violations.push(...problems(operation, 'query', name, value));
    return { operation, values: { ...Object.fromEntries(url.searchParams), ...values } };
  }
  violations.push(`GitHub describes no ${request.method ?? ''} ${url.pathname}`);
  return undefined;
}

function problems({ id, parameters }: Operation, place: Parameter['in'], name: string, value: string): string[] {
  const parameter = parameters.find((one) => one.name === name && one.in === place);
  if (parameter === undefined) return [`${id}: there is no ${place} parameter '${name}'`];
  const { type, enum: allowed } = parameter.schema;
  if (type === 'integer' && !/^\d+$/.test(value)) return [`${id}: '${name}' is no integer: ${value}`];
  return allowed === undefined || allowed.includes(value) ? [] : [`${id}: '${name}' cannot be ${value}`];
}

function check(operation: Operation, body: unknown, violations: string[]): void {
  if (operation.schema === undefined) return;
  const parsed = z.fromJSONSchema(operation.schema, { defaultTarget: 'openapi-3.0' }).safeParse(body);
  if (!parsed.success) violations.push(`${operation.id}: the fixture is none of GitHub's: ${parsed.error.message}`);
}

function goodAnswer({ id }: Operation, values: Record<string, string | undefined>, world: FakeGitHub, blobUrl: string): Answer {
  const missing = { status: 404, body: { message: 'Not Found', documentation_url: 'https://docs.github.com/rest' } };
  const page = <T>(all: T[]): T[] => {
    const size = Number(values['per_page'] ?? 30);
    return all.slice((Number(values['page'] ?? 1) - 1) * size).slice(0, size);
  };
  switch (id) {
    case 'actions/get-workflow-run': {
      const run = world.runs.find((one) => String(one.id) === values['run_id']);
      return run === undefined ? missing : { status: 200, body: run };
    }
    case 'actions/list-workflow-runs':
      return { status: 200, body: { total_count: world.runs.length, workflow_runs: page(world.runs) } };
    case 'actions/list-workflow-run-artifacts':
      return { status: 200, body: { total_count: world.artifacts.length, artifacts: page(world.artifacts.map(listing)) } };
    case 'actions/download-artifact': {
      const artifact = world.artifacts.find((one) => String(one.id) === values['artifact_id']);
      return artifact === undefined ? missing : { status: 302, headers: { location: `${blobUrl}/${artifact.id}` } };
    }
    default:
      throw new Error(`the server does not know ${id}`);
  }
}

function listing({ id, name, zip, listed }: FakeArtifact): Record<string, unknown> {
  return {
    id,
    name,
    size_in_bytes: zip.length,
    expired: false,
    expires_at: '2027-02-20T00:00:00Z',
    digest: `sha256:${createHash('sha256').update(zip).digest('hex')}`,
    ...listed,
  };
}
