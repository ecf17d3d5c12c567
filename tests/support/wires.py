"""A wire between a program and the database server that a test can cut and mend."""

import contextlib
import socket
import threading
from collections.abc import Iterator

from psycopg2.extensions import make_dsn, parse_dsn


class Wire:
    """Passes on what comes to its port on 127.0.0.1. While it is cut, connections end and new ones are refused."""

    def __init__(self, server_dsn: str) -> None:
        self._server = parse_dsn(server_dsn)
        self._open: list[socket.socket] = []
        self._listener: socket.socket | None = None
        self.port = 0
        self.mend()

    def dsn(self, dsn: str) -> str:
        """The same connection over this wire."""
        return make_dsn(dsn, host="127.0.0.1", port=self.port, sslmode="disable")

    def mend(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", self.port))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def cut(self) -> None:
        # A thread that waits in accept() keeps a socket open that is only closed.
        for each in (self._listener, *self._open):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()
        self._open = []

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                near, _address = listener.accept()
            except OSError:
                return
            far = self._connect()
            self._open += [near, far]
            for source, target in ((near, far), (far, near)):
                threading.Thread(target=_pass_on, args=(source, target), daemon=True).start()

    def _connect(self) -> socket.socket:
        host, port = self._server["host"], self._server.get("port", "5432")
        if not host.startswith("/"):
            return socket.create_connection((host, int(port)))
        far = socket.socket(socket.AF_UNIX)
        far.connect(f"{host}/.s.PGSQL.{port}")
        return far


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    for each in (source, target):
        with contextlib.suppress(OSError):
            each.shutdown(socket.SHUT_RDWR)


@contextlib.contextmanager
def wire(server_dsn: str) -> Iterator[Wire]:
    made = Wire(server_dsn)
    try:
        yield made
    finally:
        made.cut()
