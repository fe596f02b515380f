import type { Step } from '../scenario/case.ts';
import { flags, numbers, timeout, word, words } from './arguments.ts';
import type { Emit } from './emit.ts';
import { made, returned, told } from './emit.ts';
import type { Scope } from './scope.ts';

/** What a socket option is to C: the form of its value, and where it belongs if not to SOL_SOCKET. */
interface Option {
  form: 'error' | 'type' | 'linger' | 'time' | 'flag' | 'number' | 'tcp_state' | 'descriptor';
  level?: string;
  /** Its number on Linux, where C libraries may lack it. */
  onLinux?: string;
}

const tcp = 'IPPROTO_TCP';
const options: Record<string, Option> = {
  SO_ACCEPTCONN: { form: 'flag' },
  SO_ERROR: { form: 'error' },
  SO_KEEPALIVE: { form: 'flag' },
  SO_LINGER: { form: 'linger' },
  SO_NOSIGPIPE: { form: 'flag' },
  SO_OOBINLINE: { form: 'flag' },
  SO_PASSCRED: { form: 'flag' },
  SO_PASSRIGHTS: { form: 'flag', onLinux: '83' },
  SO_PEERPIDFD: { form: 'descriptor', onLinux: '77' },
  SO_RCVBUF: { form: 'number' },
  SO_RCVLOWAT: { form: 'number' },
  SO_RCVTIMEO: { form: 'time' },
  SO_REUSEADDR: { form: 'flag' },
  SO_REUSEPORT: { form: 'flag' },
  SO_SNDBUF: { form: 'number' },
  SO_SNDTIMEO: { form: 'time' },
  SO_TYPE: { form: 'type' },
  TCP_DEFER_ACCEPT: { form: 'number', level: tcp },
  TCP_INFO: { form: 'tcp_state', level: tcp },
  TCP_KEEPCNT: { form: 'number', level: tcp },
  TCP_KEEPIDLE: { form: 'number', level: tcp },
  TCP_KEEPINTVL: { form: 'number', level: tcp },
  TCP_NODELAY: { form: 'flag', level: tcp },
  TCP_USER_TIMEOUT: { form: 'number', level: tcp, onLinux: '18' },
  IP_RECVERR: { form: 'number', level: 'IPPROTO_IP', onLinux: '11' },
};

/** Options of sockets, and ways to ask or to wait for what happened to a descriptor. */
export const asking: Record<string, Emit> = {
  setsockopt: (step, scope) => {
    const { name, form, level } = optionOf(step, scope);
    const values = numbers(step, 'value');
    const piece = form === 'linger' ? 'set_linger' : form === 'time' ? 'set_timeout' : 'set_number';
    scope.use(piece);
    const where = form === 'linger' ? '' : form === 'time' ? `${name}, ` : `${level}, ${name}, `;
    return returned(scope, `${piece}(${fd(step, scope)}, ${where}${values.join(', ')})`);
  },
  getsockopt: (step, scope) => {
    const { name, form, level } = optionOf(step, scope);
    return told(scope, `option_${form}`, `option_${form}(${fd(step, scope)}, ${level}, ${name})`);
  },
  'drop-incoming': (step, scope) => {
    scope.use('drop_incoming');
    return returned(scope, `drop_incoming(${fd(step, scope)})`);
  },
  ioctl: (step, scope) => {
    const request = word(step, 'request');
    scope.include(request === 'SIOCOUTQ' ? 'linux/sockios.h' : 'sys/ioctl.h');
    return told(scope, 'ask_number', `ask_number(${fd(step, scope)}, ${request})`);
  },
  'set-nonblocking': (step, scope) => {
    scope.use('set_nonblocking');
    return returned(scope, `set_nonblocking(${fd(step, scope)}, ${step.args['on'] === true ? 1 : 0})`);
  },
  'set-cloexec': (step, scope) => {
    scope.include('fcntl.h');
    return returned(scope, `fcntl(${fd(step, scope)}, F_SETFD, ${step.args['on'] === true ? 'FD_CLOEXEC' : '0'})`);
  },
  'set-async': (step, scope) => {
    scope.use('set_async');
    return returned(scope, `set_async(${fd(step, scope)}, ${step.args['on'] === true ? 1 : 0})`);
  },
  close: (step, scope) => {
    scope.include('unistd.h');
    return returned(scope, `close(${fd(step, scope)})`);
  },
  shutdown: (step, scope) => {
    scope.include('sys/socket.h');
    return returned(scope, `shutdown(${fd(step, scope)}, ${word(step, 'how')})`);
  },
  poll: (step, scope) => told(scope, 'polled', `polled(${fd(step, scope)}, ${flags(step, 'events', 'POLL')}, ${timeout(step)})`),
  select: (step, scope) => {
    const bit: Record<string, number> = { READ: 1, WRITE: 2, EXCEPT: 4 };
    const sets = words(step, 'sets').map((set) => bit[set]);
    return told(scope, 'selected', `selected(${fd(step, scope)}, ${sets.length === 0 ? '0' : sets.join(' | ')}, ${timeout(step)})`);
  },
  'epoll-create': (step, scope) => {
    scope.include('sys/epoll.h');
    return made(scope, scope.makes(word(step, 'as'), 'epoll'), 'epoll_create1(0)');
  },
  'epoll-add': (step, scope) => epollControl(step, scope, 'EPOLL_CTL_ADD'),
  'epoll-modify': (step, scope) => epollControl(step, scope, 'EPOLL_CTL_MOD'),
  'epoll-delete': (step, scope) => epollControl(step, scope, 'EPOLL_CTL_DEL'),
  'epoll-wait': (step, scope) => told(scope, 'waited_epoll', `waited_epoll(${scope.fd(word(step, 'epoll'))}, ${timeout(step)})`),
  kqueue: (step, scope) => {
    scope.include('sys/event.h');
    return made(scope, scope.makes(word(step, 'as'), 'kqueue'), 'kqueue()');
  },
  'kevent-add': (step, scope) => {
    scope.use('add_kevent');
    const queue = scope.fd(word(step, 'queue'));
    return returned(scope, `add_kevent(${queue}, ${fd(step, scope)}, EVFILT_${word(step, 'filter')}, ${flags(step, 'flags', 'EV_')})`);
  },
  'kevent-wait': (step, scope) => told(scope, 'waited_kevent', `waited_kevent(${scope.fd(word(step, 'queue'))}, ${timeout(step)})`),
  'peer-credentials': (step, scope) => told(scope, 'peer_process', `peer_process(${fd(step, scope)})`),
};

function fd(step: Step, scope: Scope): string {
  return scope.fd(word(step, 'fd'));
}

function optionOf(step: Step, scope: Scope): { name: string; form: Option['form']; level: string } {
  const name = word(step, 'option');
  const option = options[name];
  if (option === undefined) throw new Error(`There is no socket option '${name}'.`);
  const level = option.level ?? 'SOL_SOCKET';
  scope.include('sys/socket.h', ...(level === tcp ? ['netinet/in.h', 'netinet/tcp.h'] : level === 'IPPROTO_IP' ? ['netinet/in.h'] : []));
  if (option.onLinux !== undefined) scope.define(name, option.onLinux);
  return { name, form: option.form, level };
}

function epollControl(step: Step, scope: Scope, operation: string): ReturnType<Emit> {
  scope.use('control_epoll');
  const epoll = scope.fd(word(step, 'epoll'));
  return returned(scope, `control_epoll(${epoll}, ${operation}, ${fd(step, scope)}, ${flags(step, 'events', 'EPOLL')})`);
}
