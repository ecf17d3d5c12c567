"""What is slow for one city, one citizen or one mail server costs the other cities nothing. A real server, real locks,
real slow lines; what is asserted is who is answered while who still waits."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import pytest
from psycopg2 import sql

from tests.support import sites

SLOW, OTHER = "kota-tangerang", "kab-lebak"
UPLOADS, BYTES_A_SECOND, SECONDS = 14, 60_000, 6.0


@pytest.fixture
def silent_mail() -> Iterator[tuple[int, list[socket.socket]]]:
    """A mail server that takes every call and says nothing: its port, and who has called."""
    listener = socket.create_server(("127.0.0.1", 0))
    calls: list[socket.socket] = []

    def take() -> None:
        with contextlib.suppress(OSError):
            while True:
                calls.append(listener.accept()[0])

    thread = threading.Thread(target=take)
    thread.start()
    yield listener.getsockname()[1], calls
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join()
    for call in calls:
        call.close()


@pytest.fixture
def site(fresh_database, settings, tmp_path, silent_mail) -> Iterator[sites.Site]:
    settings.DATA_DIR = tmp_path
    role = sql.Identifier(f"{fresh_database.variables['LAKSA_ROLE_PREFIX']}_t3671")
    with contextlib.closing(fresh_database.owner()) as owner, owner.cursor() as cursor:
        # As on a real installation; other tests have more patience.
        names = {"role": role, "database": sql.Identifier(fresh_database.name)}
        cursor.execute(sql.SQL("ALTER ROLE {role} IN DATABASE {database} SET lock_timeout = '4s'").format(**names))
    mail = {"LAKSA_MAIL_URL": f"smtp://127.0.0.1:{silent_mail[0]}"}
    with sites.serving({**fresh_database.variables, **mail}, tmp_path) as site:
        # A process that has not served a city yet reads much before its first page.
        for _number in range(8):
            for slug in (SLOW, OTHER, ""):
                site.request("GET", slug, "/")
        yield site


@contextlib.contextmanager
def uploading(site: sites.Site, slug: str) -> Iterator[list[socket.socket]]:
    """Photos that come in slowly from many phones at once, until the block ends."""
    ends = threading.Event()
    length = int(BYTES_A_SECOND * SECONDS * 100)
    head = (
        f"POST /api/v1/attachments/ HTTP/1.1\r\nHost: {site.host(slug)}\r\nContent-Length: {length}\r\n"
        "Content-Type: multipart/form-data; boundary=x\r\n\r\n"
        '--x\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n'
    )

    def send(line: socket.socket) -> None:
        with contextlib.suppress(OSError):
            line.sendall(head.encode())
            while not ends.wait(0.1):
                line.sendall(b"x" * (BYTES_A_SECOND // 10))

    lines = [socket.create_connection(("127.0.0.1", site.port)) for _number in range(UPLOADS)]
    threads = [threading.Thread(target=send, args=(line,)) for line in lines]
    for thread in threads:
        thread.start()
    try:
        yield lines
    finally:
        ends.set()
        for thread in threads:
            thread.join()
        for line in lines:
            line.close()


@contextlib.contextmanager
def locked(fresh_database, table: str) -> Iterator[None]:
    """A table that somebody of the operators holds, as a migration does."""
    with contextlib.closing(fresh_database.owner()) as owner:
        owner.autocommit = False
        with owner.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
        yield
        owner.rollback()


def wait_until_waiting(fresh_database, count: int) -> None:
    """Until so many sessions wait for a lock."""
    with contextlib.closing(fresh_database.owner()) as owner, owner.cursor() as cursor:
        while True:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0] >= count:
                return
            time.sleep(0.02)


def test_slow_uploads_a_locked_city_and_a_silent_mail_server_at_once(site, fresh_database, silent_mail) -> None:
    with (
        uploading(site, SLOW) as lines,
        locked(fresh_database, "t3671.reports_report"),
        ThreadPoolExecutor(30) as pool,
    ):
        hanging = [pool.submit(site.request, "GET", SLOW, "/laporan/") for _number in range(12)]
        wait_until_waiting(fresh_database, 2)
        answers = [site.request("GET", slug, "/") for slug in (OTHER, "") for _number in range(5)]
        assert [status for status, _headers, _body in answers] == [200] * 10
        assert not all(request.done() for request in hanging)
        assert all(is_open(line) for line in lines)
        assert site.request("GET", SLOW, "/healthz")[0] == 200
        codes = [pool.submit(ask_for_code, site, f"warga{number}@example.id") for number in range(4)]
        assert [code.result() for code in codes] == [302] * 4
        assert silent_mail[1] == []  # the worker will call; nobody who waits for a page does
        told = {request.result()[0] for request in hanging}
        assert told == {503}
        assert {request.result()[1]["Retry-After"] for request in hanging} == {"5"}
    assert site.request("GET", SLOW, "/laporan/")[0] == 200


def is_open(line: socket.socket) -> bool:
    """Whether the server still takes what is sent, and has not answered."""
    line.setblocking(False)
    try:
        return line.recv(1, socket.MSG_PEEK) != b""
    except BlockingIOError:
        return True
    finally:
        line.setblocking(True)


def ask_for_code(site: sites.Site, email: str) -> int:
    """Ask a city's page for a code to sign in with, as a browser does."""
    path = "/akun/masuk/warga/"
    _status, headers, body = site.request("GET", OTHER, path)
    cookie = headers["Set-Cookie"].split(";")[0]
    token = body.split(b'name="csrfmiddlewaretoken" value="')[1].split(b'"')[0].decode()
    form = urlencode({"email": email, "csrfmiddlewaretoken": token})
    sent = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    return site.request("POST", OTHER, path, form, sent)[0]
