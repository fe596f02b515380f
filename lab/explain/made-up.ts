/** Words that a runtime or library says without that any call failed so. */
export interface MadeUp {
  pattern: RegExp;
  by: string;
  /** `EOF`: a read returned 0. `own`: your own side had closed or shut it, and no call was made. `time-out`: a timer of the program's own. */
  means: 'EOF' | 'own' | 'unknown' | 'time-out';
  /** What really happened, as a sentence. */
  says: string;
}

const eof = 'no call failed: a read returned 0 (EOF), so the peer closed or shut down its side in an orderly way';

/** In no order: they exclude each other. Each was seen of the runtime named, or is in its source. */
export const madeUp: readonly MadeUp[] = [
  one(/\bsocket hang up\b/i, 'Node.js', 'EOF', `Node.js made the code ECONNRESET up here: ${eof} before a whole answer came.`),
  one(
    /^(?:\[?Error: )?aborted\b.*(?:ECONNRESET|$)/,
    'Node.js',
    'EOF',
    `Node.js made the code ECONNRESET up here: ${eof} in the middle of a message.`,
  ),
  one(
    /Client network socket disconnected before secure TLS connection was established/,
    'Node.js',
    'EOF',
    `Node.js made the code ECONNRESET up here: ${eof} during the TLS handshake.`,
  ),
  one(
    /This socket has been ended by the other party/,
    'Node.js',
    'EOF',
    'Node.js made the code EPIPE up here: no write was tried, because a read had returned 0 (EOF) before.',
  ),
  one(
    /\b(?:write after end|ERR_STREAM_WRITE_AFTER_END|ERR_STREAM_DESTROYED|stream was destroyed|ERR_STREAM_PREMATURE_CLOSE|Premature close)\b/,
    'Node.js',
    'own',
    'Node.js refused this by itself: the stream had been ended or destroyed on your own side, and no call was made.',
  ),
  one(/\bother side closed\b|\bUND_ERR_SOCKET\b/, 'Node.js fetch', 'EOF', `undici (Node.js fetch) says so where ${eof}.`),
  one(
    /\bRemoteDisconnected\b|Remote end closed connection without response/,
    'Python http.client',
    'EOF',
    `Python's RemoteDisconnected is a ConnectionResetError without an errno: ${eof} before an answer.`,
  ),
  one(/\bIncompleteRead\b/, 'Python http.client', 'EOF', `Python says so where ${eof} before the whole body had come.`),
  one(
    /\bServerDisconnectedError\b|\bServer disconnected\b/,
    'Python aiohttp or httpx',
    'EOF',
    `aiohttp and httpx say so where ${eof} before an answer.`,
  ),
  one(/\bIncompleteReadError\b|bytes read on a total of/, 'Python asyncio', 'EOF', `asyncio says so where ${eof} too early.`),
  one(
    /ConnectionResetError\(?:?\s*['"]?Connection lost\b|^Connection lost$|ConnectionResetError: Cannot write to closing transport/,
    'Python asyncio',
    'unknown',
    'asyncio made this up, without an errno: the transport was closing, after an EOF or after any error of an earlier send.',
  ),
  one(
    /use of closed (?:network connection|file)|\bErrClosed\b|\bErrNetClosing\b|read\/write on closed pipe|: file already closed/,
    'Go',
    'own',
    'Go refused this by itself: your own side had closed the connection before, and no call was made.',
  ),
  one(
    /\bServer closed idle connection\b|http: server closed idle connection/i,
    'Go',
    'EOF',
    `Go says so where ${eof} between two requests.`,
  ),
  one(/\bunexpected EOF\b(?! on client connection)/, 'Go or zlib', 'EOF', `"unexpected EOF" says that ${eof} in the middle of a message.`),
  one(
    /java\.net\.SocketException: Socket (?:is )?closed|\bClosedChannelException\b|\bAsynchronousCloseException\b|java\.io\.IOException: Stream closed/i,
    'Java',
    'own',
    'Java refused this by itself: your own side had closed the socket (perhaps in another thread), and no call was made.',
  ),
  one(
    /Unexpected end of file from server|HTTP\/1\.1 header parser received no bytes|NoHttpResponseException|failed to respond|\bEOF reached while reading\b|java\.io\.EOFException|PrematureCloseException|Connection prematurely closed/,
    'Java',
    'EOF',
    `Java's HTTP clients say so where ${eof} before a whole answer came.`,
  ),
  one(
    /connection closed before message completed|\bIncompleteMessage\b|UnexpectedEof\b|early eof|failed to fill whole buffer/,
    'Rust',
    'EOF',
    `hyper and the standard library of Rust say so where ${eof} too early.`,
  ),
  one(/\bEOFError\b|end of file reached/, 'Ruby', 'EOF', `Ruby says so where ${eof}.`),
  one(/\bEnd_of_file\b/, 'OCaml', 'EOF', `OCaml says so where ${eof}.`),
  one(
    /closed stream \(IOError\)|IOError: (?:closed stream|stream closed)/,
    'Ruby',
    'own',
    'Ruby refused this by itself: your own side had closed it, and no call was made.',
  ),
  one(
    /\{:?error,\s*:?closed\}|TransportError\{reason: :closed\}|\(Mint\.TransportError\) socket closed|\*\* \(.*\) closed$/,
    'Erlang or Elixir',
    'unknown',
    'Erlang says `closed` for EOF, for ECONNRESET of a read (unless show_econnreset is set), and for every error of a write.',
  ),
  one(
    /upstream prematurely closed connection|client prematurely closed connection|client closed (?:keepalive )?connection/,
    'nginx',
    'EOF',
    `nginx says so where ${eof} before it had sent everything.`,
  ),
  one(/\b(?:curl: )?\(52\)|Empty reply from server/, 'curl', 'EOF', `curl says so where ${eof} before any byte of an answer came.`),
  one(/\bcurl: \(18\)|transfer closed with .* remaining/, 'curl', 'EOF', `curl says so where ${eof} before the whole body had come.`),
  one(
    /server closed the connection unexpectedly|unexpected EOF on client connection|SSL connection has been closed unexpectedly|terminating connection due to unexpected/i,
    'PostgreSQL',
    'EOF',
    `PostgreSQL says so where ${eof} without the goodbye of the protocol: often the other process ended.`,
  ),
  one(
    /MySQL server has gone away|Lost connection to (?:MySQL|MariaDB|server)|Got an error reading communication packets/i,
    'MySQL',
    'unknown',
    'MySQL says so for an EOF and for any error of a read or write, most often after the server closed an idle connection.',
  ),
  one(
    /Connection closed by server\b|Server closed the connection\b|Connection closed by (?:foreign|remote) host|closed by remote host|Connection (?:to \S+ )?closed by (?:peer|\d[\d.]+|[\w.-]+ port \d+)|the remote end hung up unexpectedly|unexpected disconnect while reading sideband packet|peer closed connection without sending/i,
    'the program',
    'EOF',
    `This says that ${eof}.`,
  ),
  one(
    /unexpected eof while reading|EOF occurred in violation of protocol|SSLEOFError|SSLZeroReturnError|\bSSL_ERROR_ZERO_RETURN\b|SSL_ERROR_SYSCALL, errno 0\b|stream truncated/i,
    'OpenSSL',
    'EOF',
    `OpenSSL says so where ${eof} without TLS's own goodbye (close_notify).`,
  ),
  one(
    /Connection closed prematurely|Unexpected end of (?:stream|data|response)|premature end of (?:chunk|file|response|content)|connection closed without (?:a )?response/i,
    'the program',
    'EOF',
    `This says that ${eof} too early.`,
  ),
  one(
    /Cannot access a disposed object|ObjectDisposedException/,
    '.NET',
    'own',
    '.NET refused this by itself: your own side had disposed of the socket, and no call was made.',
  ),
  one(
    /The response ended prematurely|Received an unexpected EOF or 0 bytes from the transport stream|Attempted to read past the end of the stream/,
    '.NET',
    'EOF',
    `.NET says so where ${eof} too early.`,
  ),
  one(/Bad resource ID|BadResource\b/, 'Deno', 'own', 'Deno refused this by itself: your own side had closed it, and no call was made.'),
  one(
    /\bread timed out\b|\bReadTimeout\b|SocketTimeoutException: (?:Read timed out|timeout)|i\/o timeout|context deadline exceeded|ESOCKETTIMEDOUT|The operation was aborted due to timeout/i,
    'the program',
    'time-out',
    'A timer of the program ended this, and no call of the kernel failed: nothing came from the peer in time, and the connection may well be alive.',
  ),
  one(/^(?:.*[: ])?EOF\s*$/, 'Go', 'EOF', `"EOF" says that ${eof}.`),
];

function one(pattern: RegExp, by: string, means: MadeUp['means'], says: string): MadeUp {
  return { pattern, by, means, says: says.charAt(0).toUpperCase() + says.slice(1) };
}
