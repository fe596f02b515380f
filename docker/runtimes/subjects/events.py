"""Twisted: what a protocol is told, one event for each read."""
import errno
import sys

from twisted.internet import endpoints, protocol, reactor, stdio
from twisted.protocols import basic

events, waiting, connection = [], [], [None]


def answer(outcome, words=""):
    sys.stdout.write(f"{outcome}\t{words}".replace("\n", " ") + "\n")
    sys.stdout.flush()


def tell():
    while events and waiting:
        waiting.pop(0)
        answer(*events.pop(0))


def spell(value):
    cause = getattr(value, "osError", None) or (value.args[0] if value.args else None)
    number = getattr(cause, "errno", None)
    return errno.errorcode.get(number, "error") if number else "error"


class Client(protocol.Protocol):
    is_lost = False

    def connectionMade(self):
        connection[0] = self
        answer("done")

    def dataReceived(self, data):
        self.event(len(data), "dataReceived")

    def connectionLost(self, reason):
        name = type(reason.value).__name__
        self.is_lost = True
        self.event("EOF" if name == "ConnectionDone" else spell(reason.value), f"connectionLost: {name}: {reason.value}")

    def event(self, outcome, words):
        if connection[0] is self:
            events.append((outcome, words))
            tell()


class Commands(basic.LineReceiver):
    delimiter = b"\n"

    def lineReceived(self, line):
        word, _, rest = line.decode().partition(" ")
        if word == "open":
            link, _, where = rest.partition(" ")
            events.clear()
            waiting.clear()
            unix = link == "unix"
            end = endpoints.UNIXClientEndpoint(reactor, where) if unix else endpoints.TCP4ClientEndpoint(reactor, "127.0.0.1", int(where))
            opening = end.connect(protocol.Factory.forProtocol(Client))
            opening.addErrback(lambda failure: answer(spell(failure.value), f"{failure.type.__name__}: {failure.value}"))
        elif word == "read":
            if connection[0].is_lost and not events:
                answer("closed", "nothing comes after connectionLost")
            else:
                waiting.append(rest)
                tell()
        elif word == "write":
            connection[0].transport.write(rest.encode())
            answer("done")
        elif word == "shutdown":
            connection[0].transport.loseWriteConnection()
            answer("0")
        elif word == "close":
            connection[0].transport.loseConnection()
            answer("0")


stdio.StandardIO(Commands())
reactor.run()
