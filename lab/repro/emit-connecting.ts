import type { Emit, Emitted } from './emit.ts';
import { made, message, returned, told } from './emit.ts';
import { number, word, words } from './arguments.ts';
import { literal } from './c-text.ts';
import type { Scope } from './scope.ts';

const sockets: Record<string, string> = {
  'unix-stream': 'AF_UNIX, SOCK_STREAM',
  'unix-seqpacket': 'AF_UNIX, SOCK_SEQPACKET',
  'unix-dgram': 'AF_UNIX, SOCK_DGRAM',
  tcp4: 'AF_INET, SOCK_STREAM',
  tcp6: 'AF_INET6, SOCK_STREAM',
  udp4: 'AF_INET, SOCK_DGRAM',
  udp6: 'AF_INET6, SOCK_DGRAM',
};

const byListener: Record<string, [type: string, protocol: string, piece: string]> = {
  'unix-path': ['SOCK_STREAM', '0', 'unix_path'],
  'unix-abstract': ['SOCK_STREAM', '0', 'unix_abstract'],
  'unix-autobind': ['SOCK_STREAM', '0', 'unix_autobind'],
  'unix-seqpacket-path': ['SOCK_SEQPACKET', '0', 'unix_path'],
  tcp4: ['SOCK_STREAM', '0', 'loopback4'],
  tcp6: ['SOCK_STREAM', '0', 'loopback6'],
  mptcp4: ['SOCK_STREAM', 'IPPROTO_MPTCP', 'loopback4'],
  vsock: ['SOCK_STREAM', '0', 'vsock_local'],
};

const datagrams: Record<string, [piece: string, both: 0 | 1]> = {
  'unix-dgram-path': ['unix_path', 1],
  'unix-dgram-oneway': ['unix_path', 0],
  udp4: ['loopback4', 1],
  udp6: ['loopback6', 1],
  'udp4-oneway': ['loopback4', 0],
};

const byPair: Record<string, string> = {
  'unix-pair': 'SOCK_STREAM',
  'unix-seqpacket-pair': 'SOCK_SEQPACKET',
  'unix-dgram-pair': 'SOCK_DGRAM',
};

/** A fresh address by this piece; paths and abstract names are called after the descriptor. */
function fresh(scope: Scope, piece: string, name: string): string {
  scope.use(piece);
  return piece === 'unix_path' || piece === 'unix_abstract' ? `${piece}(${literal(scope.freshPath(name))})` : `${piece}()`;
}

/** The statement that makes two connected ends. */
export function connectPair(link: string, ends: readonly [string, string], scope: Scope): string {
  const [one, other] = ends.map((name) => scope.makes(name, link)) as [string, string];
  const out = `&${one}, &${other}`;
  const type = byPair[link];
  if (type !== undefined) {
    scope.use('connect_by_socketpair');
    return `connect_by_socketpair(${type}, ${out});`;
  }
  const listener = byListener[link];
  if (listener !== undefined) {
    const [sort, protocol, piece] = listener;
    scope.use('connect_by_listener');
    if (protocol !== '0') {
      scope.include('netinet/in.h');
      scope.define(protocol, '262');
    }
    return `connect_by_listener(${sort}, ${protocol}, ${fresh(scope, piece, ends[1])}, ${out});`;
  }
  const bound = datagrams[link];
  if (bound !== undefined) {
    const [piece, both] = bound;
    scope.use('connect_datagrams');
    return `connect_datagrams(${fresh(scope, piece, ends[0])}, ${fresh(scope, piece, ends[1])}, ${both}, ${out});`;
  }
  if (link === 'pipe') {
    scope.use('connect_pipe');
    return `connect_pipe(${out});`;
  }
  const file = scope.file(...ends);
  scope.use(`connect_${link}`);
  return link === 'fifo' ? `connect_fifo(${literal(scope.freshPath('fifo'))}, ${file}, ${out});` : `connect_pty(${file}, ${out});`;
}

const pieceOf: Record<string, string> = { path: 'unix_path', abstract: 'unix_abstract', autobind: 'unix_autobind' };

function bind(scope: Scope, name: string, asked: string): Emitted {
  scope.use('bind_to');
  return returned(scope, `bind_to(${scope.fd(name)}, ${asked}, &${scope.address(name)})`);
}

/** Calls that make sockets and connections. */
export const connecting: Record<string, Emit> = {
  socket: (step, scope) => {
    const kind = word(step, 'kind');
    scope.use('make_socket');
    return made(scope, scope.makes(word(step, 'as'), kind), `make_socket(${sockets[kind]})`);
  },
  bind: (step, scope) => {
    const [name, like, kind] = [word(step, 'fd'), word(step, 'like'), word(step, 'address')];
    if (like !== '') return bind(scope, name, scope.address(like));
    const inet = scope.kindOf(name).endsWith('6') ? 'loopback6' : 'loopback4';
    return bind(scope, name, fresh(scope, pieceOf[kind] ?? (kind === 'loopback' || scope.isInternet(name) ? inet : 'unix_path'), name));
  },
  listen: (step, scope) => {
    const name = word(step, 'fd');
    const [fd, backlog] = [scope.fd(name), number(step, 'backlog')];
    if (!scope.isInternet(name)) return returned(scope, `listen(${fd}, ${backlog})`);
    scope.use('listen_on');
    return returned(scope, `listen_on(${fd}, ${backlog}, &${scope.address(name)})`);
  },
  connect: (step, scope) => {
    const to = scope.address(word(step, 'to'));
    return returned(scope, `connect(${scope.fd(word(step, 'fd'))}, &${to}.name.any, ${to}.length)`);
  },
  'connect-short': (step, scope) => {
    scope.use('connect_short');
    return returned(scope, `connect_short(${scope.fd(word(step, 'fd'))}, ${number(step, 'length')})`);
  },
  disconnect: (step, scope) => {
    scope.use('disconnect');
    return returned(scope, `disconnect(${scope.fd(word(step, 'fd'))})`);
  },
  accept: (step, scope) => {
    const variable = scope.makes(word(step, 'as'), scope.kindOf(word(step, 'fd')));
    return made(scope, variable, `accept(${scope.fd(word(step, 'fd'))}, NULL, NULL)`);
  },
  unlink: (step, scope) => {
    scope.include('unistd.h');
    return returned(scope, `unlink(${scope.address(word(step, 'fd'))}.name.un.sun_path)`);
  },
  open: (step, scope) => {
    const [again, as] = [word(step, 'again'), word(step, 'as')];
    const file = scope.file(again, as);
    scope.include('fcntl.h');
    const mode = [word(step, 'mode'), 'O_NOCTTY', ...(step.args['nonblocking'] === true ? ['O_NONBLOCK'] : [])].join(' | ');
    return made(scope, scope.makes(as, scope.kindOf(again)), `open(${file}, ${mode})`);
  },
  dup: (step, scope) => {
    scope.include('unistd.h');
    const name = word(step, 'fd');
    return made(scope, scope.makes(word(step, 'as'), scope.kindOf(name)), `dup(${scope.fd(name)})`);
  },
  getpeername: (step, scope) => told(scope, 'address_class', `address_class(${scope.fd(word(step, 'fd'))}, 1)`),
  getsockname: (step, scope) => told(scope, 'address_class', `address_class(${scope.fd(word(step, 'fd'))}, 0)`),
  'recv-fds': (step, scope, withBytes) => {
    const [size, as] = [number(step, 'size'), words(step, 'as')];
    const places = as.map((name) => `&${scope.makes(name)}`);
    const kept = as.length === 0 ? 'NULL' : `(int *[]){ ${places.join(', ')} }`;
    const fd = scope.fd(word(step, 'fd'));
    return message(scope, `receive_message(${fd}, ${scope.buffer(size)}, ${size}, 8192, 0, ${kept}, ${as.length})`, withBytes);
  },
};
