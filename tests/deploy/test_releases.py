"""Every release that was given out can be brought to this state of the code, with what lived in it.

The first migrations of a release that is not given out yet may still change: `make release` makes its file anew.
"""

import contextlib
import json
import re
import time
from pathlib import Path

import pytest

from tests.support import databases, release, sites
from tests.support.catalogues import schemas_described
from tests.support.waiting import PATIENCE

SCHEMAS = ("public", "t0000", "t3602", "t3671")


@pytest.fixture(params=sorted(release.RELEASES.glob("*.tar.xz")), ids=lambda packed: packed.name.split(".tar")[0])
def restored(request, server_dsn: str, tmp_path: Path):
    """An installation of that release, restored by this code as the runbook says; its database and its backup."""
    folder = tmp_path / "backup"
    release.unpack(request.param, folder)
    variables = databases.environment(server_dsn, release.NAME, tmp_path / "data")
    (tmp_path / "data").mkdir()
    databases.drop(server_dsn, release.NAME)
    databases.drop_roles(server_dsn, databases.roles(server_dsn, release.NAME))
    with databases.owner_cursor(server_dsn) as cursor:
        cursor.execute(f"CREATE DATABASE {release.NAME}")
    database = databases.FreshDatabase(release.NAME, variables)
    try:
        answer = database.laksa("restore", str(folder))
        assert answer.returncode == 0, answer.stdout + answer.stderr
        yield database, json.loads((folder / release.WALK).read_text("utf-8"))
    finally:
        database.close()
        databases.drop(server_dsn, release.NAME)
        databases.drop_roles(server_dsn, databases.roles(server_dsn, release.NAME))


def test_every_release_is_kept():
    assert [packed.name for packed in sorted(release.RELEASES.glob("*"))][:1] == ["0.1.0.tar.xz"]


def test_a_release_is_migrated_and_goes_on(restored, fresh_database, tmp_path):
    database, walk = restored
    assert database.laksa("migrate").returncode == 0
    assert database.laksa("open").returncode == 0
    with sites.working(database.variables, tmp_path):
        wait_until_nothing_waits(database)
        assert of(database, "check") == "No problems found."
    assert of(database, "audit", "verify") == "Every chain is whole and fits its report."
    assert described(database) == described(fresh_database)
    with sites.serving(database.variables, tmp_path) as site:
        for slug in ("", "kota-tangerang", "kab-lebak"):
            assert site.request("GET", slug, "/")[0] == 200
        read_by_its_code(site, walk)
        say_more(site)
    # What was told after the migration follows from what was there before it.
    assert of(database, "audit", "verify") == "Every chain is whole and fits its report."


def wait_until_nothing_waits(database: databases.FreshDatabase) -> None:
    """The worker has taken up what has been waiting since the release was kept: `laksa check` names jobs that old."""
    end = time.monotonic() + PATIENCE
    with contextlib.closing(database.owner()) as owner, owner.cursor() as cursor:
        while time.monotonic() < end:
            cursor.execute(
                "SELECT count(*) FROM public.django_tasks_database_dbtaskresult"
                " WHERE status IN ('READY', 'RUNNING') AND enqueued_at < now() - interval '1 minute'"
            )
            if cursor.fetchone()[0] == 0:
                return
            time.sleep(0.2)
    raise AssertionError("the worker left jobs waiting")


def of(database: databases.FreshDatabase, *command: str) -> str:
    """The last line a command says."""
    answer = database.laksa(*command)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    return answer.stdout.splitlines()[-1]


def described(database: databases.FreshDatabase) -> set[tuple]:
    with contextlib.closing(database.owner()) as owner, owner.cursor() as cursor:

        def sql(query: str, parameters: dict[str, str]) -> list[tuple]:
            cursor.execute(query, parameters)
            return cursor.fetchall()

        return schemas_described(sql, SCHEMAS)


def read_by_its_code(site: sites.Site, walk: dict[str, str]) -> None:
    headers = {"Content-Type": "application/json"}
    status, _headers, answer = site.request("POST", "kota-tangerang", "/api/v1/track/", json.dumps(walk), headers)
    assert status == 200
    assert "Lampu sudah diganti." in answer.decode()
    path = re.search(rb"(/berkas/[^\"]+)", answer).group(1).decode()
    status, _headers, photo = site.request("GET", "kota-tangerang", path)
    assert (status, photo[:3]) == (200, b"\xff\xd8\xff")


def say_more(site: sites.Site) -> None:
    body = {
        "kind": "complaint",
        "category": "pju-padam",
        "description": "Lampu jalan di ujung gang padam.",
        "identity": "anonymous",
        "visibility": "public",
        "area": "36.71.01.1001",
    }
    headers = {"Content-Type": "application/json", "Idempotency-Key": "walk"}
    status, _headers, answer = site.request("POST", "kota-tangerang", "/api/v1/reports/", json.dumps(body), headers)
    assert status == 201, answer
