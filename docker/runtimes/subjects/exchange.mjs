// JavaScript's HTTP clients: `exchange.mjs http` for node:http, `exchange.mjs fetch` for fetch().
import http from 'node:http';
import readline from 'node:readline';

const words = (error) =>
  [
    `${error.name}: ${error.message}`,
    ...['code', 'errno', 'syscall'].flatMap((key) => (error[key] === undefined ? [] : [`${key}: ${error[key]}`])),
    ...(error.cause ? [`cause: ${words(error.cause)}`] : []),
  ].join(', ');
// Without errno, a code such as ECONNRESET is not the kernel's: the library made the error up.
const outcome = (error) => (error.errno === undefined ? (error.cause ? outcome(error.cause) : 'error') : String(error.code));

const byHttp = (method, port, body) =>
  new Promise((resolve, reject) => {
    const request = http.request({ host: '127.0.0.1', port, method, path: '/' }, (response) => {
      let length = 0;
      response.on('data', (data) => (length += data.length));
      response.on('error', reject);
      response.on('end', () => resolve([response.statusCode, length]));
    });
    request.on('error', reject);
    request.end(body);
  });

async function byFetch(method, port, body) {
  const response = await fetch(`http://127.0.0.1:${port}/`, { method, body });
  return [response.status, (await response.arrayBuffer()).byteLength];
}

for await (const line of readline.createInterface({ input: process.stdin })) {
  const [method, port, size] = line.split(' ');
  const make = process.argv[2] === 'fetch' ? byFetch : byHttp;
  try {
    const [status, length] = await make(method.toUpperCase(), port, size === '0' ? undefined : 'x'.repeat(Number(size)));
    console.log(`${status} ${length}`);
  } catch (error) {
    console.log(`${outcome(error)}\t${words(error).replaceAll('\n', ' ')}`);
  }
}
