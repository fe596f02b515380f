// Deno.connect().
const decoder = new TextDecoder();
const encoder = new TextEncoder();
let connection: Deno.Conn & { closeWrite(): Promise<void> };
let held = '';

const answer = (outcome: string | number, words = ''): void => console.log(`${outcome}\t${words.replaceAll('\n', ' ')}`);

async function next(): Promise<string | undefined> {
  const bytes = new Uint8Array(4096);
  while (!held.includes('\n')) {
    const count = await Deno.stdin.read(bytes);
    if (count === null) return undefined;
    held += decoder.decode(bytes.subarray(0, count));
  }
  const end = held.indexOf('\n');
  const line = held.slice(0, end);
  held = held.slice(end + 1);
  return line;
}

for (let line = await next(); line !== undefined; line = await next()) {
  const [word, link = '', where = ''] = line.split(' ');
  try {
    if (word === 'open') {
      connection =
        link === 'unix'
          ? await Deno.connect({ transport: 'unix', path: where })
          : await Deno.connect({ hostname: '127.0.0.1', port: Number(where) });
      answer('done');
    } else if (word === 'read') answer((await connection!.read(new Uint8Array(Number(link)))) ?? 'EOF');
    else if (word === 'write') answer(await connection!.write(encoder.encode(link)));
    else if (word === 'shutdown') {
      await connection!.closeWrite();
      answer('0');
    } else {
      connection!.close();
      answer('0');
    }
  } catch (error) {
    const { code, name, message } = error as Error & { code?: string };
    answer(code ?? 'error', `${name}: ${message}`);
  }
}
