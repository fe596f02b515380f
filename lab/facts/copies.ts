import type { End } from './end.ts';
import type { Gone } from './facts.ts';

/** Who holds which end: descriptors of all processes, calls that wait, messages on their way, and listeners in which connections wait. */
export class Copies {
  readonly #processes = new Map<string, Set<string>>([['main', new Set()]]);
  readonly #byName = new Map<string, End>();
  readonly #ends = new Set<End>();
  readonly #busy: End[] = [];
  readonly #closedOnExec = new Set<string>();

  /** The end that a descriptor is or was a copy of. */
  end(name: string): End | undefined {
    return this.#byName.get(name);
  }

  /** Gives a process a descriptor. */
  give(name: string, end: End, process: string): void {
    this.#byName.set(name, end);
    this.#processes.get(process)?.add(name);
    this.#ends.add(end);
    end.descriptors += 1;
    end.copies += 1;
  }

  /** Says whether running another program closes a descriptor. */
  setCloseOnExec(name: string, on: boolean): void {
    if (on) this.#closedOnExec.add(name);
    else this.#closedOnExec.delete(name);
  }

  /** A process runs another program. */
  execute(process: string): void {
    for (const name of this.#closedOnExec) this.#take(process, name);
    this.recount('exec');
  }

  /** An end that has no descriptor yet: it waits in a listener. */
  addPending(end: End): void {
    this.#ends.add(end);
    end.copies += 1;
  }

  /** A call that was started uses this end, which stays open until it returns even if every descriptor is closed meanwhile. */
  startUse(end: End): void {
    this.#busy.push(end);
    end.copies += 1;
  }

  endUse(end: End): void {
    this.#busy.splice(this.#busy.indexOf(end), 1);
    this.recount('closed');
  }

  /** What is taken moves to the new process; if nothing is, both have everything. */
  fork(process: string, takes: readonly string[]): void {
    const main = this.#processes.get('main') ?? new Set();
    this.#processes.set(process, new Set(takes.length === 0 ? main : takes));
    for (const name of takes) main.delete(name);
    this.recount('closed');
  }

  /** Takes one descriptor from a process. */
  close(process: string, name: string): void {
    this.#take(process, name);
    this.recount('closed');
  }

  /** Takes all descriptors of a process, and the process. */
  endProcess(process: string, how: Gone['how']): void {
    for (const name of this.#processes.get(process) ?? []) this.#take(process, name);
    this.#processes.delete(process);
    this.recount(how);
  }

  #take(process: string, name: string): void {
    const end = this.#byName.get(name);
    if (this.#processes.get(process)?.delete(name) === true && end !== undefined) end.lostCopy = true;
  }

  /** Counts the copies of every end. One that has none left is gone, and takes with it what only it held. `how`: what has just happened. */
  recount(how: Gone['how']): void {
    const wasHeld = new Set<End>();
    for (const end of this.#ends) {
      if (end.descriptors > 0) wasHeld.add(end);
      end.descriptors = 0;
      end.copies = 0;
    }
    for (const names of this.#processes.values()) {
      for (const name of names) {
        const end = this.#byName.get(name);
        if (end === undefined) continue;
        end.descriptors += 1;
        hold(end);
      }
    }
    this.#busy.forEach(hold);
    for (const end of this.#ends) {
      if (end.copies > 0 || end.gone !== undefined) continue;
      end.gone = {
        how: end.listener !== undefined ? 'never accepted' : wasHeld.has(end) ? how : 'lost in flight',
        lingerZero: end.lingerZero,
      };
    }
  }
}

/** One more copy of this end, and if it is the first, one more of all that it holds. */
function hold(end: End): void {
  end.copies += 1;
  if (end.copies > 1) return;
  for (const chunk of end.queue.chunks) chunk.passed.forEach(hold);
  end.pending.forEach(hold);
}
