"""What a page of figures is asked for in its address, and the addresses that ask for something else or lead to a city.
An unknown word: the default."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Generic
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from core.common.translate_data import in_language
from core.reports.kinds import Kind
from oversight import periods
from oversight.figures import CityPlace
from oversight.lists import OVERDUE
from oversight.periods import ALL, LAST_MONTH, MONTHS_12, THIS_MONTH, Period
from oversight.queries import EVERY_REPORT, Only
from web.figures.measures import ON_TIME, Measure, Row
from web.html.jinja import url_for
from web.site.requests import TenantRequest

MEASURE, PERIOD, SEARCH, AFTER = "urut", "periode", "cari", "setelah"
KIND, GROUP, CITY, PAGE = "jenis", "bidang", "kota", "halaman"
_LONGEST = 100
# How many years back one may choose from; older ones by their address.
_YEARS = 4


@dataclass(frozen=True)
class Choice:
    """A link to the same page with one thing changed."""

    label: str
    url: str
    is_current: bool


@dataclass(frozen=True)
class SpansOfYear:
    """A year, its quarters and months that have begun, each with its name in the address and in this language."""

    year: str
    spans: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class FigureQuery(Generic[Row]):
    """`offered`: what may be compared by, under the names of the address. `search` looks for places, `city_search`
    for cities by name."""

    offered: Mapping[str, Measure[Row]]
    measure: Measure[Row]
    period: str
    now: datetime
    zone: ZoneInfo
    search: str = ""
    after: str = ""
    only: Only = EVERY_REPORT
    city_search: str = ""
    page: int = 1

    @classmethod
    def from_request(
        cls, request: TenantRequest, offered: Mapping[str, Measure[Row]], default: str = ON_TIME.name
    ) -> "FigureQuery[Row]":
        """The choices in the address, or the defaults."""
        now, zone = timezone.now(), request.tenant.zone
        period, page, kind = text(request, PERIOD), text(request, PAGE), text(request, KIND)
        return cls(
            offered=offered,
            measure=offered.get(request.GET.get(MEASURE, ""), offered[default]),
            period=period if periods.is_name(period, now, zone) else periods.DEFAULT,
            now=now,
            zone=zone,
            search=text(request, SEARCH)[:60],
            after=request.GET.get(AFTER, ""),
            only=Only(kind if kind in Kind.values else "", text(request, GROUP)),
            city_search=text(request, CITY).strip(),
            page=int(page) if page.isdecimal() and 0 < int(page) < 1000 else 1,
        )

    @property
    def span(self) -> Period:
        return periods.period(self.period, self.now, self.zone)

    @property
    def is_named(self) -> bool:
        """Whether the span has a name of its own; others are years, quarters and months by their number."""
        return self.period in periods.NAMES

    @property
    def period_label(self) -> str:
        return period_label(self.period)

    @property
    def only_label(self) -> str:
        """Which reports alone are compared: "Pengaduan, Perhubungan"; empty: all."""
        kind = str(Kind(self.only.kind).label) if self.only.kind else ""
        group = in_language(self.only.group) if self.only.group else ""
        return ", ".join(part for part in (kind, group) if part)

    @property
    def only_kept(self) -> dict[str, str]:
        """Of which reports alone, for links."""
        only = {KIND: self.only.kind, GROUP: self.only.group}
        return {name: value for name, value in only.items() if value}

    @property
    def kept(self) -> dict[str, str]:
        """Everything that is not a place on a page, for links."""
        return {MEASURE: self.measure.name, PERIOD: self.period, **self.only_kept}

    @property
    def query_string(self) -> str:
        """The choices as they stand, for links to other pages."""
        return self._url({})

    def measures(self) -> list[Choice]:
        return [
            Choice(str(measure.label), self._url({MEASURE: name}), name == self.measure.name)
            for name, measure in self.offered.items()
        ]

    def periods(self) -> list[Choice]:
        names = periods.NAMES if self.is_named else (*periods.NAMES, self.period)
        return [Choice(period_label(name), self._url({PERIOD: name}), name == self.period) for name in names]

    def spans(self) -> list[SpansOfYear]:
        """Years, quarters and months one may choose as well."""
        return _spans(self.now.astimezone(self.zone).date(), self.zone, get_language())

    def default_url(self) -> str:
        return self._url({PERIOD: periods.DEFAULT})

    def with_only(self, word: str, value: str, path: str) -> str:
        """A page (`path`) for one kind or one category group alone."""
        return path + self._url({KIND: "", GROUP: "", word: value})

    def without_only(self) -> str:
        """The page for every kind and category group."""
        return self._url({KIND: "", GROUP: ""})

    def of_every_report(self) -> "FigureQuery[Row]":
        """What everybody may ask: cities by one kind alone would tell of the few reports of misconduct in a month."""
        return replace(self, only=EVERY_REPORT)

    def list_url(self, what: str, **where: str) -> str:
        """The Ombudsman's list of the numbers a figure counts, in the same period, of the same kind and category
        group; `where` narrows it further. Overdue ones are so now, whatever the period."""
        period = {} if what == OVERDUE else {PERIOD: self.period}
        given = {name: value for name, value in {**period, **self.only_kept, **where}.items() if value}
        path = reverse("ombudsman_overdue") if what == OVERDUE else url_for("ombudsman_list", what)
        return f"{path}?{urlencode(given)}" if given else path

    def _url(self, changes: Mapping[str, str]) -> str:
        query = {name: value for name, value in {**self.kept, **changes}.items() if value}
        return f"?{urlencode(query)}"


def text(request: TenantRequest, name: str) -> str:
    """A word of the address, without what no database takes."""
    return request.GET.get(name, "").replace("\x00", "")[:_LONGEST]


# -- Spans of time in words ----------------------------------------------------------------------------------------

_LABELS = {
    THIS_MONTH: lazy("Bulan ini"),
    LAST_MONTH: lazy("Bulan lalu"),
    MONTHS_12: lazy("12 bulan terakhir"),
    ALL: lazy("Semua waktu"),
}
_INSIDE = {
    THIS_MONTH: lazy("bulan ini"),
    LAST_MONTH: lazy("bulan lalu"),
    MONTHS_12: lazy("dalam 12 bulan terakhir"),
    ALL: lazy("sejak awal"),
}


def period_label(name: str) -> str:
    """The span as a choice: "12 bulan terakhir", "Triwulan II 2026", "Maret 2026"."""
    if name in _LABELS:
        return str(_LABELS[name])
    year, _dash, part = name.partition("-")
    if not part:
        return _("Tahun %(year)s") % {"year": year}
    if part.startswith("T"):
        quarter = ("I", "II", "III", "IV")[int(part[1]) - 1]
        return _("Triwulan %(quarter)s %(year)s") % {"quarter": quarter, "year": year}
    return date_format(date(int(year), int(part), 1), "F Y")


def in_period(name: str) -> str:
    """The span inside a sentence."""
    if name in _INSIDE:
        return str(_INSIDE[name])
    label = period_label(name)
    return _("pada %(period)s") % {"period": label[0].lower() + label[1:] if not name[5:].isdigit() else label}


def before_label(name: str) -> str:
    """The span before it, of the same length."""
    if name == THIS_MONTH:
        return _("bulan lalu")
    if name == MONTHS_12:
        return _("12 bulan sebelumnya")
    part = name.partition("-")[2]
    if not part:
        return _("tahun sebelumnya")
    return _("triwulan sebelumnya") if part.startswith("T") else _("bulan sebelumnya")


@lru_cache(maxsize=16)
def _spans(today: date, zone: ZoneInfo, language: str) -> list[SpansOfYear]:
    now = datetime.combine(today, datetime.max.time(), zone)
    found = []
    for year in periods.years(now, zone)[:_YEARS]:
        quarters, months = (f"{year}-T{part}" for part in range(1, 5)), (f"{year}-{part:02}" for part in range(1, 13))
        begun = [name for name in (year, *quarters, *months) if periods.is_name(name, now, zone)]
        found.append(SpansOfYear(year, tuple((name, period_label(name)) for name in begun)))
    return found


# -- Cities --------------------------------------------------------------------------------------------------------

# Where a city's name leads: to its own site, to the public page of its figures, or to the Ombudsman's.
Link = Callable[[CityPlace], str]


def city_link(place: CityPlace) -> str:
    """The address of the public page of a city's figures."""
    return url_for("province_city", place.slug)


def overseer_link(place: CityPlace) -> str:
    """The address of the Ombudsman's page of a city."""
    return url_for("ombudsman_city", place.slug)


def in_city(list_url: str, place: CityPlace) -> str:
    """A list of numbers (`FigureQuery.list_url`) narrowed to one city."""
    return f"{list_url}{'&' if '?' in list_url else '?'}{CITY}={place.slug}"
