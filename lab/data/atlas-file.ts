import { z } from 'zod';
import { families } from '../facts/facts.ts';

/** The version of `atlas.json`. It changes only when an older reader would misread a newer file; additions do not change it. */
export const atlasSchemaVersion = 2;

const Truth = z.union([z.boolean(), z.literal('unknown')]);
const Count = z
  .object({ least: z.int().min(0), most: z.int().min(0).nullable() })
  .meta({ description: 'how many, as far as is known; `most` null: no bound is known' });
const Text = z.string();
const Texts = z.array(Text);

const Peer = z.object({
  copies: z.int().meta({ description: 'open copies of its descriptor, in all processes and in messages on their way' }),
  lostCopy: z.boolean(),
  gone: z.object({ how: Text, lingerZero: Truth }).optional().meta({ description: 'there exactly if no copy is open' }),
  shutRead: Truth,
  shutWrite: Truth,
  disconnected: z.boolean(),
  accepted: z.union([z.literal(true), z.object({ listenerShut: z.boolean() })]),
  unread: Count.meta({ description: 'bytes that we sent and it has not read' }),
  unreadMessages: Count,
  sentAfterGone: Count,
  outOfBand: z.boolean(),
});

const StateFacts = z.object({
  family: z.enum(families),
  via: Text.meta({ description: 'the link or kind of socket' }),
  connection: z.enum(['none', 'listening', 'connecting', 'connected', 'refused', 'dissolved', 'unknown']),
  copies: z.int(),
  shutRead: Truth,
  shutWrite: Truth,
  waiting: Count.meta({ description: 'bytes that wait for us' }),
  waitingMessages: Count,
  pendingConnections: Count,
  peer: Peer.optional(),
  pendingError: z.enum(['none', 'some', 'unknown']),
  reported: Texts.meta({ description: 'errors that calls on this end have failed with before' }),
  nonblocking: z.boolean(),
  timeout: z.boolean(),
});

const State = z.object({ words: Text.meta({ description: 'the state in words: `peer closed, our data unread`' }), facts: StateFacts });

const Step = z.object({
  label: Text,
  call: Text,
  text: Text.meta({ description: 'the call with its arguments' }),
  process: Text,
  end: Text.optional().meta({ description: 'the descriptor that the call is made on; for a call that is awaited, of that call' }),
  starts: Text.optional().meta({ description: 'the name under which the call is started; its outcome is in the step that awaits it' }),
});

const Behaviour = z.object({
  systems: Texts.meta({ description: 'ids of the systems that show it' }),
  determinism: z.enum(['deterministic', 'timing-dependent', 'flaky']),
  lacks: Text.optional().meta({ description: 'what these systems lack that the case needs; outcomes end there' }),
  outcomes: z.array(Texts).meta({ description: 'by step, what returned in settled trials: one outcome, several where it is flaky' }),
  states: z
    .array(z.int().min(0).nullable())
    .meta({ description: 'by step, the state of its end before the call: a place in `states`; null where the call is made on no end' }),
});

const Cell = z.looseObject({
  systems: Texts,
  state: z.enum(['measured', 'unsupported', 'setup failed', 'inconclusive', 'not run', 'stale']),
});

const Case = z.object({
  scenario: Text,
  matrix: z.record(Text, z.union([Text, z.number(), z.boolean()])),
  hash: Text,
  steps: z.array(Step),
  behaviours: z.array(Behaviour),
  cells: z.array(Cell).meta({ description: 'all traces, and why nothing is known where nothing is' }),
});

const System = z.looseObject({
  target: Text,
  text: Text,
  name: Text,
  version: Text.optional(),
  arch: Text,
  tier: z.enum(['lab', 'ci', 'contributed']),
});

/** What `lab report --data` writes to `atlas.json`. Readers should accept keys that they do not know. */
export const AtlasFile = z
  .object({
    schemaVersion: z.literal(atlasSchemaVersion),
    systems: z.record(Text, System),
    scenarios: z.record(Text, z.looseObject({ title: Text, question: Text, tags: Texts })),
    states: z.array(State),
    cases: z.record(Text, Case),
    claims: z.array(z.looseObject({ scenario: Text, of: Texts, outcome: Texts, verdict: Text })),
  })
  .meta({ title: 'atlas.json of sockatlas', description: 'what socket calls returned, by case, step and system' });
export type AtlasFile = z.output<typeof AtlasFile>;

/** The JSON Schema of `atlas.json`, as text. */
export function atlasSchema(): string {
  return `${JSON.stringify(z.toJSONSchema(AtlasFile, { io: 'input' }), null, 2)}\n`;
}
