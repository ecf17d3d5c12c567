"""A city's months as columns, its months of the year before in grey behind, every city on the same scale."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from oversight.figures import Share
from oversight.histories import History
from tenants.disclosure.published_tables import Group
from tenants.disclosure.small_cells import ENOUGH, is_small
from tenants.lazy_text import Promise
from web.figures.measures import DAYS, ON_TIME, OVERDUE, RECEIVED, Measure, days_text, percent_text, reports_text

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
        gettext_lazy("Tepat waktu"), _percent, lambda value: percent_text(Share(round(value), 100)), least_scale=100.0
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


def draw(histories: Mapping[str, History], measure: Measure) -> dict[str, Trend]:
    """The trend of each city by its schema name, on the scale they share."""
    monthly = _MONTHLY.get(measure.name, _MONTHLY[RECEIVED.name])
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
