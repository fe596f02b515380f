"""Python's asyncio streams: read() when we are told to, write() and then drain()."""
import asyncio
import errno
import sys


def answer(outcome, words=""):
    print(f"{outcome}\t{words}".replace("\n", " "), flush=True)


async def main():
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _loop, _context: None)
    commands = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(commands), sys.stdin)
    reader = writer = None
    while line := (await commands.readline()).decode():
        word, _, rest = line.rstrip("\n").partition(" ")
        try:
            if word == "open":
                link, _, where = rest.partition(" ")
                opened = asyncio.open_unix_connection(where) if link == "unix" else asyncio.open_connection("127.0.0.1", int(where))
                reader, writer = await opened
                answer("done")
            elif word == "read":
                data = await reader.read(int(rest))
                answer(len(data) or "EOF")
            elif word == "write":
                writer.write(rest.encode())
                await writer.drain()
                answer("done")
            elif word == "shutdown":
                writer.write_eof()
                answer("0")
            elif word == "close":
                writer.close()
                await writer.wait_closed()
                answer("0")
        except Exception as error:
            number = getattr(error, "errno", None)
            answer(errno.errorcode.get(number, "error") if number else "error", f"{type(error).__qualname__}: {error}")


asyncio.run(main())
