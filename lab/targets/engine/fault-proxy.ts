import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, request as ask, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** What can be wrong with an answer. */
export const faults = ['cut after the header', 'cut in the body', 'never', 'HTTP 500', 'garbage', 'not HTTP', 'late'] as const;
type Fault = (typeof faults)[number];

/** Which calls get a faulty answer. */
export interface Faulty {
  method: string;
  /** Matches the path without its query. */
  path: RegExp;
  fault: Fault;
  /** How many of them; by default all. */
  times?: number;
}

/** How late (ms) an answer is that is late. */
const lateMs = 800;

/** For tests: an engine's socket in front of the real one, whose answers to some calls are faulty although the engine does what was asked. */
export async function faultProxy(
  upstream: string,
  faulty: Faulty,
): Promise<{ socket: string; hits: () => number; close: () => Promise<void> }> {
  let hits = 0;
  const faultOf = ({ method, url }: IncomingMessage): Fault | undefined => {
    const path = (url ?? '').replace(/\?.*$/, '').replace(/^\/v[0-9.]+(?=\/)/, '');
    if (method !== faulty.method || !faulty.path.test(path) || hits >= (faulty.times ?? Infinity)) return undefined;
    hits++;
    return faulty.fault;
  };
  const open = new Set<Socket>();
  const server = createServer((incoming, outgoing) => void answer(upstream, incoming, outgoing, faultOf(incoming)));
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => open.delete(socket));
  });
  server.on('upgrade', (incoming: IncomingMessage, socket: Socket) => void upgrade(upstream, incoming, socket, faultOf(incoming)));
  const folder = await mkdtemp(join(tmpdir(), 'proxy-'));
  const socket = join(folder, 'engine.sock');
  await new Promise<void>((ready) => server.listen(socket, ready));
  return {
    socket,
    hits: () => hits,
    close: async () => {
      server.close();
      for (const one of open) one.destroy();
      await rm(folder, { recursive: true });
    },
  };
}

async function answer(upstream: string, incoming: IncomingMessage, outgoing: ServerResponse, fault: Fault | undefined): Promise<void> {
  if (fault === 'HTTP 500') {
    incoming.resume();
    outgoing.writeHead(500, { 'content-type': 'application/json' }).end('{"message":"a fault made by the test"}');
    return;
  }
  const { method, url, headers } = incoming;
  const passed = ask({ socketPath: upstream, method, path: url, headers });
  passed.on('error', () => void (fault === 'never' || outgoing.destroy()));
  // Whoever hangs up here hangs up there: an engine ends a build that nobody waits for.
  outgoing.once('close', () => passed.destroy());
  incoming.pipe(passed);
  const from = await new Promise<IncomingMessage>((resolve) => passed.once('response', resolve));
  from.on('error', () => outgoing.destroy());
  if (fault === 'late') await sleep(lateMs);
  if (fault === undefined || fault === 'late') {
    outgoing.writeHead(from.statusCode ?? 500, from.headers);
    from.pipe(outgoing);
    return;
  }
  // What takes as long as a container runs is faulty long before it is over.
  const body = Buffer.concat(await Promise.race([from.toArray().catch(() => []) as Promise<Buffer[]>, sleep(lateMs).then(() => [])]));
  await break_(fault, outgoing, from, body);
}

/** The engine has done what it was asked; its answer does not come as it should. */
async function break_(fault: Fault, outgoing: ServerResponse, from: IncomingMessage, body: Buffer): Promise<void> {
  const { 'transfer-encoding': _chunked, ...headers } = from.headers;
  switch (fault) {
    case 'never':
      return;
    case 'garbage':
      outgoing.writeHead(200, { 'content-type': 'text/html' }).end('<html>It works!</html>');
      return;
    case 'not HTTP':
      outgoing.socket?.end('SSH-2.0-OpenSSH_9.9\r\n');
      return;
    default: {
      // One byte more than comes, so that also an answer without a body is cut off.
      outgoing.writeHead(from.statusCode ?? 500, { ...headers, 'content-length': body.length + 1 });
      outgoing.flushHeaders();
      if (fault === 'cut in the body') outgoing.write(body.subarray(0, Math.ceil(body.length / 2)));
      await sleep(50);
      outgoing.destroy();
    }
  }
}

/** Of the connection to a container's streams, which begins as HTTP and then is one of bytes. */
async function upgrade(upstream: string, incoming: IncomingMessage, socket: Socket, fault: Fault | undefined): Promise<void> {
  const switching = 'HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n';
  switch (fault) {
    case 'never':
      return;
    case 'HTTP 500':
      socket.end('HTTP/1.1 500 Internal Server Error\r\nContent-Length: 38\r\n\r\n{"message":"a fault made by the test"}');
      return;
    case 'garbage':
      socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK');
      return;
    case 'not HTTP':
      socket.end('SSH-2.0-OpenSSH_9.9\r\n');
      return;
    case 'cut after the header':
      socket.write(switching);
      await sleep(50);
      socket.destroy();
      return;
    case 'late':
      await sleep(lateMs);
      break;
    case 'cut in the body':
    case undefined:
      break;
    default:
      fault satisfies never;
  }
  const passed = connect(upstream);
  passed.on('error', () => socket.destroy());
  passed.once('close', () => socket.destroy());
  socket.once('close', () => passed.destroy());
  const headers = Object.entries(incoming.headers).map(([name, value]) => `${name}: ${String(value)}`);
  passed.write([`${incoming.method} ${incoming.url} HTTP/1.1`, ...headers, '', ''].join('\r\n'));
  socket.pipe(passed);
  if (fault !== 'cut in the body') {
    passed.pipe(socket);
    return;
  }
  let room = 200;
  passed.on('data', (chunk: Buffer) => {
    socket.write(chunk.subarray(0, room));
    room -= chunk.length;
    if (room <= 0) socket.destroy();
  });
}
