"""What a page is asked for in its address, and the links that ask for something else. An unknown word: the default."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest

from oversight import periods
from web.figures.group_measures import MEASURES, ON_TIME, Measure
from web.figures.query_params import MEASURE, PERIOD, Choice
from web.figures.sentences import period_label


@dataclass(frozen=True)
class CityFigureQuery:
    measure: Measure
    period: str

    @classmethod
    def from_request(cls, request: HttpRequest) -> "CityFigureQuery":
        period = request.GET.get(PERIOD, "")
        return cls(
            measure=MEASURES.get(request.GET.get(MEASURE, ""), ON_TIME),
            period=period if period in periods.NAMES else periods.DEFAULT,
        )

    @property
    def query_string(self) -> str:
        """The choices as they stand, for links to other pages."""
        return self._url(self.measure.name, self.period)

    def measures(self) -> list[Choice]:
        return [
            Choice(str(measure.label), self._url(name, self.period), measure is self.measure)
            for name, measure in MEASURES.items()
        ]

    def periods(self) -> list[Choice]:
        return [
            Choice(period_label(name), self._url(self.measure.name, name), name == self.period)
            for name in periods.NAMES
        ]

    @staticmethod
    def _url(measure: str, period: str) -> str:
        return f"?{urlencode({MEASURE: measure, PERIOD: period})}"
