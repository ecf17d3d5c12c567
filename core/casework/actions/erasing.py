"""Erasing what a report says and who said it, while its numbers and its history stay (UU 27/2022, Art. 8 and 43).

History vouches for each text, photo and identity by a salted digest; the salt lies with the content. Both are erased,
so the chain stays valid and says nothing any more.

A report that went from city to city left a copy in each that had it. A reporter who asks that everything be erased
asks once: what the present city erases is erased in the former ones too. Each former city may also erase its own copy
alone. The report's history goes on elsewhere, so that this was done stands in the former city's own history (stream
`kantor`), which vouches for the emptied copy from then on.
"""

from datetime import datetime
from functools import partial
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.accounts.actors import SYSTEM, Actor
from core.audit import streams
from core.casework.actions.engine import Addition, finish, take
from core.casework.queries import former_cities
from core.common.errors import Conflict, Invalid
from core.common.present import present
from core.reports import snapshots
from core.reports.kinds import State
from core.reports.models import Attachment, FollowUp, Identity, Message, Report, Support, new_salt
from core.routing.models import Dispatch, Note
from tenants import crossing
from tenants.context import current
from tenants.models import Tenant
from tenants.seats import seated

# Why something is erased, as the history says it.
REQUEST, RETENTION = CAUSES = ("request", "retention")
# What the office's own history says of a copy: erased by this city, or with the report in the city that has it.
ERASES_COPY = ("erase_copy", "erase_copy_there")
_ERASED = [
    "description", "public_text", "public_parts", "address", "lat", "lon", "salt", "rejection_note", "submitted_by",
    "erased_at",
]  # fmt: skip


def anonymise(number: str, actor: Actor, *, cause: Any, at: datetime | None = None) -> Report:
    """Erase words, place, photos and identity of an ended report for good. There is no way back.

    Kind, category, kelurahan, states and times stay: no figure changes. At the reporter's request the copies in
    cities the report came from are erased with it; how long each city keeps its own is for that city to say.
    """
    if cause not in CAUSES:
        raise Invalid.at("cause", _("Pilih sebab penghapusan."))
    at = at or timezone.now()
    with crossing.reaching_back() if cause == REQUEST else transaction.atomic() as into:
        report, line = take(number, actor, "anonymise")
        if report.erased_at:
            raise Conflict("erased", _("Isi laporan ini sudah dihapus."))
        if report.state == State.TRANSFERRED:
            _erase(report, at)
            return _keep_copy(report, "erase_copy", actor, at, {"cause": cause, "city": _went_to(report)})
        former = former_cities(report) if cause == REQUEST else []
        _erase(report, at)
        report = finish(report, line, "anonymise", actor, at, Addition({"cause": cause}))
        here = current()
        for tenant in former:
            with present(into)(tenant):
                _erase_left_behind(report.number, here, at)
        return report


def _went_to(report: Report) -> str:
    city = Tenant.objects.filter(schema_name=report.transferred_to).first()
    return city.name if city else report.transferred_to


def _erase_left_behind(number: str, present: Tenant, at: datetime) -> None:
    """In the seat of a city the report came from. Nothing where it has erased its copy already."""
    rows = Report.objects.select_for_update().filter(number=number, state=State.TRANSFERRED, erased_at=None)
    report = rows.first()
    if report:
        _erase(report, at)
        _keep_copy(report, "erase_copy_there", SYSTEM, at, {"cause": REQUEST, "city": present.name})


def _keep_copy(report: Report, action: str, actor: Actor, at: datetime, details: dict[str, Any]) -> Report:
    """Write an erased copy's row, and into the office's history that it is empty from entry `seq` back."""
    report.save(update_fields=_ERASED)
    streams.lock(streams.OFFICE)
    streams.append(
        streams.OFFICE,
        action,
        actor_kind=actor.kind,
        actor_id=actor.user.pk if actor.user else None,
        actor_label=actor.label,
        at=at,
        details={"number": report.number, "seq": report.audit_seq, **details},
        columns={"erased_at": snapshots.time_text(at)},
        digests=snapshots.digests(report),
    )
    return report


def _erase(report: Report, at: datetime) -> None:
    """Empty its rows and, once that is sure, delete its files; its own columns are set and not yet written."""
    photos = list(Attachment.objects.filter(report=report))
    _erase_rows(report)
    report.description = report.public_text = report.address = report.rejection_note = ""
    report.public_parts = {}
    report.lat = report.lon = report.submitted_by = None
    report.salt, report.erased_at = new_salt(), at
    transaction.on_commit(partial(_delete_files, current(), photos))


def _erase_rows(report: Report) -> None:
    Identity.objects.filter(report=report).delete()
    Support.objects.filter(report=report).delete()
    Attachment.objects.filter(report=report).delete()
    for model in (Message, FollowUp, Note):
        model.objects.filter(report=report).update(text="", salt=b"")
    Dispatch.objects.filter(report=report).update(note="", return_note="", salt=b"")


def _delete_files(tenant: Tenant, photos: list[Attachment]) -> None:
    """After the commit: a file without its row is found by nobody; a row without its file would be an error."""
    with seated(tenant):
        for photo in photos:
            default_storage.delete(photo.full)
            default_storage.delete(photo.thumb)
