"""The database away or read-only, the file store broken: a sentence, when to come again, what was typed still there,
and nothing half-written. On a server of this test's own, which it stops and starts."""

import contextlib
import json
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import psycopg2
import pytest
from PIL import Image

from config import clusters
from tests.support import databases, servers, sites

CITY = "kota-tangerang"
STORY = "Lampu jalan di depan pasar padam sejak hari Minggu, dan warga takut lewat pada malam hari."
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
JSON = {"Content-Type": "application/json"}


@dataclass
class Installation:
    """A cluster, a database in it, and a web server on that."""

    cluster: clusters.Cluster
    site: sites.Site
    folder: Path

    def ask(self, method: str, path: str, body: bytes | str | None = None, headers: dict | None = None):
        status, headers, content = self.site.request(method, CITY, path, body, headers)
        return status, headers, content.decode()

    def sql(self, statement: str) -> list[tuple]:
        """As the superuser, outside any transaction."""
        with contextlib.closing(psycopg2.connect(self.cluster.dsn("laksa", clusters.SUPERUSER))) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(statement)
                return cursor.fetchall() if cursor.description else []

    def form(self, path: str = "/lapor/") -> tuple[dict[str, str], dict[str, str]]:
        """The hidden fields of a form and the cookie that goes with it."""
        _status, headers, page = self.ask("GET", path)
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
        once = re.search(r'name="once" value="([^"]+)"', page)
        fields = {"csrfmiddlewaretoken": token, **({"once": once[1]} if once else {})}
        return fields, {"Cookie": headers["Set-Cookie"].split(";")[0]}


@pytest.fixture(scope="module")
def installation() -> Iterator[Installation]:
    kind = servers.chosen()
    bin_dir = servers.system_bin_dir() if kind == "system" else clusters.embedded_bin_dir()
    folder = Path(tempfile.mkdtemp(prefix="laksa-outage-"))
    folder.chmod(0o711)
    try:
        cluster = clusters.Cluster(bin_dir, folder / "pg", servers.THROWAWAY)
        cluster.start()
        cluster.ensure_database("postgres", clusters.OWNER)
        dsn = cluster.dsn("postgres", clusters.OWNER)
        with databases.built(dsn, "laksa", folder / "files"):
            variables = databases.environment(dsn, "laksa", folder / "data") | {"LAKSA_HOST_MEMORY": "1"}
            with sites.serving(variables, folder) as site:
                for _number in range(6):  # every process knows the city
                    site.request("GET", CITY, "/")
                yield Installation(cluster, site, folder)
            cluster.start()
        cluster.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def stopped(installation: Installation) -> Iterator[None]:
    installation.cluster.stop()
    try:
        yield
    finally:
        installation.cluster.start()


@contextlib.contextmanager
def read_only(installation: Installation) -> Iterator[None]:
    try:
        installation.sql("ALTER SYSTEM SET default_transaction_read_only = on")
        installation.sql("SELECT pg_reload_conf()")
        while installation.sql("SHOW default_transaction_read_only") != [("on",)]:
            time.sleep(0.05)
        yield
    finally:
        with contextlib.closing(psycopg2.connect(installation.cluster.dsn("laksa", clusters.SUPERUSER))) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute("SET default_transaction_read_only = off")
                cursor.execute("ALTER SYSTEM RESET default_transaction_read_only")
                cursor.execute("SELECT pg_reload_conf()")


@contextlib.contextmanager
def without_files(installation: Installation) -> Iterator[None]:
    """The city's folder cannot be written to; that it is a file stops root as well."""
    place = installation.folder / "data" / "files" / "t3671"
    shutil.rmtree(place, ignore_errors=True)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(b"")
    try:
        yield
    finally:
        place.unlink()


def test_without_a_database_everybody_is_told_when_to_come_again(installation: Installation) -> None:
    with stopped(installation):
        status, headers, page = installation.ask("GET", "/laporan/")
        assert (status, headers["Retry-After"]) == (503, "60")
        assert "Layanan sedang terganggu" in page
        assert "The service does not work just now" in page
        assert "Kota Tangerang" in page
        status, headers, body = installation.ask("GET", "/api/v1/reports/")
        assert (status, headers["Retry-After"]) == (503, "60")
        assert headers["Content-Type"] == "application/problem+json"
        assert json.loads(body)["code"] == "database_unreachable"
        assert installation.ask("GET", "/healthz")[0] == 200
        status, _headers, body = installation.ask("GET", "/readyz")
        assert (status, body) == (503, "not ready: database")
    assert installation.ask("GET", "/laporan/")[0] == 200


def test_what_was_typed_while_the_database_was_away_can_be_sent_from_there(installation: Installation) -> None:
    fields, cookie = installation.form()
    typed = {**fields, "description": STORY, "name": "Ratna", "kind": "complaint"}
    with stopped(installation):
        status, headers, page = installation.ask("POST", "/lapor/", urlencode(typed), {**FORM, **cookie})
        assert (status, headers["Retry-After"], headers["Cache-Control"]) == (503, "60", "no-store")
        assert STORY in page
        assert 'name="name" value="Ratna"' in page
        assert f'value="{fields["csrfmiddlewaretoken"]}"' in page
        secret = urlencode({"login": "siti", "password": "rahasia sekali"})
        assert "rahasia" not in installation.ask("POST", "/akun/masuk/", secret, {**FORM, **cookie})[2]
    status, _headers, page = installation.ask("POST", "/lapor/", urlencode(typed), {**FORM, **cookie})
    assert status == 400  # the place is missing; the form has what was typed
    assert STORY in page


def test_while_nothing_can_be_written_pages_are_read_and_nothing_is_taken(installation: Installation) -> None:
    fields, cookie = installation.form()
    before = installation.sql("SELECT count(*) FROM t3671.reports_report")
    with read_only(installation):
        assert installation.ask("GET", "/laporan/")[0] == 200
        status, headers, page = installation.ask(
            "POST", "/lapor/", urlencode({**fields, "description": STORY}), {**FORM, **cookie}
        )
        assert (status, headers["Retry-After"]) == (503, "60")
        assert STORY in page
        status, headers, body = installation.ask("POST", "/api/v1/reports/", json.dumps({"text": STORY}), JSON)
        assert (status, headers["Retry-After"], json.loads(body)["code"]) == (503, "60", "read_only")
        status, _headers, body = installation.ask("GET", "/readyz")
        assert (status, body.startswith("not ready: database")) == (503, True)
    assert installation.sql("SELECT count(*) FROM t3671.reports_report") == before


def _multipart(fields: dict[str, str], name: str) -> tuple[bytes, dict[str, str]]:
    """A form with one photo."""
    place = Path(tempfile.gettempdir(), "laksa-outage.jpg")
    Image.new("RGB", (60, 40), "red").save(place)
    parts = [
        f'--x\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
        for key, value in fields.items()
    ]
    head = (
        f'--x\r\nContent-Disposition: form-data; name="{name}"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
    )
    body = b"".join(parts) + head.encode() + place.read_bytes() + b"\r\n--x--\r\n"
    place.unlink()
    return body, {"Content-Type": "multipart/form-data; boundary=x"}


def test_a_photo_that_cannot_be_stored_costs_nothing_that_was_typed(installation: Installation) -> None:
    fields, cookie = installation.form()
    body, kind = _multipart({**fields, "description": STORY}, "photos")
    with without_files(installation):
        status, headers, page = installation.ask("POST", "/lapor/", body, {**kind, **cookie})
        assert (status, headers["Retry-After"]) == (503, "60")
        assert "a.jpg: belum dapat disimpan." in page
        assert STORY in page
        body, kind = _multipart({}, "file")
        status, headers, answer = installation.ask("POST", "/api/v1/attachments/", body, kind)
        assert (status, headers["Retry-After"]) == (503, "60")
        assert json.loads(answer)["code"] == "storage_unavailable"
    assert installation.sql("SELECT count(*) FROM t3671.reports_attachment") == [(0,)]
    body, kind = _multipart({}, "file")
    assert installation.ask("POST", "/api/v1/attachments/", body, kind)[0] == 201


def test_a_closed_city_tells_programs_so_in_their_words(installation: Installation) -> None:
    installation.sql("UPDATE public.tenants_tenant SET is_enabled = false WHERE schema_name = 't3671'")
    try:
        while installation.ask("GET", "/")[0] != 503:  # remembered for a second
            time.sleep(0.2)
        time.sleep(1.2)
        status, headers, body = installation.ask("GET", "/api/v1/reports/")
        assert (status, headers["Retry-After"]) == (503, "3600")
        assert headers["Content-Type"] == "application/problem+json"
        assert json.loads(body)["code"] == "disabled"
    finally:
        installation.sql("UPDATE public.tenants_tenant SET is_enabled = true WHERE schema_name = 't3671'")
