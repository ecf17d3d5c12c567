"""`laksa check`: whether the walls stand as `tenants.grants` and the migrations say. Owner only; changes nothing.

Every finding is one sentence for the operator. `laksa migrate` mends what has drifted in roles and grants.
"""

from collections.abc import Callable, Iterable

from tenants.checks import installation, jobs, logins, rights, service, walls
from tenants.checks.catalogue import existing
from tenants.models import Tenant
from tenants.seats import PUBLIC, TEMPLATE_SCHEMA, Seat, seated

_CHECKS: tuple[Callable[[list[Tenant]], Iterable[str]], ...] = (
    service.hold,
    installation.tenants,
    logins.logins,
    logins.strangers,
    logins.passwords,
    rights.drift,
    rights.everybody,
    rights.rules,
    walls.walls,
    jobs.jobs,
    installation.data,
    service.worker,
    service.writable,
    service.log,
)


def cities() -> list[Tenant]:
    """Every city, disabled ones and sandboxes too, by its code."""
    return list(Tenant.objects.exclude(schema_name=PUBLIC).order_by("code"))


def run() -> list[str]:
    """Everything that is not as it should be; empty when all is well."""
    with seated(Seat(PUBLIC, "owner")):
        tenants = cities()
        found: list[str] = list(installation.version())
        unmigrated = list(installation.migrations([PUBLIC, TEMPLATE_SCHEMA, *existing(tenants)]))
        found += unmigrated
        if any(sentence.startswith(f"{PUBLIC} ") for sentence in unmigrated):
            return found  # the tables that are looked at below may not be there
        for check in _CHECKS:
            found += check(tenants)
    return found
