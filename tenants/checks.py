"""`laksa check`: whether the walls stand as `tenants.grants` and the migrations say. Owner only; changes nothing.

Every finding is one sentence for the operator. `laksa migrate` mends what has drifted in roles and grants.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from tenants import grants, holds, migration, roles, server_log, worker_signs
from tenants.areas.models import Area
from tenants.jobs import JOBS, MOST_ATTEMPTS, TENANT, WHOLE
from tenants.law import memory
from tenants.law.models import CalendarYear, DeadlineRule
from tenants.law.outlook import undecreed_years
from tenants.models import Domain, Tenant
from tenants.seats import CITY_SCHEMA, CROSSING, PUBLIC, TEMPLATE_SCHEMA, Seat, role_name, seated

VERSIONS = range(15, 19)  # PostgreSQL releases that are tested
STUCK_AFTER = timedelta(hours=1)  # a living worker takes a job back or up long before
# Tables of `public` that a city writes to, whose rows a policy or trigger keeps apart.
GUARDED = ("ledger_entry", "ledger_witness", "django_tasks_database_dbtaskresult")


def run() -> list[str]:
    """Everything that is not as it should be; empty when all is well."""
    with seated(Seat(PUBLIC, "owner")):
        cities = list(Tenant.objects.exclude(schema_name=PUBLIC).order_by("code"))
        found: list[str] = list(_version())
        unmigrated = list(_migrations([PUBLIC, TEMPLATE_SCHEMA, *_existing(cities)]))
        found += unmigrated
        if any(sentence.startswith(f"{PUBLIC} ") for sentence in unmigrated):
            return found  # the tables that are looked at below may not be there
        for check in _CHECKS:
            found += check(cities)
    return found


def _rows(sql: str, **parameters: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


def _suffixes(cities: Iterable[Tenant]) -> list[str]:
    return [*grants.FIXED_ROLES, *(city.schema_name for city in cities)]


def _schemas() -> set[str]:
    return {name for (name,) in _rows("SELECT nspname FROM pg_namespace")}


def _existing(cities: Iterable[Tenant]) -> list[str]:
    there = _schemas()
    return [city.schema_name for city in cities if city.schema_name in there]


def _version() -> Iterator[str]:
    major = connection.pg_version // 10_000
    if major not in VERSIONS:
        yield f"The server is PostgreSQL {major}; Laksa is tested on {VERSIONS.start} to {VERSIONS.stop - 1}."


def _migrations(schemas: Iterable[str]) -> Iterator[str]:
    for schema in schemas:
        if pending := migration.pending(schema):
            yield f"{schema} lacks {len(pending)} migrations ({_some(pending)}); run `laksa migrate`."
        if unknown := migration.unknown(schema):
            yield f"{schema} is newer than this code by {len(unknown)} migrations ({_some(unknown)}); update the code."


def _some(migrations: set[tuple[str, str]]) -> str:
    """The first of them by name, and whether there are more."""
    first = ".".join(min(migrations))
    return first if len(migrations) == 1 else f"{first}, …"


def _tenants(cities: list[Tenant]) -> Iterator[str]:
    """Each tenant has a host and a schema, and each city's schema a tenant."""
    there = _schemas()
    hosts = set(Domain.objects.values_list("tenant_id", flat=True))
    for tenant in Tenant.objects.order_by("code"):
        if tenant.pk not in hosts:
            yield f"{tenant.code} ({tenant.name}) has no host, so nobody can reach it."
        if tenant.schema_name not in there:
            yield f"{tenant.code} ({tenant.name}) has no schema {tenant.schema_name}."
    if not Tenant.objects.filter(schema_name=PUBLIC).exists():
        yield "The province has no row among the tenants; run `laksa migrate`."
    known = {TEMPLATE_SCHEMA, *(city.schema_name for city in cities)}
    for (schema,) in _rows("SELECT nspname FROM pg_namespace WHERE nspname ~ %(city)s ORDER BY 1", city=CITY_SCHEMA):
        if schema not in known:
            yield f"There is a schema {schema} that no tenant names."


def _logins(cities: list[Tenant]) -> Iterator[str]:
    """The seats' logins: there, able to log in, members of nothing, without powers, beginning as they should."""
    suffixes = {role_name(suffix): suffix for suffix in _suffixes(cities)}
    found = roles.found(list(suffixes))
    for name, suffix in sorted(suffixes.items()):
        if name not in found:
            yield f"The login {name} does not exist; run `laksa migrate`."
            continue
        role = found[name]
        yield from _attributes(role)
        yield from (f"The login {name} may become {group}; run `laksa migrate`." for group in sorted(role.member_of))
        yield from _beginnings(role, suffix)
        if not role.may_connect:
            yield f"The login {name} may not connect to this database; run `laksa migrate`."


def _crossing(cities: list[Tenant]) -> Iterator[str]:
    """The login of `tenants.crossing`: it may become each seat and nobody else."""
    name = role_name(CROSSING)
    role = roles.found([name]).get(name)
    if role is None:
        yield f"The login {name} does not exist; run `laksa migrate`."
        return
    yield from _attributes(role)
    yield from _beginnings(role, CROSSING)
    if not role.may_connect:
        yield f"The login {name} may not connect to this database; run `laksa migrate`."
    wanted = {role_name(suffix) for suffix in _suffixes(cities)}
    yield from (
        f"The login {name} may not become {seat}; run `laksa migrate`." for seat in sorted(wanted - role.member_of)
    )
    yield from (
        f"The login {name} may become {other}, which is no seat's." for other in sorted(role.member_of - wanted)
    )


def _attributes(role: roles.Role) -> Iterator[str]:
    if not role.can_log_in:
        yield f"The login {role.name} may not log in; run `laksa migrate`."
    if role.inherits:
        yield f"The login {role.name} inherits rights; run `laksa migrate`."
    for power in sorted(role.powers):
        yield f"The login {role.name} has {power}, which no role but the owner's may have; run `laksa migrate`."


def _beginnings(role: roles.Role, suffix: str) -> Iterator[str]:
    """A login may change its own defaults."""
    wanted = roles.defaults(suffix)
    for setting in sorted(wanted.keys() | role.defaults.keys()):
        has, should = role.defaults.get(setting), wanted.get(setting)
        if has != should:
            yield (
                f"Sessions of {role.name} begin with {setting} {has or 'unset'} instead of {should or 'unset'}; "
                "run `laksa migrate`."
            )
    for setting in sorted(role.defaults_anywhere):
        yield f"{role.name} has a default of its own for {setting} in every database; run `laksa migrate`."


def _passwords(cities: list[Tenant]) -> Iterator[str]:
    """A login may change its own password, and LAKSA_DATABASE_KEY may be another one than `laksa migrate` last had.
    Told only by logging in; a server that asks for no password lets everybody in."""
    for suffix in [*_suffixes(cities), CROSSING]:
        try:
            roles.try_login(suffix)
        except roles.LoginRefused as refusal:
            yield f"{refusal} Run `laksa migrate`, which sets the password anew from LAKSA_DATABASE_KEY."


def _strangers(cities: list[Tenant]) -> Iterator[str]:
    """Who else may become a seat, and roles with this installation's prefix that are no seat's."""
    names = {role_name(suffix): suffix for suffix in [*_suffixes(cities), CROSSING]}
    for member, seat in roles.members_of(list(names)):
        if member != role_name(CROSSING):
            yield f"The role {member} may become {seat}; revoke it."
    if roles.found([role_name(roles.FORMER_LOGIN)]):
        yield (
            f"The login {role_name(roles.FORMER_LOGIN)} of older versions is still there, which may become every "
            "city; restart web server and worker, then run `laksa migrate`."
        )
    owners = _rows(
        "SELECT r.rolname, count(*) FROM pg_shdepend d JOIN pg_roles r ON r.oid = d.refobjid "
        "WHERE d.refclassid = 'pg_authid'::regclass AND d.deptype = 'o' AND r.rolname = ANY(%(names)s) "
        "GROUP BY 1 ORDER BY 1",
        names=list(names),
    )
    yield from (f"The role {name} owns {count} objects; it should own none." for name, count in owners)


def _drift(cities: list[Tenant]) -> Iterator[str]:
    """What each role may do to which table, against `tenants.grants`."""
    held = grants.actual([*_suffixes(cities), CROSSING])
    wanted = {suffix: grants.wanted_for_fixed_role(suffix) for suffix in grants.FIXED_ROLES}
    wanted |= {city.schema_name: grants.wanted_for_city(city.schema_name) for city in cities}
    for suffix, has in held.items():
        should = wanted.get(suffix, set())
        yield from (f"{_described(grant)} is missing; run `laksa migrate`." for grant in sorted(should - has))
        yield from (f"{_described(grant)} is too much; run `laksa migrate`." for grant in sorted(has - should))


def _described(grant: grants.Grant) -> str:
    target = f"table {grant.schema}.{grant.table}" if grant.table else f"schema {grant.schema}"
    return f"{grant.privilege} on {target} for {grant.role}"


def _everybody(cities: list[Tenant]) -> Iterator[str]:
    """Nothing of ours may be open to PUBLIC, that is, to every role of the server."""
    schemas = [PUBLIC, TEMPLATE_SCHEMA, *(city.schema_name for city in cities)]
    opened = _rows(
        "SELECT n.nspname, c.relname, a.privilege_type FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
        "CROSS JOIN LATERAL aclexplode(c.relacl) a WHERE a.grantee = 0 AND n.nspname = ANY(%(schemas)s) "
        "UNION ALL "
        "SELECT n.nspname, '', a.privilege_type FROM pg_namespace n CROSS JOIN LATERAL aclexplode(n.nspacl) a "
        "WHERE a.grantee = 0 AND n.nspname = ANY(%(schemas)s) ORDER BY 1, 2, 3",
        schemas=schemas,
    )
    for schema, table, privilege in opened:
        yield f"{_described(grants.Grant(schema, table, 'PUBLIC', privilege))} is too much; revoke it."
    [(may_make_temporary, may_connect)] = _rows(
        "SELECT bool_or(a.privilege_type = 'TEMPORARY'), bool_or(a.privilege_type = 'CONNECT') FROM pg_database d "
        "CROSS JOIN LATERAL aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) a "
        "WHERE d.datname = current_database() AND a.grantee = 0"
    )
    if may_make_temporary:
        yield "Every role may make temporary tables, which hide a city's own; run `laksa migrate`."
    if may_connect:
        yield "Every role of the server may connect to this database; run `laksa migrate`."


def _rules(cities: list[Tenant]) -> Iterator[str]:
    for schema in (PUBLIC, TEMPLATE_SCHEMA, *_existing(cities)):
        for table in grants.tables_without_a_rule(schema):
            yield f"The table {schema}.{table} is not mentioned in tenants/grants.py."


def _guards(cities: list[Tenant]) -> Iterator[str]:
    """Row policies and the ledger's trigger are in force."""
    unguarded = _rows(
        "SELECT relname FROM pg_class WHERE oid = ANY(%(tables)s::regclass[]) AND NOT relrowsecurity ORDER BY 1",
        tables=[f"public.{table}" for table in GUARDED],
    )
    for (table,) in unguarded:
        yield f"Row security of public.{table} is switched off."
    armed = _rows(
        "SELECT 1 FROM pg_trigger WHERE tgrelid = 'public.ledger_entry'::regclass AND tgname = 'ledger_fold' "
        "AND tgenabled IN ('O', 'A')"
    )
    if not armed:
        yield "The trigger ledger_fold of public.ledger_entry is missing or switched off."
    [(is_open,)] = _rows(
        "SELECT EXISTS (SELECT 1 FROM aclexplode(coalesce(proacl, acldefault('f', proowner))) WHERE grantee = 0) "
        "FROM pg_proc WHERE oid = 'public.ledger_fold'::regproc"
    )
    if is_open:
        yield "Every role may call public.ledger_fold(); it should be the trigger's alone."


def _jobs(cities: list[Tenant]) -> Iterator[str]:
    """Jobs that failed for good, whose worker died, or that nobody takes up."""
    long_ago = timezone.now() - STUCK_AFTER
    attempts = "CASE WHEN jsonb_typeof(worker_ids) = 'array' THEN jsonb_array_length(worker_ids) ELSE 0 END"
    [(failed, again, running, waiting)] = _rows(
        f"SELECT count(*) FILTER (WHERE status = 'FAILED' AND {attempts} >= %(most)s), "  # noqa: S608
        f"count(*) FILTER (WHERE status = 'FAILED' AND {attempts} < %(most)s), "
        "count(*) FILTER (WHERE status = 'RUNNING' AND started_at < %(long_ago)s), "
        "count(*) FILTER (WHERE status = 'READY' AND enqueued_at < %(long_ago)s "
        "AND (run_after < %(long_ago)s OR run_after > '9000-01-01')) "
        "FROM public.django_tasks_database_dbtaskresult",
        long_ago=long_ago,
        most=MOST_ATTEMPTS,
    )
    hours = int(STUCK_AFTER.total_seconds() // 3600)
    if failed:
        yield f"{failed} jobs have failed {MOST_ATTEMPTS} times and are not tried again."
    if again:
        yield f"{again} jobs have failed and will be tried again."
    if running:
        yield f"{running} jobs have been running for more than {hours} h; their worker has died."
    if waiting:
        yield f"{waiting} jobs have been waiting for more than {hours} h; is `laksa worker` running?"
    strays = _rows(
        f"SELECT id, left(task_path, 100), coalesce(left({TENANT}, 20), 'nobody') FROM {JOBS} "  # noqa: S608 (constants)
        f"WHERE status <> 'SUCCESSFUL' AND NOT coalesce(status IN ('READY', 'RUNNING', 'FAILED') AND {WHOLE} "
        "AND EXISTS (SELECT FROM public.tenants_taskpath p WHERE p.path = task_path "
        f"AND (NOT p.is_of_province OR {TENANT} = 'public')) "
        f"AND EXISTS (SELECT FROM public.tenants_tenant t WHERE t.schema_name = {TENANT}), false) ORDER BY 1 LIMIT 20"
    )
    for key, task, tenant in strays:
        yield f"The job {key} (task {task}, for {tenant}) cannot be run by any worker; delete it."


def _data(cities: list[Tenant]) -> Iterator[str]:
    """Without areas a city takes no report; without law and calendar no clock runs."""
    with_areas = set(Area.objects.order_by().values_list("city_code", flat=True).distinct())
    for city in cities:
        if not city.is_sandbox and city.code not in with_areas:
            yield f"{city.code} ({city.name}) has no areas."
    if not DeadlineRule.objects.exists():
        yield "There are no legal limits; run `laksa migrate`."
    today = timezone.localdate()
    if not CalendarYear.objects.filter(year=today.year).exists():
        yield f"The national calendar has no year {today.year}; run `laksa migrate`."
    memory.forget()
    for year in undecreed_years(memory.current_law(), today):
        yield (
            f"The cuti bersama of {year} is not decreed, but limits that begin now reach into that year; their due "
            "dates are provisional until an operator enters the decree under /platform/kalender/."
        )


def _worker(cities: list[Tenant]) -> Iterator[str]:
    """A worker that was there and is silent now. Where none was ever started, the jobs that wait tell it."""
    sign = worker_signs.latest()
    if sign is not None and sign.seen_at < timezone.now() - worker_signs.SILENT_AFTER:
        yield f"No worker has given a sign since {sign.seen_at:%Y-%m-%d %H:%M} UTC; is `laksa worker` running?"


def _writable(cities: list[Tenant]) -> Iterator[str]:
    [(is_read_only,)] = _rows("SELECT current_setting('transaction_read_only') = 'on' OR pg_is_in_recovery()")
    if is_read_only:
        yield "The database takes no changes: it is a standby, or default_transaction_read_only is on."


def _server_log(cities: list[Tenant]) -> Iterator[str]:
    yield from server_log.problems()


def _hold(cities: list[Tenant]) -> Iterator[str]:
    """Not a torn wall, but what an operator must know before anything else."""
    if (since := holds.since()) is not None:
        yield holds.sentence(since)


_CHECKS: tuple[Callable[[list[Tenant]], Iterable[str]], ...] = (
    _hold,
    _tenants,
    _logins,
    _crossing,
    _strangers,
    _passwords,
    _drift,
    _everybody,
    _rules,
    _guards,
    _jobs,
    _data,
    _worker,
    _writable,
    _server_log,
)
