"""The Host header is the attacker's. It leads to a tenant, or to 404; to nothing else, and never to a 500."""

import pytest
from django.test import Client

from tenants import hosts, worker_heartbeat
from tenants.models import Tenant
from tenants.seats import role_name
from tests.attacks.walls import run

pytestmark = pytest.mark.usefixtures("hosts_forgotten", "attack_urls")


def get(host: str, path: str = "/numbers/"):
    return Client().get(path, headers={"host": host})


@pytest.mark.parametrize(
    "host",
    [
        "kota-tangerang.localhost",
        "KOTA-Tangerang.LocalHost",
        "kota-tangerang.localhost.",
        "kota-tangerang.localhost:8000",
        "kota-tangerang.localhost:0",
        "kota-tangerang.localhost:99999",
        "KOTA-TANGERANG.LOCALHOST.:8000",
    ],
)
def test_ways_to_write_a_known_host(db, host):
    answer = get(host)
    assert (answer.status_code, answer.json()["tenant"]) == (200, "t3671")


@pytest.mark.parametrize(
    "host",
    [
        "unknown.localhost",
        "tangerang.localhost",
        "kota-tangerang.localhost.evil.example",
        "evil-kota-tangerang.localhost",
        "x.kota-tangerang.localhost",
        "kota-tangerang",
        ".kota-tangerang.localhost",
        "kota-tangerang..localhost",
        "kota-tangerang.localhost..evil",
        "kota-tangerang.localhost:",
        "kota-tangerang.localhost:80:80",
        "kota-tangerang.localhost:http",
        "kota-tangerang.localhost@evil.example",
        "evil.example#kota-tangerang.localhost",
        "kota-tangerang.localhost/x",
        "kota-tangerang.localhost ",
        "kota-tangerang.localhost, kab-lebak.localhost",
        "kota_tangerang.localhost",
        "kota-tangerang.loc\u0430lhost",
        "t3671",
        "public",
        "127.0.0.1",
        "127.0.0.1:8000",
        "[::1]",
        "[::1]:8000",
        "[::1",
        "::1",
        "[]",
        "[x]",
        ":",
        ":8000",
        ".",
        "..",
        "-",
        "%00",
        "a\x00b",
        "a\r\nb",
        "' OR 1=1 --",
        "<script>",
        "\u202e",
        "a" * 254,
        "a" * 100_000,
        ".".join(["a"] * 5000),
        "9" * 5000 + ":1",
    ],
    ids=ascii,
)
def test_anything_else_is_unknown(db, host):
    answer = get(host)
    assert answer.status_code == 404
    assert "numbers" not in answer.content.decode()


def test_an_empty_host_is_unknown(db):
    """HTTP/1.0 sends none; the server's own name is then nobody's host."""
    assert Client().get("/numbers/", SERVER_NAME="", headers={"host": ""}).status_code == 404


def test_an_unknown_host_has_no_tenant_and_no_page_of_one(db, django_assert_num_queries):
    """Every path, the API's too; only the gate is asked, once."""
    for path in ("/", "/numbers/", "/api/v1/reports/", "/petugas/", "/ombudsman/"):
        answer = get("unknown.localhost", path)
        assert answer.status_code == 404
        assert not hasattr(answer.wsgi_request, "tenant")
        assert answer.cookies == {}
    assert run("SELECT current_user") == [(role_name("gate"),)]


def test_a_forwarded_host_is_not_believed(db):
    answer = Client().get(
        "/numbers/",
        headers={
            "host": "kota-tangerang.localhost",
            "x-forwarded-host": "kab-lebak.localhost",
            "forwarded": "host=kab-lebak.localhost",
            "x-original-host": "kab-lebak.localhost",
            "x-tenant": "t3602",
        },
    )
    assert answer.json()["tenant"] == "t3671"


def test_an_address_in_the_request_line_does_not_choose_the_tenant(db):
    answer = Client().get(
        "/numbers/?host=kab-lebak.localhost&tenant=t3602&schema=t3602", headers={"host": "kota-tangerang.localhost"}
    )
    assert answer.json()["tenant"] == "t3671"


def test_strangers_do_not_fill_the_memory_of_hosts(db):
    for number in range(50):
        get(f"stranger-{number}.localhost")
    assert len(hosts._memory) == 0


def test_a_known_host_is_remembered_without_a_query(db, settings, clock, django_assert_num_queries):
    assert hosts.find("kota-tangerang.localhost").schema_name == "t3671"
    with django_assert_num_queries(0):
        assert hosts.find("KOTA-TANGERANG.localhost:81").schema_name == "t3671"
    clock.advance(settings.HOST_MEMORY)
    with django_assert_num_queries(1):
        assert hosts.find("kota-tangerang.localhost").schema_name == "t3671"


def test_a_disabled_tenant_answers_503_with_a_sentence_on_every_path(fresh_database):
    with fresh_database.owner().cursor() as owner:
        owner.execute("UPDATE tenants_tenant SET is_enabled = false WHERE schema_name = 't3602'")
    for path in ("/", "/numbers/", "/petugas/", "/api/v1/reports/", "/nowhere/"):
        answer = get("kab-lebak.localhost", path)
        assert answer.status_code == 503
        assert answer["Retry-After"] == "3600"
        assert "Kabupaten Lebak" in answer.content.decode()
    assert get("kota-tangerang.localhost").json()["tenant"] == "t3671"


def test_opening_and_closing_a_tenant_is_seen_when_the_memory_has_run_out(fresh_database, settings, clock):
    with fresh_database.owner().cursor() as owner:
        for enabled, status in ((False, 503), (True, 200), (False, 503)):
            owner.execute("UPDATE tenants_tenant SET is_enabled = %s WHERE schema_name = 't3602'", [enabled])
            clock.advance(settings.HOST_MEMORY)
            assert get("kab-lebak.localhost").status_code == status


def test_health_is_answered_on_any_host(db):
    worker_heartbeat.give("one")
    for host in ("unknown.localhost", "kota-tangerang.localhost", "[::1]:80", "a b"):
        assert get(host, "/healthz").status_code == 200
        assert get(host, "/readyz").content == b"ok"


def test_the_province_has_its_own_pages(db):
    """Addresses of cities do not exist on its host, nor its own on theirs."""
    assert get("localhost").status_code == 404
    assert Tenant.objects.get(schema_name="public").is_province
