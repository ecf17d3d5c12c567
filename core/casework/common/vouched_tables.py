"""Which rows the office of a city and the province vouch for in their own histories, and how each is named there.

Everything that decides who may do what, what is secret, and how long anything may take (`core.audit.vouching`).
"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import structlog
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from core.accounts.models import User
from core.audit import streams, vouching
from core.audit.vouching import Rows, model_digest, row_digest, vouched
from core.catalogue.models import Category, CitySettings, RejectionReason, Unit, UnitUserObjectPermission
from core.deadlines.models import LocalDayOff
from tenants.connection import connection
from tenants.jobs import tenant_task
from tenants.law.models import CalendarYear, DeadlineRule, EscalationStep, Holiday
from tenants.supervision.models import RequestKind

log = structlog.get_logger("laksa.audit")


class Table(NamedTuple):
    """Rows that are named by some of their columns and vouched for in others."""

    rows: Callable[[], QuerySet]
    name: tuple[str, ...]
    columns: tuple[str, ...]


OF_THE_OFFICE = (
    Table(Unit.objects.all, ("code",), ("name", "short_name", "type", "is_active")),
    Table(
        Category.objects.all,
        ("code",),
        ("name", "group", "subgroup", "lead_unit_id", "is_sensitive", "is_emergency", "keywords", "is_active"),
    ),
    Table(RejectionReason.objects.all, ("code",), ("name", "sentence", "is_active")),
    Table(
        CitySettings.objects.all,
        ("id",),
        (
            "independent_check",
            "reopen_days",
            "digest_at",
            "letterhead_name",
            "letterhead_address",
            "letterhead_phone",
            "signatory_name",
            "signatory_title",
        ),
    ),
    Table(LocalDayOff.objects.all, ("date",), ("name", "legal_basis", "is_day_off")),
)
OF_THE_LAW = (
    Table(Holiday.objects.all, ("date",), ("name", "kind", "legal_basis", "confirmed", "is_day_off")),
    Table(CalendarYear.objects.all, ("year",), ("holidays_confirmed", "cuti_bersama_confirmed", "legal_basis")),
    Table(
        DeadlineRule.objects.all,
        ("rule_set", "code", "kind", "valid_from"),
        DeadlineRule.SEEDED_FIELDS,
    ),
    Table(EscalationStep.objects.all, ("level", "valid_from"), EscalationStep.SEEDED_FIELDS),
    Table(RequestKind.objects.all, ("code",), RequestKind.SEEDED_FIELDS),
)


def rows_of_the_office() -> dict[str, str]:
    """Everything a city's admin sets, and who may do what there. In the seat of the city."""
    return {**dict(_read(OF_THE_OFFICE)), **dict(_people()), **dict(_unit_roles())}


def rows_of_the_province() -> dict[str, str]:
    """The law, and who may do what in the province's name. In the seat of the province."""
    return {**dict(_read(OF_THE_LAW)), **dict(_people())}


def rows_of(stream: str) -> dict[str, str]:
    return rows_of_the_province() if stream == streams.PROVINCE else rows_of_the_office()


def _read(tables: tuple[Table, ...]) -> Iterator[tuple[str, str]]:
    for table in tables:
        for row in table.rows():
            key = " ".join(str(getattr(row, column)) for column in table.name)
            yield f"{row._meta.db_table} {key}", model_digest(row, table.columns)


def _people() -> Iterator[tuple[str, str]]:
    """Roles, and what would give rights past them. Names, addresses and passwords are their owners' to change."""
    people = User.objects.filter(email_hash=None).prefetch_related("groups", "user_permissions")
    for person in people:
        groups = sorted(group.pk for group in person.groups.all())
        permissions = sorted(permission.pk for permission in person.user_permissions.all())
        values: list[Any] = [sorted(person.roles), person.is_active, person.is_staff, person.is_superuser]
        yield f"accounts_user {person.username}", row_digest([*values, groups, permissions])


def _unit_roles() -> Iterator[tuple[str, str]]:
    held = UnitUserObjectPermission.objects.values_list(
        "user__username", "permission__codename", "content_object__code"
    )
    for words in held:
        yield f"catalogue_unituserobjectpermission {' '.join(words)}", row_digest(words)


# -- When nothing is written -----------------------------------------------------------------------------------------


@tenant_task
def look_at_the_office() -> dict[str, int]:
    """Begin to vouch for what a city was given; later on find what was changed past its history. Safe to repeat."""
    return _begin_or_look(streams.OFFICE)


@tenant_task
def look_at_the_law() -> dict[str, int]:
    """The same of the law and the province's people, in the province's seat."""
    return _begin_or_look(streams.PROVINCE)


def _begin_or_look(stream: str) -> dict[str, int]:
    with transaction.atomic():
        streams.lock(stream)
        if vouched(stream) is None:
            vouching.begin(stream, rows_of(stream), timezone.now())
        return {"found": len(look(stream))}


def look(stream: str) -> list[str]:
    """Write down what was changed past the history, into the stream and into the log; nothing before the stream
    vouches for any row. The caller holds the stream's lock."""
    known = vouched(stream)
    found = [] if known is None else vouching.look(stream, known, rows_of(stream), timezone.now())
    if found:
        log.error("rows were changed past their history", stream=stream, tenant=connection.schema_name, found=found)
    return found


def before_release() -> None:
    """Before a release brings its law (`SHARED_SEEDS`): what differs already was changed by somebody else."""
    with transaction.atomic():
        streams.lock(streams.PROVINCE)
        look(streams.PROVINCE)


def after_release() -> None:
    """Afterwards: what it has changed."""
    with transaction.atomic():
        streams.lock(streams.PROVINCE)
        known = vouched(streams.PROVINCE)
        if known is not None:
            _write_release(vouching.differences(known, rows_of_the_province()))


def _write_release(rows: Rows) -> None:
    if rows:
        streams.append(
            streams.PROVINCE,
            "release",
            actor_kind="system",
            actor_id=None,
            actor_label="",
            at=timezone.now(),
            details={"count": len(rows)},
            digests={"rows": dict(rows)},
        )
