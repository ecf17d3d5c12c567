"""Loading bench data by COPY, as the owner."""

import json
from collections.abc import Callable, Iterable
from datetime import date, datetime
from io import BytesIO, StringIO
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import connection, models
from django.utils import timezone

from config.bench.rows import City, Photo, Rows, many
from config.demo import samples, scenes
from config.demo.plans import STORIES
from core.accounts.models import User
from core.audit.models import Entry
from core.casework import actions
from core.casework.people import actor_of
from core.catalogue.models import Category
from core.deadlines.models import Deadline
from core.notifications.models import Notice
from core.reports.models import Attachment, Counter, FollowUp, Identity, Report
from core.routing.models import Dispatch
from tenants.ledger.recording import COLUMNS, Event
from tenants.models import Tenant
from tenants.seats import seated

_BATCH = 2000
Progress = Callable[[int, int], None]
# COPY's text format: https://www.postgresql.org/docs/current/sql-copy.html
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def load(tenant: Tenant, number: int, progress: Progress, **terms: Any) -> None:
    """Give an empty city so many reports, on the `terms` of `rows.many`. The demo's people must be there."""
    today = timezone.now().astimezone(tenant.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    with seated(tenant):
        made, done = many(city_of(tenant), number, today, **terms), 0
        while batch := list(islice(made, _BATCH)):
            _copy_batch(tenant, batch)
            done += len(batch)
            progress(done, number)
        _set_counters(tenant)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def city_of(tenant: Tenant) -> City:
    """What the reports of a furnished city are made of; stores the bench's one photo. In the city's seat."""
    users = {user.username: user for user in User.objects.all()}
    categories = Category.objects.filter(code__in=STORIES).select_related("lead_unit")
    uploaded = _upload()
    return City(
        tenant,
        list(categories),
        samples.areas_of(tenant),
        actor_of(users["koordinator"]),
        actor_of(users["koordinator2"]),
        actor_of(users["petugas"]),
        uploaded,
    )


def _upload() -> Photo:
    row = actions.add_photo(BytesIO(scenes.photo("road", 0, is_after=False)))
    photo = Photo(row.full, row.thumb, bytes(row.sha256), row.width, row.height)
    row.delete()  # the row; the file stays
    return photo


def _copy_batch(tenant: Tenant, batch: list[Rows]) -> None:
    copy(Report, [rows.report for rows in batch])
    copy(Identity, [rows.identity for rows in batch if rows.identity])
    for model, name in (
        (Deadline, "deadlines"),
        (Entry, "entries"),
        (Notice, "notices"),
        (Dispatch, "dispatches"),
        (FollowUp, "follow_ups"),
        (Attachment, "photos"),
    ):
        copy(model, [row for rows in batch for row in getattr(rows, name)])
    _copy_ledger(tenant, [event for rows in batch for event in rows.ledger])


def copy(model: type[models.Model], rows: Iterable[models.Model]) -> None:
    """Write rows of a model as they are; where the first has no key, the database gives them."""
    rows = list(rows)
    if not rows:
        return
    fields = [field for field in model._meta.concrete_fields if rows[0].pk is not None or not field.primary_key]
    _copy(
        model._meta.db_table,
        [field.column for field in fields],
        ([_value(field, getattr(row, field.attname)) for field in fields] for row in rows),
    )


def _value(field: models.Field, value: Any) -> Any:
    """A list is an array in one column and JSON in another."""
    is_json = isinstance(field, models.JSONField) and value is not None
    return json.dumps(value, ensure_ascii=False) if is_json else value


def _copy_ledger(tenant: Tenant, events: Iterable[Event]) -> None:
    """The trigger folds every row into its fact, as for a city."""
    lines = ([tenant.schema_name, event.occurred_at, *(getattr(event, name) for name in COLUMNS)] for event in events)
    _copy("public.ledger_entry", ["tenant", "recorded_at", *COLUMNS], lines)


def _copy(table: str, columns: Iterable[str], lines: Iterable[Iterable[Any]]) -> None:
    names = ", ".join(f'"{name}"' for name in columns)  # "limit" is a word of SQL
    text = StringIO("".join("\t".join(map(encoded, line)) + "\n" for line in lines))
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {table} ({names}) FROM STDIN", text)


def encoded(value: Any) -> str:
    """A value as COPY reads it."""
    if value is None:
        return r"\N"
    if isinstance(value, str):
        return str(value).translate(_ESCAPES)
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, bytes | bytearray | memoryview):
        return r"\\x" + bytes(value).hex()
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False).translate(_ESCAPES)
    if isinstance(value, list | tuple):
        return _array(value).translate(_ESCAPES)
    if isinstance(value, int | float | UUID):
        return str(value)
    raise TypeError(f"COPY cannot be given a {type(value).__name__}.")


def _array(value: Any) -> str:
    """A list as PostgreSQL writes an array: `{"a",NULL,{"b","c"}}`."""
    if value is None:
        return "NULL"
    if isinstance(value, list | tuple):
        return "{" + ",".join(map(_array, value)) + "}"
    return json.dumps(value.isoformat() if isinstance(value, datetime | date) else value, ensure_ascii=False)


def _set_counters(tenant: Tenant) -> None:
    """Go on counting where the rows end."""
    with connection.cursor() as cursor:
        for model in (Report, FollowUp):
            table = model._meta.db_table
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")  # noqa: S608 (constants)
    years: dict[int, int] = {}
    for number in Report.objects.values_list("number", flat=True).iterator():
        _city, year, serial, _check = number.split("-")
        years[2000 + int(year)] = max(int(serial), years.get(2000 + int(year), 0))
    Counter.objects.bulk_create([Counter(year=year, last=last, in_order=last) for year, last in years.items()])
