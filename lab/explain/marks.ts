import type { Chip } from './reading.ts';

/** A pattern, and what it says if it is in a text. The first group that matched is where; without groups all of it. */
interface Mark {
  pattern: RegExp;
  value: string;
}

const readWords =
  'read|readv|recv|recvfrom|recvmsg|recvmmsg|pread|SSL_read|sysread|readpartial|read_nonblock|recv_nonblock|readline|readexactly|readuntil|readinto|receive|received?|fread|fgets|read0|readVectored0?|socketRead0|onStreamRead|receiving|reading|Recv|Read|Receive';
const writeWords =
  'write|writev|send|sendto|sendmsg|sendmmsg|sendfile|splice|sendall|SSL_write|syswrite|write_nonblock|fwrite|fputs|write0|writev0|socketWrite0|afterWriteDispatched|onWriteComplete|WriteWrap\\.\\S*|drain|flush|sending|writing|Send|Write';

/** From the surest to the weakest: the first that matches decides. */
const callMarks: readonly Mark[] = [
  // The grammar of Node.js: `read ECONNRESET`; of Go: `write tcp a->b: write: broken pipe`, where the last call is the one that failed.
  ...verbs((word) => `(?:^|[\\s"'({:])(${word}) (?:E[A-Z]{3,}|-?\\d{4})\\b`),
  ...verbs((word) => `syscall:? ?['"]?:? ?['"]?(${word})['"]?(?![\\w])`),
  ...verbs(
    (word) =>
      `(?:->|[\\w\\]@]:? |: )(?:[^\\s]+: )?(${word}): (?:connection|broken|transport|no route|network|operation|resource|i\\/o|socket|software|bad file)`,
    'i',
  ),
  // Calls with brackets, as in strace, C and stack frames.
  ...verbs((word) => `(?<![A-Za-z0-9])(${word})\\(`),
  // perror(): `recv: Connection reset by peer`.
  ...verbs((word) => `^(${word}): `),
  { pattern: /\b(WSARecv|io_fread|readv\(\)|recv\(\))/, value: 'read' },
  { pattern: /\b(WSASend|io_fwrite)\b/, value: 'write' },
  { pattern: /\b(java\.net\.SocketException: Connection reset)(?! by peer)(?! ?\(Write)/, value: 'read' },
  {
    pattern:
      /\b(socket write error|Write failed|write error|Send failure|send disconnect|packet_write_wait|could not send|Unable to write|error writing|while (?:sending|writing)|Closed by remote server)/i,
    value: 'write',
  },
  {
    pattern:
      /\b(Recv failure|Read error|Read from remote host|could not receive|Unable to read|error reading|while reading|failed to receive|reading initial communication packet|Read failed|on_read|Error while reading)/i,
    value: 'read',
  },
  {
    pattern:
      /\b(while connecting|connecting to upstream|Failed to connect|could not connect|connect\(\)|unable to connect|error trying to connect|dial (?:tcp|udp|unix)|TCPConnectWrap|PipeConnectWrap|finishConnect|ConnectException|Connection attempt|tcp connect error)/i,
    value: 'connect',
  },
  { pattern: /\b(getpeername|getsockname)\b/, value: 'asking' },
  { pattern: /\b(SO_ERROR)\b/, value: 'so-error' },
  ...verbs((word) => `[.\`'" ](${word})['"\`]?(?=$|[\\s'"\`.,:;)])`),
];

/** Patterns of every sort of call. */
function verbs(pattern: (word: string) => string, flags = ''): Mark[] {
  const sorts: [string, string][] = [
    [readWords, 'read'],
    [writeWords, 'write'],
    ['connect|dial|connect0|finishConnect', 'connect'],
    ['accept|accept4|accept0', 'accept'],
    ['shutdown', 'shutdown'],
    ['bind|listen', 'listen'],
    ['poll|ppoll', 'poll'],
    ['epoll_wait|epoll_ctl|epoll_pwait', 'epoll'],
    ['kevent', 'kqueue'],
    ['setsockopt', 'setsockopt'],
    ['getpeername|getsockname', 'asking'],
    ['close', 'close'],
  ];
  return sorts.map(([words, value]) => ({ pattern: new RegExp(pattern(words), flags), value }));
}

const linkMarks: readonly Mark[] = [
  {
    pattern:
      /\b(?:read|write|dial|accept|listen) (unix(?:gram|packet)?) |\b(Pipe)\.on|\b(PipeConnectWrap)|(unix:\/)|(\/[\w./-]+\.sock(?:et)?)\b|(\\\\\.\\pipe)|\b(AF_UNIX|AF_LOCAL)\b|\b(UnixStream|UNIXSocket|UnixSocket)\b/,
    value: 'unix',
  },
  { pattern: /\b(?:read|write|dial) (udp[46]?) |\b(UDP|DatagramSocket|SOCK_DGRAM)\b|\b(udp)\b/, value: 'udp' },
  {
    pattern:
      /\b(?:read|write|dial|accept|listen) (tcp[46]?) |\b(TCP)\.on|\b(TCPConnectWrap)|\b(TcpStream|TCPSocket|socketRead0|socketWrite0|SocketInputStream|SocketOutputStream)\b|\b(tcp[46]?)\b|\b(https?:\/\/)|\b(\d{1,3}(?:\.\d{1,3}){3}:\d{1,5})\b|(\[[0-9a-f:]+\]:\d{1,5})|\b(curl|nginx|HTTP|SSL_\w+|ssh|kex_exchange_identification|upstream|PostgreSQL|MySQL)\b/,
    value: 'tcp',
  },
  { pattern: /\b(?:write|read) (\|\d)(?=:)/, value: 'pipe' },
];

const systemMarks: readonly Mark[] = [
  { pattern: /\b(macOS|Darwin|OS X|Mac OS|NSPOSIXErrorDomain)\b/i, value: 'macos' },
  { pattern: /\b(FreeBSD)\b/i, value: 'freebsd' },
  { pattern: /\b(OpenBSD)\b/i, value: 'openbsd' },
  { pattern: /\b(NetBSD)\b/i, value: 'netbsd' },
  { pattern: /\b(gVisor|runsc)\b/i, value: 'gvisor' },
  { pattern: /\b(illumos|SmartOS|OmniOS)\b/i, value: 'illumos' },
  { pattern: /\b(WinError|WSA[A-Z]+|winsock|Windows)\b/i, value: 'windows' },
  { pattern: /\b(Linux)\b/, value: 'linux' },
];

const writerMarks: readonly Mark[] = [
  {
    pattern:
      /(\bat (?:TCP|Pipe|WriteWrap|TCPConnectWrap|PipeConnectWrap)\.|node:internal|\bcode: 'E[A-Z]+'|\b(?:read|write|connect) E(?:CONN|PIPE|TIMEDOUT|HOST|NET|NOTCONN)[A-Z]*\b|_errnoException)/,
    value: 'Node.js',
  },
  {
    pattern:
      /(\[Errno -?\d+\]|\[WinError \d+\]|\b(?:ConnectionResetError|BrokenPipeError|ConnectionAbortedError|ConnectionRefusedError|OSError|socket\.error)\b|Traceback)/,
    value: 'Python',
  },
  { pattern: /\b((?:read|write|dial|accept) (?:tcp|udp|unix)[46]? )/, value: 'Go' },
  { pattern: /\b(java\.(?:net|io|nio)\.[\w.]+|sun\.nio\.ch\.\w+)/, value: 'Java' },
  { pattern: /(\bOs \{ code: \d+|\(os error \d+\))/, value: 'Rust' },
  { pattern: /\b(Errno::E[A-Z]+)/, value: 'Ruby' },
  { pattern: /(\(\d+: [^)]+\) while )/, value: 'nginx' },
  { pattern: /\b(curl: \(\d+\)|libcurl)/, value: 'curl' },
  { pattern: /(\b(?:fwrite|fread|stream_\w+)\(\): )/, value: 'PHP' },
  { pattern: /(System\.(?:IO|Net)\.\w+|transport connection:)/, value: '.NET' },
  { pattern: /(= -1 E[A-Z]+ \()/, value: 'strace' },
];

function first(text: string, kind: Chip['kind'], marks: readonly Mark[]): Chip | undefined {
  for (const { pattern, value } of marks) {
    const found = pattern.exec(text);
    if (found === null) continue;
    const own = found.slice(1).find((group) => group !== undefined) ?? found[0];
    const start = found.index + found[0].indexOf(own);
    return { kind, value, why: '', start, end: start + own.length };
  }
  return undefined;
}

/** The call that a text speaks of. */
export function callIn(text: string): Chip | undefined {
  return first(text, 'call', callMarks);
}

/** The sort of connection. */
export function linkIn(text: string): Chip | undefined {
  return first(text, 'link', linkMarks);
}

/** The system that a text names first. */
export function systemIn(text: string): Chip | undefined {
  const found = systemMarks.flatMap((mark) => first(text, 'on', [mark]) ?? []);
  return found.toSorted((one, other) => one.start - other.start)[0];
}

/** The runtime or program that wrote a text. */
export function writerIn(text: string): Chip | undefined {
  return first(text, 'by', writerMarks);
}
