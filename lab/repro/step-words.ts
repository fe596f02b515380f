import type { Step } from '../scenario/case.ts';
import type { Effect } from '../scenario/effect.ts';
import { anyOf, count } from '../prose.ts';
import { number, timeout, word, words } from './arguments.ts';

const pairs: Record<string, string> = {
  'unix-pair': 'AF_UNIX stream sockets, by socketpair()',
  'unix-path': 'AF_UNIX stream sockets over a path',
  'unix-abstract': 'AF_UNIX stream sockets over an abstract name',
  'unix-autobind': 'AF_UNIX stream sockets over a name that the system chose',
  'unix-seqpacket-pair': 'AF_UNIX seqpacket sockets, by socketpair()',
  'unix-seqpacket-path': 'AF_UNIX seqpacket sockets over a path',
  'unix-dgram-pair': 'AF_UNIX datagram sockets, by socketpair()',
  'unix-dgram-path': 'AF_UNIX datagram sockets, each connected to the path of the other',
  'unix-dgram-oneway': 'AF_UNIX datagram sockets, the first connected to the path of the second',
  tcp4: 'TCP sockets on 127.0.0.1',
  tcp6: 'TCP sockets on ::1',
  mptcp4: 'MPTCP sockets on 127.0.0.1',
  udp4: 'UDP sockets on 127.0.0.1, each connected to the other',
  udp6: 'UDP sockets on ::1, each connected to the other',
  'udp4-oneway': 'UDP sockets on 127.0.0.1, the first connected to the second',
  vsock: 'AF_VSOCK sockets',
};

/** What a step does, in a sentence without its full stop: `a sends 5 bytes, "hello"`. */
export function stepWords(step: Step): string {
  const what =
    step.startedAs === undefined ? doing(step) : `A thread makes a call that may wait, "${step.startedAs}": ${lower(doing(step))}`;
  return step.in === 'main' ? what : `In the process "${step.in}": ${lower(what)}`;
}

function doing(step: Step): string {
  const { does, call } = step;
  switch (does.kind) {
    case 'makes pair':
      return pairWords(does.link, does.as);
    case 'makes socket':
      return `Make the socket ${does.as} (${does.socket})`;
    case 'binds':
      return word(step, 'like') === ''
        ? `Bind ${does.fd} to an address that is free`
        : `Bind ${does.fd} to the address of ${word(step, 'like')}`;
    case 'listens':
      return `Let ${does.fd} listen, with a backlog of ${number(step, 'backlog')}`;
    case 'connects':
      return `Connect ${does.fd} to the address of ${does.to}`;
    case 'accepts':
      return `Accept a connection from ${does.fd}; it is ${does.as}`;
    case 'reads':
      return readWords(step, does);
    case 'writes':
      return writeWords(step, does);
    case 'fills':
      return `Write to ${does.fd} without waiting until nothing more fits`;
    case 'drains':
      return `Read from ${does.fd} without waiting until there is nothing more`;
    case 'closes':
      return `Close ${does.fd}`;
    case 'shuts':
      return `Shut down ${does.read && does.write ? 'both directions' : does.read ? 'the receiving direction' : 'the sending direction'} of ${does.fd}`;
    case 'copies':
      return `Copy the descriptor ${does.fd}; the copy is ${does.as}`;
    case 'opens':
      return `Open the file of ${does.again} again (${does.mode}); the descriptor is ${does.as}`;
    case 'sets option':
      return `Set ${does.option} of ${does.fd} to ${does.value.join(', ')}`;
    case 'sets non-blocking':
      return `${does.on ? 'Set' : 'Clear'} O_NONBLOCK of ${does.fd}`;
    case 'disconnects':
      return `Connect ${does.fd} to AF_UNSPEC, which dissolves an association`;
    case 'unlinks':
      return `Remove the path that ${does.fd} is bound to`;
    case 'takes error':
      return `Take the pending error of ${does.fd} (SO_ERROR)`;
    case 'polls':
      return `${waiting(step)}which of ${anyOf(does.events.map(String)) || 'no events'} ${does.fd} reports`;
    case 'watches':
      return `Watch ${does.fd} by ${does.queue}, for ${anyOf(does.events.map(String)) || 'nothing that has to be asked for'}`;
    case 'polls queue':
      return `${waiting(step)}what ${does.queue} reports`;
    case 'forks': {
      const takes = words(step, 'takes');
      return `Make the process "${does.as}"${takes.length === 0 ? ', which shares all descriptors' : `, which alone has ${takes.join(', ')} from now on`}`;
    }
    case 'exits':
      return 'Exit, which closes what it has open';
    case 'executes':
      return 'Run another program, which keeps what is not FD_CLOEXEC';
    case 'kills':
      return `Kill the process "${does.process}" with ${word(step, 'signal')}, and wait until it is gone`;
    case 'awaits':
      return `See what the call "${does.of}" returned, if it has`;
    case 'interrupts':
      return `Interrupt the call "${does.of}" with ${word(step, 'signal')}`;
    default:
      return rest(step, call);
  }
}

function rest(step: Step, call: string): string {
  switch (call) {
    case 'signal':
      return `${{ default: 'Die of', ignore: 'Ignore' }[word(step, 'action')] ?? 'Note'} ${word(step, 'signal')} from now on`;
    case 'signals':
      return 'Which signals have come since the last call?';
    case 'drop-incoming':
      return `Lose every packet to ${word(step, 'fd')} from now on`;
    default:
      return `Call ${step.text}`;
  }
}

function pairWords(link: string, [one, other]: readonly [string, string]): string {
  if (link === 'pipe' || link === 'fifo')
    return `Make a ${link === 'fifo' ? 'FIFO' : link}: ${one} is the end for writing, ${other} the one for reading`;
  if (link === 'pty') return `Make a pseudo-terminal in raw mode: ${one} is the master, ${other} the slave`;
  return `Make two connected ends, ${one} and ${other}: ${pairs[link] ?? link}`;
}

function readWords(step: Step, does: Extract<Effect, { kind: 'reads' }>): string {
  const many = does.messages === 1 ? '' : `, in at most ${does.messages} messages`;
  return `${does.flags.includes('MSG_PEEK') ? 'Look at' : 'Receive'} at most ${count(does.most, 'byte')} ${does.flags.includes('MSG_PEEK') ? 'that wait for' : 'from'} ${does.fd}${many}${through(step, ['read', 'recv'])}`;
}

function writeWords(step: Step, does: Extract<Effect, { kind: 'writes' }>): string {
  const data = word(step, 'data');
  const what = data !== '' && data.length <= 30 ? JSON.stringify(data) : count(does.bytes, 'byte');
  const many = does.messages === 1 ? '' : `, ${does.messages} times`;
  const to = does.to === undefined ? '' : ` to the address of ${does.to}`;
  const passed =
    does.passes === undefined
      ? ''
      : `, and ${does.passes.copies === 1 ? '' : `${does.passes.copies} times `}the descriptor ${does.passes.fd}`;
  return `Send ${what}${passed} on ${does.fd}${to}${many}${through(step, ['write', 'send'])}`;
}

/** How, where it is not the plain call. */
function through(step: Step, plain: readonly string[]): string {
  const flags = words(step, 'flags');
  const by = plain.includes(step.call) ? '' : ` by ${/^[a-z]+/.exec(step.text)?.[0] ?? step.call}()`;
  return flags.length === 0 ? by : `${by} with ${flags.join(', ')}`;
}

function waiting(step: Step): string {
  const ms = timeout(step);
  return ms === 0 ? 'Ask ' : ms < 0 ? 'Wait for ever and see ' : `Wait at most ${ms} ms and see `;
}

function lower(text: string): string {
  return /^[A-Z][a-z]/.test(text) ? `${text.charAt(0).toLowerCase()}${text.slice(1)}` : text;
}
