"""What everybody reads of one city: a first line, and its units, areas, kinds and topics as bars with the table behind
them. Small figures are hidden before they come here (`tenants.disclosure`)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from oversight.figures import ENOUGH_CASES
from tenants.disclosure.published_tables import Group
from tenants.lazy_text import Promise
from web.figures.blocks import PUBLIC, Chart, Counted, Source, Table, chart, hidden_note, labels, line
from web.figures.measures import days_text, on_time, ordered, percent_text, reports_text
from web.figures.query_params import FigureQuery, in_period
from web.html.formats import number_id


@dataclass(frozen=True)
class Cut:
    """What a city is broken down into: `key` makes ids, `heads` is what the first column holds, `none` names reports
    that have none of it; `about` says what one can do with the parts."""

    key: str
    heads: Promise
    caption: Promise
    none: Promise
    title: Promise
    about: Promise | str = ""


@dataclass(frozen=True)
class Section:
    """A chart and the table behind it."""

    cut: Cut
    chart: Chart
    table: Table


def section(
    cut: Cut,
    groups: Sequence[Group],
    whole: tuple[str, Group],
    query: FigureQuery[Group],
    source: Source,
    file_url: str,
    link: Callable[[Group], str] = lambda group: "",
) -> Section:
    """The groups, which add up to the `whole` of that name."""
    rows = ordered(groups, query.measure)

    def name(group: Group) -> str:
        return group.name or str(cut.none)

    table = Table(
        id=f"table-{cut.key}",
        caption=str(cut.caption) % {"period": query.period_label},
        heads=str(cut.heads),
        columns=labels(PUBLIC),
        lines=tuple(line(name(group), link(group), Counted(group), PUBLIC) for group in rows),
        whole=line(whole[0], "", Counted(whole[1]), PUBLIC),
        source=source,
        file_url=file_url,
        hidden_note=hidden_note((*groups, whole[1])),
    )
    return Section(cut, chart(cut.key, _title(rows, query), rows, query, source, name=name, url=link), table)


def _title(rows: Sequence[Group], query: FigureQuery[Group]) -> str:
    """What the bars show, in one sentence about the groups at both ends."""
    measure = query.measure
    ranked = [group for group in rows if measure.is_ranked(group) and group.code]
    if not ranked:
        return str(measure.empty_title)
    first, last = ranked[0], ranked[-1]
    if len(ranked) == 1 or measure.value(first) == measure.value(last):
        words = _("%(label)s: %(value)s") if len(ranked) == 1 else str(measure.equal_title)
        return words % {"label": measure.label, "value": measure.text(first)}

    def with_equals(group: Group) -> str:
        """The name of a group, and how many others stand where it stands."""
        others = sum(measure.value(other) == measure.value(group) for other in ranked) - 1
        if not others:
            return group.name
        words = ngettext("%(name)s dan %(n)s lainnya", "%(name)s dan %(n)s lainnya", others)
        return words % {"name": group.name, "n": number_id(others)}

    return str(measure.title) % {
        "first": with_equals(first),
        "first_value": measure.text(first),
        "last": with_equals(last),
        "last_value": measure.text(last),
    }


# -- The first lines about a city ----------------------------------------------------------------------------------


def headline(city: str, whole: Group, period: str) -> str:
    """What matters first: how often the city keeps its time."""
    share = on_time(whole)
    words = {
        "city": city,
        "share": percent_text(share) if share else "",
        "judged": reports_text(whole.judged or 0),
        "reports": reports_text(whole.received or 0),
        "in_period": in_period(period),
    }
    if not whole.received:
        return _("Belum ada laporan yang masuk di %(city)s %(in_period)s") % words
    if (whole.judged or 0) < ENOUGH_CASES:
        return _("%(city)s menerima %(reports)s %(in_period)s; belum cukup yang jatuh tempo untuk dinilai") % words
    return _("%(city)s menjawab %(share)s dari %(judged)s tepat waktu %(in_period)s") % words


def whole_line(whole: Group) -> str:
    """The sum and its parts, and how long an answer takes."""
    words = {
        "reports": reports_text(whole.received or 0),
        "waiting": number_id(whole.by_status["menunggu"]),
        "working": number_id(whole.by_status["proses"]),
        "done": number_id(whole.by_status["selesai"]),
        "days": days_text(whole.median_days),
        "answered": reports_text(whole.measured or 0),
    }
    line = _("%(reports)s masuk: %(waiting)s menunggu, %(working)s proses, %(done)s selesai.") % words
    if not whole.measured:
        return line
    return (
        line + " " + _("Jawaban pertama datang dalam %(days)s (nilai tengah dari %(answered)s yang dijawab).") % words
    )
