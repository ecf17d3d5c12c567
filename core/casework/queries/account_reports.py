"""What a citizen's account sees: the reports sent from it and those it supports. Nothing here takes a number or an
account from an address alone: every row is asked for together with the account that asks."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from core.accounts.models import User
from core.casework.queries.access import number_of, public_reports, whole
from core.casework.queries.lists import PUBLIC_PAGE, KeysetPage, newest
from core.common.errors import NotFound
from core.common.present import present
from core.reports.models import Attachment, Report, Support


def _mine(user: User) -> QuerySet[Report]:
    """The reports of a citizen's account; of any other account, none."""
    return Report.objects.filter(submitted_by=user) if user.is_citizen else Report.objects.none()


def my_reports(user: User, *, after: str = "", size: int = PUBLIC_PAGE) -> KeysetPage[Report]:
    """The reports of this account, newest first, by keyset. One query."""
    return newest(whole(_mine(user)), after, size)


def my_report(user: User, number: Any) -> Report:
    """One report of this account; NotFound for those of others and for none. One query."""
    report = whole(_mine(user)).filter(number=number_of(number)).first()
    if report is None:
        raise NotFound()
    return report


def my_supports(user: User, *, after: str = "", size: int = PUBLIC_PAGE) -> KeysetPage[Report]:
    """The reports this account supports, as far as they are public still, newest first, by keyset. One query."""
    supported = Support.objects.filter(report=OuterRef("pk"), user=user)
    return newest(whole(public_reports()).filter(Exists(supported)), after, size)


def my_first_photos(page: KeysetPage[Report]) -> dict[int, Attachment]:
    """By report id, the first photo of each report of `my_reports`, published or not. One query."""
    if not page.reports:
        return {}
    rows = Attachment.objects.filter(report__in=page.reports, seq=1)
    return {present(photo.report_id): photo for photo in rows.order_by("report", "uploaded_at").distinct("report")}
