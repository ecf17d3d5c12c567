"""What is slow outside costs no thread, what is slow inside its tenant's share at most. All with real connections."""

import contextlib
import http.client
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from config import lanes
from web.site.middleware import REFUSE

BODY = 300_000
TENANTS = ("kota", "kab", "lain")


class Application:
    """Answers with what it was given. `/hang` ends when `release` is set; `entered` counts who waits there."""

    def __init__(self) -> None:
        self.release = threading.Event()
        self.entered = threading.Semaphore(0)

    def __call__(self, environ, start_response):
        status, body = "200 OK", b"ok"
        if refused := environ.get(REFUSE):
            status, body = f"{refused} Refused", str(refused).encode()
        elif environ["PATH_INFO"] == "/hang":
            self.entered.release()
            self.release.wait(60)
        elif environ["REQUEST_METHOD"] == "POST":
            body = str(len(environ["wsgi.input"].read())).encode()
        elif environ["PATH_INFO"] == "/big":
            body = b"x" * 20_000_000
        start_response(status, [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
        return [body]


class Served:
    """A server of one process with four threads and a share of two."""

    def __init__(self, patience: float = 60.0, longest: int = 100) -> None:
        self.application = Application()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port = self._listener.getsockname()[1]
        most = lanes.Most(threads=4, share=2, patience=patience, longest=longest)
        self._server = lanes.Server(
            self.application, self._listener, most, lambda host, path: host, max_request_body_size=1_000_000
        )
        self._thread = threading.Thread(target=self._server.run)
        self._thread.start()
        self._open: list[contextlib.closing] = []

    def ask(self, host: str, path: str = "/", method: str = "GET") -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        with contextlib.closing(connection):
            connection.request(method, path, headers={"Host": host})
            answer = connection.getresponse()
            return answer.status, answer.read()

    def begin(
        self, host: str, request: str = "GET /hang HTTP/1.1", headers: str = "", body: bytes = b""
    ) -> socket.socket:
        """Send a request, or its beginning, and do not wait for the answer."""
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        self._open.append(contextlib.closing(connection))
        connection.sendall(f"{request}\r\nHost: {host}\r\n{headers}\r\n".encode() + body)
        return connection

    def close(self) -> None:
        self.application.release.set()
        for connection in self._open:
            connection.__exit__()
        self._server.close()
        self._thread.join(20)
        self._listener.close()


@contextlib.contextmanager
def serving(**limits) -> Iterator[Served]:
    with contextlib.closing(Served(**limits)) as served:
        yield served


@pytest.fixture
def served() -> Iterator[Served]:
    with serving() as served:
        yield served


def status_of(connection: socket.socket) -> int:
    return int(connection.recv(4096).split(b" ")[1])


def everything(connection: socket.socket) -> bytes:
    """What comes until the server closes."""
    with contextlib.closing(connection.makefile("rb")) as answer:
        return answer.read()


def is_waiting(connection: socket.socket) -> bool:
    """Whether no answer has come."""
    connection.setblocking(False)
    try:
        connection.recv(1, socket.MSG_PEEK)
    except BlockingIOError:
        return True
    finally:
        connection.settimeout(30)
    return False


def hanging(served: Served, host: str, count: int) -> list[socket.socket]:
    """Requests of one tenant that have their threads and do not end."""
    begun = [served.begin(host) for _number in range(count)]
    for _number in range(count):
        assert served.application.entered.acquire(timeout=30)
    return begun


def test_bodies_that_come_slowly_take_no_thread(served: Served) -> None:
    half, length = b"x" * (BODY // 2), f"Content-Length: {BODY}\r\n"
    uploads = [served.begin("kota", "POST / HTTP/1.1", length, half) for _number in range(14)]
    assert [served.ask(host) for host in TENANTS] == [(200, b"ok")] * 3
    assert all(is_waiting(upload) for upload in uploads)
    for upload in uploads:
        upload.sendall(half)
    assert [status_of(upload) for upload in uploads] == [200] * 14


def test_chunked_bodies_are_waited_for_as_well(served: Served) -> None:
    chunk, headers = b"4\r\nabcd\r\n", "Transfer-Encoding: chunked\r\nConnection: close\r\n"
    uploads = [served.begin("kota", "POST / HTTP/1.1", headers, chunk) for _number in range(6)]
    assert served.ask("kota") == (200, b"ok")
    for upload in uploads:
        upload.sendall(chunk + b"0\r\n\r\n")
    assert [everything(upload)[-1:] for upload in uploads] == [b"8"] * 6


def test_readers_who_read_slowly_take_no_thread(served: Served) -> None:
    readers = [served.begin("kota", "GET /big HTTP/1.1") for _number in range(8)]
    assert [served.ask(host) for host in TENANTS] == [(200, b"ok")] * 3
    with contextlib.closing(readers[0].makefile("rb")) as answer:
        assert len(answer.read(20_000_000)) == 20_000_000


def test_a_tenant_whose_requests_hang_leaves_the_others_their_threads(served: Served) -> None:
    begun = hanging(served, "kota", 2) + [served.begin("kota") for _number in range(10)]
    assert [served.ask(host) for host in ("kab", "lain", "kab")] == [(200, b"ok")] * 3
    assert all(is_waiting(each) for each in begun)
    assert not served.application.entered.acquire(blocking=False)  # the share is two
    served.application.release.set()
    assert [status_of(each) for each in begun] == [200] * 12


def test_the_pulse_is_felt_while_every_thread_hangs(served: Served) -> None:
    hanging(served, "kota", 2)
    hanging(served, "kab", 2)
    assert [served.ask("lain", path) for path in ("/healthz", "/readyz", "/metrics")] == [(200, b"ok")] * 3


def test_who_has_waited_too_long_is_refused_by_the_application() -> None:
    with serving(patience=0.2) as served:
        begun = hanging(served, "kota", 2)
        assert served.ask("kota") == (503, b"503")
        assert all(is_waiting(each) for each in begun)


def test_a_queue_that_is_full_refuses_at_once() -> None:
    with serving(longest=3) as served:
        begun = hanging(served, "kota", 2) + [served.begin("kota", "GET / HTTP/1.1") for _number in range(3)]
        while sum(len(lane.waiting) for lane in served._server._server.task_dispatcher._lanes.values()) < 3:
            time.sleep(0.01)
        assert served.ask("kota") == (503, b"503")
        assert all(is_waiting(each) for each in begun)


def test_a_body_that_is_too_large_is_refused_by_the_application_before_it_has_come(served: Served) -> None:
    upload = served.begin("kota", "POST / HTTP/1.1", "Content-Length: 2000000\r\n")
    assert status_of(upload) == 413


def test_more_bodies_than_there_is_room_for_are_refused(served: Served, monkeypatch) -> None:
    monkeypatch.setattr(lanes, "_room", lanes._Room(400_000))
    length, part = f"Content-Length: {BODY}\r\n", b"x" * 250_000
    first = served.begin("kota", "POST / HTTP/1.1", length, part)
    while lanes._room._held < len(part):
        time.sleep(0.01)
    second = served.begin("kab", "POST / HTTP/1.1", length, part)
    assert status_of(second) == 503
    first.sendall(b"x" * 50_000)
    assert status_of(first) == 200
    while lanes._room._held:
        time.sleep(0.01)


def test_an_answer_to_head_has_no_body(served: Served) -> None:
    connection = served.begin("kota", "HEAD / HTTP/1.1", "Connection: close\r\n")
    head = everything(connection)
    assert b"Content-Length: 2\r\n" in head
    assert head.endswith(b"\r\n\r\n")


def test_what_is_no_request_is_refused(served: Served) -> None:
    assert status_of(served.begin("kota", "NO-REQUEST")) == 400
