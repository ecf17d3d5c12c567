"""Where the cities' own chains (`core.casework.verification`) and the province's seals and checks meet: the command
`laksa audit verify`, the look that the province takes at every city each night, and the making of the seals, which the
province's own history remembers.
"""

from datetime import date, datetime, timedelta
from functools import partial

from django.db import transaction
from django.utils import timezone

from core.accounts.actors import SYSTEM
from core.audit import streams
from core.audit.models import Entry
from core.casework import verification
from core.casework.verification import Problem, Progress, tenants_named
from core.casework.verification.looks import nightly
from core.casework.verification.nightly import look_after
from oversight import integrity, seal_creation, seal_verification
from oversight.compacting import differences
from oversight.models import IntegrityCheck, Seal
from tenants.jobs import enqueue, tenant_task
from tenants.models import Tenant
from tenants.seats import PUBLIC

# How far back the nightly look remembers which seals were made; `laksa audit verify` knows all.
REMEMBERED = timedelta(days=10)


def verify(code: str | None = None, *, progress: Progress) -> list[Problem]:
    """Everything that does not fit, of one city or the province (by Kemendagri code) or of all. As the owner."""
    problems = verification.verify(code, progress=progress)
    for tenant in tenants_named(code):
        problems += _of_the_seals(tenant.schema_name, progress)
        if tenant.schema_name == PUBLIC:
            what = "is not what the facts add up to"
            problems += [Problem(PUBLIC, "tally", f"public.oversight_tally {place}", what) for place in differences()]
    return problems


def _of_the_seals(tenant: str, progress: Progress) -> list[Problem]:
    total, done = Seal.objects.filter(tenant=tenant).count(), 0

    def step() -> None:
        nonlocal done
        done += 1
        progress(done, total, f"{tenant} seals")

    found = seal_verification.faults(tenant, made=seals_made(tenant), step=step)
    return [Problem(tenant, "seal", fault.row, fault.what) for fault in found]


# -- Seals ---------------------------------------------------------------------------------------------------------


@tenant_task
def seal_cities() -> dict[str, int]:
    """Make every seal that is due, write down which, then mail what is not mailed yet. In the province's seat; safe to
    repeat."""
    now = timezone.now()
    return {"made": len(seal(now)), "mailed": seal_creation.mail(now)}


def seal(now: datetime) -> list[Seal]:
    """Make the seals that are due. What was made is an entry of the province's history of seals: the newest seal, that
    no later one names yet, cannot be replaced unseen either."""
    with transaction.atomic():
        streams.lock(streams.SEALS)
        if made := seal_creation.make_seals(now):
            found: dict[str, dict[str, str]] = {}
            for one in made:
                found.setdefault(one.tenant, {})[one.day.isoformat()] = bytes(one.digest).hex()
            streams.append(
                streams.SEALS,
                "seal",
                actor_kind=SYSTEM.kind,
                actor_id=None,
                actor_label=SYSTEM.label,
                at=now,
                details={"seals": found},
            )
        return made


def seals_made(tenant: str, since: datetime | None = None) -> dict[date, str]:
    """The digests of the seals made of a tenant, by day, as the province's history has them. In its seat."""
    entries = Entry.objects.filter(stream=streams.SEALS, details__seals__has_key=tenant).order_by("seq")
    entries = entries.filter(at__gte=since) if since else entries
    digests = entries.values_list(f"details__seals__{tenant}", flat=True)
    return {date.fromisoformat(day): digest for days in digests for day, digest in days.items()}


# -- The nightly look ----------------------------------------------------------------------------------------------


@tenant_task
def check_cities() -> int:
    """Enqueue the look at each city as a job of its own, so that none waits for another; then count all facts anew. In
    the province's seat."""
    tenants = [tenant for tenant in seal_creation.sealed_tenants() if tenant.schema_name != PUBLIC]
    for tenant in tenants:
        enqueue(check_city, tenant.schema_name)
    integrity.check_tallies(timezone.now())
    return len(tenants)


@tenant_task
def check_city(schema: str) -> dict[str, int]:
    """Look at one city and keep what was found (`oversight.integrity`)."""
    found = look_at(Tenant.objects.get(schema_name=schema), timezone.now())
    return {"reports": found.reports, "faults": found.faults}


def look_at(tenant: Tenant, now: datetime) -> IntegrityCheck:
    """The look of one night at one city. In the province's seat, outside any transaction."""
    look = partial(look_after, look=nightly(now.date()))
    return integrity.check(tenant, look, now, seals_made(tenant.schema_name, now - REMEMBERED))
