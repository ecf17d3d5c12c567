"""Figures as bars, ready for a template: widths are whole thousandths of the chart, so no number needs a format."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from oversight import lists
from oversight.figures import City, Figures
from oversight.histories import History
from web.figures import fragments, trends
from web.figures.links import Link, numbers_link, short_name, site_link
from web.figures.measures import (
    ESCALATED,
    FOLLOWED,
    MEASURES,
    ON_TIME,
    OVERDUE,
    REOPENED,
    VERIFIED,
    Measure,
    days_text,
    percent_text,
    reports_text,
)
from web.figures.query_params import FigureQuery
from web.figures.ranking import Ranking
from web.figures.trends import Trend
from web.html.badges import status_word
from web.html.formats import number_id

FULL = 1000


@dataclass(frozen=True)
class Bar:
    """One city in a bar chart, with everything the bar says in words too. `past` is None where none is drawn."""

    name: str
    url: str
    value: str
    cases: str
    change: str
    width: int
    past: int | None
    is_ranked: bool
    reasons: str = ""

    @property
    def description(self) -> str:
        """The bar's text alternative."""
        return ", ".join(part for part in (f"{self.name}: {self.value} {self.cases}".strip(), self.change) if part)


@dataclass(frozen=True)
class Part:
    """One public status in a stacked bar."""

    status: str
    count: int
    x: int
    width: int


@dataclass(frozen=True)
class Card:
    """One city among the small multiples: a stacked bar on the scale all cards share, and the figures beside it."""

    city: City
    name: str
    url: str
    received: str
    description: str
    stack: SafeString
    counts: SafeString
    facts: SafeString
    trend: Trend | None = None


@dataclass(frozen=True)
class Chart:
    """Bars of one measure on one scale, largest first. `scale` says what a full bar stands for."""

    bars: tuple[Bar, ...]
    scale: str
    has_past: bool

    @property
    def drawn(self) -> SafeString:
        return fragments.bars(self.bars)


def chart(shown: Ranking, measure: Measure, link: Link = site_link) -> Chart:
    """The bar chart of a measure, on the scale of the first of all that are ranked, or of a span before that was more.
    Those with too few cases come last, without a bar: chance is no rank."""
    before = [measure.before(city) for city in shown.cities if measure.is_ranked(city)]
    values = [value for value in (*map(measure.value, shown.ends[:1]), *before) if value is not None]
    top = max([measure.least_scale, *values])
    bars = tuple(_bar(city, measure, top, link) for city in shown.cities)
    return Chart(bars, _scale_text(measure, top), any(bar.past is not None for bar in bars))


def _bar(city: City, measure: Measure, top: float, link: Link) -> Bar:
    is_ranked = measure.is_ranked(city)
    before = measure.before(city) if is_ranked else None
    return Bar(
        name=short_name(city.place),
        url=link(city.place),
        value=measure.text(city),
        cases=measure.cases(city),
        change=measure.change(city),
        width=_width(measure.value(city), top) if is_ranked else 0,
        past=None if before is None else _width(before, top),
        is_ranked=is_ranked,
        reasons=measure.reasons(city),
    )


def _width(value: float | None, top: float) -> int:
    return round(FULL * (value or 0) / top)


def _scale_text(measure: Measure, top: float) -> str:
    return _("Semua batang memakai skala yang sama; batang penuh = %(full)s.") % {"full": measure.full(top)}


@dataclass(frozen=True)
class Measured:
    """One measure of one city in words. `url`: the list of numbers that did not keep it, or ""."""

    label: str
    value: str
    cases: str
    reasons: str
    change: str
    url: str


# The list of numbers behind a measure.
_LISTS = {
    ON_TIME.name: "jawaban-terlambat",
    VERIFIED.name: "verifikasi-terlambat",
    FOLLOWED.name: "tindak-lanjut-terlambat",
    OVERDUE.name: lists.OVERDUE,
    REOPENED.name: "dibuka-kembali",
    ESCALATED.name: "eskalasi",
}


def measured(city: City, query: FigureQuery) -> list[Measured]:
    """Every measure of a city, with what it is made of and the way to the numbers."""
    return [
        Measured(
            label=str(measure.label),
            value=measure.text(city),
            cases=measure.cases(city),
            reasons=measure.reasons(city),
            change=measure.change(city),
            url=numbers_link(_LISTS[name], query, kota=city.place.slug) if name in _LISTS else "",
        )
        for name, measure in MEASURES.items()
    ]


def cards(
    cities: Sequence[City],
    measure: Measure,
    link: Link = site_link,
    months: Mapping[str, History] | None = None,
    among: Sequence[City] | None = None,
) -> list[Card]:
    """The small multiples on the scale of all cities they are `among`, with the cities' months on one scale where
    these are given."""
    top = max([1, *(city.now.received for city in (cities if among is None else among))])
    trend_of = trends.draw(months or {}, measure)
    return [_card(city, top, link, trend_of.get(city.place.schema_name)) for city in cities]


def _card(city: City, top: int, link: Link, trend: Trend | None = None) -> Card:
    parts = _parts(city.now, top)
    on_time = ", ".join(part for part in (_of(city.now.on_time.whole), ON_TIME.change(city)) if part)
    return Card(
        city=city,
        name=short_name(city.place),
        url=link(city.place),
        received=reports_text(city.now.received),
        description=_stack_text(city),
        stack=fragments.stack(parts),
        counts=fragments.counts(parts),
        facts=fragments.facts(
            (
                (_("Tepat waktu"), percent_text(city.now.on_time), on_time),
                (
                    _("Waktu jawab"),
                    days_text(city.now.median_days),
                    _("median dari %(n)s") % {"n": number_id(city.now.measured)},
                ),
                (
                    _("Lewat batas sekarang"),
                    number_id(city.overdue),
                    _("dari %(n)s terbuka") % {"n": number_id(city.open)},
                ),
            )
        ),
        trend=trend,
    )


def _of(count: int) -> str:
    return _("dari %(n)s") % {"n": number_id(count)}


def _parts(figures: Figures, top: int) -> tuple[Part, ...]:
    """The three statuses end to end. Edges are rounded, not widths, so that the parts neither gap nor overlap."""
    parts, so_far = [], 0
    for status, count in figures.by_status.items():
        x = _width(so_far, top)
        so_far += count
        parts.append(Part(status, count, x, _width(so_far, top) - x))
    return tuple(parts)


def _stack_text(city: City) -> str:
    counted = ", ".join(f"{status_word(status)} {count}" for status, count in city.now.by_status.items())
    return f"{city.place.name}: {reports_text(city.now.received)} ({counted})"


def stat_sum(figures: Figures) -> dict[str, int]:
    """Total and parts for `components/stat_sum.html`."""
    return {"total": figures.received, **figures.by_status}
