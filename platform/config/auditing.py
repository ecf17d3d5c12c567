"""Where the cities' own chains (`core.casework.verification`) and the province's seals and checks meet: the command
`laksa audit verify`, and the look that the province takes at every city each night.
"""

from django.utils import timezone

from core.casework import verification
from core.casework.verification import Problem, Progress, tenants_named
from core.casework.verification.heads import heads_after
from oversight import integrity, seal_faults
from oversight.models import Seal
from oversight.sealing import sealed_tenants
from tenants.jobs import enqueue, tenant_task
from tenants.models import Tenant
from tenants.seats import PUBLIC


def verify(code: str | None = None, *, progress: Progress) -> list[Problem]:
    """Everything that does not fit, of one city or the province (by Kemendagri code) or of all. As the owner."""
    problems = verification.verify(code, progress=progress)
    for tenant in tenants_named(code):
        if tenant.schema_name != PUBLIC:
            problems += _of_the_seals(tenant.schema_name, progress)
    return problems


def _of_the_seals(tenant: str, progress: Progress) -> list[Problem]:
    total, done = Seal.objects.filter(tenant=tenant).count(), 0

    def step() -> None:
        nonlocal done
        done += 1
        progress(done, total, f"{tenant} seals")

    return [Problem(tenant, "seal", fault.row, fault.what) for fault in seal_faults.faults(tenant, step=step)]


@tenant_task
def check_cities() -> int:
    """Enqueue the look at each city as a job of its own, so that none waits for another. In the province's seat."""
    tenants = sealed_tenants()
    for tenant in tenants:
        enqueue(check_city, tenant.schema_name)
    return len(tenants)


@tenant_task
def check_city(schema: str) -> dict[str, int]:
    """Look at one city and keep what was found (`oversight.integrity`)."""
    found = integrity.check(Tenant.objects.get(schema_name=schema), heads_after, timezone.now())
    return {"reports": found.reports, "faults": found.faults}
