"""What units and areas are compared by, and how each figure is said. Names are those of the address."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from oversight.figures import ENOUGH_CASES, Share
from tenants.disclosure.published_tables import Group
from tenants.lazy_text import Promise
from web.figures.measures import days_text, percent_text, reports_text
from web.html.formats import number_id

# What stands where a figure is hidden; the note under each table says why.
HIDDEN = "*"


@dataclass(frozen=True)
class Measure:
    """One way to compare. Largest first; a group with too few cases, or hidden ones, has no rank and no bar."""

    name: str
    label: Promise
    value: Callable[[Group], float | None]
    cases: Callable[[Group], int | None]
    text: Callable[[Group], str]
    cases_text: Callable[[Group], str]
    title: Promise
    empty_title: Promise
    enough: int = ENOUGH_CASES
    least_scale: float = 1.0

    def is_ranked(self, group: Group) -> bool:
        return (self.cases(group) or 0) >= self.enough

    def ordered(self, groups: Iterable[Group]) -> list[Group]:
        """Ranked ones by value, then the others, what has no unit or place last; equal ones by name."""
        return sorted(
            groups,
            key=lambda group: (not self.is_ranked(group), -(self.value(group) or 0), not group.code, group.name),
        )


def on_time(group: Group) -> Share:
    return Share(group.met or 0, group.judged or 0)


def on_time_text(group: Group) -> str:
    return HIDDEN if group.judged is None else percent_text(on_time(group))


def count_text(count: int | None) -> str:
    return HIDDEN if count is None else number_id(count)


def days_or_hidden(group: Group) -> str:
    return HIDDEN if group.measured is None else days_text(group.median_days)


def _received(count: int | None) -> str:
    return "" if count is None else ngettext("laporan masuk", "laporan masuk", count)


def _of(count: int | None, words: str) -> str:
    return "" if count is None else words % {"reports": reports_text(count)}


ON_TIME = Measure(
    name="tepat-waktu",
    label=gettext_lazy("Tepat waktu"),
    value=lambda group: on_time(group).percent,
    cases=lambda group: group.judged,
    text=on_time_text,
    cases_text=lambda group: _of(group.judged, _("dari %(reports)s")),
    title=gettext_lazy("%(first)s paling tepat waktu (%(first_value)s), %(last)s paling jarang (%(last_value)s)"),
    empty_title=gettext_lazy("Belum cukup laporan untuk membandingkan ketepatan waktu"),
    least_scale=100.0,
)
DAYS = Measure(
    name="hari-kerja",
    label=gettext_lazy("Waktu jawab"),
    value=lambda group: group.median_days,
    cases=lambda group: group.measured,
    text=days_or_hidden,
    cases_text=lambda group: _of(group.measured, _("median dari %(reports)s dijawab")),
    title=gettext_lazy("%(first)s paling lama menjawab (%(first_value)s), %(last)s paling cepat (%(last_value)s)"),
    empty_title=gettext_lazy("Belum cukup jawaban untuk membandingkan waktu jawab"),
)
RECEIVED = Measure(
    name="masuk",
    label=gettext_lazy("Laporan masuk"),
    value=lambda group: group.received,
    cases=lambda group: group.received,
    text=lambda group: count_text(group.received),
    cases_text=lambda group: _received(group.received),
    title=gettext_lazy("Laporan terbanyak ada di %(first)s (%(first_value)s)"),
    empty_title=gettext_lazy("Belum cukup laporan untuk dibandingkan"),
    enough=1,
)
MEASURES: dict[str, Measure] = {measure.name: measure for measure in (ON_TIME, DAYS, RECEIVED)}
