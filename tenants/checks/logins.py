"""The logins of the seats and of `tenants.crossing`."""

from collections.abc import Iterator

from tenants import roles
from tenants.checks import catalogue
from tenants.models import Tenant
from tenants.seats import CROSSING, role_name


def logins(cities: list[Tenant]) -> Iterator[str]:
    """The logins of the seats and of `tenants.crossing`: there, able to log in, without powers, beginning as they
    should. The crossing's may become each seat, a seat's nobody."""
    suffixes = catalogue.suffixes(cities)
    seats = {role_name(suffix) for suffix in suffixes}
    found = roles.found([*seats, role_name(CROSSING)])
    for suffix in [*sorted(suffixes), CROSSING]:
        name = role_name(suffix)
        if name not in found:
            yield f"The login {name} does not exist; run `laksa migrate`."
            continue
        role, is_crossing = found[name], suffix == CROSSING
        wanted = seats if is_crossing else set()
        mending = ", which is no seat's." if is_crossing else "; run `laksa migrate`."
        yield from _attributes(role)
        yield from _beginnings(role, suffix)
        missing, surplus = sorted(wanted - role.member_of), sorted(role.member_of - wanted)
        yield from (f"The login {name} may not become {seat}; run `laksa migrate`." for seat in missing)
        yield from (f"The login {name} may become {other}{mending}" for other in surplus)


def _attributes(role: roles.Role) -> Iterator[str]:
    if not role.can_log_in:
        yield f"The login {role.name} may not log in; run `laksa migrate`."
    if role.inherits:
        yield f"The login {role.name} inherits rights; run `laksa migrate`."
    if not role.may_connect:
        yield f"The login {role.name} may not connect to this database; run `laksa migrate`."
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


def passwords(cities: list[Tenant]) -> Iterator[str]:
    """A login may change its own password, and LAKSA_DATABASE_KEY may be another one than `laksa migrate` last had.
    Told only by logging in; a server that asks for no password lets everybody in."""
    for suffix in [*catalogue.suffixes(cities), CROSSING]:
        try:
            roles.try_login(suffix)
        except roles.LoginRefused as refusal:
            yield f"{refusal} Run `laksa migrate`, which sets the password anew from LAKSA_DATABASE_KEY."


def strangers(cities: list[Tenant]) -> Iterator[str]:
    """Who else may become a seat, and roles with this installation's prefix that are no seat's."""
    names = {role_name(suffix): suffix for suffix in [*catalogue.suffixes(cities), CROSSING]}
    for member, seat in roles.members_of(list(names)):
        if member != role_name(CROSSING):
            yield f"The role {member} may become {seat}; revoke it."
    if roles.found([role_name(roles.FORMER_LOGIN)]):
        yield (
            f"The login {role_name(roles.FORMER_LOGIN)} of older versions is still there, which may become every "
            "city; restart web server and worker, then run `laksa migrate`."
        )
    owners = catalogue.rows(
        "SELECT r.rolname, count(*) FROM pg_shdepend d JOIN pg_roles r ON r.oid = d.refobjid "
        "WHERE d.refclassid = 'pg_authid'::regclass AND d.deptype = 'o' AND r.rolname = ANY(%(names)s) "
        "GROUP BY 1 ORDER BY 1",
        names=list(names),
    )
    yield from (f"The role {name} owns {count} objects; it should own none." for name, count in owners)
