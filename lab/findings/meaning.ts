import type { Atlas } from '../atlas/atlas.ts';
import { distinct } from '../atlas/group-name.ts';
import type { System } from '../atlas/system.ts';
import type { Family } from '../facts/facts.ts';
import { callsMade } from './call-made.ts';
import type { CallMade } from './call-made.ts';
import { causes, guards, not } from './condition.ts';
import type { Condition } from './condition.ts';
import { learn, predicts } from './rule.ts';
import type { Rule } from './rule.ts';

/** Outcomes that the question is about. */
export const meant = ['ECONNRESET', 'EOF', 'EPIPE'] as const;
type Meant = (typeof meant)[number];

const families: readonly Family[] = ['AF_UNIX stream', 'AF_UNIX seqpacket', 'TCP'];

/** When reads, or writes, on one sort of socket return one thing on the kernels of one name. */
export interface Meaning {
  outcome: Meant;
  role: 'read' | 'write';
  family: Family;
  /** The kernels' name as claims write it. */
  kernel: string;
  rule: Rule;
}

const questions: { role: Meaning['role']; outcome: Meant; causes: readonly Condition[]; guards: readonly Condition[] }[] = [
  {
    role: 'read',
    outcome: 'ECONNRESET',
    causes: [
      causes.lost,
      causes.embryo,
      causes.linger,
      causes.dissolved,
      causes.ownDissolved,
      causes.late,
      causes.listenerShut,
      causes.gone,
    ],
    guards: [guards.nothingWaits, guards.notTold, guards.noFinBefore],
  },
  {
    role: 'read',
    outcome: 'EOF',
    causes: [causes.gone, causes.peerShutWrite, causes.ownShutRead, causes.resetTold, causes.refused],
    guards: [guards.nothingWaits],
  },
  {
    role: 'write',
    outcome: 'ECONNRESET',
    causes: [
      causes.lost,
      causes.embryo,
      causes.linger,
      causes.dissolved,
      causes.ownDissolved,
      causes.late,
      causes.listenerShut,
      causes.gone,
    ],
    guards: [guards.notTold, guards.noFinBefore, guards.wasWaiting],
  },
  {
    role: 'write',
    outcome: 'EPIPE',
    causes: [
      causes.gone,
      causes.lost,
      causes.linger,
      causes.late,
      causes.peerShutRead,
      causes.unreadShut,
      causes.ownShutWrite,
      causes.resetTold,
      causes.pipeTold,
      causes.refused,
    ],
    guards: [],
  },
];

/** What was found for each kernel, sort of socket, role and outcome of which anything was measured. */
export function meanings(atlas: Atlas): Meaning[] {
  const kernels = distinct(atlas.systems, ({ identity }) => identity.name).toSorted(
    (one, other) => Number(other === 'linux') - Number(one === 'linux'),
  );
  const calls = callsMade(atlas).filter(isPlain);
  return kernels.flatMap((kernel) => {
    const isOn = asker(kernel);
    return families.flatMap((family) =>
      (['read', 'write'] as const).flatMap((role) => {
        const own = calls.filter((call) => call.facts.family === family && call.does.kind === `${role}s` && isOn(call.systems));
        return own.length === 0 ? [] : meaningsOf(own, { role, family, kernel });
      }),
    );
  });
}

/** Whether systems have this kernel. Calls of one way share their list of systems, which is looked through once. */
function asker(kernel: string): (systems: readonly System[]) => boolean {
  const known = new WeakMap<readonly System[], boolean>();
  return (systems) => {
    const isKnown = known.get(systems) ?? systems.some(({ identity }) => identity.name === kernel);
    known.set(systems, isKnown);
    return isKnown;
  };
}

function meaningsOf(calls: readonly CallMade[], of: Pick<Meaning, 'role' | 'family' | 'kernel'>): Meaning[] {
  let reset: Rule | undefined;
  return questions
    .filter(({ role }) => role === of.role)
    .map((question): Meaning => {
      const { outcome } = question;
      const before = reset;
      const others = before === undefined || before.causes.length === 0 ? [] : [noReset(before)];
      const rule = learn(calls, (call) => returned(call) === outcome, { causes: question.causes, guards: [...question.guards, ...others] });
      if (outcome === 'ECONNRESET') reset = rule;
      return { ...of, outcome, rule };
    });
}

function noReset(rule: Rule): Condition {
  return { says: 'it does not fail with ECONNRESET as above', holds: (call) => not(predicts(rule, call as CallMade)) };
}

/** Reads and writes on sockets that were connected, or tried to be, of at least one byte, one message at a time, and none out of band: the others have rules of their own. */
function isPlain({ does, facts }: CallMade): boolean {
  if (facts.connection === 'none' || facts.connection === 'listening') return false;
  if (does.kind === 'reads')
    return does.most > 0 && does.messages === 1 && !does.flags.includes('MSG_OOB') && !does.flags.includes('MSG_ERRQUEUE');
  return does.kind === 'writes' && does.bytes > 0 && !does.flags.includes('MSG_OOB');
}

/** Which of these outcomes a call had, if it had one of them or another error. */
export function returned({ outcome }: Pick<CallMade, 'outcome'>): string | undefined {
  if (outcome.kind === 'eof') return 'EOF';
  // A process that SIGPIPE kills does not see what its call failed with.
  if (outcome.kind === 'killed') return outcome.signal === 'SIGPIPE' ? 'EPIPE' : undefined;
  return outcome.kind === 'failed' ? outcome.errno : undefined;
}
