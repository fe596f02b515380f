import type { End } from '../../facts/end.ts';
import type { World } from '../../facts/world.ts';
import type { Step } from '../../scenario/case.ts';
import type { Effect } from '../../scenario/effect.ts';

/** A column of a diagram: one end of a connection, a listener, a queue. Copies of a descriptor share theirs. */
export interface Lane {
  end: End;
  /** The names that its descriptors have had. */
  names: string[];
}

/** The ends of a world as lanes, in the order in which they come. */
export class Lanes {
  readonly all: Lane[] = [];
  readonly #names: string[] = [];

  /** Looks at a step that was just made: names that it speaks of may have got an end. */
  note(step: Step, world: World): void {
    for (const name of namesIn(step.does)) if (!this.#names.includes(name)) this.#names.push(name);
    for (const name of this.#names) {
      const end = endOf(name, world);
      if (end === undefined) continue;
      const lane = this.all.find((one) => one.end === end);
      if (lane === undefined) this.all.push({ end, names: [name] });
      else if (!lane.names.includes(name)) lane.names.push(name);
    }
  }

  /** The number of an end's lane, from 0; undefined for one that no descriptor ever had. */
  of(end: End | undefined): number | undefined {
    const index = this.all.findIndex((lane) => lane.end === end);
    return index === -1 ? undefined : index;
  }
}

/** The end that a descriptor's name stands for now. */
function endOf(name: string, world: World): End | undefined {
  return world.subjectOf({ does: { kind: 'asks', fd: name } }).end;
}

/** The names of descriptors that an effect speaks of. */
function namesIn(does: Effect): string[] {
  const names: string[] = [];
  if ('fd' in does) names.push(does.fd);
  if ('queue' in does) names.push(does.queue);
  if (does.kind === 'makes pair') names.push(...does.as);
  else if ('as' in does && does.kind !== 'forks') names.push(does.as);
  if (does.kind === 'reads') names.push(...does.keeps);
  if (does.kind === 'forks') names.push(...does.takes);
  return names;
}
