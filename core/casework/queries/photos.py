"""Photos, and who may see them."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from core.common.errors import NotFound
from core.common.present import present
from core.reports.models import Attachment, Report
from tenants.compiled import compiled

UNUSED_PHOTO_KEPT = timedelta(hours=24)


# Photos of the report itself and of the answers, unless the coordinator keeps one back. What the reporter sent later,
# to the office, is between the two.
FOR_THE_PUBLIC = Q(is_hidden=False) & (Q(seq=1) | Q(follow_up__isnull=False))


def public_photo(photo_id: UUID) -> Attachment:
    """A photo anybody may see: of a published report. NotFound otherwise."""
    photo = (
        Attachment.objects.select_related("report").filter(FOR_THE_PUBLIC, pk=photo_id, report__isnull=False).first()
    )
    if photo is None or not present(photo.report).is_published:
        raise NotFound()
    return photo


def photo(photo_id: UUID) -> Attachment:
    """A photo by id, for an address that was signed for it."""
    found = Attachment.objects.filter(pk=photo_id).first()
    if found is None:
        raise NotFound()
    return found


def unused_photos(ids: list[UUID]) -> list[Attachment]:
    """Uploaded photos that may still go with a report, in the order of their ids; others are left out. One query.

    Only of these may a form show a picture: the id of a photo in some report must not open it.
    """
    fresh = timezone.now() - UNUSED_PHOTO_KEPT
    found = Attachment.objects.filter(pk__in=ids, report=None, uploaded_at__gte=fresh).in_bulk()
    return [found[photo_id] for photo_id in ids if photo_id in found]


def first_photos(reports: Iterable[Report]) -> dict[int, Attachment]:
    """By report id, the first photo of each report whose photos the public may see. One query."""
    published = [report.pk for report in reports if report.is_published]
    rows = Attachment.objects.filter(report__in=published, seq=1, is_hidden=False)
    rows = rows.order_by("report", "uploaded_at").distinct("report")
    return {present(photo.report_id): photo for photo in rows}


def photos_of(report: Report, *, shows_messages: bool) -> list[Attachment]:
    """The report's photos; those sent to the office in answer to a question only where messages are shown too."""
    return (_all_photos if shows_messages else _photos_for_the_public).of(report, "report")


@compiled
def _all_photos(report: int) -> QuerySet[Attachment]:
    return Attachment.objects.filter(report=report)


@compiled
def _photos_for_the_public(report: int) -> QuerySet[Attachment]:
    return Attachment.objects.filter(FOR_THE_PUBLIC, report=report)
