"""The cities compared: which of them a page shows, the first lines about them, and their bars and table."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from operator import attrgetter
from typing import Generic, TypeVar
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from oversight import queries
from oversight.figures import City, CityPlace, Comparison
from web.figures.blocks import FIGURES, Chart, Counted, NumbersOf, Source, Table, chart, labels, line
from web.figures.measures import ON_TIME, Measure, ordered, percent_text, reports_text
from web.figures.query_params import PAGE, FigureQuery, Link, in_period
from web.html.formats import number_id

# Forty cities can still be taken in on one page. More are shown in parts of twenty.
MOST, PART = 40, 20


# -- Which cities a page shows -------------------------------------------------------------------------------------


Place = TypeVar("Place")


@dataclass(frozen=True)
class Ranking(Generic[Place]):
    """`cities` (anything about them) in their order, of which the first is number `first` among `total`; those whose
    name holds `search`, if anything was looked for. `ends`: the first and the last of all that have enough cases to be
    ranked by a measure; empty without any. Addresses keep the choices `kept`."""

    cities: tuple[Place, ...]
    total: int
    kept: Mapping[str, str]
    page: int = 1
    search: str = ""
    ends: tuple[City, ...] = ()

    @property
    def is_partial(self) -> bool:
        return self.total > MOST

    @property
    def first(self) -> int:
        return PART * (self.page - 1) + 1

    @property
    def last(self) -> int:
        return self.first + len(self.cities) - 1

    @property
    def all_url(self) -> str:
        return f"?{urlencode(self.kept)}"

    @property
    def ways(self) -> list[tuple[str, str, str]]:
        """Word, address and relation of the other parts."""
        ways = (
            (_("Teratas"), self._url(1), ""),
            (_("Sebelumnya"), self._url(self.page - 1), "prev"),
            (_("Berikutnya"), self._url(self.page + 1), "next"),
            (_("Terbawah"), self._url(_pages(self.total)), ""),
        )
        return [way for way in ways if way[1]]

    def _url(self, page: int) -> str:
        if page == self.page or not 1 <= page <= _pages(self.total):
            return ""
        return f"?{urlencode({**self.kept, PAGE: page})}"


def _pages(total: int) -> int:
    return max(0, total - 1) // PART + 1


def part(
    ranked: Sequence[Place],
    query: FigureQuery[City],
    kept: Mapping[str, str] | None = None,
    ends: tuple[City, ...] = (),
    name: Callable[[Place], str] = attrgetter("place.name"),
) -> Ranking[Place]:
    """What is asked for of cities in an order; a page there is none of: the last."""
    total, kept = len(ranked), kept or {}
    if total <= MOST:
        return Ranking(tuple(ranked), total, kept, ends=ends)
    if query.city_search:
        wanted = query.city_search.casefold()
        found = [city for city in ranked if wanted in name(city).casefold()]
        return Ranking(tuple(found[:PART]), total, kept, search=query.city_search, ends=ends)
    page = min(query.page, _pages(total))
    return Ranking(tuple(ranked[PART * (page - 1) : PART * page]), total, kept, page, ends=ends)


def compare(query: FigureQuery[City]) -> tuple[Comparison, Ranking[City]]:
    """The comparison, and the part of the ranking that is asked for.

    One statement while the cities are few. With many, the span before is asked for the shown ones alone, in a
    statement of its own: it adds up with nothing else on the page.
    """
    are_few = queries.number_of_cities() <= MOST
    found = queries.comparison(query.now, query.span, query.only, with_before=are_few)
    ranked, count = _ranked(found, query.measure)
    ends = (ranked[0], ranked[count - 1]) if count else ()
    shown = part(ranked, query, query.kept, ends)
    if not are_few:
        schemas = [city.place.schema_name for city in shown.cities]
        earlier = queries.earlier(query.now, query.span, query.only, schemas)
        cities = tuple(city._replace(before=earlier.get(city.place.schema_name)) for city in shown.cities)
        shown = replace(shown, cities=cities)
    return found, shown


def _ranked(comparison: Comparison, measure: Measure[City]) -> tuple[list[City], int]:
    """The cities in the order of a measure, and how many of them, the first ones, have enough cases to be ranked."""
    if measure.name not in comparison.ranked:
        cities = ordered(comparison.cities, measure)
        comparison.ranked[measure.name] = cities, sum(map(measure.is_ranked, cities))
    return comparison.ranked[measure.name]


# -- The first lines ------------------------------------------------------------------------------------------------


def first_line(comparison: Comparison) -> str:
    """What matters most in these figures: the city that keeps its time least, and how many of its reports wait."""
    ranked, count = _ranked(comparison, ON_TIME)
    whole = {
        "reports": reports_text(comparison.whole.received),
        "in_period": in_period(comparison.period.name),
        "share": percent_text(comparison.whole.on_time),
        "overdue": _overdue(comparison.overdue),
    }
    if not comparison.whole.received:
        return _("Belum ada laporan yang masuk %(in_period)s") % whole
    if not count:
        return _("%(reports)s masuk %(in_period)s, belum cukup untuk membandingkan kabupaten/kota") % whole
    least = ranked[count - 1].now.on_time.percent
    if count > 1 and ranked[0].now.on_time.percent == least:
        return _("Semua kabupaten/kota sama-sama menjawab %(share)s tepat waktu; %(overdue)s") % whole
    last = takewhile(lambda city: city.now.on_time.percent == least, reversed(ranked[:count]))
    lowest = min(last, key=lambda city: (-city.now.on_time.whole, city.place.code))
    return _with_change(lowest, _("%(city)s paling jarang tepat waktu: %(share)s"))


def city_line(city: City) -> str:
    """One city: "Kab. Lebak menjawab tepat waktu 68 % dari 140 laporan, turun 9 poin; 14 laporan lewat batas"."""
    if not ON_TIME.is_ranked(city):
        words = _("%(city)s menerima %(reports)s; %(overdue)s")
        reports = reports_text(city.now.received)
        return words % {"city": city.place.short_name, "reports": reports, "overdue": _overdue(city.overdue)}
    return _with_change(city, _("%(city)s menjawab tepat waktu %(share)s"))


def _with_change(city: City, words: str) -> str:
    share = f"{ON_TIME.text(city)} {ON_TIME.cases_text(city)}"
    begun = words % {"city": city.place.short_name, "share": share}
    change = ON_TIME.change(city)
    return f"{begun}, {change}; {_overdue(city.overdue)}" if change else f"{begun}; {_overdue(city.overdue)}"


def _overdue(count: int) -> str:
    if not count:
        return _("tidak ada laporan lewat batas")
    return ngettext("%(n)s laporan lewat batas", "%(n)s laporan lewat batas", count) % {"n": number_id(count)}


def whole_line(comparison: Comparison, province: str) -> str:
    """The second line: all cities together, and the parts that add up."""
    whole = comparison.whole
    counts = whole.by_status
    words = {
        "province": province,
        "reports": reports_text(whole.received),
        "in_period": in_period(comparison.period.name),
        "waiting": number_id(counts["menunggu"]),
        "working": number_id(counts["proses"]),
        "done": number_id(counts["selesai"]),
        "share": percent_text(whole.on_time),
        "overdue": _overdue(comparison.overdue),
    }
    sums = _(
        "Di seluruh %(province)s %(reports)s masuk %(in_period)s: "
        "%(waiting)s menunggu, %(working)s proses, %(done)s selesai."
    )
    judged = _("Dijawab tepat waktu: %(share)s; sekarang %(overdue)s.") if whole.on_time.whole else ""
    return f"{sums} {judged or _('Sekarang %(overdue)s.')}" % words


# -- Their bars and their table ------------------------------------------------------------------------------------


def source(comparison: Comparison) -> Source:
    return Source(_("Sumber: buku besar kejadian laporan seluruh kabupaten/kota."), comparison.at)


def cities_chart(comparison: Comparison, shown: Ranking[City], query: FigureQuery[City], link: Link) -> Chart:
    """The cities a page shows, on the scale of the first of all, or of a span before that was more."""
    return chart(
        "cities",
        _title(shown.ends, query),
        shown.cities,
        query,
        source(comparison),
        name=lambda city: city.place.short_name,
        url=lambda city: link(city.place),
        most=shown.ends[:1],
    )


def _title(ends: Sequence[City], query: FigureQuery[City]) -> str:
    """What the bars show, in one sentence about the cities at both ends of the ranking."""
    measure = query.measure
    if not ends or not measure.value(ends[0]):
        return str(measure.empty_title)
    first, last = ends
    if measure.value(first) == measure.value(last):
        return str(measure.equal_title) % {"value": measure.text(first)}
    return str(measure.title) % {
        "first": first.place.short_name,
        "first_value": measure.text(first),
        "last": last.place.short_name,
        "last_value": measure.text(last),
    }


def cities_table(
    comparison: Comparison,
    shown: Ranking[City],
    query: FigureQuery[City],
    province: str,
    *,
    link: Link,
    files: Mapping[str, str],
    numbers: Callable[[CityPlace | None], NumbersOf] = lambda place: lambda column: "",
) -> Table:
    """The cities a page shows line by line, and all together. `numbers`: the lists behind the counts of a city, or of
    all."""
    return Table(
        id="figures-caption",
        caption=_("Laporan per kabupaten/kota, %(period)s") % {"period": query.period_label},
        heads=_("Kabupaten/kota"),
        columns=labels(FIGURES),
        lines=tuple(
            line(
                city.place.short_name,
                link(city.place),
                Counted(city.now, city.open, city.overdue),
                FIGURES,
                numbers(city.place),
            )
            for city in shown.cities
        ),
        whole=line(
            _("Seluruh %(name)s") % {"name": province},
            "",
            Counted(comparison.whole, comparison.open, comparison.overdue),
            FIGURES,
            numbers(None),
        ),
        source=source(comparison),
        files=files,
    )
