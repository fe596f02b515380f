import { z } from 'zod';
import { claimedSignals, saysWords, sourceKinds } from './claim-words.ts';
import { tags } from './tags.ts';

const scalar = z.union([z.string(), z.number(), z.boolean()], { error: 'A matrix value is text, a number, true or false.' });

const dimension = z.string().regex(/^[a-z][a-z0-9-]{0,29}$/, { error: 'a dimension is a word in lower case: letters, digits and -.' });

const oneOrMore = <T extends z.ZodType>(one: T) => z.union([one, z.array(one).min(1)]);

const url = z.url({ protocol: /^https?$/, error: 'A link is a whole URL that begins with https:// or http://.' }).max(500);

const kebab = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** Systems that claims can speak of. A name outside this list could only be a slip: it would match nothing for ever. */
const systemNames = [
  'linux',
  'gvisor',
  'lwip',
  'macos',
  'freebsd',
  'openbsd',
  'netbsd',
  'dragonfly',
  'illumos',
  'solaris',
  'aix',
  'haiku',
  'asterinas',
  'hurd',
  'minix',
  'cygwin',
  'msys',
  'windows',
] as const;

const selectorWord = z.string().regex(/^[a-z0-9][a-z0-9_. -]*$/, { error: 'This is a name in lower case, such as musl or x86_64.' });

const Selector = z
  .strictObject({
    os: oneOrMore(z.enum(systemNames)).optional().meta({ description: 'operating system or kernel' }),
    version: z
      .string()
      .min(1)
      .max(60)
      .optional()
      .meta({ description: "range of the system's versions as npm writes it: '>=10.14', '<6.8', '5.10 - 6.1'" }),
    libc: oneOrMore(selectorWord).optional().meta({ description: 'glibc, musl, dietlibc, …' }),
    runtime: oneOrMore(selectorWord).optional().meta({ description: 'what runs the container or boots the kernel' }),
    arch: oneOrMore(selectorWord).optional().meta({ description: 'x86_64, arm64, …' }),
  })
  .meta({ description: 'systems that the claim speaks of; all by default' });

const outcome = z.union([z.string().min(1).max(200), z.int().min(0)], {
  error: 'An outcome is a word or a count, such as 5, EOF or ECONNRESET.',
});

const Outdated = z.strictObject({
  since: z.string().regex(/^[0-9]+(\.[0-9]+)*$/, { error: "A version is written '10.13.2', in quotes." }),
  source: z.string().min(1),
});

const Claim = z.strictObject({
  of: oneOrMore(z.string().min(1)).meta({ description: 'label of the step that it speaks of, or a list of labels' }),
  with: z.record(dimension, oneOrMore(scalar)).default({}).meta({ description: 'matrix values that it is limited to' }),
  on: Selector.default({}),
  pacing: z.enum(['back-to-back', 'settled']).optional().meta({ description: 'limits it to trials of one pacing' }),
  outcome: oneOrMore(outcome).meta({ description: 'what the step returns or fails with, or a list: any of these agrees' }),
  signal: z.enum(claimedSignals).optional().meta({ description: 'whether SIGPIPE comes with EPIPE; without it, both agree' }),
  says: z
    .enum(saysWords)
    .optional()
    .meta({ description: 'how firmly: see below; by default implies for kernel source, shows for test suite, issue, answer and mail' }),
  quote: z.string().min(1).max(200).optional().meta({ description: 'the words of the source that say it; required for shall and may' }),
  outdated: Outdated.optional().meta({
    description: 'from which version on it is no longer so: { since: VERSION, source: WHO SAYS THAT }',
  }),
  source: z.string().min(1).meta({ description: 'an id in sources.yaml' }),
  note: z.string().min(1).max(500).optional().meta({ description: 'what a reader must know to judge it' }),
});

const Exclusion = z.strictObject({
  with: z
    .record(dimension, scalar)
    .refine((values) => Object.keys(values).length > 0, { error: "'with' is empty: it would exclude everything." })
    .meta({ description: 'matrix values; combinations that have all of them are dropped' }),
  reason: z.string().min(1).max(300).meta({ description: 'why these combinations make no sense' }),
});

/** The schema of a scenario file around the schema of its steps: a loose one for reading, a precise one for editors. */
export function scenarioFile<Step extends z.ZodType>(step: Step) {
  return z.strictObject({
    title: z.string().min(1).max(100).meta({ description: 'names the cause, never the outcome' }),
    question: z.string().min(1).max(400).meta({ description: 'what a person would ask, in plain words' }),
    why: z.string().min(1).max(800).optional().meta({ description: 'why it matters in practice, in a sentence or two' }),
    tags: z.array(z.enum(tags)).max(12).default([]).meta({ description: 'groups it belongs to; reports list it under the first' }),
    links: z.array(url).max(12).default([]).meta({ description: 'real bugs that it explains' }),
    matrix: z
      .record(dimension, z.array(scalar).min(1).max(40))
      .default({})
      .meta({ description: 'dimensions with their values; $name in a step stands for the value' }),
    exclude: z.array(Exclusion).default([]).meta({ description: 'combinations that make no sense' }),
    steps: z.array(step).min(1).max(64).meta({ description: 'the calls, one after another' }),
    claims: z.array(Claim).default([]).meta({ description: 'what sources say happens' }),
  });
}

/** Any step, before `$name` was replaced: what it must be is for its call to say. */
const looseStep = z.looseObject({ call: z.string().min(1) });

/** A scenario file as it is read. */
export const ScenarioFile = scenarioFile(looseStep);
export type ScenarioFile = z.output<typeof ScenarioFile>;

const Describes = z.strictObject({
  os: z.enum(systemNames).meta({ description: 'operating system or kernel' }),
  version: z
    .string()
    .min(1)
    .max(60)
    .optional()
    .meta({ description: "the version it is of, or a range: '15.4', '20260821', '5.16'; leave it out if you cannot tell" }),
  commit: z
    .string()
    .regex(/^[0-9a-f]{7,40}$/, { error: 'A commit is 7 to 40 hexadecimal digits, in quotes.' })
    .optional()
    .meta({ description: 'the commit that was read' }),
  branch: z.string().min(1).max(60).optional().meta({ description: 'the branch that was read, where the commit is not known' }),
});

/** `scenarios/sources.yaml`. */
export const SourcesFile = z.record(
  z.string().regex(kebab, { error: 'an id is in kebab case: so-2974021.' }),
  z.strictObject({
    title: z.string().min(1).max(300).meta({ description: 'its title, with its author where one is known' }),
    url: url.meta({ description: 'where to read it' }),
    kind: z.enum(sourceKinds).meta({ description: 'what sort of source: it decides what a deviation is called' }),
    edition: z
      .string()
      .min(1)
      .max(60)
      .optional()
      .meta({ description: "which text, for standard and man page: '2017', 'man-pages 5.13'; one source an edition" }),
    describes: Describes.optional().meta({
      description: 'which system, for kernel source and test suite; its claims are judged on that version',
    }),
    ci: z
      .union([z.boolean(), z.literal('unknown')])
      .optional()
      .meta({ description: 'for a test suite: whether a CI runs it' }),
    read: z.iso.date({ error: 'A date is written 2022-12-31.' }).meta({ description: 'when it was read, as an ISO date' }),
    at: z.string().min(1).max(300).optional().meta({ description: 'where in it: a section, a file and function' }),
  }),
);
