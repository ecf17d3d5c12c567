"""Putting right what was said or shown wrongly: data, public text, photos, and one's own last step."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.accounts.actors import Actor
from core.audit.ledger_scope import NOT_IN_LEDGER
from core.audit.models import Entry
from core.casework.actions import publishing
from core.casework.actions.engine import Addition, by_code, finish, locked, take
from core.casework.actions.replaying import clocks_of
from core.catalogue.models import Category
from core.common.errors import Conflict, Invalid, NotFound
from core.deadlines.models import Recalculation
from core.deadlines.report_clocks import Clocks
from core.reports import drafts
from core.reports.kinds import IdentityLevel, Kind, Visibility
from core.reports.models import Attachment, FollowUp, Report
from core.reports.snapshots import read_time
from core.reports.workflow import UNDOABLE, Transition
from tenants.context import current


def correct(
    number: str,
    actor: Actor,
    *,
    kind: Any = None,
    category: Any = None,
    area: Any = None,
    visibility: Any = None,
    at: datetime | None = None,
) -> Report:
    """Correct what is given. A new kind has other legal deadlines: those it would have had from the start.

    Misconduct is always secret and never named, whatever it was before.
    """
    at = at or timezone.now()
    with transaction.atomic():
        report, line = take(number, actor, "correct")
        changes = reclassify(report, kind, category, area, visibility)
        if not changes:
            raise Invalid.at("", _("Tidak ada yang berubah."))
        clocks = clocks_of(report, changes, at)
        becomes_public = "visibility" in changes and report.is_published
        redacted = publishing.publish(report, publishing.everything(report)) if becomes_public else []
        entry = publishing.with_redactions(Addition({"changes": changes}), redacted)
        return finish(report, line, "correct", actor, at, entry, clocks=clocks)


def reclassify(report: Report, kind: Any, category: Any, area: Any, visibility: Any) -> dict[str, list[str]]:
    """Set what is given, as the rules of misconduct allow; what changed, as name: [before, after]."""
    before = _correctable(report)
    _set(report, kind, category, area, visibility)
    after = _correctable(report)
    return {name: [before[name], after[name]] for name in before if before[name] != after[name]}


def _correctable(report: Report) -> dict[str, str]:
    return {
        "kind": report.kind,
        "category": report.category.code,
        "area": report.area_code,
        "visibility": report.visibility,
        "identity": report.identity_level,
    }


def _set(report: Report, kind: Any, category: Any, area: Any, visibility: Any) -> None:
    if kind:
        report.kind = drafts.choice(kind, "kind", Kind)
    if category:
        report.category = by_code(Category, category, "category", _("Pilih kategori dari daftar."))
    if visibility:
        report.visibility = drafts.choice(visibility, "visibility", Visibility)
    if area:
        report.area_code, report.area_check = drafts.place_of(report.lat, report.lon, area, current().code)
    if report.kind == Kind.MISCONDUCT:
        report.visibility = Visibility.SECRET
        if report.identity_level == IdentityLevel.NAMED:
            report.identity_level = IdentityLevel.MASKED


def redact(
    number: str,
    actor: Actor,
    *,
    text: Any = None,
    address: Any = None,
    rejection_note: Any = None,
    answers: Any = (),
    at: datetime | None = None,
) -> Report:
    """What the public reads of any part of a report instead of what was written; what is None stays as it is.

    An empty text, and any part that is given as it was written, shows the original again; an empty address shows none.
    `answers`: the office's, each as its `seq` (of the entry it goes with) and `text`.
    """
    wanted = _wanted_answers(answers)
    with transaction.atomic():
        report, line = take(number, actor, "redact")
        parts = []
        if text is not None:
            said = publishing.said_text(report, text, field="text")
            parts.append(said if said.version else publishing.said_text(report, None, as_written=True))
        if address is not None:
            parts.append(publishing.said_address(report, address, field="address"))
        if rejection_note is not None:
            parts.append(publishing.said_note(report, rejection_note))
        parts += _said_answers(report, wanted)
        if not parts:
            raise Invalid.at("", _("Tidak ada yang berubah."))
        changed = publishing.publish(report, parts)
        return finish(report, line, "redact", actor, at, publishing.with_redactions(Addition(), changed))


def _wanted_answers(answers: Any) -> dict[int, Any]:
    """By sequence number; Invalid at `answers` for what names none."""
    if isinstance(answers, list | tuple) and all(isinstance(each, dict) for each in answers):
        wanted = {each.get("seq"): each.get("text") for each in answers}
        if all(isinstance(seq, int) and not isinstance(seq, bool) for seq in wanted):
            return wanted
    raise Invalid.at("answers", _("Sebut tiap jawaban dengan seq dan text."))


def _said_answers(report: Report, wanted: dict[int, Any]) -> list[publishing.Said]:
    if not wanted:
        return []
    written = dict(FollowUp.objects.filter(report=report, seq__in=wanted).values_list("seq", "text"))
    if written.keys() != wanted.keys():
        raise Invalid.at("answers", _("Laporan ini tidak memuat jawaban itu."))
    return [
        publishing.said_answer(seq, written[seq], text, as_written=not str(text or "").strip(), field=f"answer_{seq}")
        for seq, text in wanted.items()
    ]


def hide_photo(number: str, actor: Actor, *, photo: UUID, hidden: bool = True, at: datetime | None = None) -> Report:
    """Keep one photo from the public, or show it again. Reporter and desk see it all the same."""
    with transaction.atomic():
        report, line = take(number, actor, "hide_photo")
        changed = Attachment.objects.filter(pk=photo, report=report, is_hidden=not hidden).update(is_hidden=hidden)
        if not changed:
            raise NotFound()
        action = "hide_photo" if hidden else "show_photo"
        return finish(report, line, action, actor, at, Addition({"photo": str(photo)}))


def undo(number: str, actor: Actor, *, at: datetime | None = None) -> Report:
    """Take back one's own answer or closing, shortly after it and before anything else has happened.

    The history keeps both; the public sees neither. The clocks go on as if it had not been, by the calendar as it is.
    """
    at = at or timezone.now()
    with transaction.atomic():
        report = locked(number, actor)
        last, before = _last_step(report)
        if not is_undoable(last, actor, at):
            raise Conflict("too_late", _("Langkah ini tidak dapat dibatalkan lagi."))
        columns = before.columns
        report.answered_at, report.answered_by_id = read_time(columns["answered_at"]), columns["answered_by"]
        report.ended_at, report.outcome = read_time(columns["ended_at"]), columns.get("outcome", "")
        report.checked_at, report.checked_by_id = read_time(columns.get("checked_at")), columns.get("checked_by")
        clocks = Clocks.of(report)
        clocks.restore(columns["deadlines"], last.details.get("restarted", {}))
        if Recalculation.objects.filter(
            at__gt=last.at
        ).exists():  # it passed over deadlines that did not run just then
            clocks.recalculate()
        Attachment.objects.filter(report=report, seq=last.seq).update(is_hidden=True)
        back = Transition(frozenset(), columns["state"], frozenset())
        entry = Addition({"undone": last.seq})
        return finish(report, back, f"undo_{last.action}", actor, at, entry, clocks=clocks)


def undoable(last: Entry | None, actor: Actor, *, at: datetime | None = None) -> str:
    """The action this actor may take back now, or "", where `last` is the report's last step (`Story.last_step`)."""
    return last.action if last and is_undoable(last, actor, at or timezone.now()) else ""


def _last_step(report: Report) -> tuple[Entry, Entry]:
    """The last entry that is more than a reading, and the one before it (or itself, when it is the first)."""
    steps = list(Entry.objects.filter(stream=report.number).exclude(action__in=NOT_IN_LEDGER).order_by("-seq")[:2])
    return steps[0], steps[-1]


def is_undoable(last: Entry, actor: Actor, at: datetime) -> bool:
    window = timedelta(minutes=settings.UNDO_MINUTES)
    mine = bool(actor.user and last.actor_id == actor.user.pk)
    return last.action in UNDOABLE and mine and at - last.at <= window
