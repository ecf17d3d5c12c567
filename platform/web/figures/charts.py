"""Figures as bars, ready for a template: widths are whole thousandths of the chart, so no number needs a format."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from oversight.figures import ENOUGH_CASES, Figures
from tenants.disclosure.published_tables import Group
from tenants.disclosure.small_cells import ENOUGH
from web.figures.measures import OVERDUE, Measure, Row
from web.figures.query_params import FigureQuery, before_label

FULL = 1000


@dataclass(frozen=True)
class Source:
    """Where figures come from and when they were counted, in words; `more` is said after that."""

    text: str
    at: datetime
    more: str = ""


@dataclass(frozen=True)
class Method:
    """How figures are counted, a city's own or those of all cities: the numbers in `figures/method.html`."""

    is_of_city: bool
    enough_cases: int = ENOUGH_CASES
    enough: int = ENOUGH


OF_CITY, OF_CITIES = Method(is_of_city=True), Method(is_of_city=False)


@dataclass(frozen=True)
class StatSum:
    """A sum and its parts, for `components/stat_sum.html`."""

    total: int | None
    menunggu: int | None
    proses: int | None
    selesai: int | None

    @classmethod
    def of(cls, figures: Figures | Group) -> "StatSum":
        return cls(figures.received, **figures.by_status)


@dataclass(frozen=True)
class Bar:
    """One city, unit, area… in a chart, with everything the bar says in words too. `past` is None where none is
    drawn; `instead` are the words in place of a bar."""

    name: str
    url: str
    value: str
    cases: str
    change: str
    reasons: str
    width: int
    past: int | None
    instead: str

    @property
    def description(self) -> str:
        """The bar's text alternative."""
        return ", ".join(part for part in (f"{self.name}: {self.value} {self.cases}".strip(), self.change) if part)


@dataclass(frozen=True)
class Chart:
    """Bars of one measure on one scale, largest first. `key` makes ids; `about` says what is measured and what a full
    bar stands for; `legend` names the span and the one drawn in grey behind it, where one is."""

    key: str
    title: str
    about: str
    bars: tuple[Bar, ...]
    legend: tuple[str, str] | None
    source: Source


def chart(
    key: str,
    title: str,
    rows: Sequence[Row],
    query: FigureQuery[Row],
    source: Source,
    *,
    name: Callable[[Row], str],
    url: Callable[[Row], str],
    most: Sequence[Row] = (),
) -> Chart:
    """The rows as bars in their order, on a scale that holds all that are ranked and those with the `most`. Those with
    too few cases have no bar: chance is no rank."""
    measure = query.measure
    ranked = [row for row in (*rows, *most) if measure.is_ranked(row)]
    values = [value for row in ranked for value in (measure.value(row), measure.before(row)) if value is not None]
    top = max([measure.least_scale, *values])
    bars = tuple(_bar(row, measure, top, name(row), url(row)) for row in rows)
    if measure.name == OVERDUE.name:
        about = _("Semua laporan yang sekarang masih terbuka, kapan pun masuknya.")
    else:
        about = f"{measure.label}, {query.period_label}."
    scale = _("Semua batang memakai skala yang sama; batang penuh = %(full)s.") % {"full": measure.full(top)}
    has_past = any(bar.past is not None for bar in bars)
    legend = (query.period_label, before_label(query.period)) if has_past else None
    return Chart(key, title, f"{about} {scale}", bars, legend, source)


def _bar(row: Row, measure: Measure[Row], top: float, name: str, url: str) -> Bar:
    is_ranked = measure.is_ranked(row)
    before = measure.before(row) if is_ranked else None
    return Bar(
        name=name,
        url=url,
        value=measure.text(row),
        cases=measure.cases_text(row),
        change=measure.change(row),
        reasons=measure.reasons(row),
        width=width(measure.value(row), top) if is_ranked else 0,
        past=None if before is None else width(before, top),
        instead="" if is_ranked else _no_bar(measure.cases(row)),
    )


def _no_bar(cases: int | None) -> str:
    if cases is None:
        return _("Terlalu sedikit laporan untuk ditampilkan")
    return _("Belum cukup laporan untuk dibandingkan")


def width(value: float | None, top: float) -> int:
    return round(FULL * (value or 0) / top)
