"""Python's HTTP clients: `exchange.py client` for http.client, `exchange.py urllib` for urllib.request."""
import errno
import http.client
import sys
import urllib.request


def answer(outcome, words=""):
    print(f"{outcome}\t{words}".replace("\n", " "), flush=True)


def request(method, port, body):
    if sys.argv[1] == "urllib":
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", data=body, timeout=10) as response:
            return response.status, len(response.read())
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request(method, "/", body=body)
    response = connection.getresponse()
    return response.status, len(response.read())


for line in sys.stdin:
    method, port, size = line.split()
    try:
        status, length = request(method.upper(), int(port), b"x" * int(size) or None)
        answer(f"{status} {length}")
    except Exception as error:
        cause = getattr(error, "reason", error)
        number = getattr(cause, "errno", None)
        if isinstance(error, urllib.request.HTTPError):
            answer(f"{error.code} 0", f"HTTPError: {error}")
        else:
            answer(errno.errorcode.get(number, "error") if number else "error", f"{type(error).__qualname__}: {error}")
