"""Groups as bars and as lines of a table, ready for a template."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from oversight.figures import Share
from tenants.disclosure.published_tables import Group
from web.figures.group_measures import ON_TIME, Measure, count_text, days_or_hidden, on_time_text
from web.figures.measures import days_text, percent_text, reports_text
from web.html.formats import number_id

FULL = 1000

# The address of a group's own page, or "".
Link = Callable[[Group], str]


def no_link(group: Group) -> str:
    return ""


@dataclass(frozen=True)
class Bar:
    """One group in a bar chart, with everything the bar says in words too."""

    name: str
    url: str
    value: str
    cases: str
    width: int
    is_ranked: bool
    is_hidden: bool

    @property
    def description(self) -> str:
        return f"{self.name}: {self.value} {self.cases}".strip()


@dataclass(frozen=True)
class Line:
    """One group in a table: its name and its figures as text."""

    name: str
    url: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Section:
    """A chart and the table behind it. `key` makes ids, `heads` what the first column of the table holds."""

    key: str
    caption: str
    heads: str
    title: str
    scale: str
    bars: tuple[Bar, ...]
    lines: tuple[Line, ...]
    whole: Line
    file_url: str
    has_hidden: bool


def section(
    key: str,
    groups: Sequence[Group],
    whole: Group,
    measure: Measure,
    *,
    caption: str,
    heads: str,
    none: str,
    whole_name: str,
    file_url: str,
    link: Link = no_link,
) -> Section:
    """`none` names the reports without unit or place; `whole` is what the groups add up to."""
    ordered = measure.ordered(groups)
    ranked = [group for group in ordered if measure.is_ranked(group)]
    named = [group for group in ranked if group.code]
    top = max([measure.least_scale, *(measure.value(group) or 0 for group in ranked)])
    return Section(
        key=key,
        caption=caption,
        heads=heads,
        title=_title(named, measure),
        scale=_scale(measure, top),
        bars=tuple(_bar(group, measure, top, none, link) for group in ordered),
        lines=tuple(table_line(group, group.name or none, link(group)) for group in ordered),
        whole=table_line(whole, whole_name),
        file_url=file_url,
        has_hidden=any(group.has_hidden for group in (*groups, whole)),
    )


def _title(ranked: Sequence[Group], measure: Measure) -> str:
    """What the bars show, in one sentence about the groups at both ends."""
    if not ranked:
        return str(measure.empty_title)
    first, last = ranked[0], ranked[-1]
    if len(ranked) == 1 or measure.value(first) == measure.value(last):
        words = _("%(label)s: %(value)s") if len(ranked) == 1 else _("%(label)s: %(value)s di mana-mana")
        return words % {"label": measure.label, "value": measure.text(first)}
    return str(measure.title) % {
        "first": _with_equals(first, ranked, measure),
        "first_value": measure.text(first),
        "last": _with_equals(last, ranked, measure),
        "last_value": measure.text(last),
    }


def _with_equals(group: Group, ranked: Sequence[Group], measure: Measure) -> str:
    """The name of a group, and how many others stand where it stands."""
    others = sum(measure.value(other) == measure.value(group) for other in ranked) - 1
    if not others:
        return group.name
    words = ngettext("%(name)s dan %(n)s lainnya", "%(name)s dan %(n)s lainnya", others)
    return words % {"name": group.name, "n": number_id(others)}


def _scale(measure: Measure, top: float) -> str:
    if measure is ON_TIME:
        full = percent_text(Share(1, 1))
    else:
        full = days_text(top) if measure.name == "hari-kerja" else reports_text(round(top))
    return _("Semua batang memakai skala yang sama; batang penuh = %(full)s.") % {"full": full}


def _bar(group: Group, measure: Measure, top: float, none: str, link: Link) -> Bar:
    is_ranked = measure.is_ranked(group)
    return Bar(
        name=group.name or none,
        url=link(group),
        value=measure.text(group),
        cases=measure.cases_text(group),
        width=round(FULL * (measure.value(group) or 0) / top) if is_ranked else 0,
        is_ranked=is_ranked,
        is_hidden=measure.cases(group) is None,
    )


def table_line(group: Group, name: str, url: str = "") -> Line:
    """A group's figures in the order of the table's columns."""
    counts = (group.received, *group.by_status.values())
    return Line(
        name,
        url,
        (
            *(count_text(count) for count in counts),
            on_time_text(group),
            count_text(group.judged),
            days_or_hidden(group),
            count_text(group.measured),
        ),
    )
