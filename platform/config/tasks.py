"""Every task that may be enqueued, and which of them the worker enqueues by itself.

The database keeps the same list (`tenants.models.TaskPath`): a job with another path is refused where it is written,
and the worker runs nothing else, whatever a row says.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction

from tenants.models import TaskPath


@dataclass(frozen=True)
class Periodic:
    """A task that runs about once in `every`, for every enabled city or once for the province."""

    path: str
    every: timedelta
    is_of_province: bool = False


PERIODIC = (
    Periodic("core.casework.periodic.housekeeping.forget_unused", timedelta(hours=1)),
    Periodic("core.notifications.delivery.deliver", timedelta(minutes=5)),
    Periodic("core.casework.periodic.sweeping.escalate_late", timedelta(minutes=15)),
    Periodic("core.casework.periodic.sweeping.end_silent", timedelta(minutes=15)),
    Periodic("core.casework.periodic.digests.send_digests", timedelta(minutes=15)),
    Periodic("oversight.compacting.keep_up", timedelta(minutes=1), is_of_province=True),
    Periodic("core.casework.periodic.recalculating.recalculate_deadlines", timedelta(minutes=10)),
    Periodic("core.casework.office.emptying.empty_closed_units", timedelta(minutes=10)),
    Periodic("core.casework.common.vouched_tables.look_at_the_office", timedelta(hours=1)),
    Periodic("core.casework.common.vouched_tables.look_at_the_law", timedelta(hours=1), is_of_province=True),
    Periodic("config.auditing.seal_cities", timedelta(hours=1), is_of_province=True),
    Periodic("config.auditing.check_cities", timedelta(days=1), is_of_province=True),
)
# Tasks that only other work enqueues. path: whether it is the province's alone
_ENQUEUED = {
    "core.casework.periodic.recalculating.settle_deadlines": False,
    "core.casework.periodic.recalculating.move_to_zone": False,
    "config.auditing.check_city": True,
}
_OF_CITIES = {task.path for task in PERIODIC if not task.is_of_province}
# path: whether it is the province's alone
TASKS: dict[str, bool] = {**{task.path: task.path not in _OF_CITIES for task in PERIODIC}, **_ENQUEUED}


def seed() -> None:
    """Make the database's list equal to this one. Run as the owner after each migration; safe to repeat."""
    with transaction.atomic():
        known = dict(TaskPath.objects.values_list("path", "is_of_province"))
        if known == TASKS:
            return
        TaskPath.objects.exclude(path__in=TASKS).delete()
        TaskPath.objects.bulk_create(
            [TaskPath(path=path, is_of_province=of_province) for path, of_province in TASKS.items()],
            update_conflicts=True,
            update_fields=["is_of_province"],
            unique_fields=["path"],
        )
