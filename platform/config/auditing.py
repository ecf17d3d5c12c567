"""`laksa audit verify`: the cities' own chains (`core.casework.verification`) and the province's seals together."""

from core.casework import verification
from core.casework.verification import Problem, Progress, tenants_named
from oversight import seal_faults
from oversight.models import Seal


def verify(code: str | None = None, *, progress: Progress) -> list[Problem]:
    """Everything that does not fit, of one city (by Kemendagri code) or of all. As the owner."""
    problems = verification.verify(code, progress=progress)
    for tenant in tenants_named(code):
        problems += _of_the_seals(tenant.schema_name, progress)
    return problems


def _of_the_seals(tenant: str, progress: Progress) -> list[Problem]:
    total, done = Seal.objects.filter(tenant=tenant).count(), 0

    def step() -> None:
        nonlocal done
        done += 1
        progress(done, total, f"{tenant} seals")

    return [Problem(tenant, "seal", fault.row, fault.what) for fault in seal_faults.faults(tenant, step=step)]
