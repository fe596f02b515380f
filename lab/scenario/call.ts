import { z } from 'zod';
import { Name, roleOf } from './argument.ts';
import type { Role } from './argument.ts';
import type { Effect } from './effect.ts';

/** Numbers that the plan uses for a case's names. Every name asked for has been checked before. */
export interface Numbers {
  fd(name: string): number;
  process(name: string): number;
  async(name: string): number;
  /** Whether the descriptor is an internet socket and not AF_UNIX, a pipe or a FIFO. */
  isInternet(name: string): boolean;
}

/** A word of a line of the plan. */
export type Word = string | number;

/** Arguments after their schema checked them and filled in defaults. */
export type Arguments = Record<string, unknown>;

/** Keys that every step has beside the arguments of its call. */
export interface CommonKeys {
  call: string;
  label?: string | undefined;
  in?: string | undefined;
  async?: string | undefined;
  show?: 'bytes' | undefined;
}

/** All that the lab knows of one call. */
export interface Call {
  name: string;
  /** One line for the reference. */
  summary: string;
  /** Outcomes it can have, for the reference: canonical spellings and patterns such as `COUNT`. */
  outcomes: readonly string[];
  /** Schema of a whole step, common keys included. */
  schema: z.ZodType<CommonKeys & Arguments>;
  /** The arguments by name, in order, for the reference. */
  shape: Record<string, z.ZodType>;
  /** Arguments that name something, and what the call does to it. */
  roles: readonly (readonly [argument: string, role: Role])[];
  /** Whether it makes no sense to start it and go on, since it cannot wait or would end the process that waits. */
  neverAsync: boolean;
  /** Whether it ends the process that makes it. */
  endsItself: boolean;
  /** Whether the process that makes it runs another program from then on, and makes no more calls. */
  executes: boolean;
  /** The longest of the kernel's own timers that may end it (ms), 0 if there is none: what it takes to be ended by a retransmission. */
  kernelTimerMs(args: Arguments, numbers: Numbers): number;
  /** Whether descriptors that it makes are internet sockets. */
  makesInternet(args: Arguments): boolean;
  /** Whether descriptors that it makes have a file that can be opened again. */
  makesFile(args: Arguments): boolean;
  /** What the step is called if its author gives it no label. */
  label(args: Arguments, common: CommonKeys): string;
  /** The call in a reader's words: `recv(a, 64, MSG_PEEK)`. */
  text(args: Arguments): string;
  /** What it does: whether it reads, writes, waits for events, takes the pending error… Facts about a case come from this alone. */
  does(args: Arguments): Effect;
  /** Its name in the plan. */
  planName(args: Arguments): string;
  /** The words of the plan behind that. */
  words(args: Arguments, numbers: Numbers): Word[];
}

/** What the author of a call writes down. Whatever is left out follows from the arguments. */
export interface CallDefinition<Shape extends z.ZodRawShape> {
  name: string;
  summary: string;
  outcomes: readonly string[];
  /** In the order of the reader's text and, unless `words` says otherwise, of the plan. */
  args: Shape;
  neverAsync?: boolean;
  endsItself?: boolean;
  executes?: boolean;
  makesFile?: (args: z.output<z.ZodObject<Shape>>) => boolean;
  kernelTimerMs?: (args: z.output<z.ZodObject<Shape>>, numbers: Numbers) => number;
  makesInternet?: (args: z.output<z.ZodObject<Shape>>) => boolean;
  does: (args: z.output<z.ZodObject<Shape>>) => Effect;
  /** What is wrong with arguments that are each right but do not go together. */
  rule?: (args: z.output<z.ZodObject<Shape>>) => string | undefined;
  label?: (args: z.output<z.ZodObject<Shape>>, common: CommonKeys) => string;
  text?: (args: z.output<z.ZodObject<Shape>>) => string;
  planName?: (args: z.output<z.ZodObject<Shape>>) => string;
  words?: (args: z.output<z.ZodObject<Shape>>, numbers: Numbers) => Word[];
}

const common = {
  label: z
    .string()
    .min(1)
    .max(60)
    .optional()
    .meta({ description: 'what claims and reports call this step; by default the call and its descriptor' }),
  in: Name.optional().meta({ description: 'the process that makes the call; main by default' }),
  show: z.literal('bytes').optional().meta({ description: 'bytes: reports always say which bytes came, and not only where they differ' }),
  async: Name.optional().meta({ description: 'starts the call under this name and goes on; await collects it' }),
};

/** Makes an entry of the registry. */
export function defineCall<Shape extends z.ZodRawShape>(definition: CallDefinition<Shape>): Call {
  const { name, summary, outcomes, rule } = definition;
  const shape = definition.args as unknown as Record<string, z.ZodType>;
  const object = z
    .strictObject({ call: z.literal(name).meta({ description: summary }), ...shape, ...common })
    .meta({ description: summary });
  const schema =
    rule === undefined
      ? object
      : object.superRefine((args, context) => {
          const wrong = rule(args as unknown as z.output<z.ZodObject<Shape>>);
          if (wrong !== undefined) context.addIssue({ code: 'custom', message: wrong });
        });
  const roles = Object.entries(shape).flatMap(([argument, one]) => {
    const role = roleOf(one);
    return role === undefined ? [] : [[argument, role] as const];
  });
  const entries = Object.entries(shape).map(([key, one]) => ({ key, role: roleOf(one) }));
  const byDefault: Pick<Call, 'kernelTimerMs' | 'makesInternet' | 'makesFile' | 'label' | 'text' | 'planName' | 'words' | 'does'> = {
    does: definition.does,
    kernelTimerMs: () => 0,
    makesInternet: () => false,
    makesFile: () => false,
    planName: () => name,
    label: (args) => [name, ...roles.slice(0, 1).flatMap(([argument]) => list(args[argument]))].join(' '),
    text: (args) => {
      const parts = entries.map(({ key, role }) => list(args[key]).join(role === undefined ? '|' : ', '));
      return `${name}(${parts.filter((part) => part !== '').join(', ')})`;
    },
    words: (args, numbers) => entries.flatMap(({ key, role }) => list(args[key]).map((value) => numbered(value, role, numbers))),
  };
  return {
    name,
    summary,
    outcomes,
    // The schema's own type is more precise than what the rest of the lab needs to know of any call.
    schema: schema,
    shape,
    roles,
    neverAsync: definition.neverAsync ?? false,
    endsItself: definition.endsItself ?? false,
    executes: definition.executes ?? false,
    ...byDefault,
    // Here the precise types of the definition's functions end: arguments have been through the schema when these are called.
    ...(pick(definition, ['kernelTimerMs', 'makesInternet', 'makesFile', 'label', 'text', 'planName', 'words']) as Partial<Call>),
  };
}

function numbered(value: Word, role: Role | undefined, numbers: Numbers): Word {
  switch (role) {
    case undefined:
      return value;
    case 'makes process':
    case 'ends process':
      return numbers.process(String(value));
    case 'awaits':
    case 'interrupts':
      return numbers.async(String(value));
    default:
      return numbers.fd(String(value));
  }
}

/** An argument as a list: nothing, one value or several. */
export function list(value: unknown): Word[] {
  if (value === undefined) return [];
  return (Array.isArray(value) ? value : [value]) as Word[];
}

function pick<T extends object>(object: T, keys: (keyof T)[]): Partial<T> {
  return Object.fromEntries(keys.filter((key) => object[key] !== undefined).map((key) => [key, object[key]])) as Partial<T>;
}
