import type { Arguments, Call, CommonKeys, Numbers } from './call.ts';
import { limits } from './limits.ts';
import type { Complain } from './scene.ts';

/**
 * The timers that socket options set, in milliseconds by the option's value, and which calls they can end. What counts from something else
 * than the beginning of the call (a packet that was not acknowledged) can end any.
 */
const optionTimers: Record<string, { ends: 'close' | 'any call'; fromItsStart: boolean; ms: (first: number, second: number) => number }> = {
  SO_LINGER: { ends: 'close', fromItsStart: true, ms: (on, seconds) => (on === 0 ? 0 : seconds * 1000) },
  SO_RCVTIMEO: { ends: 'any call', fromItsStart: true, ms: (ms) => ms },
  SO_SNDTIMEO: { ends: 'any call', fromItsStart: true, ms: (ms) => ms },
  // It is looked at when a retransmission is due, and the times between these double.
  TCP_USER_TIMEOUT: { ends: 'any call', fromItsStart: false, ms: (ms) => 2 * ms },
};

interface Timer {
  ms: number;
  /** Whether it counts from the beginning of the call that it ends. */
  fromItsStart: boolean;
}

/**
 * The timers of a case while its steps are read from top to bottom. A timer is taken to be in force for every call that it could end, on
 * whichever descriptor it was set: that costs a wait, and never an outcome.
 */
export class Timers {
  readonly #set = new Map<string, Timer & { ends: 'close' | 'any call' }>();
  readonly #started = new Map<string, number>();
  readonly #keepAlive = new Map<string, number>();

  /** The longest timer that may end this step's call, in milliseconds; 0 if there is none. */
  perform(call: Call, args: CommonKeys & Arguments, numbers: Numbers, complain: Complain): number {
    if (call.name === 'setsockopt') this.#note(args, complain);
    if (call.name === 'await') return this.#started.get(String(args['of'])) ?? 0;
    if (call.neverAsync) return 0;
    const timers = this.#timersOf(call, args, numbers, complain);
    const longest = Math.max(0, ...timers.map((timer) => timer.ms));
    if (args.async === undefined) return longest;
    this.#started.set(args.async, longest);
    const own = Math.max(0, ...timers.map((timer) => (timer.fromItsStart ? timer.ms : 0)));
    if (own > 0) {
      complain(
        'async',
        `'${call.name}' is started, and ends by itself after ${own} ms: whether the next steps come before that depends on the machine.`,
        'Let a started call wait for ever (timeout: forever, no SO_RCVTIMEO, SO_SNDTIMEO or SO_LINGER), or do not start it.',
      );
    }
    return longest;
  }

  #note(args: Arguments, complain: Complain): void {
    const option = String(args['option']);
    const known = optionTimers[option];
    const [first = 0, second = 0] = [args['value']].flat().map(Number);
    if (option.startsWith('TCP_KEEP')) {
      this.#keepAlive.set(option, first);
      this.#bound(this.#keepAliveMs(), 'value', `The keep-alive of ${this.#keepAliveMs()} ms`, complain);
    }
    const ms = known?.ms(first, second) ?? 0;
    if (known === undefined) return;
    this.#bound(ms, 'value', `${option} of ${ms} ms`, complain);
    this.#set.set(option, { ms: Math.max(ms, this.#set.get(option)?.ms ?? 0), ends: known.ends, fromItsStart: known.fromItsStart });
  }

  /** When keep-alive gives a connection up: after the time without news, and so many probes. 0 while its times are the system's, hours. */
  #keepAliveMs(): number {
    const [idle = 0, interval = 0, count = 1] = ['TCP_KEEPIDLE', 'TCP_KEEPINTVL', 'TCP_KEEPCNT'].map((option) =>
      this.#keepAlive.get(option),
    );
    return idle === 0 || interval === 0 ? 0 : (idle + interval * count) * 1000;
  }

  #timersOf(call: Call, args: Arguments, numbers: Numbers, complain: Complain): Timer[] {
    const timers: Timer[] = [...this.#set.values()].filter((timer) => timer.ends === 'any call' || call.name === 'close');
    if (typeof args['timeout'] === 'number') {
      this.#bound(args['timeout'], 'timeout', `A timeout of ${args['timeout']} ms`, complain);
      timers.push({ ms: args['timeout'], fromItsStart: true });
    }
    timers.push({ ms: this.#keepAliveMs(), fromItsStart: false });
    timers.push({ ms: call.kernelTimerMs(args, numbers), fromItsStart: false });
    return timers;
  }

  #bound(ms: number, argument: string, what: string, complain: Complain): void {
    if (ms <= limits.timerMs) return;
    const hint = `At most ${limits.timerMs} ms: a case is tried dozens of times, and each trial would wait so long. 0 means none.`;
    complain(argument, `${what} is longer than any deadline: the lab could not tell it from a call that never returns.`, hint);
  }
}
