"""What a page is asked for in its address, and the links that ask for something else. An unknown word: the default."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.safestring import SafeString

from core.reports.kinds import Kind
from oversight import periods
from oversight.queries import EVERY_REPORT, Only
from web.figures import fragments
from web.figures.measures import MEASURES, ON_TIME, Measure
from web.figures.sentences import period_label
from web.site.requests import TenantRequest

MEASURE, PERIOD, SEARCH, AFTER = "urut", "periode", "cari", "setelah"
KIND, GROUP, CITY, PAGE = "jenis", "bidang", "kota", "halaman"
_LONGEST = 100


@dataclass(frozen=True)
class Choice:
    """A link to the same page with one thing changed."""

    label: str
    url: str
    is_current: bool


@dataclass(frozen=True)
class FigureQuery:
    """`search` looks for places, `city_search` for cities by name."""

    measure: Measure
    period: str
    now: datetime
    zone: ZoneInfo
    search: str = ""
    after: str = ""
    only: Only = EVERY_REPORT
    city_search: str = ""
    page: int = 1

    @classmethod
    def from_request(cls, request: TenantRequest, default: Measure = ON_TIME) -> "FigureQuery":
        """The choices in the address, or the defaults."""
        given, now, zone = request.GET, timezone.now(), request.tenant.zone
        period, page = text(request, PERIOD), text(request, PAGE)
        kind = text(request, KIND)
        return cls(
            measure=MEASURES.get(given.get(MEASURE, ""), default),
            period=period if periods.is_name(period, now, zone) else periods.DEFAULT,
            now=now,
            zone=zone,
            search=text(request, SEARCH)[:60],
            after=given.get(AFTER, ""),
            only=Only(kind if kind in Kind.values else "", text(request, GROUP)),
            city_search=text(request, CITY).strip(),
            page=int(page) if page.isdecimal() and 0 < int(page) < 1000 else 1,
        )

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
            Choice(str(measure.label), self._url({MEASURE: name}), measure is self.measure)
            for name, measure in MEASURES.items()
        ]

    def periods(self) -> list[Choice]:
        names = periods.NAMES if self.period in periods.NAMES else (*periods.NAMES, self.period)
        return [Choice(period_label(name), self._url({PERIOD: name}), name == self.period) for name in names]

    def span_options(self) -> SafeString:
        """Years, quarters and months one may choose as well."""
        return fragments.span_options(self.now, self.zone, self.period)

    def with_only(self, word: str, value: str, address: str) -> str:
        """A page (`address`) for one kind or one category group alone."""
        return address + self._url({KIND: "", GROUP: "", word: value})

    def of_every_report(self) -> "FigureQuery":
        """What everybody may ask: cities by one kind alone would tell of the few reports of misconduct in a month."""
        return replace(self, only=EVERY_REPORT)

    def without_only(self) -> str:
        """The page for every kind and category group."""
        return self._url({KIND: "", GROUP: ""})

    def _url(self, changes: Mapping[str, str]) -> str:
        query = {name: value for name, value in {**self.kept, **changes}.items() if value}
        return f"?{urlencode(query)}"


def text(request: TenantRequest, name: str) -> str:
    """A word of the address, without what no database takes."""
    return request.GET.get(name, "").replace("\x00", "")[:_LONGEST]
