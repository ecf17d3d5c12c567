"""Erasing what a report says and who said it, while its numbers and its history stay (UU 27/2022, Art. 8 and 43).

History vouches for each text, photo and identity by a salted digest; the salt lies with the content. Both are erased,
so the chain stays valid and says nothing any more.
"""

from datetime import datetime
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.accounts.actors import Actor
from core.casework.actions.engine import Addition, finish, take
from core.common.errors import Conflict, Invalid
from core.reports.models import Attachment, FollowUp, Identity, Message, Report, Support, new_salt
from core.routing.models import Dispatch, Note

# Why something is erased, as the history says it.
CAUSES = ("request", "retention")
_ERASED = ["description", "public_text", "address", "lat", "lon", "salt", "submitted_by", "erased_at"]


def anonymise(number: str, actor: Actor, *, cause: Any, at: datetime | None = None) -> Report:
    """Erase words, place, photos and identity of an ended report for good. There is no way back.

    Kind, category, kelurahan, states and times stay: no figure changes.
    """
    if cause not in CAUSES:
        raise Invalid.at("cause", _("Pilih sebab penghapusan."))
    at = at or timezone.now()
    with transaction.atomic():
        report, line = take(number, actor, "anonymise")
        if report.erased_at:
            raise Conflict("erased", _("Isi laporan ini sudah dihapus."))
        photos = list(Attachment.objects.filter(report=report))
        _erase_rows(report)
        report.description = report.public_text = report.address = report.rejection_note = ""
        report.lat = report.lon = report.submitted_by = None
        report.salt, report.erased_at = new_salt(), at
        report = finish(report, line, "anonymise", actor, at, Addition({"cause": cause}), also=_ERASED)
        transaction.on_commit(lambda: _delete_files(photos))
        return report


def _erase_rows(report: Report) -> None:
    Identity.objects.filter(report=report).delete()
    Support.objects.filter(report=report).delete()
    Attachment.objects.filter(report=report).delete()
    for model in (Message, FollowUp, Note):
        model.objects.filter(report=report).update(text="", salt=b"")
    Dispatch.objects.filter(report=report).update(note="", return_note="", salt=b"")


def _delete_files(photos: list[Attachment]) -> None:
    """After the commit: a file without its row is found by nobody; a row without its file would be an error."""
    for photo in photos:
        default_storage.delete(photo.full)
        default_storage.delete(photo.thumb)
