"""Small multiples: each city's months as columns, the year before in grey behind, and its reports by status, every
city on the same scale."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from oversight.figures import City, Figures, Share
from oversight.histories import History
from tenants.disclosure.published_tables import Group
from tenants.disclosure.small_cells import ENOUGH, is_small
from tenants.lazy_text import Promise
from web.figures.blocks import width
from web.figures.measures import DAYS, ON_TIME, OVERDUE, RECEIVED, days_text, percent_words, reports_text
from web.figures.query_params import Link
from web.html.badges import status_word
from web.html.formats import number_id

HEIGHT = 60
SLOT = 20


@dataclass(frozen=True)
class Monthly:
    """What a month shows of a measure; None where too few reports stand behind it."""

    label: Promise
    value: Callable[[Group], float | None]
    text: Callable[[float], str]
    least_scale: float = 1.0


def _percent(group: Group) -> float | None:
    return Share(group.met or 0, group.judged).percent if group.judged and group.judged >= ENOUGH else None


def _late(group: Group) -> float | None:
    late = (group.judged or 0) - (group.met or 0)
    return None if group.judged is None or is_small(late) else late


_MONTHLY: dict[str, Monthly] = {
    ON_TIME.name: Monthly(
        gettext_lazy("Tepat waktu"), _percent, lambda value: percent_words(round(value)), least_scale=100.0
    ),
    OVERDUE.name: Monthly(gettext_lazy("Terlambat atau lewat batas"), _late, lambda value: reports_text(round(value))),
    DAYS.name: Monthly(
        gettext_lazy("Waktu jawab"),
        lambda group: group.median_days if (group.measured or 0) >= ENOUGH else None,
        days_text,
    ),
    RECEIVED.name: Monthly(
        gettext_lazy("Laporan masuk"), lambda group: group.received, lambda value: reports_text(round(value))
    ),
}


@dataclass(frozen=True)
class Column:
    """One month: where it stands, how high it is, how high the same month was a year before. None: not drawn."""

    x: int
    height: int | None
    past: int | None

    @property
    def y(self) -> int:
        return HEIGHT - (self.height or 0)

    @property
    def past_y(self) -> int:
        return HEIGHT - (self.past or 0)


@dataclass(frozen=True)
class Trend:
    """The columns of one city, with all they say in words. `first` and `last` name the months at both ends."""

    columns: tuple[Column, ...]
    label: str
    first: str
    last: str
    full: str
    description: str


def trends(histories: Mapping[str, History], measure: str) -> dict[str, Trend]:
    """The trend of each city by its schema name, on the scale they share, in the measure of that name."""
    monthly = _MONTHLY.get(measure, _MONTHLY[RECEIVED.name])
    groups = [group for history in histories.values() for group in (*history.months, *history.before)]
    top = max([monthly.least_scale, *(monthly.value(group) or 0 for group in groups)])
    return {schema: _trend(history, monthly, top) for schema, history in histories.items()}


def _trend(history: History, monthly: Monthly, top: float) -> Trend:
    def height(group: Group) -> int | None:
        value = monthly.value(group)
        return None if value is None else round(HEIGHT * value / top)

    pairs = zip(history.months, history.before, strict=True)
    return Trend(
        columns=tuple(Column(place * SLOT, height(now), height(before)) for place, (now, before) in enumerate(pairs)),
        label=str(monthly.label),
        first=month_label(history.months[0].code, short=True),
        last=month_label(history.months[-1].code, short=True),
        full=monthly.text(top),
        description=_description(history, monthly),
    )


def _description(history: History, monthly: Monthly) -> str:
    """The columns' text alternative: the months that are drawn, and that others have too few reports."""
    values = [(month_label(group.code), monthly.value(group)) for group in history.months]
    said = [f"{month} {monthly.text(value)}" for month, value in values if value is not None]
    if not said:
        said.append(_("terlalu sedikit laporan di setiap bulan"))
    elif len(said) < len(values):
        said.append(_("bulan lainnya terlalu sedikit laporan"))
    return f"{monthly.label}: {', '.join(said)}"


def month_label(code: str, *, short: bool = False) -> str:
    """ "2026-03" -> "Maret 2026", short "Mar 2026"."""
    year, month = code.split("-")
    return date_format(date(int(year), int(month), 1), "M Y" if short else "F Y")


# -- Reports by status ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Part:
    """One public status in a stacked bar."""

    status: str
    word: str
    count: int
    x: int
    width: int


@dataclass(frozen=True)
class Fact:
    """A label, its value, and what the value is of."""

    label: str
    value: str
    of: str


@dataclass(frozen=True)
class Card:
    """One city among the small multiples: a stacked bar on the scale all cards share, and the figures beside it."""

    name: str
    url: str
    received: int
    description: str
    parts: tuple[Part, ...]
    facts: tuple[Fact, ...]
    trend: Trend | None = None


def cards(
    cities: Sequence[City],
    among: Sequence[City],
    link: Link,
    trend_of: Mapping[str, Trend],
) -> list[Card]:
    """The small multiples on the scale of all cities they are `among`, each with its trend where there is one."""
    top = max([1, *(city.now.received for city in among)])
    return [_card(city, top, link, trend_of.get(city.place.schema_name)) for city in cities]


def _card(city: City, top: int, link: Link, trend: Trend | None) -> Card:
    parts = _stacked(city.now, top)
    received = reports_text(city.now.received)
    of_judged = _("dari %(n)s") % {"n": number_id(city.now.on_time.whole)}
    return Card(
        name=city.place.short_name,
        url=link(city.place),
        received=city.now.received,
        description=f"{city.place.name}: {received} ({', '.join(f'{part.word} {part.count}' for part in parts)})",
        parts=parts,
        facts=(
            Fact(
                _("Tepat waktu"),
                ON_TIME.text(city),
                ", ".join(part for part in (of_judged, ON_TIME.change(city)) if part),
            ),
            Fact(
                _("Waktu jawab"),
                DAYS.text(city),
                _("median dari %(n)s") % {"n": number_id(city.now.measured)},
            ),
            Fact(
                _("Lewat batas sekarang"),
                OVERDUE.text(city),
                _("dari %(n)s terbuka") % {"n": number_id(city.open)},
            ),
        ),
        trend=trend,
    )


def _stacked(figures: Figures, top: int) -> tuple[Part, ...]:
    """The three statuses end to end. Edges are rounded, not widths, so that the parts neither gap nor overlap."""
    parts, so_far = [], 0
    for status, count in figures.by_status.items():
        x = width(so_far, top)
        so_far += count
        parts.append(Part(status, status_word(status), count, x, width(so_far, top) - x))
    return tuple(parts)
