import type { Arguments, Call, CommonKeys, Numbers } from './call.ts';
import { list } from './call.ts';
import type { Role } from './argument.ts';
import { limits } from './limits.ts';
import { didYouMean } from './suggest.ts';

/** Something wrong with a step: the argument at fault, or the whole step, and what is the matter. */
export type Complain = (argument: string | undefined, message: string, hint?: string) => void;

/** What the call that makes a descriptor makes of it. */
interface Sort {
  internet: boolean;
  /** Whether it has a file that can be opened again. */
  file: boolean;
}

interface Descriptor extends Sort {
  bound: boolean;
  /** Processes in which it is open. */
  holders: Set<string>;
  /** Of these, the ones in which it is closed when they run another program. */
  closedByExec: Set<string>;
  /** Why it is open nowhere, or not where it was expected. */
  gone?: string;
}

interface Started {
  number: number;
  process: string;
  /** Descriptors that the call makes; they are there once it was awaited. */
  makes: string[];
  sort: Sort;
  awaited: boolean;
}

/**
 * The world of one case as its author can know it while reading the steps from top to bottom: which descriptors, processes and started calls
 * exist. It finds names that are used before they exist or after they are gone, and gives each name its number in the plan.
 */
export class Scene {
  readonly #descriptors = new Map<string, Descriptor>();
  readonly #processes = new Map<string, { number: number; ended?: string; executing?: true }>([['main', { number: 0 }]]);
  readonly #started = new Map<string, Started>();
  /** Numbers of descriptors by name: a started call has to name what it makes before that is there. */
  readonly #descriptorNumbers = new Map<string, number>();

  /** Numbers of names that have been complained about are -1: such a case is never compiled. */
  readonly numbers: Numbers = {
    fd: (name) => this.#descriptorNumbers.get(name) ?? -1,
    process: (name) => this.#processes.get(name)?.number ?? -1,
    async: (name) => this.#started.get(name)?.number ?? -1,
    isInternet: (name) => this.#descriptors.get(name)?.internet ?? false,
  };

  /** Lets a step happen. `common.in` of the result is the process that makes the call. */
  perform(call: Call, args: CommonKeys & Arguments, complain: Complain): { process: string } {
    const process = args.in ?? this.#processOfAwaited(call, args) ?? 'main';
    if (!this.#isRunning(process, 'in', complain)) return { process };
    if (this.#processes.get(process)?.executing === true)
      complain('in', `Process '${process}' runs another program: it makes no more calls.`, `End it: { call: kill, process: ${process} }`);
    if (call.neverAsync && args.async !== undefined)
      complain('async', `'${call.name}' cannot be started and awaited: it is always over at once.`);

    const made: string[] = [];
    for (const [argument, role] of call.roles) {
      for (const name of list(args[argument])) {
        if (role === 'makes') made.push(String(name));
        else this.#play(role, String(name), process, call, (message, hint) => complain(argument, message, hint));
      }
    }
    if (call.name === 'fork') this.#share(String(args['as']), list(args['takes']).map(String));
    if (call.name === 'set-cloexec') this.#mark(String(args['fd']), process, args['on'] === true);
    if (call.executes) this.#execute(process, (message, hint) => complain('in', message, hint));
    if (call.endsItself) this.#end(process, 'it has exited', (message, hint) => complain('in', message, hint));
    const sort = { internet: call.makesInternet(args), file: call.makesFile(args) };
    if (args.async === undefined) this.#make(made, sort, process, (message) => complain('as', message));
    else this.#start(args.async, { process, makes: made, sort }, complain);
    return { process };
  }

  /** Names of started calls that nobody awaited although their process is still there: what they gave would never be seen. */
  neverAwaited(): string[] {
    return [...this.#started]
      .filter(([, call]) => !call.awaited && this.#processes.get(call.process)?.ended === undefined)
      .map(([name]) => name);
  }

  #play(role: Exclude<Role, 'makes'>, name: string, process: string, call: Call, complain: (message: string, hint?: string) => void): void {
    switch (role) {
      case 'uses':
        this.#open(name, process, complain);
        return;
      case 'closes': {
        const descriptor = this.#open(name, process, complain);
        descriptor?.holders.delete(process);
        if (descriptor) descriptor.gone = 'it has been closed';
        return;
      }
      case 'binds': {
        const descriptor = this.#open(name, process, complain);
        if (descriptor) descriptor.bound = true;
        return;
      }
      case 'address of': {
        const descriptor = this.#known(name, complain);
        if (descriptor && !descriptor.bound)
          complain(`'${name}' has no address: it was never bound.`, `Bind it first: { call: bind, fd: ${name} }`);
        return;
      }
      case 'file of': {
        const descriptor = this.#known(name, complain);
        if (descriptor && !descriptor.file) complain(`'${name}' is no end of a FIFO or a pseudo-terminal: there is no file to open again.`);
        return;
      }
      case 'hands over':
        this.#open(name, process, complain);
        return;
      case 'makes process':
        this.#fork(name, process, complain);
        return;
      case 'ends process':
        if (!this.#processes.has(name)) complain(`There is no process '${name}' yet.${this.#similar(name, this.#processes)}`);
        else this.#end(name, `it was ended by ${call.name}`, complain);
        return;
      case 'awaits':
        this.#await(name, process, complain);
        return;
      case 'interrupts':
        this.#startedCall(name, process, complain);
        return;
      default:
        role satisfies never;
    }
  }

  #known(name: string, complain: (message: string, hint?: string) => void): Descriptor | undefined {
    const descriptor = this.#descriptors.get(name);
    if (descriptor) return descriptor;
    const pending = [...this.#started].find(([, call]) => call.makes.includes(name));
    if (pending)
      complain(`'${name}' is not there before '${pending[0]}' was awaited.`, `Await it first: { call: await, of: ${pending[0]} }`);
    else complain(`There is no descriptor '${name}' yet.${this.#similar(name, this.#descriptors)}`, 'A step before this one must make it.');
    return undefined;
  }

  #open(name: string, process: string, complain: (message: string, hint?: string) => void): Descriptor | undefined {
    const descriptor = this.#known(name, complain);
    if (!descriptor || descriptor.holders.has(process)) return descriptor;
    const others = [...descriptor.holders];
    if (others.length > 0)
      complain(`'${name}' is not open in process '${process}': ${others.join(', ')} has it.`, `Make the call there: in: ${others[0]}`);
    else complain(`'${name}' is not open any more: ${descriptor.gone ?? 'it has been closed'}.`);
    return undefined;
  }

  #make(names: string[], sort: Sort, process: string, complain: (message: string) => void): void {
    for (const name of names) {
      if (this.#descriptors.has(name)) complain(`There is a descriptor '${name}' already. Each name is made once in a case.`);
      else if (this.#numberDescriptor(name) >= limits.descriptors)
        complain(`A case can have ${limits.descriptors} descriptors; '${name}' is one too many.`);
      else this.#descriptors.set(name, { ...sort, bound: false, holders: new Set([process]), closedByExec: new Set() });
    }
  }

  #numberDescriptor(name: string): number {
    const number = this.#descriptorNumbers.get(name) ?? this.#descriptorNumbers.size;
    this.#descriptorNumbers.set(name, number);
    return number;
  }

  #fork(name: string, process: string, complain: (message: string, hint?: string) => void): void {
    if (process !== 'main') complain(`Only main can fork, not '${process}'.`);
    if (this.#processes.has(name)) complain(`There is a process '${name}' already. Each name is made once in a case.`);
    else if (this.#processes.size === limits.processes)
      complain(`A case can have ${limits.processes} processes; '${name}' is one too many.`);
    else this.#processes.set(name, { number: this.#processes.size });
  }

  /** What is taken moves to the new process; if nothing is, both have everything. */
  #share(child: string, taken: string[]): void {
    for (const [name, descriptor] of this.#descriptors) {
      if (!descriptor.holders.has('main')) continue;
      if (taken.length > 0 && !taken.includes(name)) continue;
      descriptor.holders.add(child);
      if (descriptor.closedByExec.has('main')) descriptor.closedByExec.add(child);
      if (taken.includes(name)) descriptor.holders.delete('main');
    }
  }

  #mark(name: string, process: string, closed: boolean): void {
    const closedByExec = this.#descriptors.get(name)?.closedByExec;
    if (closed) closedByExec?.add(process);
    else closedByExec?.delete(process);
  }

  /** Another program has what is not marked, though it does nothing with it. */
  #execute(name: string, complain: (message: string, hint?: string) => void): void {
    const process = this.#processes.get(name);
    if (name === 'main' || process === undefined) {
      complain('main cannot run another program: it is the process that the case runs in.', 'Fork a process, and let that one do it.');
      return;
    }
    process.executing = true;
    for (const descriptor of this.#descriptors.values()) {
      if (descriptor.closedByExec.has(name) && descriptor.holders.delete(name)) descriptor.gone = `process '${name}' ran another program`;
    }
  }

  #end(name: string, how: string, complain: (message: string, hint?: string) => void): void {
    if (name === 'main') {
      complain('main cannot be ended: it is the process that the case runs in.', 'Fork a process, and end that.');
      return;
    }
    if (!this.#isRunning(name, undefined, (_, message) => complain(message))) return;
    const process = this.#processes.get(name);
    if (process) process.ended = how;
    for (const descriptor of this.#descriptors.values()) {
      if (descriptor.holders.delete(name)) descriptor.gone = `process '${name}' that held it has ended`;
    }
  }

  #isRunning(name: string, argument: string | undefined, complain: Complain): boolean {
    const process = this.#processes.get(name);
    if (process === undefined)
      complain(
        argument,
        `There is no process '${name}' yet.${this.#similar(name, this.#processes)}`,
        `Make it first: { call: fork, as: ${name} }`,
      );
    else if (process.ended !== undefined) complain(argument, `Process '${name}' is not there any more: ${process.ended}.`);
    else return true;
    return false;
  }

  #start(name: string, started: Omit<Started, 'number' | 'awaited'>, complain: Complain): void {
    if (this.#started.has(name))
      complain('async', `A call was started under the name '${name}' already. Each name is made once in a case.`);
    else if (this.#started.size === limits.started)
      complain('async', `A case can start ${limits.started} calls; '${name}' is one too many.`);
    else this.#started.set(name, { ...started, number: this.#started.size, awaited: false });
    for (const made of started.makes) this.#numberDescriptor(made);
  }

  #startedCall(name: string, process: string, complain: (message: string, hint?: string) => void): Started | undefined {
    const call = this.#started.get(name);
    if (call === undefined)
      complain(`No call was started under the name '${name}' yet.${this.#similar(name, this.#started)}`, `Start one first: async: ${name}`);
    else if (call.process !== process)
      complain(`'${name}' was started in process '${call.process}' and can only be awaited there, not in '${process}'.`, "Leave 'in' out.");
    return call;
  }

  #await(name: string, process: string, complain: (message: string, hint?: string) => void): void {
    const call = this.#startedCall(name, process, complain);
    if (call === undefined) return;
    if (!call.awaited) this.#make(call.makes, call.sort, call.process, complain);
    call.awaited = true;
  }

  /** An await or interrupt that does not say where it happens, happens where the call was started. */
  #processOfAwaited(call: Call, args: Arguments): string | undefined {
    const argument = call.roles.find(([, role]) => role === 'awaits' || role === 'interrupts')?.[0];
    return argument === undefined ? undefined : this.#started.get(String(args[argument]))?.process;
  }

  #similar(name: string, among: ReadonlyMap<string, unknown>): string {
    const suggestion = didYouMean(name, [...among.keys()]);
    return suggestion === undefined ? '' : ` ${suggestion}`;
  }
}
