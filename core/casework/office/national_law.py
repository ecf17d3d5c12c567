"""The province edits the law that every city counts by: days off and legal deadlines, each by a decree.

One function per operation, in the province's seat; each writes one entry into the province's own stream `provinsi`.
Nothing of the past is edited: a day that was off stays as a row that says it was withdrawn, and a changed deadline is
a new row from a day to come. The cities find a changed calendar by themselves
(`core.casework.periodic.recalculating`).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.accounts.actors import Actor
from core.accounts.roles import Role
from core.audit import streams
from core.casework.office.days_off import parse_day
from core.casework.office.transaction import differences, vouched_change
from core.common.errors import Conflict, Forbidden, Invalid, NotFound, checked
from core.common.rows import row_or_404
from core.common.text import check_line
from tenants.law import interpretations, memory
from tenants.law.models import CalendarYear, DeadlineRule, Holiday

MOST_DAYS = 3650
_WEEKEND = 5  # Saturday, as date.weekday() counts


@contextmanager
def _change_of_law(actor: Actor, at: datetime | None) -> Iterator[Callable[..., None]]:
    """A transaction in which an operator changes the law; this process forgets what it remembered once it is done."""
    if not actor.has(Role.OPERATOR):
        raise Forbidden()
    with vouched_change(streams.PROVINCE, actor, at) as write:
        yield write
        transaction.on_commit(memory.forget)


# -- Days off -------------------------------------------------------------------------------------------------------


def check_day_off(day: Any, name: Any, kind: Any, basis: Any) -> dict[str, Any]:
    """What was typed about a new day off, made fit to be kept. Invalid at each field that is wrong."""
    return checked(
        {
            "day": lambda: _free_day(day, "day"),
            "name": lambda: check_line(name, field="name", minimum=3, maximum=200),
            "kind": lambda: _kind(kind),
            "basis": lambda: _basis(basis),
        }
    )


def add_day_off(
    actor: Actor, *, day: Any, name: Any, kind: Any, basis: Any, confirmed: bool, at: datetime | None = None
) -> Holiday:
    """A day off by a decree. `confirmed`: the date is decreed, not an estimate."""
    with _change_of_law(actor, at) as write:
        values = check_day_off(day, name, kind, basis)
        row = _put(values["day"], values["name"], values["kind"], values["basis"], confirmed=bool(confirmed))
        write("add_day_off", **_named(row), kind=row.kind, confirmed=row.confirmed)
        return row


def move_day_off(day: Any, actor: Actor, *, to: Any, basis: Any, at: datetime | None = None) -> Holiday:
    """The decree puts the holiday on another date; the old date is a working day again."""
    with _change_of_law(actor, at) as write:
        values = checked({"to": lambda: _free_day(to, "to"), "basis": lambda: _basis(basis)})
        old = _running(day)
        _withdraw(old, values["basis"])
        row = _put(values["to"], old.name, old.kind, values["basis"], confirmed=True)
        write("move_day_off", **{**_named(row), "day": old.date.isoformat()}, to=row.date.isoformat())
        return row


def withdraw_day_off(day: Any, actor: Actor, *, basis: Any, at: datetime | None = None) -> Holiday:
    """The day is a working day after all. The row stays, so that seeding does not bring it back."""
    with _change_of_law(actor, at) as write:
        decree, row = _basis(basis), _running(day)
        _withdraw(row, decree)
        write("withdraw_day_off", **_named(row))
        return row


def decree_year(year: int, actor: Actor, *, is_decreed: bool, basis: Any, at: datetime | None = None) -> CalendarYear:
    """Whether the cuti bersama of a year is settled: due dates that count days of it are provisional until then."""
    with _change_of_law(actor, at) as write:
        decree = _basis(basis)
        row = CalendarYear.objects.filter(year=year).first() or _new_year(year, decree)
        if row.cuti_bersama_confirmed == bool(is_decreed):
            raise Conflict("same", _("Tahun ini sudah tercatat demikian."))
        row.cuti_bersama_confirmed, row.legal_basis = bool(is_decreed), decree
        row.holidays_confirmed = row.holidays_confirmed or row.cuti_bersama_confirmed
        row.save()
        write("decree_year" if is_decreed else "undecree_year", year=year, basis=decree)
        return row


def _new_year(year: int, basis: str) -> CalendarYear:
    """A year that seeding does not know yet. Without a single day off its decree was not entered: a due date that
    counted on it would be wrong and not even provisional."""
    if not Holiday.objects.filter(date__year=year, is_day_off=True).exists():
        raise Conflict("no_days", _("Belum ada hari libur tercatat untuk tahun ini. Catat dulu hari-hari liburnya."))
    return CalendarYear(year=year, holidays_confirmed=False, cuti_bersama_confirmed=False, legal_basis=basis)


def day_off(day: Any) -> Holiday:
    """One date of the calendar, withdrawn ones too; NotFound when there is none."""
    try:
        return row_or_404(Holiday.objects.all(), date=date.fromisoformat(str(day)))
    except ValueError:
        raise NotFound() from None


def _running(day: Any) -> Holiday:
    row = day_off(day)
    if not row.is_day_off:
        raise Conflict("withdrawn", _("Libur ini sudah dicabut."))
    return row


def _free_day(typed: Any, field: str) -> date:
    day = parse_day(typed, today=timezone.localdate(), field=field)
    if day.weekday() >= _WEEKEND:
        raise Invalid.at(field, _("Hari ini Sabtu atau Minggu, jadi memang bukan hari kerja."))
    if Holiday.objects.filter(date=day, is_day_off=True).exists():
        raise Invalid.at(field, _("Hari ini sudah libur."))
    return day


def _put(day: date, name: str, kind: str, basis: str, *, confirmed: bool) -> Holiday:
    values = {"name": name, "kind": kind, "legal_basis": basis, "confirmed": confirmed, "is_day_off": True}
    row, _is_new = Holiday.objects.update_or_create(date=day, defaults=values)
    return row


def _withdraw(row: Holiday, basis: str) -> None:
    row.is_day_off, row.legal_basis = False, basis
    row.save(update_fields=["is_day_off", "legal_basis"])


def _kind(kind: Any) -> str:
    if kind not in Holiday.Kind.values:
        raise Invalid.at("kind", _("Pilih jenis hari libur."))
    return str(kind)


def _basis(basis: Any) -> str:
    return check_line(basis, field="basis", minimum=5, maximum=200)


def _named(row: Holiday) -> dict[str, str]:
    return {"day": row.date.isoformat(), "name": row.name, "basis": row.legal_basis}


# -- Deadlines ------------------------------------------------------------------------------------------------------


def rule(pk: int) -> DeadlineRule:
    return row_or_404(DeadlineRule.objects.all(), pk=pk)


def change_rule(
    pk: int,
    actor: Actor,
    *,
    limit: Any,
    valid_from: Any,
    basis: Any,
    confirmed: bool,
    reading: Any = "",
    at: datetime | None = None,
) -> DeadlineRule:
    """A deadline becomes longer or shorter, or is read otherwise, from a day to come, by a decree; until then the
    present one holds. `reading`: the code of one of its readings (`tenants.law.interpretations`); "" leaves it as it
    is.

    A new row with its own validity; the present one ends the day before. Reports keep the deadlines of their day.
    """
    with _change_of_law(actor, at) as write:
        old = rule(pk)
        if old.valid_to is not None:
            raise Conflict("ended", _("Batas ini sudah ada penggantinya. Ubah yang terbaru."))
        values = checked(
            {
                "limit": lambda: _limit(limit),
                "valid_from": lambda: _from(valid_from, old),
                "basis": lambda: _basis(basis),
                "reading": lambda: _reading(reading, old),
            }
        )
        new = rule(pk)
        new.pk, new.seeded, new._state.adding = None, None, True
        new.limit, new.legal_basis, new.confirmed = values["limit"], values["basis"], bool(confirmed)
        new.valid_from, new.valid_to = values["valid_from"], None
        if values["reading"]:
            interpretations.take(new, values["reading"])
        old.valid_to = values["valid_from"] - timedelta(days=1)
        old.save(update_fields=["valid_to"])
        new.save(force_insert=True)
        changes = differences(old, {"limit": new.limit, "confirmed": new.confirmed})
        if _code(old) != _code(new):
            changes["reading"] = [_code(old), _code(new)]
        write("change_rule", **_rule_named(new), changes=changes)
        return new


def withdraw_rule(pk: int, actor: Actor, *, basis: Any, at: datetime | None = None) -> DeadlineRule:
    """Take back a change that has not begun yet; the deadline before it holds on. What has begun is never removed."""
    with _change_of_law(actor, at) as write:
        decree, new = _basis(basis), rule(pk)
        if new.valid_from <= timezone.localdate() or new.seeded is not None or new.valid_to is not None:
            raise Conflict("begun", _("Batas ini sudah berlaku atau sudah ada penggantinya; buat perubahan baru."))
        same = DeadlineRule.objects.filter(rule_set=new.rule_set, code=new.code, kind=new.kind)
        same.filter(valid_to=new.valid_from - timedelta(days=1)).update(valid_to=None)
        DeadlineRule.objects.filter(pk=new.pk).delete()
        write("withdraw_rule", **{**_rule_named(new), "basis": decree})
        return new


def can_be_withdrawn(row: DeadlineRule, today: date) -> bool:
    """Whether the row is a change that has not begun yet."""
    return row.valid_from > today and row.seeded is None and row.valid_to is None


def _reading(typed: Any, row: DeadlineRule) -> interpretations.Reading | None:
    found = next((reading for reading in row.readings if reading["code"] == typed), None)
    if typed and found is None:
        raise Invalid.at("reading", _("Pilih salah satu bacaan."))
    return found


def _code(row: DeadlineRule) -> str:
    reading = interpretations.taken(row)
    return reading["code"] if reading else ""


def _limit(typed: Any) -> int:
    text = str(typed).strip()
    if not (text.isascii() and text.isdecimal() and 1 <= int(text[:6]) <= MOST_DAYS):
        raise Invalid.at("limit", _("Isi jumlah hari, paling sedikit 1."))
    return int(text)


def _from(typed: Any, old: DeadlineRule) -> date:
    day = parse_day(typed, today=timezone.localdate(), field="valid_from")
    if day <= max(timezone.localdate(), old.valid_from):
        raise Invalid.at(
            "valid_from", _("Perubahan berlaku paling cepat besok; aturan yang sudah berlaku tidak diubah.")
        )
    return day


def _rule_named(row: DeadlineRule) -> dict[str, str]:
    return {
        "rule": f"{row.rule_set} {row.code} {row.kind}",
        "from": row.valid_from.isoformat(),
        "limit": f"{row.limit} {row.get_unit_display()}",
        "basis": row.legal_basis,
    }
