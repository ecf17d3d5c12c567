"""`laksa hold` and `laksa open`: whether an installation sends mail and makes seals (`tenants.holds`). Owner only."""

from django.db import transaction
from django.utils import timezone

from core.notifications.delivery import IN_HAND
from core.notifications.models import Mail
from tenants import holds
from tenants.models import Tenant
from tenants.seats import PUBLIC, Seat, seated


def hold() -> None:
    """Send nothing until `open_up`."""
    with seated(Seat(PUBLIC, "owner")):
        holds.hold(timezone.now())


def open_up(*, sends_waiting: bool) -> int | None:
    """Send again; how many mails were cancelled, None for an installation that was open already.

    What waited in the backup has most likely been sent by the installation it was made from, so it is cancelled unless
    `sends_waiting`. What came since then goes out. Safe to repeat: the mark is taken away last.
    """
    with seated(Seat(PUBLIC, "owner")):
        since = holds.since()
        cities = list(Tenant.objects.exclude(schema_name=PUBLIC))
    if since is None:
        return None
    cancelled = 0
    for city in [] if sends_waiting else cities:
        with seated(city), transaction.atomic():
            waiting = Mail.objects.filter(status__in=IN_HAND, queued_at__lte=since)
            cancelled += waiting.update(status=Mail.Status.CANCELLED, next_at=None)
    with seated(Seat(PUBLIC, "owner")):
        holds.release()
    return cancelled
