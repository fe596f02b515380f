import type { Outcome } from '../results/outcome.ts';
import type { Step } from '../scenario/case.ts';
import type { Effect } from '../scenario/effect.ts';
import { makePair, note, setOption, shut } from './change.ts';
import { accept, connect, disconnect, farEnd } from './connecting.ts';
import { Copies } from './copies.ts';
import { End } from './end.ts';
import type { Facts } from './facts.ts';
import type { Chunk } from './queue.ts';
import { descriptorsIn, drain, fill, read, settle, write } from './transfer.ts';

/** A call that was started, and goes on while later steps run. */
export interface Started {
  step: Step;
  end: End | undefined;
  target: End | undefined;
  /** Facts when it was started. */
  facts: Facts | undefined;
  asked: readonly string[] | undefined;
  /** What it writes, as far as it may have been taken. */
  chunk?: Chunk<End> | undefined;
  isInterrupted: boolean;
  isOver: boolean;
}

/** What a call is about. */
interface Subject {
  end: End | undefined;
  /** Where it sends to, mostly the peer. */
  target: End | undefined;
  /** For `await`, the call that was started. */
  started?: Started | undefined;
  /** Events that it asks for or waits for. */
  asked?: readonly string[] | undefined;
}

/**
 * The sockets and processes of one case while its steps are made: which descriptors are open where, who is connected to whom, what was shut, and what
 * waits to be read. It is told what each call returned, if that is known, and believes it; without that, a call is taken to do what it asks for
 * where nothing is in its way.
 */
export class World {
  readonly #copies = new Copies();
  readonly #started = new Map<string, Started>();

  /** What a step's call is about, as the step finds it. */
  subjectOf({ does }: Pick<Step, 'does'>): Subject {
    switch (does.kind) {
      case 'awaits': {
        const started = this.#started.get(does.of);
        return { end: started?.end, target: started?.target ?? started?.end?.peer, started, asked: started?.asked };
      }
      case 'polls queue': {
        const watched = this.#copies.end(does.queue)?.watched ?? new Map<End, readonly string[]>();
        const [first] = watched;
        if (first === undefined || watched.size > 1) return { end: undefined, target: undefined };
        const [end, asked] = first;
        return { end, target: end.peer, asked };
      }
      case 'polls': {
        const end = this.#copies.end(does.fd);
        return { end, target: end?.peer, asked: does.events };
      }
      case 'writes': {
        const end = this.#copies.end(does.fd);
        return { end, target: does.to === undefined ? end?.peer : this.#copies.end(does.to) };
      }
      case 'connects': {
        const end = this.#copies.end(does.fd);
        return { end, target: end?.peer ?? this.#copies.end(does.to) };
      }
      default: {
        const end = 'fd' in does ? this.#copies.end(does.fd) : undefined;
        return { end, target: end?.peer };
      }
    }
  }

  /** Lets a step happen. `facts` are those before it, which a call that is started keeps. */
  perform(step: Step, outcome: Outcome | undefined, facts?: Facts): void {
    if (step.startedAs !== undefined) this.#start(step, step.startedAs, facts);
    else if (step.does.kind === 'awaits') this.#await(step.does.of, step.in, outcome);
    else this.#do(step.does, step.in, outcome);
  }

  #do(does: Effect, process: string, outcome: Outcome | undefined): void {
    const end = 'fd' in does ? this.#copies.end(does.fd) : undefined;
    if (end !== undefined) note(end, does, outcome);
    if (outcome?.kind === 'killed') this.#copies.endProcess(process, 'killed');
    else if (end !== undefined && this.#concerns(end, does, process, outcome)) return;
    else if (outcome === undefined || outcome.kind === 'done' || outcome.kind === 'returned') this.#make(does, process);
  }

  /** Effects on one end, whether the call succeeded or not. Returns whether this was one. */
  #concerns(end: End, does: Effect, process: string, outcome: Outcome | undefined): boolean {
    switch (does.kind) {
      case 'connects': {
        const far = connect(end, this.#copies.end(does.to), outcome);
        if (far !== undefined) this.#copies.addPending(far);
        return true;
      }
      case 'accepts':
        this.#accept(end, does.as, process, outcome);
        return true;
      case 'reads': {
        const passed = read(end, does, outcome);
        const came = outcome?.kind === 'returned' ? descriptorsIn(outcome.along) : passed.length;
        does.keeps.forEach((name, index) => {
          const one = index < came ? passed[index] : undefined;
          if (one !== undefined) this.#copies.give(name, one, process);
        });
        if (passed.length > 0) this.#copies.recount('closed');
        return true;
      }
      case 'writes': {
        const passes = does.passes === undefined ? undefined : this.#copies.end(does.passes.fd);
        const passed = passes === undefined ? [] : Array.from({ length: does.passes?.copies ?? 1 }, () => passes);
        write(end, does.to === undefined ? end.peer : this.#copies.end(does.to), does, passed, outcome);
        if (passed.length > 0) this.#copies.recount('closed');
        return true;
      }
      case 'drains':
        if (drain(end, outcome).length > 0) this.#copies.recount('closed');
        return true;
      case 'shuts':
        shut(end, does, outcome);
        return true;
      case 'closes':
        this.#copies.close(process, does.fd);
        return true;
      case 'takes error':
        end.pollSaidError = false;
        return true;
      case 'polls':
        end.pollSaidError = outcome?.kind === 'events' && outcome.events.includes('ERR');
        return true;
      default:
        return false;
    }
  }

  /** Effects of a call that succeeded. */
  #make(does: Effect, process: string): void {
    const end = 'fd' in does ? this.#copies.end(does.fd) : undefined;
    switch (does.kind) {
      case 'makes pair':
        makePair(does.link).forEach((one, index) => this.#copies.give(does.as[index as 0 | 1], one, process));
        return;
      case 'makes socket':
        this.#copies.give(does.as, new End(does.socket), process);
        return;
      case 'makes queue':
        this.#copies.give(does.as, new End('event queue'), process);
        return;
      case 'executes':
        this.#copies.execute(process);
        return;
      case 'opens':
        this.#open(does.again, does.as, does.mode, process);
        return;
      case 'forks':
        this.#copies.fork(does.as, does.takes);
        return;
      case 'exits':
        this.#copies.endProcess(process, 'exited');
        return;
      case 'kills':
        this.#copies.endProcess(does.process, 'killed');
        return;
      case 'interrupts': {
        const started = this.#started.get(does.of);
        if (started !== undefined) started.isInterrupted = true;
        return;
      }
      default:
        if (end !== undefined) this.#change(end, does, process);
    }
  }

  #change(end: End, does: Effect, process: string): void {
    switch (does.kind) {
      case 'listens':
        end.connection = 'listening';
        return;
      case 'disconnects':
        disconnect(end);
        return;
      case 'fills':
        fill(end);
        return;
      case 'copies':
        this.#copies.give(does.as, end, process);
        return;
      case 'sets option':
        setOption(end, does.option, does.value);
        return;
      case 'sets non-blocking':
        end.nonblocking = does.on;
        return;
      case 'sets close-on-exec':
        this.#copies.setCloseOnExec(does.fd, does.on);
        return;
      case 'watches':
        this.#copies.end(does.queue)?.watched.set(end, does.events);
        return;
      case 'unwatches':
        this.#copies.end(does.queue)?.watched.delete(end);
        return;
      default:
    }
  }

  /** A FIFO has two ends however often it is opened, and so has a pseudo-terminal: opening it again makes a copy of one. */
  #open(again: string, name: string, mode: 'O_RDONLY' | 'O_WRONLY' | 'O_RDWR', process: string): void {
    const known = this.#copies.end(again);
    if (known === undefined) return;
    // The first end of a FIFO is the one for writing; of a pseudo-terminal only the second, the slave, can be opened.
    const isKnown = known.isFirst === (known.family === 'pipe' && mode !== 'O_RDONLY');
    const end = isKnown ? known : known.peer;
    if (end === undefined) return;
    end.reopen();
    this.#copies.give(name, end, process);
  }

  #accept(listener: End, name: string, process: string, outcome: Outcome | undefined): void {
    const isTaken = outcome === undefined || outcome.kind === 'done';
    if (!isTaken && !(outcome.kind === 'failed' && outcome.errno === 'ECONNABORTED')) return;
    const unseen = this.#connectingTo(listener);
    if (unseen !== undefined && listener.pending.length === 0) farEnd(unseen, listener);
    const far = accept(listener, unseen);
    if (isTaken) this.#copies.give(name, far, process);
    else this.#copies.recount('closed');
  }

  /** Who called connect() for this listener and is still waiting for it to return. */
  #connectingTo(listener: End): End | undefined {
    return [...this.#started.values()].find(
      ({ isOver, step: { does } }) => !isOver && does.kind === 'connects' && this.#copies.end(does.to) === listener,
    )?.end;
  }

  #start(step: Step, name: string, facts: Facts | undefined): void {
    const { does } = step;
    const { end, target, asked } = this.subjectOf(step);
    const started: Started = { step, end, target, facts, asked, isInterrupted: false, isOver: false };
    this.#started.set(name, started);
    if (end === undefined) return;
    if (does.kind === 'reads') end.readers += 1;
    else if (does.kind === 'writes') started.chunk = target?.receive(end, { least: 0, most: does.bytes * does.messages });
    if (does.kind === 'closes') this.#copies.close(step.in, does.fd);
    else this.#copies.startUse(end);
  }

  #await(name: string, process: string, outcome: Outcome | undefined): void {
    const started = this.#started.get(name);
    if (started === undefined || started.isOver) return;
    const { end, target, step } = started;
    const { does } = step;
    if (outcome?.kind === 'blocks') {
      if (does.kind === 'reads' && !does.flags.includes('MSG_WAITALL')) end?.queue.foundEmpty();
      return;
    }
    started.isOver = true;
    if (does.kind === 'reads' && end !== undefined) end.readers -= 1;
    if (does.kind === 'writes') {
      if (end !== undefined) note(end, does, outcome);
      settle(target, started.chunk, outcome, does.bytes * does.messages);
    }
    if (outcome?.kind === 'killed') this.#copies.endProcess(process, 'killed');
    else if (does.kind !== 'writes' && does.kind !== 'closes') this.#do(does, process, outcome);
    if (end !== undefined && does.kind !== 'closes') this.#copies.endUse(end);
  }
}
