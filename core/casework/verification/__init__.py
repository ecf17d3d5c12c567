"""`laksa audit verify`: recompute every chain and hold it against the report, its content, the ledger and the facts.

The province has no reports; what its own people did is a chain too (`own_streams`).

Runs as the owner, who alone may read all of them. A problem names the exact row that does not fit. What the seals say
of the ledger is `oversight.seal_verification`, a layer beside this one; the command joins both.
"""

from collections.abc import Callable

from core.audit import streams
from core.casework.verification import cities, province
from core.casework.verification.bundles import batches
from core.casework.verification.own_streams import stream_faults
from core.casework.verification.problems import Problem
from core.reports.models import Report
from tenants.models import Tenant
from tenants.seats import PUBLIC, seated

Progress = Callable[[int, int, str], None]


class UnknownTenant(LookupError):
    """`--tenant` names neither the province nor a city of this installation."""


def tenants_named(code: str | None) -> list[Tenant]:
    """One city, or the province, by its Kemendagri code; or all of them, the province first."""
    tenants = sorted(Tenant.objects.all(), key=lambda tenant: (tenant.schema_name != PUBLIC, tenant.code))
    if code is None:
        return tenants
    found = [tenant for tenant in tenants if tenant.code == code]
    if not found:
        raise UnknownTenant(f"there is no tenant {code!r}")
    return found


def verify(code: str | None = None, *, progress: Progress | None = None) -> list[Problem]:
    """Check one city or the province (by Kemendagri code) or all; an empty list means that everything fits."""
    problems: list[Problem] = []
    for tenant in tenants_named(code):
        check = _verify_province if tenant.schema_name == PUBLIC else _verify_city
        with seated(tenant):
            problems += check(tenant, progress or (lambda done, total, what: None))
    return problems


def _verify_province(tenant: Tenant, progress: Progress) -> list[Problem]:
    problems = [problem for stream in province.STREAMS for problem in _of_stream(tenant, stream, progress)]
    return problems + [Problem(tenant.schema_name, *fault) for fault in province.row_faults()]


def _of_stream(tenant: Tenant, stream: str, progress: Progress) -> list[Problem]:
    def step(done: int, total: int) -> None:
        progress(done, total, f"{tenant.schema_name} {stream}")

    return [Problem(tenant.schema_name, stream, *found) for found in stream_faults(stream, step)]


def _verify_city(tenant: Tenant, progress: Progress) -> list[Problem]:
    def step(done: int, total: int) -> None:
        progress(done, total, f"{tenant.schema_name} {streams.OFFICE}")

    problems = list(cities.problems_of_the_whole(tenant, step=step))
    total, done = Report.objects.count(), 0
    for batch in batches():
        problems += [problem for bundle in batch for problem in cities.problems_of(tenant, bundle)]
        done += len(batch)
        progress(done, total, tenant.schema_name)
    return problems
