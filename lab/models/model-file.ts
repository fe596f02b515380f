import { createHash } from 'node:crypto';
import { z } from 'zod';
import { DeclaredIdentity, MeasuredIdentity } from '../results/result.ts';
import type { Alphabet } from './alphabet.ts';
import { modelName } from './alphabet.ts';
import type { Mealy } from './mealy.ts';

/** The version of the files of reports/models/. It changes only when an older reader would misread a newer file. */
const schemaVersion = 1;

const text = (limit: number) => z.string().max(limit);
const name = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,150}$/);

/** A machine as it is stored: which systems behave like it is not part of it, so that a new system that behaves alike changes nothing here. */
export const MachineFile = z.strictObject({
  schemaVersion: z.literal(schemaVersion),
  /** The link and the alphabet's name: `unix-pair.connection`. */
  model: name,
  /** The hash of the alphabet that it was learned with. */
  alphabet: text(16),
  letters: z.array(text(80)).min(1).max(40),
  /** By state from 0, by letter: what it gives and the state after it, `ECONNRESET 5`; nothing where it cannot be asked. */
  states: z
    .array(
      z
        .array(
          z
            .string()
            .regex(/^.+ [0-9]+$/)
            .nullable(),
        )
        .max(40),
    )
    .min(1)
    .max(5000),
});
export type MachineFile = z.infer<typeof MachineFile>;

/** What is known of one alphabet on one system. */
export const Entry = z.strictObject({
  /** The hash of the alphabet, that of the agent's source, and what the target was made of: while they are the same, nothing is learned again. */
  alphabet: text(16),
  agent: text(64),
  fingerprint: text(200),
  /** How many states more than it has the system was tested for. */
  extra: z.int().min(0),
  /** The name of the machine's file, without its ending. */
  machine: name.optional(),
  /** Instead: what trying to make the link gave on a system that has none. */
  lacks: text(200).optional(),
});
export type Entry = z.infer<typeof Entry>;

/** All that was learned of one system. */
export const SystemFile = z.strictObject({
  schemaVersion: z.literal(schemaVersion),
  target: name,
  how: text(60),
  identity: MeasuredIdentity,
  declared: DeclaredIdentity.optional(),
  models: z.record(name, Entry),
});
export type SystemFile = z.infer<typeof SystemFile>;

/** The file of a machine that was learned with this alphabet, and its name, which changes exactly when its contents do. */
export function machineFile(alphabet: Alphabet, machine: Mealy): { name: string; file: MachineFile } {
  const file: MachineFile = {
    schemaVersion,
    model: modelName(alphabet),
    alphabet: alphabet.hash,
    letters: alphabet.letters.map((letter) => letter.name),
    states: machine.states.map((row) =>
      alphabet.letters.map((_, letter) => {
        const transition = row[letter];
        return transition === undefined ? null : `${transition.output} ${transition.next}`;
      }),
    ),
  };
  const hash = createHash('sha256').update(JSON.stringify(file)).digest('hex').slice(0, 12);
  return { name: `${file.model}-${hash}`, file };
}

/** The machine of a file. */
export function machineOf({ letters, states }: MachineFile): Mealy {
  return {
    letters: letters.length,
    states: states.map((row) =>
      row.map((cell) => {
        const at = cell?.lastIndexOf(' ') ?? -1;
        return cell === null || at === -1 ? undefined : { output: cell.slice(0, at), next: Number(cell.slice(at + 1)) };
      }),
    ),
  };
}

/** A new file for a system. */
export function systemFile(
  target: string,
  run: Pick<SystemFile, 'how' | 'identity' | 'declared'>,
  models: Record<string, Entry>,
): SystemFile {
  const { how, identity, declared } = run;
  const sorted = Object.fromEntries(Object.entries(models).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  return { schemaVersion, target, how, identity, ...(declared === undefined ? {} : { declared }), models: sorted };
}

/** A machine as text: a line for each state, so that a change of one shows as such. */
export function formatMachine(file: MachineFile): string {
  const { states, ...rest } = file;
  const head = JSON.stringify(rest, null, 2).slice(0, -2);
  return `${head},\n  "states": [\n${states.map((row) => `    ${JSON.stringify(row)}`).join(',\n')}\n  ]\n}\n`;
}

/** A system as text. */
export function formatSystem(file: SystemFile): string {
  return `${JSON.stringify(file, null, 2)}\n`;
}
