// Bun.connect(): a read takes the next event.
import readline from 'node:readline';
type Event = [string | number, string];
let events: Event[] = [];
let heard = (): void => {};
let socket: any;
let isOver = false;
const words = (e: any): string =>
  [`${e.name}: ${e.message}`, ...['code', 'errno', 'syscall'].flatMap((key) => (e[key] === undefined ? [] : [`${key}: ${e[key]}`]))].join(
    ', ',
  );
const answer = (outcome: string | number, said = ''): void => console.log(`${outcome}\t${said.replaceAll('\n', ' ')}`);

for await (const line of readline.createInterface({ input: process.stdin })) {
  const [word, link, where] = line.split(' ');
  try {
    if (word === 'open') {
      const own: Event[] = (events = []);
      const event = (...one: Event): void => void (own.push(one), own === events && heard());
      isOver = false;
      const handlers = {
        data: (_: unknown, data: Uint8Array) => event(data.length, 'data()'),
        end: () => event('EOF', 'end()'),
        error: (_: unknown, e: any) => event(e.code ?? 'error', `error(): ${words(e)}`),
        close: (_: unknown, e: any) => event(e?.code ?? 'closed', e ? `close(): ${words(e)}` : 'close()'),
      };
      socket = await Bun.connect({
        ...(link === 'unix' ? { unix: where } : { hostname: '127.0.0.1', port: Number(where) }),
        socket: handlers,
      } as any);
      answer('done');
    } else if (word === 'read') {
      while (events.length === 0 && !isOver) await new Promise<void>((resolve) => (heard = resolve));
      const [outcome, said] = events.shift() ?? ['closed', 'nothing comes after close()'];
      isOver ||= said.startsWith('close()');
      answer(outcome, said);
    } else if (word === 'write') {
      const sent = socket.write(link);
      answer(sent < 0 ? 'error' : sent, `returned ${sent}`);
    } else if (word === 'shutdown') answer('0', String(socket.shutdown() ?? ''));
    else answer('0', String(socket.end() ?? ''));
  } catch (error: any) {
    answer(error.code ?? 'error', words(error));
  }
}
