"""What the public may look through: filters, words, points on the map, results. Everything here is public already."""

import re
from dataclasses import dataclass
from typing import NamedTuple

from django.contrib.postgres.search import SearchQuery
from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.expressions import OrderBy

from core.casework.queries.access import public_reports
from core.casework.queries.photos import FOR_THE_PUBLIC
from core.common import numbers
from core.common.errors import Invalid
from core.common.present import present
from core.reports.kinds import STATES_OF_STATUS, STATUS_OF_STATE, State
from core.reports.models import PUBLIC_WORDS, Attachment, Report

MOST_POINTS = 2000
MOST_WORDS = 8
LONGEST_WORD = 40


@dataclass(frozen=True)
class Filter:
    """What the public narrows its reports to. Whatever stands in it is no error; what fits nothing finds nothing."""

    status: str = ""
    category: str = ""
    area: str = ""
    words: str = ""

    @property
    def newest_first(self) -> OrderBy:
        """The order of the rows, newest first, in the way that is cheap for this filter.

        PostgreSQL does not know how rare a word is. By the primary key it would read every report until it has found
        a page of a word that hardly any has; of a sum it has no order, so it looks into the index of words first.
        """
        return (F("pk") + 0).desc() if self.words.strip() else F("pk").desc()

    def of(self, rows: QuerySet[Report]) -> QuerySet[Report]:
        """The rows that fit. `area` is a kelurahan's code or the beginning of it (a kecamatan)."""
        if self.status in STATES_OF_STATUS:
            rows = rows.filter(state__in=STATES_OF_STATUS[self.status])
        if self.category:
            rows = rows.filter(category__code=_plain(self.category))
        if self.area:
            rows = rows.filter(area_code__startswith=_plain(self.area))
        return _with_words(rows, self.words) if self.words.strip() else rows


def _plain(value: str) -> str:
    return value.replace("\x00", "")


def published_reports() -> QuerySet[Report]:
    """The public reports whose text, pin and photos the public may see: the verified ones (`Report.is_published`)."""
    return public_reports().filter(verified_at__isnull=False)


def _with_words(rows: QuerySet[Report], text: str) -> QuerySet[Report]:
    """The report with this number, or those whose published text holds every word (or begins a word with it).

    Text that is not published, and what the coordinator has taken out of it, is never looked at.
    """
    try:
        return rows.filter(number=numbers.parse_number(text))
    except Invalid:
        words = [word[:LONGEST_WORD] for word in re.findall(r"[^\W_]+", text)[:MOST_WORDS]]
    if not words:
        return rows.none()
    query = SearchQuery(" & ".join(f"{word}:*" for word in words), config="simple", search_type="raw")
    return rows.filter(verified_at__isnull=False).annotate(vector=PUBLIC_WORDS).filter(vector=query)


class Point(NamedTuple):
    """A published report on the map; degrees."""

    lat: float
    lon: float
    status: str
    number: str
    category: str


def public_points(chosen: Filter, *, size: int = MOST_POINTS) -> list[Point]:
    """The newest published reports with a pin, up to `size`. One query."""
    rows = chosen.of(published_reports().filter(lat__isnull=False)).exclude(state=State.TRANSFERRED)
    values = rows.order_by(chosen.newest_first).values_list("lat", "lon", "state", "number", "category__name")[:size]
    return [
        Point(present(lat), present(lon), STATUS_OF_STATE[state], number, category)
        for lat, lon, state, number, category in values
    ]


# Among how many of the newest answered reports those with photos before and after are looked for.
RESULTS_AMONG = 200


@dataclass(frozen=True)
class Result:
    """A published report that was answered with a photo, beside the reporter's first one."""

    report: Report
    before: Attachment
    after: Attachment


def latest_results(*, size: int = 3) -> list[Result]:
    """The newest answered reports that can be seen before and after. Two queries, one when there are none."""
    photos = Attachment.objects.filter(FOR_THE_PUBLIC)
    of_report = photos.filter(report=OuterRef("pk"))
    answered = published_reports().filter(state__in=(State.ANSWERED, State.CLOSED))
    # So that photos are looked up for some reports, not joined for all.
    newest = answered.order_by("-pk").values("pk")[:RESULTS_AMONG]
    seen = Report.objects.filter(
        Exists(of_report.filter(follow_up__isnull=False)), Exists(of_report.filter(seq=1)), pk__in=newest
    )
    reports = list(seen.select_related("category").order_by("-pk")[:size])
    if not reports:
        return []
    found = list(photos.filter(report__in=reports).order_by("uploaded_at"))
    return [_result(report, [photo for photo in found if photo.report_id == report.pk]) for report in reports]


def _result(report: Report, photos: list[Attachment]) -> Result:
    newest = max(present(photo.seq) for photo in photos if photo.follow_up_id)
    after = next(photo for photo in photos if photo.seq == newest and photo.follow_up_id)
    return Result(report, next(photo for photo in photos if photo.seq == 1), after)
