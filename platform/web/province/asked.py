"""What a page is asked for in its address, and the links that ask for something else. An unknown word: the default."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils import timezone

from oversight import periods
from web.province.measures import MEASURES, ON_TIME, Measure
from web.province.sentences import period_label

MEASURE, PERIOD, SEARCH, AFTER = "urut", "periode", "cari", "setelah"
_SEARCH_LENGTH = 60


@dataclass(frozen=True)
class Choice:
    """A link to the same page with one thing changed."""

    label: str
    url: str
    is_current: bool


@dataclass(frozen=True)
class Asked:
    measure: Measure
    period: str
    search: str
    after: str

    @property
    def query(self) -> str:
        """Measure and period as they stand, for links to other pages."""
        return self._url({MEASURE: self.measure.name, PERIOD: self.period})

    def measures(self) -> list[Choice]:
        return [
            Choice(str(measure.label), self._url({MEASURE: name, PERIOD: self.period}), measure is self.measure)
            for name, measure in MEASURES.items()
        ]

    def periods(self) -> list[Choice]:
        return [
            Choice(period_label(name), self._url({MEASURE: self.measure.name, PERIOD: name}), name == self.period)
            for name in periods.NAMES
        ]

    @staticmethod
    def _url(query: dict[str, str]) -> str:
        return f"?{urlencode(query)}"


def asked(request: HttpRequest, default: Measure = ON_TIME) -> Asked:
    """The choices in the address, or the defaults."""
    given = request.GET
    period = given.get(PERIOD, "")
    return Asked(
        measure=MEASURES.get(given.get(MEASURE, ""), default),
        period=period if periods.is_name(period, timezone.now(), request.tenant.zone) else periods.DEFAULT,
        search=given.get(SEARCH, "").replace("\x00", "")[:_SEARCH_LENGTH],
        after=given.get(AFTER, ""),
    )
