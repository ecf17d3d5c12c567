"""Disposisi: which unit has a report, and which have a part of it. One unit speaks to the citizen."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.accounts.actors import SYSTEM, Actor
from core.accounts.roles import Role
from core.audit.chain import content_digest
from core.casework.actions.engine import TEXT_LENGTH, Addition, by_code, finish, take
from core.catalogue.models import Unit
from core.common.errors import Conflict, Invalid
from core.common.present import present
from core.common.text import check_text
from core.notifications import actions as notifications
from core.notifications.models import Notice
from core.reports.models import Report
from core.reports.workflow import UNIT_HEAD, UNIT_OFFICER, Transition, guard
from core.routing.models import Dispatch
from tenants.compiled import compiled
from tenants.rows import write

MOST_PARTS = 5
Ending = Dispatch.Ending


@dataclass(frozen=True)
class _Wanted:
    unit: Unit
    note: str
    is_part: bool = False


def dispatch(
    number: str, actor: Actor, *, unit: Any, note: Any = "", parts: Any = (), at: datetime | None = None
) -> Report:
    """Hand the report to the unit that answers the citizen, and parts of it to others.

    `parts`: a list of {"unit": code, "note": text}. The parts are finished before that unit answers.
    """
    wanted = [_wanted(unit, note), *_wanted_parts(parts)]
    with transaction.atomic():
        report, line = take(number, actor, "dispatch")
        return _hand(report, wanted, actor, "dispatch", line, at or timezone.now())


def redispatch(number: str, actor: Actor, *, unit: Any, note: Any = "", at: datetime | None = None) -> Report:
    """Take a misrouted report from the unit that has it, and hand it to another. Its clock goes on."""
    wanted = _wanted(unit, note)
    with transaction.atomic():
        report, line = take(number, actor, "redispatch")
        at = at or timezone.now()
        if wanted.unit.pk == report.unit_id:
            raise Invalid.at("unit", _("Laporan ini sudah di OPD tersebut."))
        release(report, at, only_lead=True)
        return _hand(report, [wanted], actor, "redispatch", line, at)


def add_part(number: str, actor: Actor, *, unit: Any, note: Any, at: datetime | None = None) -> Report:
    """Give another unit a part of the work; it tells the unit that answers."""
    wanted = _wanted(unit, note, is_part=True)
    with transaction.atomic():
        report, line = take(number, actor, "add_part")
        return _hand(report, [wanted], actor, "add_part", line, at or timezone.now())


def finish_part(number: str, actor: Actor, *, note: Any, at: datetime | None = None) -> Report:
    """The unit has done its part and says what; the unit that answers may then go on."""
    return _end_part(number, actor, "finish_part", Ending.FINISHED, note, at)


def return_part(number: str, actor: Actor, *, note: Any, at: datetime | None = None) -> Report:
    """ "Bukan wewenang kami": the part goes back to the coordinator, who finds another unit or none."""
    return _end_part(number, actor, "return_part", Ending.RETURNED, note, at)


def withdraw_part(number: str, actor: Actor, *, unit: Any, note: Any, at: datetime | None = None) -> Report:
    """The coordinator takes a part back, so that a unit that never finishes does not keep the citizen waiting."""
    chosen = by_code(Unit, unit, "unit", _("Pilih OPD dari daftar."), only_active=False)
    words = check_text(note, field="note", **TEXT_LENGTH)
    with transaction.atomic():
        report, line = take(number, actor, "withdraw_part")
        part = next((part for part in open_parts(report) if part.unit_id == chosen.pk), None)
        if part is None:
            raise Invalid.at("unit", _("OPD ini tidak mempunyai bagian yang berjalan."))
        return _finish_part(report, part, actor, "withdraw_part", line, Ending.WITHDRAWN, words, at)


def send_back(number: str, actor: Actor, *, note: Any, at: datetime | None = None) -> Report:
    """ "Bukan wewenang kami": the unit returns the report to the coordinator and says why."""
    words = check_text(note, field="note", **TEXT_LENGTH)
    with transaction.atomic():
        report, line = take(number, actor, "send_back")
        at, unit = at or timezone.now(), present(report.unit)
        digests = _end(open_lead(report), Ending.RETURNED, words, at, report.audit_seq + 1)
        report.unit = None
        return finish(report, line, "send_back", actor, at, Addition(named(unit), digests))


def hand_over(report: Report, successor: Unit | None, at: datetime) -> Report:
    """The unit that has it works no more: its report goes to the unit that follows, else back to the coordinator.

    An answered one waits for the coordinator alone, so only a successor takes it. The caller holds the report's row
    lock, in a transaction.
    """
    line = guard(SYSTEM, "hand_over", report)
    former = present(report.unit)
    release(report, at, only_lead=True)
    report.unit = successor
    details = {**named(former), "to": successor.short_name if successor else ""}
    if successor:
        line = replace(line, target=None)
        own_part = Dispatch.objects.filter(report=report, unit=successor, is_part=True, ended_at=None)
        own_part.update(ended_at=at, ended_seq=report.audit_seq + 1, ending=Ending.REPLACED)
        notifications.end_part_notice(report, successor.pk, at)
        Dispatch.objects.create(report=report, unit=successor, at=at, seq=report.audit_seq + 1)
    report = finish(report, line, "hand_over", SYSTEM, at, Addition(details))
    if successor:
        notifications.end_notices(report, at)
        write(*notifications.notices(report, "hand_over", at))
    return report


def end_part_of_closed(report: Report, unit: Unit, successor: Unit | None, at: datetime) -> Report:
    """The unit that has a part works no more: its open part goes to the unit that follows, unless that one has the
    report or a part of it already; without one it ends, and the coordinator is told.

    The caller holds the report's row lock, in a transaction.
    """
    line = guard(SYSTEM, "hand_over_part", report)
    parts = {part.unit_id: part for part in open_parts(report)}
    taken = {report.unit_id, *parts} - {unit.pk}
    report.part_units = [pk for pk in report.part_units if pk != unit.pk]
    part, seq, digests = parts.get(unit.pk), report.audit_seq + 1, {}
    if part:
        part.ended_at, part.ended_seq, part.ending = at, seq, Ending.REPLACED
        part.save(update_fields=["ended_at", "ended_seq", "ending"])
    follows = successor if part and successor and successor.pk not in taken else None
    if part and follows:
        row = Dispatch.objects.create(report=report, unit=follows, note=part.note, is_part=True, at=at, seq=seq)
        digests = {"dispatch_notes": {follows.code: content_digest(bytes(row.salt), part.note.encode())}}
        report.part_units = sorted({*report.part_units, follows.pk})
    details = {**named(unit), "to": follows.short_name if follows else ""}
    report = finish(report, line, "hand_over_part", SYSTEM, at, Addition(details, digests))
    notifications.end_part_notice(report, unit.pk, at)
    notifications.open_part_notices(report, [follows] if follows else [], at)
    if part and not follows:
        Notice.objects.create(report=report, event="hand_over_part", role=Role.COORDINATOR, at=at)
    return report


def open_lead(report: Report) -> Dispatch | None:
    """The dispatch to the unit that has the report now."""
    return next(iter(_open_leads.of(report, "report")), None)


@compiled
def _open_leads(report: int) -> QuerySet[Dispatch]:
    return Dispatch.objects.filter(report=report, is_part=False, ended_at=None)


def open_parts(report: Report) -> list[Dispatch]:
    """The parts that are not finished. One query."""
    parts = Dispatch.objects.filter(report=report, is_part=True, ended_at=None)
    return list(parts.select_related("unit")) if report.part_units else []


def units_with_parts(reports: Iterable[Report]) -> dict[int, list[Unit]]:
    """By report's key: the units whose part of it is not finished, in the order they got it. One query, none where no
    report has a part."""
    keys = [report.pk for report in reports if report.part_units]
    if not keys:
        return {}
    parts = Dispatch.objects.filter(report__in=keys, is_part=True, ended_at=None).select_related("unit")
    found: dict[int, list[Unit]] = {}
    for part in parts.order_by("at", "pk"):
        found.setdefault(part.report_id, []).append(part.unit)
    return found


def refuse_open_parts(report: Report) -> None:
    """Conflict while a part is not finished: there is one voice to the citizen, and it speaks last."""
    if parts := open_parts(report):
        sentence = _("Bagian ini belum selesai: %(units)s. Jawab pelapor setelah semua bagian selesai.")
        raise Conflict("parts_open", sentence % {"units": ", ".join(part.unit.short_name for part in parts)})


def release(report: Report, at: datetime, *, only_lead: bool = False) -> None:
    """End what is dispatched without a word: the report goes elsewhere or ends. One query."""
    running = Dispatch.objects.filter(report=report, ended_at=None)
    if only_lead:
        running = running.filter(is_part=False)
    running.update(ended_at=at, ended_seq=report.audit_seq + 1, ending=Ending.REPLACED)


def _wanted(unit: Any, note: Any, *, is_part: bool = False) -> _Wanted:
    chosen = by_code(Unit, unit, "unit", _("Pilih OPD dari daftar."))
    least = {"minimum": TEXT_LENGTH["minimum"]} if is_part else {}
    return _Wanted(chosen, check_text(note or "", field="note", maximum=TEXT_LENGTH["maximum"], **least), is_part)


def _wanted_parts(parts: Any) -> list[_Wanted]:
    if not isinstance(parts, Sequence) or isinstance(parts, str) or len(parts) > MOST_PARTS:
        raise Invalid.at("parts", _("Paling banyak %(n)d bagian.") % {"n": MOST_PARTS})
    if not all(isinstance(part, Mapping) for part in parts):
        raise Invalid.at("parts", _("Tiap bagian menyebut OPD dan tugasnya."))
    try:
        return [_wanted(part.get("unit"), part.get("note"), is_part=True) for part in parts]
    except Invalid as invalid:
        raise Invalid({"parts": [sentence for found in invalid.errors.values() for sentence in found]}) from invalid


def _hand(report: Report, wanted: list[_Wanted], actor: Actor, action: str, line: Transition, at: datetime) -> Report:
    """Write who has what from now on. A unit that gets the whole has its part in it."""
    leads, running = not wanted[0].is_part, open_parts(report)
    own_part = next((part for part in running if leads and part.unit_id == wanted[0].unit.pk), None)
    if own_part:
        _end(own_part, Ending.REPLACED, "", at, report.audit_seq + 1)
        notifications.end_part_notice(report, own_part.unit_id, at)
    taken = set() if leads else {report.unit_id}
    taken |= {part.unit_id for part in running if part is not own_part}
    for place, one in enumerate(wanted):
        if one.unit.pk in taken:
            raise Invalid.at("parts" if place else "unit", _("OPD ini sudah mempunyai bagian dari laporan ini."))
        taken.add(one.unit.pk)
    seq = report.audit_seq + 1
    rows = [
        Dispatch(report=report, unit=one.unit, by=actor.user, note=one.note, is_part=one.is_part, at=at, seq=seq)
        for one in wanted
    ]
    digests = {row.unit.code: content_digest(bytes(row.salt), row.note.encode()) for row in rows}
    if leads:
        report.unit = wanted[0].unit
    parts = [one.unit for one in wanted if one.is_part]
    report.part_units = sorted({*report.part_units, *(unit.pk for unit in parts)})
    details = named(wanted[0].unit) | ({"parts": [unit.short_name for unit in parts]} if parts else {})
    entry = Addition(details, {"dispatch_notes": digests})
    report = finish(report, line, action, actor, at, entry, rows=rows)
    notifications.open_part_notices(report, parts, at)
    return report


def _end_part(number: str, actor: Actor, action: str, ending: str, note: Any, at: datetime | None) -> Report:
    words = check_text(note, field="note", **TEXT_LENGTH)
    with transaction.atomic():
        report, line = take(number, actor, action)
        mine = {unit for unit in report.part_units if actor.has_in_unit(unit, UNIT_OFFICER, UNIT_HEAD)}
        part = next((part for part in open_parts(report) if part.unit_id in mine), None)
        if part is None:
            raise Conflict("no_part", _("Bagian Anda dari laporan ini sudah selesai."))
        return _finish_part(report, part, actor, action, line, ending, words, at)


def _finish_part(
    report: Report, part: Dispatch, actor: Actor, action: str, line: Transition, ending: str, words: str,
    at: datetime | None,
) -> Report:  # fmt: skip
    """A unit that did its part goes on seeing the report; one whose part was given or taken back does not."""
    at = at or timezone.now()
    digests = _end(part, ending, words, at, report.audit_seq + 1)
    if ending != Ending.FINISHED:
        report.part_units = [unit for unit in report.part_units if unit != part.unit_id]
    report = finish(report, line, action, actor, at, Addition(named(part.unit), digests))
    notifications.end_part_notice(report, part.unit_id, at)
    return report


def _end(row: Dispatch | None, ending: str, words: str, at: datetime, seq: int) -> dict[str, str]:
    if row is None:
        return {}
    digests = mark_ended(row, ending, words, at, seq)
    write(changed=row, columns=("ended_at", "ended_seq", "ending", "return_note"))
    return digests


def mark_ended(row: Dispatch, ending: str, words: str, at: datetime, seq: int) -> dict[str, str]:
    """Set the columns of a dispatch that has ended; what history says of its words. The caller writes the row."""
    row.ended_at, row.ended_seq, row.ending, row.return_note = at, seq, ending, words
    return {"return_note": content_digest(bytes(row.salt), words.encode())}


def named(unit: Unit) -> dict[str, str]:
    return {"unit": unit.short_name, "unit_code": unit.code}
