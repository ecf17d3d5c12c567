"""Another city's report: it goes there with number, history, reporter and clock, and is counted once.

One transaction in two cities (`tenants.crossing`). The former city keeps its report, ended as transferred, and its
number leads on; the other gets every entry of the history as it was written, so that one chain runs through both. No
clock is stopped or started anew: time that has passed has passed for the citizen. The other city has the report from
that moment on, and may still give it back (`core.casework.actions.accepting`).

Supporters have accounts and devices of the former city, which the other cannot know: it gets their number, and they
are told once by mail where the report goes on (`core.notifications`).
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeVar

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.accounts.actors import SYSTEM, Actor
from core.audit.models import Entry
from core.casework.actions.conversing import add_note
from core.casework.actions.dispatching import release
from core.casework.actions.engine import TEXT_LENGTH, Addition, finish, take
from core.casework.actions.identities import IDENTITY_PURPOSE, new_identity
from core.casework.queries.access import lock_report
from core.catalogue.models import Category
from core.common import crypto
from core.common.errors import Conflict, Invalid
from core.common.present import present
from core.common.text import check_text
from core.deadlines.models import Deadline
from core.deadlines.report_clocks import acceptance_until
from core.reports import drafts
from core.reports.kinds import Outcome, State
from core.reports.models import Attachment, FollowUp, Identity, Message, Report
from core.reports.workflow import Transition, guard
from core.routing.models import Note
from tenants import crossing
from tenants.areas import lookup
from tenants.connection import connection
from tenants.context import current
from tenants.models import Tenant
from tenants.seats import PUBLIC

# What a report takes along; the rest belongs to the city that has it.
_CARRIED = (
    "number", "kind", "identity_level", "visibility", "channel", "description", "public_text", "public_parts", "lat",
    "lon", "address", "salt", "received_at", "verified_at", "code_hash", "audit_seq", "audit_head", "is_synthetic",
    "supporters",
)  # fmt: skip
# Where the other city has no category of that name, one of the same subgroup or group is taken; its coordinator
# corrects it when verifying.
_ALIKE = (("code",), ("group", "subgroup"), ("group",))

_Words = TypeVar("_Words", Message, Note)


@dataclass
class Parcel:
    """Everything about one report that goes along, detached from the city it was in."""

    report: Report
    category: Category
    entries: list[Entry]
    deadlines: list[Deadline]
    messages: list[Message]
    notes: list[Note]
    photos: list[Attachment]
    files: dict[str, bytes]
    contact: dict[str, str] | None
    identity: Identity | None
    saved: list[str] = field(default_factory=list)


def destinations() -> list[Tenant]:
    """The cities of the province a report of this city can be handed to, by name. One query."""
    here = current()
    others = Tenant.objects.filter(province_code=here.province_code, is_enabled=True, is_sandbox=here.is_sandbox)
    others = others.exclude(schema_name__in=(PUBLIC, here.schema_name))
    return sorted((tenant for tenant in others if not tenant.is_behind), key=lambda tenant: tenant.name)


def transfer(
    number: str, actor: Actor, *, to: Any, note: Any = "", own_pin: Any = False, at: datetime | None = None
) -> Report:
    """Hand a report to another city of the province, by its Kemendagri code; its coordinator reads the note.

    `own_pin`: the coordinator has seen that the pin lies in this city, and means it all the same; Invalid without.
    To a city that has given it back before, only with a note. Conflict when a unit has answered it already: who has
    answered is responsible; and when it came from another city and is not accepted yet.
    """
    former, target = current(), _destination(to)
    words = check_text(note or "", field="note", maximum=TEXT_LENGTH["maximum"])
    at = at or timezone.now()
    with crossing.handing_over(former, target) as there:
        report, line = take(number, actor, "transfer")
        if FollowUp.objects.filter(report=report).exists():
            raise Conflict("answered", _("Laporan yang sudah dijawab tidak dialihkan ke daerah lain."))
        _check_the_way(report, target, words)
        if _pin_lies_here(report) and own_pin is not True and own_pin != "on":
            raise Invalid.at("own_pin", _("Titik di peta terletak di daerah ini. Tegaskan bila tetap akan dialihkan."))
        deadlines = list(Deadline.objects.filter(report=report))  # as they are now: the end of it here stops its own
        release(report, at)
        report.transferred_to, report.outcome, report.ended_at = target.schema_name, Outcome.TRANSFERRED, at
        entry = leaving(target)
        report.accept_by = acceptance_until(report.kind, at)
        if words:
            entry.digests["note"] = add_note(report, words, at)
        report = finish(report, line, "transfer", actor, at, entry)
        parcel = pack(report, deadlines)
        with there():
            unpack(parcel, former, at)
        return report


def leaving(to: Tenant) -> Addition:
    """What history and ledger record of a report that goes to a city."""
    return Addition({"to": to.schema_name, "city": to.name}, ledger={"transfer_to": to.schema_name})


def _check_the_way(report: Report, target: Tenant, words: str) -> None:
    """Nothing goes to and fro without a reason. One query, none with a note."""
    if report.accept_by:
        raise Conflict(
            "not_accepted", _("Laporan ini belum diterima di sini. Kembalikan dengan alasan, atau terima dahulu.")
        )
    gave_back = Entry.objects.filter(stream=report.number, action="come_back", details__from=target.schema_name)
    if not words and gave_back.exists():
        sentence = _(
            "%(city)s pernah mengembalikan laporan ini, dengan alasan di riwayat. Tulis mengapa dialihkan lagi."
        )
        raise Invalid.at("note", sentence % {"city": target.name})


def _pin_lies_here(report: Report) -> bool:
    """Whether the reporter's pin lies within this city, as far as its outline is known."""
    if report.lat is None or report.lon is None:
        return False
    place = lookup.locate(report.lat, report.lon)
    return place is not None and place.code[:5] == current().code


def _destination(to: Any) -> Tenant:
    found = next((tenant for tenant in destinations() if tenant.code == to), None)
    if found is None:
        raise Invalid.at("to", _("Pilih kabupaten/kota dari daftar."))
    return found


def pack(report: Report, deadlines: list[Deadline]) -> Parcel:
    """Everything of a report, read in the seat of the city that has it; `deadlines` as they stood before it went."""
    photos = list(Attachment.objects.filter(report=report))
    identity = Identity.objects.filter(report=report).first()
    return Parcel(
        report=report,
        category=report.category,
        entries=list(Entry.objects.filter(stream=report.number)),
        deadlines=deadlines,
        messages=list(Message.objects.filter(report=report)),
        notes=list(Note.objects.filter(report=report)),
        photos=photos,
        files={name: _read(name) for photo in photos for name in (photo.full, photo.thumb)},
        contact=_open(identity, report.number) if identity else None,
        identity=identity,
    )


def _read(name: str) -> bytes:
    with default_storage.open(name) as file:
        return file.read()


def _open(identity: Identity, number: str) -> dict[str, str]:
    """The reporter, for being sealed under the other city's key; nobody reads it."""
    sealed, schema = bytes(identity.sealed), connection.schema_name
    return json.loads(crypto.decrypt(schema, sealed, purpose=IDENTITY_PURPOSE, associated=number.encode()))


def unpack(parcel: Parcel, former: Tenant, at: datetime) -> None:
    """Receive a report in the seat of the other city, new or handed to it once more."""
    known = Report.objects.select_for_update().filter(number=parcel.report.number).first()
    since = known.audit_seq if known else 0
    report = _row(parcel, known, former)
    _receive(parcel, report, former, guard(SYSTEM, "receive", report), "receive", SYSTEM, at, since)


def unpack_again(parcel: Parcel, former: Tenant, action: str, actor: Actor, at: datetime) -> Report:
    """Have a report again in the seat of the city that had handed it over: in its own copy, with its own category,
    kelurahan and account, and in the state it had."""
    report = present(lock_report(parcel.report.number))
    line, since = guard(actor, action, report), report.audit_seq
    line = replace(line, target=_state_before(parcel.entries, since))
    for name in _CARRIED:
        setattr(report, name, getattr(parcel.report, name))
    report.received_from, report.transferred_to, report.accept_by = former.schema_name, "", None
    report.unit = report.ended_at = report.erased_at = None
    report.outcome, report.part_units = "", []
    return _receive(parcel, report, former, line, action, actor, at, since)


def _state_before(entries: list[Entry], left: int) -> str:
    """The state in which a report was when entry `left` handed it over."""
    before = [entry for entry in entries if entry.seq < left]
    state = max(before, key=lambda entry: entry.seq).columns["state"] if before else ""
    return State.VERIFIED if state == State.VERIFIED else State.SUBMITTED


def _receive(
    parcel: Parcel,
    report: Report,
    former: Tenant,
    line: Transition,
    action: str,
    actor: Actor,
    at: datetime,
    since: int,
) -> Report:
    """Write what a parcel holds; of its history what came after entry `since`."""
    report.save()
    report.keep_as_locked()
    try:
        _write_history(parcel, report, since)
        _write_clocks(parcel, report)
        _write_photos(parcel, report)
        _write_identity(parcel, report)
        details = {"from": former.schema_name, "city": former.name}
        return finish(report, line, action, actor, at, Addition(details))
    except Exception:
        for name in parcel.saved:
            default_storage.delete(name)
        raise


def _row(parcel: Parcel, known: Report | None, former: Tenant) -> Report:
    report = known or Report()
    for name in _CARRIED:
        setattr(report, name, getattr(parcel.report, name))
    report.category = _category(parcel.category)
    report.area_code, report.area_check = _area(report)
    report.state, report.received_from, report.transferred_to = State.TRANSFERRED, former.schema_name, ""
    report.accept_by = parcel.report.accept_by
    report.unit = report.ended_at = report.submitted_by = None
    report.outcome, report.part_units, report.erased_at = "", [], None
    return report


def _category(former: Category) -> Category:
    active = Category.objects.filter(is_active=True)
    for names in _ALIKE:
        if found := active.filter(**{name: getattr(former, name) for name in names}).first():
            return found
    return present(active.order_by("-position").first())


def _area(report: Report) -> tuple[str, str]:
    """The kelurahan under the pin, when the pin lies here; the citizen's choice was one of the other city."""
    if report.lat is None or report.lon is None:
        return "", ""
    try:
        return drafts.place_of(report.lat, report.lon, "", current().code)
    except Invalid:
        return "", ""


def _write_history(parcel: Parcel, report: Report, since: int) -> None:
    news = [entry for entry in parcel.entries if entry.seq > since]
    Entry.objects.bulk_create(Entry(**_values(entry, "id")) for entry in news)
    _write_words(Message, parcel.messages, report, since)
    _write_words(Note, parcel.notes, report, since)


def _write_words(model: type[_Words], rows: Sequence[_Words], report: Report, since: int) -> None:
    """Those that are new; and again those of a report that came back after its copy here was erased
    (`core.casework.actions.erasing`)."""
    model.objects.bulk_create(model(report=report, **_values(row, "id", "report")) for row in rows if row.seq > since)
    known = {row.seq: row for row in rows}
    for row in model.objects.filter(report=report, salt=b"", seq__in=known):
        model.objects.filter(pk=row.pk).update(text=known[row.seq].text, salt=known[row.seq].salt)


def _write_clocks(parcel: Parcel, report: Report) -> None:
    """As they stood before the hand-over; on a report that came back they take the place of its former ones."""
    known = {deadline.key: deadline.pk for deadline in report.deadlines.all()}
    for deadline in parcel.deadlines:
        Deadline(pk=known.get(deadline.key), report=report, **_values(deadline, "id", "report")).save()


def _write_photos(parcel: Parcel, report: Report) -> None:
    """Those that are not here: new ones, and on a report whose copy here was erased, all. What was hidden meanwhile is
    hidden here, too."""
    here = {photo.pk: photo for photo in Attachment.objects.filter(report=report)}
    for photo in parcel.photos:
        if photo.pk not in here:
            names = {name: _save(parcel, getattr(photo, name)) for name in ("full", "thumb")}
            Attachment(report=report, **{**_values(photo, "report", "follow_up"), **names}).save(force_insert=True)
        elif here[photo.pk].is_hidden != photo.is_hidden:
            Attachment.objects.filter(pk=photo.pk).update(is_hidden=photo.is_hidden)


def _save(parcel: Parcel, name: str) -> str:
    saved = default_storage.save(name, ContentFile(parcel.files[name]))
    parcel.saved.append(saved)
    return saved


def _write_identity(parcel: Parcel, report: Report) -> None:
    if parcel.contact is None or parcel.identity is None or Identity.objects.filter(report=report).exists():
        return
    identity = present(new_identity(report, parcel.contact))
    identity.salt = parcel.identity.salt
    identity.save(force_insert=True)


def _values(row: Any, *without: str) -> dict[str, Any]:
    return {
        column.attname: getattr(row, column.attname)
        for column in row._meta.concrete_fields
        if column.name not in without
    }
