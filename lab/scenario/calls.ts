import type { Call } from './call.ts';
import { connecting } from './calls/connecting.ts';
import { events } from './calls/events.ts';
import { messages } from './calls/messages.ts';
import { processes } from './calls/processes.ts';
import { state } from './calls/state.ts';
import { transferring } from './calls/transferring.ts';
import { watching } from './calls/watching.ts';

/** Every call that a scenario can make, by name, in the order of the reference. A new call is one entry in one of these lists. */
export const calls: ReadonlyMap<string, Call> = new Map(
  [...connecting, ...transferring, ...messages, ...state, ...watching, ...events, ...processes].map((call) => [call.name, call]),
);
