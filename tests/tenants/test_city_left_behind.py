"""A city whose migration fails stays behind a 503 of its own; the others open, and a second run opens it as well."""

import json

import pytest

from config import worker
from core.casework import actions
from tenants import checks, crossing, hosts, migration, provisioning, schema_versions
from tenants.models import Tenant
from tenants.schema_versions import Behind
from tenants.seats import province_seat
from tests.support import sites
from tests.support.owner import owner_login

LEBAK, TANGERANG = "kab-lebak", "kota-tangerang"
# Something in the way of the last table that the app `routing` makes: its migration is undone whole.
IN_THE_WAY = "CREATE TABLE t3602.routing_note (in_the_way int)"


@pytest.fixture
def older(fresh_database):
    """Every city as it was before the app `routing` had a table, and what will fail in one of them."""
    cursor = fresh_database.owner().cursor()
    for schema in ("t0000", "t3602", "t3671"):
        cursor.execute(f"DROP TABLE {schema}.routing_dispatch, {schema}.routing_note")
        cursor.execute(f"DELETE FROM {schema}.django_migrations WHERE app = 'routing'")
    cursor.execute(IN_THE_WAY)
    hosts.forget()
    yield cursor
    hosts.forget()


def test_over_http_one_city_is_shut_and_a_second_run_opens_it(fresh_database, older, tmp_path):
    variables = fresh_database.variables | {"LAKSA_HOST_MEMORY": "0"}
    assert fresh_database.laksa("migrate", "--keep-going").returncode == 0
    with sites.serving(variables, tmp_path) as site:
        status, headers, body = site.request("GET", LEBAK, "/")
        assert (status, headers["Retry-After"]) == (503, "120")
        text = body.decode()
        assert "Layanan Kabupaten Lebak sedang diperbarui" in text
        assert "Kabupaten Lebak is being updated" in text
        assert '<a href="tel:112">112</a>' in text
        for path in ("/lapor/", "/petugas/", "/tidak-ada/"):
            assert site.request("GET", LEBAK, path)[0] == 503
        status, headers, body = site.request("GET", LEBAK, "/api/v1/reports/")
        problem = json.loads(body)
        assert (status, headers["Content-Type"], problem["code"]) == (503, "application/problem+json", "updating")

        assert site.request("GET", TANGERANG, "/")[0] == 200
        assert site.request("GET", "", "/")[0] == 200
        assert b"migrations" not in site.request("GET", "", "/readyz")[2]
        told = [json.loads(line) for line in site.log.read_text().splitlines() if "they lack migrations" in line]
        assert (told[0]["level"], told[0]["schemas"]) == ("error", ["t3602"])

        older.execute("DROP TABLE t3602.routing_note")
        assert fresh_database.laksa("migrate").returncode == 0
        assert site.request("GET", LEBAK, "/")[0] == 200
        assert site.request("GET", LEBAK, "/lapor/")[0] == 200


def test_a_run_that_is_killed_leaves_closed_what_it_had_not_come_to(fresh_database, older):
    def stop(done: int, total: int, what: str) -> None:
        if what == "t3671":
            raise KeyboardInterrupt

    with owner_login(fresh_database.variables["DATABASE_URL"]):
        with pytest.raises(KeyboardInterrupt):
            migration.migrate(progress=stop)
        assert {tenant.schema_name: tenant.is_behind for tenant in Tenant.objects.all()} == {
            "public": False,
            "t3602": True,
            "t3671": True,
        }


def test_the_code_of_an_older_release_goes_on(fresh_database, older, client):
    """It does not know the migration that is missing, and does without."""
    assert fresh_database.laksa("migrate", "--keep-going").returncode == 0
    older.execute("UPDATE tenants_tenant SET lacks = '{routing.9999_of_a_later_release}' WHERE schema_name = 't3602'")
    assert client.get("/", headers={"host": f"{LEBAK}.localhost"}).status_code == 200


@pytest.fixture
def lebak_is_behind(fresh_database):
    cursor = fresh_database.owner().cursor()
    cursor.execute("UPDATE tenants_tenant SET lacks = '{routing.0001_initial}' WHERE schema_name = 't3602'")
    hosts.forget()
    yield cursor
    hosts.forget()


def test_its_jobs_wait_and_nobody_elses(fresh_database, lebak_is_behind, monkeypatch):
    monkeypatch.setattr(worker, "PERIODIC", (worker.PERIODIC[0],))
    status = (
        "SELECT args_kwargs #>> '{args,0}', status FROM django_tasks_database_dbtaskresult"
        " WHERE enqueued_at > now() - interval '1 hour' ORDER BY 1"
    )
    worker.tick()
    worker.run_all()
    lebak_is_behind.execute(status)
    assert lebak_is_behind.fetchall() == [("t3602", "READY"), ("t3671", "SUCCESSFUL")]
    lebak_is_behind.execute("UPDATE tenants_tenant SET lacks = '{}'")
    worker.run_all()
    lebak_is_behind.execute(status)
    assert lebak_is_behind.fetchall() == [("t3602", "SUCCESSFUL"), ("t3671", "SUCCESSFUL")]


def test_nobody_enters_it_from_elsewhere(fresh_database, cast, lebak_is_behind):
    with cast.tangerang.seat():
        assert actions.destinations() == []
    lebak = Tenant.objects.get(schema_name="t3602")
    with province_seat():
        with pytest.raises(Behind, match="Kabupaten Lebak lacks 1 migrations"):
            crossing.read_in_city(lebak, lambda: None)
        with crossing.overseeing() as into, pytest.raises(Behind), into(lebak):
            pass


def test_the_operator_sees_it(fresh_database, older):
    assert fresh_database.laksa("migrate").returncode == 1
    listed = fresh_database.laksa("tenant", "list").stdout.splitlines()
    assert [line.split()[1:3] for line in listed] == [["public", "enabled"], ["t3602", "behind"], ["t3671", "enabled"]]
    with owner_login(fresh_database.variables["DATABASE_URL"]):
        assert "t3602 lacks 1 migrations (routing.0001_initial); run `laksa migrate`." in checks.run()


def test_no_city_is_made_from_a_template_that_is_behind(fresh_database, older):
    older.execute("CREATE TABLE t0000.routing_note (in_the_way int)")
    assert fresh_database.laksa("migrate", "--keep-going").returncode == 0
    with owner_login(fresh_database.variables["DATABASE_URL"]):
        with pytest.raises(provisioning.ProvisioningError, match="the template of new cities lacks migrations"):
            provisioning.create_tenant("36.72")
        assert not Tenant.objects.filter(schema_name="t3672").exists()


def test_names_are_written_as_they_are_recorded(older):
    assert {"routing.0001_initial", "auth.0001_initial"} <= schema_versions.names()
