import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { LabError } from '../failure.ts';
import type { Places } from '../root.ts';
import { Bootstrap } from '../targets/target.ts';

/** A command or part of one: words of printable ASCII with single spaces between them; no shell reads it. */
const words = z.string().regex(/^[!-~]+( [!-~]+)*$/, 'A command is words with single spaces between them.');
const id = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'An id has lower-case letters, digits and hyphens.');

const Api = z.strictObject({
  id,
  title: z.string().min(1).max(60),
  /** The program that makes the calls, started in the folder of the subjects. */
  command: words,
  /** It is told of what happens, and does not ask. */
  events: z.boolean().default(false),
  /** Makes the calls themselves: what all others are compared with. */
  raw: z.boolean().default(false),
  /** Links that it has no API for. */
  lacks: z.array(z.enum(['unix-path', 'tcp4'])).default([]),
  /** It is an HTTP client: it is asked for requests, and for no connection. */
  http: z.boolean().default(false),
  note: z.string().max(300).optional(),
});
export type Api = z.infer<typeof Api>;

const Runtime = z.strictObject({
  id,
  title: z.string().min(1).max(40),
  /** Debian's packages. */
  packages: z
    .array(z.string().regex(/^[a-z0-9][a-z0-9.+-]*$/))
    .max(30)
    .default([]),
  /** A package of npm that holds the runtime's program for x86-64, and where in it that is. */
  npm: z
    .strictObject({
      package: z.string().regex(/^(@[a-z0-9-]+\/)?[a-z0-9-]+$/),
      version: z.string().regex(/^[0-9][0-9.]*$/),
      integrity: z.string().regex(/^sha512-[A-Za-z0-9+/]{86}==$/),
      program: z.string().regex(/^package\/[a-z0-9/-]+$/),
    })
    .optional(),
  /** Files of docker/runtimes/subjects/. */
  sources: z.array(z.string().regex(/^[A-Za-z][A-Za-z0-9_.-]*$/)).min(1),
  /** A shell command that makes programs of them. */
  build: z.string().max(600).optional(),
  version: words,
  apis: z.array(Api).min(1),
});
export type Runtime = z.infer<typeof Runtime>;

const RuntimeFile = z.strictObject({
  base: z.string(),
  bootstrap: Bootstrap,
  runtimes: z.array(Runtime).min(1),
  /** What was asked for and cannot be had, and why. */
  leftOut: z.array(z.strictObject({ title: z.string(), why: z.string() })).default([]),
});
export type RuntimeFile = z.infer<typeof RuntimeFile>;

/** An API of a runtime. */
export interface Subject {
  runtime: Runtime;
  api: Api;
}

/** Reads docker/runtimes.yaml. Throws a `bad-request` that says where it is wrong. */
export async function loadRuntimes(places: Places): Promise<RuntimeFile> {
  const file = await readYaml(join(places.docker, 'runtimes.yaml'), 'docker/runtimes.yaml', RuntimeFile);
  const ids = file.runtimes.flatMap(({ apis }) => apis.map((api) => api.id));
  const twin = ids.find((one, index) => ids.indexOf(one) !== index);
  if (twin !== undefined) throw new LabError('bad-request', `docker/runtimes.yaml: there are two APIs '${twin}'.`, 'Give each its own id');
  if (file.runtimes.flatMap(({ apis }) => apis.filter((api) => api.raw)).length !== 1)
    throw new LabError('bad-request', 'docker/runtimes.yaml: exactly one API is `raw: true`: all others are compared with it.');
  return file;
}

/** All APIs, in the order of the file. */
export function subjectsOf(file: RuntimeFile): Subject[] {
  return file.runtimes.flatMap((runtime) => runtime.apis.map((api) => ({ runtime, api })));
}

/** Reads a YAML file strictly. Throws a `bad-request` with the first thing that is wrong. */
export async function readYaml<T>(path: string, shown: string, schema: z.ZodType<T>): Promise<T> {
  let value: unknown;
  try {
    value = parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw new LabError('bad-request', `${shown}: ${(error as Error).message}`, 'docs/runtimes.md');
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [first] = parsed.error.issues;
  throw new LabError(
    'bad-request',
    `${shown}: ${first?.path.map(String).join('.') ?? ''}: ${first?.message ?? 'is wrong'}`,
    'docs/runtimes.md',
  );
}
