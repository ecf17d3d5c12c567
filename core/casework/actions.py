"""Everything that changes a report: one function per operation, called by HTML and API alike.

Each takes the report's row lock, asks the transition table, and writes report, deadlines, audit entry, notice and
ledger row in one transaction. Refusals are the domain errors of `core.common.errors`; nothing is changed then.
Times are aware; `at` defaults to now and is given only by the owner's seed path and by tests.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, BinaryIO
from uuid import UUID

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.accounts.actors import REPORTER, Actor
from core.accounts.roles import READS_IDENTITY
from core.audit import writing as audit
from core.audit.chain import START, Link, link_hash
from core.casework import queries
from core.casework.queries import UNUSED_PHOTO_KEPT
from core.catalogue.models import RejectionReason, Unit
from core.common import crypto, numbers
from core.common.errors import Forbidden, Invalid, NotFound
from core.common.storage import new_name
from core.common.text import check_text
from core.deadlines.actions import open_deadlines, preview, settle
from core.deadlines.models import Deadline
from core.notifications import actions as notifications
from core.reports import drafts, photos, snapshots
from core.reports.kinds import IdentityLevel, State, Visibility
from core.reports.models import Attachment, FollowUp, Identity, Message, Report, new_salt
from core.reports.workflow import Transition, guard
from core.routing.models import Dispatch
from tenants.context import current
from tenants.ledger import recording

TEXT_LENGTH = {"minimum": 3, "maximum": 5000}
# What the clocks call an action (`core.deadlines`); actions no clock waits for are absent.
CLOCK_EVENTS = {
    "verify": "verified",
    "reject": "rejected",
    "dispatch": "dispatched",
    "start": "started",
    "answer": "answered",
    "close": "closed",
}
IDENTITY_PURPOSE = "identity"


@dataclass(frozen=True)
class Submission:
    """What the citizen takes home: the report, its receipt code (shown once) and the due dates."""

    report: Report
    code: str
    deadlines: list[Deadline]


@dataclass
class _Entry:
    """What a transition adds to its audit entry."""

    details: dict[str, Any] = field(default_factory=dict)
    digests: dict[str, Any] = field(default_factory=dict)


# -- Submitting ----------------------------------------------------------------------------------------------------


def submit(draft: drafts.Draft, *, at: datetime | None = None, is_synthetic: bool = False) -> Submission:
    """Receive a report. Invalid names every faulty field. An anonymous report stores nobody."""
    tenant = current()
    checked = drafts.check(draft, tenant)
    at = at or timezone.now()
    with transaction.atomic():
        pictures = _claim_photos(checked.attachments)
        code = numbers.receipt_code()
        number = _next_number(tenant.code, at.astimezone(tenant.zone).year)
        report = _new_report(checked, number, code, at, is_synthetic)
        promised = preview(report.kind, at, tenant.zone)
        report.next_due_at = next_due(promised)
        identity = _new_identity(report, checked.contact)
        entry = _Entry(digests=_photo_digests(pictures))
        if identity:
            entry.digests["identity"] = snapshots.identity_digest(identity, checked.contact)
        link = _link(report, "submit", REPORTER, at, promised, entry)
        report.audit_head = link_hash(link)
        report.save(force_insert=True)
        if identity:
            identity.report = report
            identity.save(force_insert=True)
        _attach(pictures, report)
        deadlines = open_deadlines(report, "received", at, zone=tenant.zone)
        audit.append(**vars(link))
        notifications.open_notice(report, "submit", at)
        recording.record(_event(report, "submit", at, deadlines))
    return Submission(report, code, deadlines)


def _next_number(city_code: str, year: int) -> str:
    """The next report number of a local year; the counter's row stays locked until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO reports_counter (year, last) VALUES (%s, 1) "
            "ON CONFLICT (year) DO UPDATE SET last = reports_counter.last + 1 RETURNING last",
            [year],
        )
        (serial,) = cursor.fetchone()
    return numbers.make_number(city_code, year, serial)


def _new_report(checked: drafts.Checked, number: str, code: str, at: datetime, is_synthetic: bool) -> Report:
    # A sensitive category (violence against women and children) starts as secret whatever was chosen.
    visibility = Visibility.SECRET if checked.category.is_sensitive else checked.visibility
    return Report(
        number=number,
        kind=checked.kind,
        category=checked.category,
        state=State.SUBMITTED,
        identity_level=checked.identity_level,
        visibility=visibility,
        channel=checked.channel,
        description=checked.description,
        lat=checked.lat,
        lon=checked.lon,
        address=checked.address,
        area_code=checked.area_code,
        area_check=checked.area_check,
        received_at=at,
        code_hash=queries.code_hash(number, code),
        audit_seq=1,
        audit_head=START,
        is_synthetic=is_synthetic,
    )


def _new_identity(report: Report, contact: dict[str, str]) -> Identity | None:
    if report.identity_level == IdentityLevel.ANONYMOUS:
        return None
    sealed = crypto.encrypt(
        connection.schema_name,
        snapshots.dump_contact(contact),
        purpose=IDENTITY_PURPOSE,
        associated=report.number.encode(),
    )
    return Identity(
        sealed=sealed,
        email_hash=contact_hash(contact, "email"),
        phone_hash=contact_hash(contact, "phone"),
        salt=new_salt(),
    )


def contact_hash(contact: dict[str, str], kind: str) -> bytes:
    """By what a reporter's e-mail or phone is found without standing in the open; empty where there is none."""
    return crypto.keyed_hash(connection.schema_name, contact[kind], kind) if contact.get(kind) else b""


# -- Photos --------------------------------------------------------------------------------------------------------


def add_photo(upload: BinaryIO, *, at: datetime | None = None) -> Attachment:
    """Take in a photo before the report it belongs to: checked, turned upright, stripped of metadata, re-encoded.

    Its id may be used once within 24 hours. Invalid at `photo` says what is wrong with the file.
    """
    picture = photos.process(upload, max_bytes=settings.PHOTO_MAX_BYTES, max_pixels=settings.PHOTO_MAX_PIXELS)
    at = at or timezone.now()
    return Attachment.objects.create(
        full=default_storage.save(new_name("photos", at, "jpg"), ContentFile(picture.full)),
        thumb=default_storage.save(new_name("thumbs", at, "jpg"), ContentFile(picture.thumb)),
        width=picture.width,
        height=picture.height,
        sha256=picture.sha256,
        uploaded_at=at,
    )


def _claim_photos(ids: list[UUID]) -> list[Attachment]:
    """Lock uploaded photos that nothing has used yet; Invalid when one is unknown, used or too old."""
    if not ids:
        return []
    fresh = timezone.now() - UNUSED_PHOTO_KEPT
    found = list(
        Attachment.objects.select_for_update().filter(pk__in=ids, report=None, uploaded_at__gte=fresh).order_by("pk")
    )
    if len(found) != len(ids):
        raise Invalid.at("attachments", _("Foto ini tidak ditemukan atau sudah dipakai. Unggah lagi."))
    return sorted(found, key=lambda photo: ids.index(photo.pk))


def _photo_digests(pictures: Iterable[Attachment]) -> dict[str, Any]:
    found = {str(photo.pk): snapshots.photo_digest(photo) for photo in pictures}
    return {"photos": found} if found else {}


def _attach(pictures: list[Attachment], report: Report, follow_up: FollowUp | None = None) -> None:
    if pictures:
        Attachment.objects.filter(pk__in=[photo.pk for photo in pictures]).update(
            report=report, follow_up=follow_up, seq=report.audit_seq
        )


# -- The transitions -----------------------------------------------------------------------------------------------


def ask(number: str, actor: Actor, *, text: Any, at: datetime | None = None) -> Report:
    """Ask the reporter for more; the answer comes back through the tracking page."""
    question = check_text(text, field="text", **TEXT_LENGTH)
    at = at or timezone.now()
    with transaction.atomic():
        report, line = _take(number, actor, "ask")
        message = _message(report, question, at, from_reporter=False)
        return _finish(report, line, "ask", actor, at, _Entry(digests={"message": snapshots.text_digest(message)}))


def reply(number: Any, code: Any, *, text: Any, attachments: Any = (), at: datetime | None = None) -> Report:
    """The reporter, known by number and code, answers what was asked."""
    answer = check_text(text, field="text", **TEXT_LENGTH)
    ids = drafts.attachment_ids(attachments)
    at = at or timezone.now()
    with transaction.atomic():
        known = queries.report_by_code(number, code)
        report, line = _take(known.number, REPORTER, "reply")
        pictures = _claim_photos(ids)
        message = _message(report, answer, at, from_reporter=True)
        entry = _Entry(digests={"message": snapshots.text_digest(message), **_photo_digests(pictures)})
        report = _finish(report, line, "reply", REPORTER, at, entry)
        _attach(pictures, report)
        return report


def verify(number: str, actor: Actor, *, at: datetime | None = None) -> Report:
    """The coordinator finds the report complete and ours; from now on its text may be public."""
    with transaction.atomic():
        report, line = _take(number, actor, "verify")
        report.verified_at = at = at or timezone.now()
        return _finish(report, line, "verify", actor, at)


def reject(number: str, actor: Actor, *, reason: Any, note: Any = "", at: datetime | None = None) -> Report:
    """End a report that cannot be followed up, with a reason that is data and a word to the reporter."""
    chosen = _by_code(RejectionReason, reason, "reason", _("Pilih alasan dari daftar."))
    words = check_text(note or "", field="note", maximum=TEXT_LENGTH["maximum"])
    with transaction.atomic():
        report, line = _take(number, actor, "reject")
        report.rejection_reason, report.rejection_note = chosen, words
        report.ended_at = at = at or timezone.now()
        return _finish(report, line, "reject", actor, at, _Entry({"reason": chosen.code}))


def dispatch(number: str, actor: Actor, *, unit: Any, note: Any = "", at: datetime | None = None) -> Report:
    """Disposisi: hand the report to a unit."""
    chosen = _by_code(Unit, unit, "unit", _("Pilih OPD dari daftar."))
    words = check_text(note or "", field="note", maximum=TEXT_LENGTH["maximum"])
    with transaction.atomic():
        report, line = _take(number, actor, "dispatch")
        at = at or timezone.now()
        report.unit = chosen
        Dispatch.objects.create(report=report, unit=chosen, by=actor.user, note=words, at=at)
        return _finish(
            report, line, "dispatch", actor, at, _Entry({"unit": chosen.short_name, "unit_code": chosen.code})
        )


def send_back(number: str, actor: Actor, *, note: Any, at: datetime | None = None) -> Report:
    """ "Bukan wewenang kami": the unit returns the report to the coordinator and says why."""
    words = check_text(note, field="note", **TEXT_LENGTH)
    with transaction.atomic():
        report, line = _take(number, actor, "send_back")
        at = at or timezone.now()
        unit = report.unit
        Dispatch.objects.filter(report=report, ended_at=None).update(ended_at=at, return_note=words)
        report.unit = None
        return _finish(report, line, "send_back", actor, at, _Entry({"unit": unit.short_name, "unit_code": unit.code}))


def start(number: str, actor: Actor, *, at: datetime | None = None) -> Report:
    """The unit begins to work on it."""
    with transaction.atomic():
        report, line = _take(number, actor, "start")
        return _finish(report, line, "start", actor, at, _Entry({"unit": report.unit.short_name}))


def answer(number: str, actor: Actor, *, text: Any, attachments: Any = (), at: datetime | None = None) -> Report:
    """Tindak lanjut: the unit's answer to the citizen, with photos."""
    words = check_text(text, field="text", **TEXT_LENGTH)
    ids = drafts.attachment_ids(attachments)
    with transaction.atomic():
        report, line = _take(number, actor, "answer")
        at = at or timezone.now()
        pictures = _claim_photos(ids)
        follow_up = FollowUp.objects.create(
            report=report, unit=report.unit, author=actor.user, text=words, at=at, seq=report.audit_seq + 1
        )
        report.answered_at, report.answered_by = at, actor.user
        entry = _Entry(
            {"unit": report.unit.short_name},
            {"follow_up": snapshots.text_digest(follow_up), **_photo_digests(pictures)},
        )
        report = _finish(report, line, "answer", actor, at, entry)
        _attach(pictures, report, follow_up)
        return report


def close(number: str, actor: Actor, *, at: datetime | None = None) -> Report:
    """The coordinator has checked the answer (and its photos) and ends the report; never what he or she answered."""
    with transaction.atomic():
        report, line = _take(number, actor, "close")
        report.ended_at = at = at or timezone.now()
        return _finish(report, line, "close", actor, at)


def read_identity(number: str, actor: Actor, *, at: datetime | None = None) -> dict[str, str]:
    """The reporter's name and contact. Every reading is an entry in the report's history."""
    with transaction.atomic():
        report = _locked(number, actor)
        if not actor.roles & READS_IDENTITY:
            raise Forbidden()
        identity = Identity.objects.filter(report=report).first()
        if identity is None:
            raise NotFound("no_identity", _("Pelapor memilih tanpa identitas; tidak ada yang tersimpan."))
        report.audit_seq += 1
        link = _link(report, "identity_read", actor, at or timezone.now(), report.deadlines.all(), _Entry())
        audit.append(**vars(link))
        report.audit_head = link_hash(link)
        report.save(update_fields=["audit_seq", "audit_head"])
        plain = crypto.decrypt(
            connection.schema_name, bytes(identity.sealed), purpose=IDENTITY_PURPOSE, associated=report.number.encode()
        )
    return json.loads(plain)


# -- What all of them share ----------------------------------------------------------------------------------------


def _by_code(model, code: Any, name: str, sentence):
    usable = isinstance(code, str) and code.isascii() and "\x00" not in code
    found = model.objects.filter(code=code, is_active=True).first() if usable else None
    if found is None:
        raise Invalid.at(name, sentence)
    return found


def _locked(number: str, actor: Actor) -> Report:
    """The report's row, locked, if this actor may know of it; NotFound otherwise, absent and forbidden alike."""
    try:
        number = numbers.parse_number(number)
    except Invalid as error:
        raise NotFound() from error
    rows = queries.visible_to(actor) if actor.kind == "staff" else Report.objects.all()
    report = (
        rows.select_related("category", "unit", "rejection_reason")
        .select_for_update(of=("self",))
        .filter(number=number)
        .first()
    )
    if report is None:
        raise NotFound()
    return report


def _take(number: str, actor: Actor, action: str) -> tuple[Report, Transition]:
    report = _locked(number, actor)
    return report, guard(actor, action, report)


def _message(report: Report, text: str, at: datetime, *, from_reporter: bool) -> Message:
    return Message.objects.create(
        report=report, from_reporter=from_reporter, text=text, at=at, seq=report.audit_seq + 1
    )


def _link(
    report: Report, action: str, actor: Actor, at: datetime, deadlines: Iterable[Deadline], entry: _Entry
) -> Link:
    return Link(
        stream=report.number,
        seq=report.audit_seq,
        action=action,
        actor_kind=actor.kind,
        actor_id=actor.user.pk if actor.user else None,
        actor_label=actor.label,
        at=at,
        details=entry.details,
        columns=snapshots.columns(report, deadlines),
        digests={**snapshots.digests(report), **entry.digests},
        previous=bytes(report.audit_head),
    )


def _finish(
    report: Report, line: Transition, action: str, actor: Actor, at: datetime | None, entry: _Entry | None = None
) -> Report:
    """Write what every transition writes, once its own part has set the report's columns."""
    at = at or timezone.now()
    report.state = line.target
    if event := CLOCK_EVENTS.get(action):
        settle(report, event, at)
        open_deadlines(report, event, at, zone=current().zone)
    deadlines = list(report.deadlines.all())
    report.next_due_at = next_due(deadlines)
    report.audit_seq += 1
    link = _link(report, action, actor, at, deadlines, entry or _Entry())
    audit.append(**vars(link))
    report.audit_head = link_hash(link)
    report.save(update_fields=_CHANGED)
    notifications.move_on(report, action, at)
    recording.record(_event(report, action, at, deadlines))
    return report


def next_due(deadlines: Iterable[Deadline]) -> datetime | None:
    """The earliest due time still open, by which queues are sorted; None when no clock runs."""
    return min((limit.due_at for limit in deadlines if limit.outcome == Deadline.Outcome.OPEN), default=None)


_CHANGED = [
    "state",
    "unit",
    "verified_at",
    "answered_at",
    "answered_by",
    "ended_at",
    "rejection_reason",
    "rejection_note",
    "next_due_at",
    "audit_seq",
    "audit_head",
]


def _event(report: Report, action: str, at: datetime, deadlines: list[Deadline]) -> recording.Event:
    due = {deadline.rule: deadline.due_at for deadline in deadlines if deadline.rule_set == "sp4n"}
    return recording.Event(
        number=report.number,
        seq=report.audit_seq,
        event=action,
        state=report.state,
        occurred_at=at,
        kind=report.kind,
        category_group=report.category.group,
        unit_type=report.unit.type if report.unit else "",
        area_code=report.area_code,
        due_verify=due.get("verify"),
        due_first_follow_up=due.get("first_follow_up"),
        due_total=due.get("total"),
        entry_hash=bytes(report.audit_head),
    )
