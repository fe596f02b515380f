// node:net, in Node, Bun or Deno. A read takes the next event. `net.mjs idle` turns the event loop between commands; `net.mjs busy`
// keeps it from turning, as a program does that computes meanwhile.
import fs from 'node:fs';
import net from 'node:net';
import readline from 'node:readline';

const busy = process.argv[2] === 'busy';
let socket;
let events = [];
let heard = () => {};
const words = (error) =>
  [
    `${error.name}: ${error.message}`,
    ...['code', 'errno', 'syscall'].flatMap((key) => (error[key] === undefined ? [] : [`${key}: ${error[key]}`])),
  ].join(', ');
// Without errno, the code is not the kernel's: Node made the error up.
const outcome = (error) => (error.errno === undefined ? 'error' : String(error.code));
const answer = (what, said = '') => fs.writeSync(1, `${what}\t${said.replaceAll('\n', ' ')}\n`);

async function open(link, where) {
  events = [];
  const own = events;
  const event = (what, said) => {
    own.push([what, said]);
    if (own === events) heard();
  };
  const opened = net.connect(link === 'unix' ? { path: where } : { host: '127.0.0.1', port: Number(where) });
  socket = opened;
  await new Promise((resolve, reject) => opened.once('connect', resolve).once('error', reject));
  opened.on('data', (data) => event(data.length, "'data'"));
  opened.on('end', () => event('EOF', "'end'"));
  opened.on('error', (error) => (error === opened.told ? undefined : event(outcome(error), `'error': ${words(error)}`)));
  opened.on('close', (hadError) => event('closed', `'close', hadError: ${hadError}`));
  return ['done'];
}

const read = async () => {
  while (events.length === 0 && !(socket.closed && socket.said)) await new Promise((resolve) => (heard = resolve));
  const next = events.shift() ?? ['closed', "nothing comes after 'close'"];
  if (next[0] === 'closed') socket.said = true;
  return next;
};

const write = (text) =>
  new Promise((resolve) => {
    socket.write(text, (error) => {
      // The same error comes as an event, too; a read does not report it again.
      if (error) socket.told = error;
      resolve(error ? [outcome(error), words(error)] : ['done']);
    });
  });

async function run(command) {
  const [word, link, where] = command.split(' ');
  try {
    if (word === 'open') return await open(link, where);
    if (word === 'read') return await read();
    if (word === 'write') return await write(command.slice(6));
    if (word === 'shutdown') socket.end();
    else if (word === 'close') socket.destroy();
    else return [`unsupported: ${word}`];
    return ['0'];
  } catch (error) {
    return [outcome(error), words(error)];
  }
}

/** The next command, which is waited for without turning the loop. */
let rest = '';
function next() {
  const bytes = Buffer.alloc(4096);
  while (!rest.includes('\n')) {
    const count = fs.readSync(0, bytes);
    if (count === 0) return undefined;
    rest += bytes.subarray(0, count);
  }
  const [line] = rest.split('\n', 1);
  rest = rest.slice(line.length + 1);
  return line;
}

if (busy) for (let line = next(); line !== undefined; line = next()) answer(...(await run(line)));
else for await (const line of readline.createInterface({ input: process.stdin })) answer(...(await run(line)));
process.exit(0);
