"""A new city is made whole or not at all."""

import re
import threading

import pytest
from django.db import connections
from django.test import Client

from core.accounts.models import User
from core.catalogue.models import Category, Unit
from tenants import checks, provisioning
from tenants.models import Domain, Tenant
from tenants.provisioning import ProvisioningError, create_tenant
from tenants.seats import role_name, tenant_seat

CILEGON = "36.72"


def traces(sql, schema: str = "t3672") -> dict[str, list[tuple]]:
    """Everything that could be left of a city."""
    return {
        "schema": sql("SELECT nspname FROM pg_namespace WHERE nspname = %s", [schema]),
        "role": sql("SELECT rolname FROM pg_roles WHERE rolname = %s", [role_name(schema)]),
        "grants": sql(
            "SELECT c.relname FROM pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) a "
            "WHERE a.grantee NOT IN (SELECT oid FROM pg_roles) AND a.grantee <> 0"
        ),
        "row": sql("SELECT code FROM tenants_tenant WHERE schema_name = %s", [schema]),
        "host": sql("SELECT domain FROM tenants_domain WHERE domain LIKE '%%cilegon%%'"),
        "areas": sql("SELECT code FROM areas_area WHERE city_code = '36.72' AND level > 2"),
    }


NO_TRACE: dict[str, list] = {"schema": [], "role": [], "grants": [], "row": [], "host": [], "areas": []}


def test_a_city_is_made_with_everything(owner, sql):
    made = create_tenant(CILEGON, admin_username="ketua", admin_email="ketua@cilegon.example")
    assert (made.tenant.schema_name, made.tenant.name, made.tenant.slug, made.tenant.province_code) == (
        "t3672",
        "Kota Cilegon",
        "kota-cilegon",
        "36",
    )
    assert list(Domain.objects.filter(tenant=made.tenant).values_list("domain", flat=True)) == [
        "kota-cilegon.localhost"
    ]
    with tenant_seat("t3672"):
        [admin] = User.objects.all()
        assert (admin.username, admin.email, admin.roles, admin.has_usable_password()) == (
            "ketua",
            "ketua@cilegon.example",
            ["admin"],
            False,
        )
        assert Category.objects.count() > 0
        assert Unit.objects.filter(type="kecamatan").count() == 8
    assert made.notes["admin_link"].startswith("http://kota-cilegon.localhost/akun/undangan/")
    assert sql("SELECT count(*) FROM areas_area WHERE city_code = '36.72' AND level = 3") == [(8,)]
    assert checks.run() == []


def fail_at_the_end(tenant, options):
    """A furnisher whose work fails after all the others have done theirs."""
    assert Tenant.objects.filter(pk=tenant.pk).exists()
    raise RuntimeError("the last step fails")


def break_the_transaction(tenant, options):
    """A furnisher that makes PostgreSQL refuse something, deferred to the end of the transaction."""
    with tenant_seat(tenant.schema_name):
        Category.objects.bulk_create([Category(code="x", name="x", group="x", lead_unit_id=-1)])


@pytest.mark.parametrize(
    ("furnisher", "error"),
    [(fail_at_the_end, "the last step fails"), (break_the_transaction, "violates foreign key constraint")],
)
def test_a_furnisher_that_fails_leaves_no_trace(owner, sql, settings, furnisher, error):
    settings.TENANT_FURNISHERS = [*settings.TENANT_FURNISHERS, f"{__name__}.{furnisher.__name__}"]
    with pytest.raises(Exception, match=error):
        create_tenant(CILEGON)
    assert traces(sql) == NO_TRACE
    settings.TENANT_FURNISHERS = settings.TENANT_FURNISHERS[:-1]
    assert create_tenant(CILEGON).tenant.name == "Kota Cilegon"


def test_a_slug_that_is_taken_leaves_no_trace(owner, sql):
    with pytest.raises(ProvisioningError, match="the host kab-lebak"):
        create_tenant(CILEGON, slug="kab-lebak")
    assert traces(sql) == NO_TRACE


def test_a_host_that_is_taken_leaves_no_trace(owner, sql):
    sql(
        "INSERT INTO tenants_domain (domain, is_primary, tenant_id) "
        "SELECT 'kota-cilegon.localhost', false, id FROM tenants_tenant WHERE code = '36.71'"
    )
    with pytest.raises(ProvisioningError, match=r"kota-cilegon\.localhost"):
        create_tenant(CILEGON)
    assert traces(sql) == NO_TRACE | {"host": [("kota-cilegon.localhost",)]}


def test_a_schema_without_a_tenant_is_not_touched(owner, sql):
    sql("CREATE SCHEMA t3672; CREATE TABLE t3672.precious (id int)")
    with pytest.raises(ProvisioningError, match="a schema t3672 exists without a tenant"):
        create_tenant(CILEGON)
    assert sql("SELECT count(*) FROM t3672.precious") == [(0,)]
    assert traces(sql) == NO_TRACE | {"schema": [("t3672",)]}


def test_a_role_left_over_is_taken_in_but_not_with_what_it_could_do(owner, sql):
    """Roles belong to the server; one may have outlived its database. It must not bring rights along."""
    role = role_name("t3672")
    sql(f"CREATE ROLE {role} LOGIN INHERIT; GRANT USAGE ON SCHEMA t3671 TO {role}")
    sql(f"GRANT SELECT ON t3671.reports_identity TO {role}")
    create_tenant(CILEGON)
    assert checks.run() == []


NO_CODE = "is no kabupaten's or kota's Kemendagri code (it looks like 36.71)."


def test_a_wrong_code_is_answered_with_a_sentence(owner, sql):
    for code, sentence in (
        ("36.71", "36.71 (Kota Tangerang) already exists."),
        ("31.71", "31.71 lies in another province than this installation's (36)."),
        *(
            (code, f"{code!r} {NO_CODE}")
            for code in ("36", "36.99", "36.71.01", "3672", "", "Cilegon", "36.72\n", "٣٦.٧٢")
        ),
        ("36.72'; DROP SCHEMA t3671", NO_CODE),
    ):
        with pytest.raises(ProvisioningError, match=re.escape(sentence)):
            create_tenant(code)
    assert traces(sql) == NO_TRACE


def test_the_command_ends_with_one_and_the_sentence(owner):
    answer = owner.laksa("tenant", "create", "36.99")
    assert (answer.returncode, answer.stdout, answer.stderr) == (1, "", f"laksa: '36.99' {NO_CODE}\n")


def test_other_bad_values_are_answered_with_a_sentence(owner, sql):
    for options, sentence in (
        ({"time_zone": "Asia/Tangerang"}, "time_zone: Asia/Tangerang is not a time zone of the IANA database"),
        ({"slug": "Kota-Cilegon"}, "'Kota-Cilegon' cannot begin a host name"),
        ({"slug": "kota_cilegon"}, "'kota_cilegon' cannot begin a host name"),
        ({"slug": "kota.cilegon"}, "'kota.cilegon' cannot begin a host name"),
        ({"slug": "-"}, "'-' cannot begin a host name"),
        ({"slug": "a" * 60}, "slug: Ensure this value has at most 50 characters (it has 60)."),
        ({"name": "x" * 101, "slug": "x"}, "name: Ensure this value has at most 100 characters (it has 101)."),
    ):
        with pytest.raises(ProvisioningError, match=re.escape(sentence)):
            create_tenant(CILEGON, **options)
    assert traces(sql) == NO_TRACE


def test_a_sandbox_has_a_code_of_its_own_and_no_areas(owner, sql):
    made = create_tenant("36.99", name="Uji Coba", slug="uji", is_sandbox=True)
    assert (made.tenant.schema_name, made.tenant.is_sandbox) == ("t3699", True)
    assert sql("SELECT count(*) FROM areas_area WHERE city_code = '36.99'") == [(0,)]
    assert checks.run() == []


@pytest.mark.parametrize("codes", [(CILEGON, CILEGON), (CILEGON, "36.73")], ids=["the same city", "two cities"])
def test_two_made_at_once(owner, sql, codes):
    """The same city is made once; two cities do not disturb each other, though both are granted on `public`."""
    outcomes: list[str] = []
    start = threading.Barrier(2, timeout=60)

    def make(code: str) -> None:
        start.wait()
        try:
            outcomes.append(create_tenant(code).tenant.code)
        except Exception as error:
            outcomes.append(str(error))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=make, args=[code]) for code in codes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    expected = list(codes) if codes[0] != codes[1] else [CILEGON, "36.72 (Kota Cilegon) already exists."]
    assert sorted(outcomes) == sorted(expected)
    assert sql("SELECT count(*) FROM tenants_tenant") == [(3 + len(set(codes)),)]
    assert checks.run() == []


def test_disabling_and_enabling(owner, sql, settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    host = {"host": "kab-lebak.localhost"}
    assert provisioning.set_enabled("36.02", False).is_enabled is False
    assert Client().get("/", headers=host).status_code == 503
    assert sql("SELECT count(*) FROM t3602.catalogue_unit") != [(0,)]
    assert provisioning.set_enabled("36.02", True).is_enabled is True
    assert Client().get("/", headers=host).status_code != 503


@pytest.mark.parametrize("code", ["36.72", "36", "x", ""])
def test_only_a_city_that_exists_is_disabled(owner, code):
    with pytest.raises(ProvisioningError, match=f"there is no tenant '{code}'"):
        provisioning.set_enabled(code, False)


def test_the_commands(owner):
    assert owner.laksa("tenant", "disable", "36.02").stdout == "36.02 Kabupaten Lebak is disabled.\n"
    listed = owner.laksa("tenant", "list").stdout.splitlines()
    assert [line.split()[:3] for line in listed] == [
        ["36", "public", "enabled"],
        ["36.02", "t3602", "disabled"],
        ["36.71", "t3671", "enabled"],
    ]
    assert owner.laksa("tenant", "enable", "36.02").stdout == "36.02 Kabupaten Lebak is enabled.\n"
