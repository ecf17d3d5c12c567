"""A tenant is given another time zone: days, due times and months follow."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from core.casework.periodic.recalculating import move_to_zone
from oversight import compacting
from tenants import provisioning
from tenants.jobs import enqueue
from tenants.law import memory
from tenants.seats import seated


def to_zone(code: str, time_zone: str) -> Iterator[str]:
    """Sentences for the operator about what was done. Owner only; not inside a transaction.

    The worker computes a city's open limits again with a trace in each history, at once, and once more after the time
    for which other processes remember the former zone. The figures are counted anew: their days are the city's and
    their months the province's.
    """
    tenant = provisioning.set_time_zone(code, time_zone)
    yield f"{tenant.code} {tenant.name} keeps {tenant.time_zone}."
    if not tenant.is_province:
        with seated(tenant):
            enqueue(move_to_zone)
            enqueue(move_to_zone.using(run_after=timezone.now() + timedelta(seconds=2 * memory.REREAD_SECONDS)))
        yield "The worker computes the due times of its open reports again."
    yield f"{compacting.rebuild()} tallies made anew from the facts."
