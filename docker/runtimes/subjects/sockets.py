"""Python's socket module: `sockets.py socket`, or `sockets.py file` for the buffered file that makefile() gives."""
import errno
import socket
import sys

mode = sys.argv[1]
sock = file = None


def answer(outcome, words=""):
    print(f"{outcome}\t{words}".replace("\n", " "), flush=True)


for line in sys.stdin:
    word, _, rest = line.rstrip("\n").partition(" ")
    try:
        if word == "open":
            link, _, where = rest.partition(" ")
            sock = socket.socket(socket.AF_UNIX if link == "unix" else socket.AF_INET)
            sock.connect(where if link == "unix" else ("127.0.0.1", int(where)))
            file = sock.makefile("rwb") if mode == "file" else None
            answer("done")
        elif word == "read":
            data = file.read1(int(rest)) if file else sock.recv(int(rest))
            answer(len(data) or "EOF")
        elif word == "write":
            sent = file.write(rest.encode()) if file else sock.send(rest.encode())
            if file:
                file.flush()
            answer(sent)
        elif word == "shutdown":
            sock.shutdown(socket.SHUT_WR)
            answer("0")
        elif word == "close":
            (file or sock).close()
            answer("0")
    except Exception as error:
        number = getattr(error, "errno", None)
        answer(errno.errorcode.get(number, "error") if number else "error", f"{type(error).__qualname__}: {error}")
