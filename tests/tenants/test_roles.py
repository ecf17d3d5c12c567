"""The logins are as they should be after `laksa migrate`, whatever was done to them before; `laksa check` tells."""

import psycopg2
import pytest
from django.conf import settings
from django.db import connection

from tenants import checks, logins, migration, roles
from tenants.seats import PUBLIC, Seat, role_name, seated

SUFFIXES = ("gate", "province", "worker", "t3671", "t3602")


@pytest.fixture
def restored(sql, database_name):
    """Roles belong to the whole server, not to this test's database."""
    yield
    sql(f'DROP ROLE IF EXISTS "{database_name}_stray"')
    migration.migrate()


def log_in(suffix: str, password: str | None = None) -> None:
    name, place = role_name(suffix), connection.settings_dict
    psycopg2.connect(
        host=place["HOST"],
        port=place["PORT"],
        dbname=place["NAME"],
        user=name,
        password=password or logins.password(name),
    ).close()


def test_every_seat_is_a_login_that_is_a_member_of_nothing(owner):
    with seated(Seat(PUBLIC, "owner")):
        found = roles.found([role_name(suffix) for suffix in SUFFIXES])
        crossing = roles.found([role_name("crossing")])[role_name("crossing")]
    assert set(found) == {role_name(suffix) for suffix in SUFFIXES}
    for suffix in SUFFIXES:
        role = found[role_name(suffix)]
        assert (role.can_log_in, role.inherits, role.powers, role.member_of) == (True, False, frozenset(), frozenset())
        assert role.defaults == roles.defaults(suffix)
        log_in(suffix)
    assert (crossing.can_log_in, crossing.inherits, crossing.powers) == (True, False, frozenset())
    assert crossing.member_of == set(found)


def test_the_owner_is_no_superuser(sql):
    assert sql("SELECT rolsuper, rolcreaterole FROM pg_roles WHERE rolname = current_user") == [(False, True)]


def test_the_server_keeps_a_verifier_and_no_password(owner, server_dsn):
    from psycopg2.extensions import make_dsn

    from config.clusters import SUPERUSER

    with psycopg2.connect(make_dsn(server_dsn, user=SUPERUSER)) as server, server.cursor() as cursor:
        cursor.execute("SELECT rolpassword FROM pg_authid WHERE rolname = %s", [role_name("t3671")])
        assert cursor.fetchone() == (logins.verifier(role_name("t3671")),)
    assert logins.password(role_name("t3671")) not in logins.verifier(role_name("t3671"))


# What was done, as the owner or as the login itself, and what is said then.
DRIFTED = {
    "ALTER ROLE {p}_t3602 NOLOGIN": ["The login {p}_t3602 may not log in; run `laksa migrate`."],
    "ALTER ROLE {p}_crossing NOLOGIN": ["The login {p}_crossing may not log in; run `laksa migrate`."],
    "ALTER ROLE {p}_t3602 INHERIT": ["The login {p}_t3602 inherits rights; run `laksa migrate`."],
    "ALTER ROLE {p}_t3602 CREATEROLE CREATEDB": [
        "The login {p}_t3602 has rolcreatedb, which no role but the owner's may have; run `laksa migrate`.",
        "The login {p}_t3602 has rolcreaterole, which no role but the owner's may have; run `laksa migrate`.",
    ],
    "GRANT {p}_t3671 TO {p}_t3602": [
        "The login {p}_t3602 may become {p}_t3671; run `laksa migrate`.",
        "The role {p}_t3602 may become {p}_t3671; revoke it.",
    ],
    "CREATE ROLE {p}_stray; GRANT {p}_stray TO {p}_gate": [
        "The login {p}_gate may become {p}_stray; run `laksa migrate`."
    ],
    "REVOKE {p}_t3602 FROM {p}_crossing": ["The login {p}_crossing may not become {p}_t3602; run `laksa migrate`."],
    "ALTER ROLE {p}_t3671 IN DATABASE {d} SET search_path = t3602": [
        "Sessions of {p}_t3671 begin with search_path t3602 instead of t3671, public; run `laksa migrate`."
    ],
    "ALTER ROLE {p}_gate IN DATABASE {d} RESET ALL": [
        "Sessions of {p}_gate begin with TimeZone unset instead of UTC; run `laksa migrate`.",
        "Sessions of {p}_gate begin with search_path unset instead of public; run `laksa migrate`.",
        "Sessions of {p}_gate begin with statement_timeout unset instead of 150s; run `laksa migrate`.",
        "Sessions of {p}_gate begin with lock_timeout unset instead of 60s; run `laksa migrate`.",
        "Sessions of {p}_gate begin with idle_in_transaction_session_timeout unset instead of 300s; "
        "run `laksa migrate`.",
    ],
    "ALTER ROLE {p}_t3671 IN DATABASE {d} SET work_mem = '1GB'": [
        "Sessions of {p}_t3671 begin with work_mem 1GB instead of unset; run `laksa migrate`."
    ],
    "ALTER ROLE {p}_t3671 SET default_transaction_read_only = on": [
        "{p}_t3671 has a default of its own for default_transaction_read_only in every database; run `laksa migrate`."
    ],
    "REVOKE CONNECT ON DATABASE {d} FROM {p}_t3602": [
        "The login {p}_t3602 may not connect to this database; run `laksa migrate`."
    ],
    "GRANT CONNECT ON DATABASE {d} TO PUBLIC": [
        "Every role of the server may connect to this database; run `laksa migrate`."
    ],
    "CREATE ROLE {p}_app LOGIN": [
        "The login {p}_app of older versions is still there, which may become every city; restart web server and "
        "worker, then run `laksa migrate`."
    ],
}


@pytest.mark.usefixtures("restored")
@pytest.mark.parametrize("change", DRIFTED)
def test_what_has_drifted_is_told_and_mended(owner, sql, database_name, change):
    names = {"p": database_name, "d": owner.name}
    sql(change.format(**names))
    told = {sentence.format(**names) for sentence in DRIFTED[change]}
    found = {sentence for sentence in checks.run() if "is refused" not in sentence}
    assert found == told
    migration.migrate()
    assert checks.run() == []


@pytest.mark.usefixtures("restored")
@pytest.mark.parametrize("suffix", ["t3671", "province", "worker", "gate", "crossing"])
def test_a_login_that_changed_its_own_password_is_told_and_mended(owner, suffix):
    name, place = role_name(suffix), connection.settings_dict
    with psycopg2.connect(
        host=place["HOST"], port=place["PORT"], dbname=place["NAME"], user=name, password=logins.password(name)
    ) as mine, mine.cursor() as cursor:  # fmt: skip
        cursor.execute(f"ALTER ROLE \"{name}\" PASSWORD 'mine'")
    mine.close()
    [sentence] = checks.run()
    assert sentence.startswith(f"The login {name} is refused: ")
    assert sentence.endswith("Run `laksa migrate`, which sets the password anew from LAKSA_DATABASE_KEY.")
    migration.migrate()
    assert checks.run() == []


@pytest.mark.usefixtures("restored")
def test_another_key_opens_nothing_until_migrate_has_run(owner, settings):
    settings.DATABASE_KEY = b"another key of the tests, 32 b. "
    assert len(checks.run()) == len(SUFFIXES) + 1
    migration.migrate()
    assert checks.run() == []
    settings.DATABASE_KEY = b"the database key of the tests, ."


@pytest.mark.usefixtures("restored")
def test_the_former_login_of_all_cities_stays_while_somebody_uses_it_and_then_goes(owner, sql, database_name):
    name = f"{database_name}_app"
    sql(f'CREATE ROLE "{name}" LOGIN PASSWORD \'old\'; GRANT CONNECT ON DATABASE "{owner.name}" TO "{name}"')
    place = connection.settings_dict
    running = psycopg2.connect(host=place["HOST"], port=place["PORT"], dbname=place["NAME"], user=name, password="old")
    migration.migrate()
    assert sql("SELECT rolname FROM pg_roles WHERE rolname = %s", [name]) == [(name,)]
    psycopg2.connect(host=place["HOST"], port=place["PORT"], dbname=place["NAME"], user=name, password="old").close()
    running.close()
    while sql("SELECT 1 FROM pg_stat_activity WHERE usename = %s", [name]):
        pass
    migration.migrate()
    assert sql("SELECT rolname FROM pg_roles WHERE rolname = %s", [name]) == []


def test_a_key_of_another_form_is_refused_with_a_sentence(fresh_database):
    fresh_database.variables["LAKSA_DATABASE_KEY"] = "too short"
    answer = fresh_database.laksa("migrate")
    assert answer.returncode == 1
    assert answer.stderr == (
        "laksa: LAKSA_DATABASE_KEY must be the base64 of 32 random bytes, as `openssl rand -base64 32` says.\n"
    )


@pytest.mark.parametrize("login", ["user=laksa", "password=secret", "user=laksa password=secret"])
def test_a_login_in_the_apps_address_is_refused_with_a_sentence(fresh_database, login):
    fresh_database.variables["LAKSA_APP_DATABASE_URL"] = f"dbname={settings.APP_DATABASE['NAME']} {login}"
    answer = fresh_database.laksa("worker")
    assert answer.returncode == 1
    assert answer.stderr.startswith("laksa: LAKSA_APP_DATABASE_URL names a user or a password.")


def test_the_time_limits_of_each_seat_are_those_of_the_runbook(settings):
    settings.PATIENCE = 1
    limits = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
    assert {
        suffix: tuple(roles.defaults(suffix)[limit] for limit in limits) for suffix in (*SUFFIXES, "crossing")
    } == {
        "gate": ("5s", "2s", "10s"),
        "worker": ("300s", "4s", "300s"),
        **dict.fromkeys(("province", "t3671", "t3602", "crossing"), ("20s", "4s", "30s")),
    }
