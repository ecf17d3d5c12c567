"""What cities can be compared by: the value of each measure, and how it is said. Names are those of the address."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from oversight.figures import ENOUGH_CASES, City, Figures, Share
from web.words import number_id

NBSP = "\N{NO-BREAK SPACE}"


def percent_text(share: Share) -> str:
    """ "68 %", or a dash where there is nothing to take a share of."""
    return "–" if share.percent is None else f"{share.percent}{NBSP}%"


def days_text(days: float | None) -> str:
    """ "4 hari kerja", "4,5 hari kerja", or a dash without any answer."""
    if days is None:
        return "–"
    whole = days == int(days)
    words = ngettext("%(n)s hari kerja", "%(n)s hari kerja", 1 if days == 1 else 2)
    return (words % {"n": number_id(days, 0 if whole else 1)}).replace(" ", NBSP)


def reports_text(count: int) -> str:
    return ngettext("%(n)s laporan", "%(n)s laporan", count) % {"n": number_id(count)}


@dataclass(frozen=True)
class Measure:
    """One way to compare. Largest first. `is_ranked` says whether enough cases stand behind a city's value."""

    name: str
    label: Promise
    value: Callable[[City], float | None]
    before: Callable[[City], float | None]
    is_ranked: Callable[[City], bool]
    text: Callable[[City], str]
    cases: Callable[[City], str]
    change: Callable[[City], str]
    least_scale: float = 1.0

    def order(self, city: City) -> tuple[Any, ...]:
        """Sorting key: ranked ones by value, then those with too few cases; equal ones by reports received, name."""
        value = self.value(city)
        return (not self.is_ranked(city), -(value or 0), -city.now.received, city.place.name)


def _points(city: City) -> str:
    """How the share has moved since the span before: only between shares with enough cases."""
    if city.before is None or min(city.now.on_time.whole, city.before.on_time.whole) < ENOUGH_CASES:
        return ""
    moved = (city.now.on_time.percent or 0) - (city.before.on_time.percent or 0)
    if moved == 0:
        return _("tetap")
    words = (
        ngettext("naik %(n)s poin", "naik %(n)s poin", moved)
        if moved > 0
        else ngettext("turun %(n)s poin", "turun %(n)s poin", -moved)
    )
    return words % {"n": number_id(abs(moved))}


def _slower(city: City) -> str:
    if city.before is None or min(city.now.measured, city.before.measured) < ENOUGH_CASES:
        return ""
    moved = (city.now.median_days or 0) - (city.before.median_days or 0)
    if moved == 0:
        return _("tetap")
    words = _("lebih lama %(span)s") if moved > 0 else _("lebih cepat %(span)s")
    return words % {"span": days_text(abs(moved))}


def _received_before(city: City) -> str:
    return "" if city.before is None else _("sebelumnya %(n)s") % {"n": number_id(city.before.received)}


def _percent(figures: Figures | None) -> float | None:
    return figures.on_time.percent if figures else None


ON_TIME = Measure(
    name="tepat-waktu",
    label=gettext_lazy("Tepat waktu"),
    value=lambda city: _percent(city.now),
    before=lambda city: _percent(city.before),
    is_ranked=lambda city: city.now.on_time.whole >= ENOUGH_CASES,
    text=lambda city: percent_text(city.now.on_time),
    cases=lambda city: _("dari %(reports)s") % {"reports": reports_text(city.now.on_time.whole)},
    change=_points,
    least_scale=100.0,
)
RECEIVED = Measure(
    name="masuk",
    label=gettext_lazy("Laporan masuk"),
    value=lambda city: city.now.received,
    before=lambda city: city.before.received if city.before else None,
    is_ranked=lambda city: True,
    text=lambda city: number_id(city.now.received),
    cases=lambda city: ngettext("laporan masuk", "laporan masuk", city.now.received),
    change=_received_before,
)
OVERDUE = Measure(
    name="lewat-batas",
    label=gettext_lazy("Lewat batas"),
    value=lambda city: city.overdue,
    before=lambda city: None,
    is_ranked=lambda city: True,
    text=lambda city: number_id(city.overdue),
    cases=lambda city: _("dari %(reports)s yang masih terbuka") % {"reports": reports_text(city.open)},
    change=lambda city: "",
)
DAYS = Measure(
    name="hari-kerja",
    label=gettext_lazy("Waktu jawab"),
    value=lambda city: city.now.median_days,
    before=lambda city: city.before.median_days if city.before else None,
    is_ranked=lambda city: city.now.measured >= ENOUGH_CASES,
    text=lambda city: days_text(city.now.median_days),
    cases=lambda city: _("median dari %(reports)s dijawab") % {"reports": reports_text(city.now.measured)},
    change=_slower,
)
MEASURES: dict[str, Measure] = {measure.name: measure for measure in (ON_TIME, OVERDUE, DAYS, RECEIVED)}


def ordered(cities: Iterable[City], measure: Measure) -> list[City]:
    return sorted(cities, key=measure.order)
