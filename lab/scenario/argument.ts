import { z } from 'zod';

/** What a call does to the descriptor, process or started call that an argument names. */
export type Role =
  | 'uses'
  | 'makes'
  | 'closes'
  | 'binds'
  | 'address of'
  | 'file of'
  | 'hands over'
  | 'makes process'
  | 'ends process'
  | 'awaits'
  | 'interrupts';

const roles = new WeakMap<z.ZodType, Role>();

/** The role of an argument's name or names; `undefined` for an argument that is a plain value. */
export function roleOf(schema: z.ZodType): Role | undefined {
  return roles.get(schema);
}

/** Names of descriptors, processes and started calls. */
export const Name = z
  .string()
  .regex(/^[a-zA-Z][a-zA-Z0-9_-]{0,29}$/, { error: 'A name is a letter, followed by at most 29 letters, digits, - or _.' })
  .meta({ id: 'name', description: 'a letter, followed by letters, digits, - or _' });

/** An argument that names one thing, with what the call does to it. */
export function named(role: Role, description: string) {
  return withRole(role, Name.meta({ description }));
}

/** The same for an argument that may be left out. */
export function namedOr(role: Role, description: string) {
  return withRole(role, Name.optional().meta({ description }));
}

/** An argument that names two descriptors that the call makes. */
export function newPair(description: string) {
  return withRole('makes', z.tuple([Name, Name]).meta({ description }));
}

/** An argument that names any number of descriptors; none by default. */
export function namedList(role: Role, description: string) {
  return withRole(role, z.array(Name).max(32).default([]).meta({ description }));
}

/** The descriptor that the call is made on. */
export function fd(description = 'the descriptor') {
  return named('uses', description);
}

/** A count of bytes, as the agent's buffers allow. */
const Size = z
  .int()
  .min(0)
  .max(2 ** 20);

/** A count of bytes that may be left out. */
export function size(description: string) {
  return Size.optional().meta({ description });
}

/** A count of bytes with a default. */
export function sizeOr(fallback: number, description: string) {
  return Size.default(fallback).meta({ description });
}

/** Text to send: few enough bytes that the line of the plan stays below its limit. */
export const data = z.string().max(1000).optional().meta({ description: 'text to send, as UTF-8' });

/** One of a few words. */
export function word<const T extends readonly [string, ...string[]]>(choice: T, description: string) {
  return z.enum(choice).meta({ description });
}

/** Some of a few words, in any order, each once. */
export function words<const T extends readonly [string, ...string[]]>(choice: T, description: string, fallback: T[number][] = []) {
  return z
    .array(z.enum(choice))
    .refine((list) => new Set(list).size === list.length, { error: 'The same word is here twice.' })
    .default(fallback as z.output<z.ZodEnum<{ [K in T[number]]: K }>>[])
    .meta({ description });
}

function withRole<T extends z.ZodType>(role: Role, schema: T): T {
  roles.set(schema, role);
  return schema;
}
