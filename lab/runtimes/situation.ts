import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { LabError } from '../failure.ts';
import type { Places } from '../root.ts';
import { readYaml } from './runtime.ts';

/** The links that situations are tried on, as the agent names them. */
const Link = z.enum(['unix-path', 'tcp4']);
type Link = z.infer<typeof Link>;

const Situation = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]*$/),
  title: z.string().min(1),
  /** The scenario with the same calls, whose page says what other systems return. */
  scenario: z.string().optional(),
  /** The peer sends something before the end: bytes that can be lost. */
  answer: z.boolean().default(false),
  steps: z.array(z.string()).min(1).max(20),
});
type Situation = z.infer<typeof Situation>;

const SituationFile = z.strictObject({ links: z.array(Link).min(1), situations: z.array(Situation).min(1) });

/** One call of a situation. */
export interface SituationStep {
  /** As a reader names it: `1st read`, `write`, `peer closes`. */
  label: string;
  /** Who makes it. */
  by: 'us' | 'peer';
  call: 'connect' | 'read' | 'write' | 'shutdown' | 'close' | 'linger' | 'fork' | 'kill';
  /** The agent's line for it. */
  line: string;
}

/** A situation on a link: what a driver is asked for, and what the agent can be asked for as well. */
export interface SituationCase {
  /** `unread-close/tcp4` */
  id: string;
  situation: Situation;
  link: Link;
  steps: SituationStep[];
  /** 16 hexadecimal digits that change exactly when what is done changes. */
  hash: string;
}

/** All situations of docker/runtimes/situations.yaml on all links. Throws a `bad-request` for a step that means nothing. */
export async function loadSituations(places: Places): Promise<SituationCase[]> {
  const shown = 'docker/runtimes/situations.yaml';
  const { links, situations } = await readYaml(join(places.docker, 'runtimes', 'situations.yaml'), shown, SituationFile);
  return situations.flatMap((situation) =>
    links.map((link) => {
      const steps = [connect(link), ...stepsOf(situation)];
      const id = `${situation.id}/${link}`;
      return { id, situation, link, steps, hash: hashOf(steps.map(({ line }) => line).join('\n')) };
    }),
  );
}

/** 16 hexadecimal digits of a text. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

function connect(link: Link): SituationStep {
  return { label: 'connect', by: 'us', call: 'connect', line: `step 0 - connect-pair ${link} 0 1` };
}

function stepsOf(situation: Situation): SituationStep[] {
  const plain = situation.steps.map((text) => stepOf(situation, text));
  return plain.map((step, index) => {
    const same = (one: SituationStep): boolean => one.by === step.by && one.call === step.call;
    const position = plain.slice(0, index).filter(same).length;
    const isOnly = plain.filter(same).length === 1;
    return isOnly || step.by === 'peer' ? step : { ...step, label: `${ordinals[position] ?? `${position + 1}th`} ${step.label}` };
  });
}

const ordinals = ['1st', '2nd', '3rd'];

/** What each step's words mean: who makes the call, and the agent's line. Descriptor 0 is our end, 1 the peer's. */
const meanings: [RegExp, (text: string) => SituationStep][] = [
  [/^read$/, () => ({ label: 'read', by: 'us', call: 'read', line: 'step 0 - read 0 64' })],
  [/^write ([a-z]+)$/, (text) => ({ label: 'write', by: 'us', call: 'write', line: `step 0 - write 0 ${hexOf(text)}` })],
  [/^shutdown$/, () => ({ label: 'shutdown', by: 'us', call: 'shutdown', line: 'step 0 - shutdown 0 SHUT_WR' })],
  [/^close$/, () => ({ label: 'close', by: 'us', call: 'close', line: 'step 0 - close 0' })],
  [/^peer read$/, () => ({ label: 'peer reads', by: 'peer', call: 'read', line: 'step 0 - read 1 64' })],
  [/^peer write ([a-z]+)$/, (text) => ({ label: 'peer writes', by: 'peer', call: 'write', line: `step 0 - write 1 ${hexOf(text)}` })],
  [/^peer shutdown$/, () => ({ label: 'peer shuts down', by: 'peer', call: 'shutdown', line: 'step 0 - shutdown 1 SHUT_WR' })],
  [/^peer linger 0$/, () => ({ label: 'peer sets SO_LINGER 0', by: 'peer', call: 'linger', line: 'step 0 - setsockopt 1 SO_LINGER 1 0' })],
  [/^peer close$/, () => ({ label: 'peer closes', by: 'peer', call: 'close', line: 'step 0 - close 1' })],
  [/^peer fork$/, () => ({ label: 'peer is a process of its own', by: 'peer', call: 'fork', line: 'step 0 - fork 1 1' })],
  [/^peer kill$/, () => ({ label: 'peer is killed', by: 'peer', call: 'kill', line: 'step 0 - kill 1 SIGKILL' })],
];

function stepOf(situation: Situation, text: string): SituationStep {
  for (const [pattern, make] of meanings) {
    const [, argument] = pattern.exec(text) ?? [undefined];
    if (pattern.test(text)) return make(argument ?? '');
  }
  throw new LabError(
    'bad-request',
    `docker/runtimes/situations.yaml: '${situation.id}' has the step '${text}', which means nothing.`,
    'Steps are: read, write WORD, shutdown, close, and the same and linger 0, fork, kill after `peer`; see docs/runtimes.md',
  );
}

function hexOf(text: string): string {
  return Buffer.from(text).toString('hex');
}
