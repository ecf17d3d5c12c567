"""What everybody reads of one city: a first line, and its units, areas, kinds and topics as bars with the table behind
them. Small figures are hidden before they come here (`tenants.disclosure`)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from oversight.figures import ENOUGH_CASES
from tenants.disclosure.published_tables import Group
from web.figures.charts import Chart, Source, chart
from web.figures.measures import days_text, on_time, ordered, percent_text, reports_text
from web.figures.query_params import FigureQuery, in_period
from web.figures.tables import PUBLIC, Counted, Line, Table, hidden_note, labels, line
from web.html.formats import number_id


@dataclass(frozen=True)
class Section:
    """A chart and the table behind it under a title; `about` says what one can do there."""

    title: str
    chart: Chart
    table: Table
    about: str = ""


def section(
    key: str,
    groups: Sequence[Group],
    whole: Group,
    query: FigureQuery[Group],
    source: Source,
    *,
    caption: str,
    heads: str,
    none: str,
    whole_name: str,
    file_url: str,
    title: str = "",
    about: str = "",
    link: Callable[[Group], str] = lambda group: "",
) -> Section:
    """`none` names the reports without unit or place, `heads` what the first column holds; `whole` is what the groups
    add up to."""
    rows = ordered(groups, query.measure)
    bars = chart(key, _title(rows, query), rows, query, source, name=lambda group: group.name or none, url=link)
    table = groups_table(
        key,
        [group_line(group, group.name or none, link(group)) for group in rows],
        source,
        caption=caption % {"period": query.period_label},
        heads=heads,
        whole=group_line(whole, whole_name),
        file_url=file_url,
        hidden_note=hidden_note((*groups, whole)),
    )
    return Section(title or heads, bars, table, about)


def groups_table(
    key: str,
    lines: Sequence[Line],
    source: Source,
    *,
    caption: str,
    heads: str,
    whole: Line | None = None,
    file_url: str,
    hidden_note: str,
) -> Table:
    return Table(
        id=f"table-{key}",
        caption=caption,
        heads=heads,
        columns=labels(PUBLIC),
        lines=tuple(lines),
        whole=whole,
        source=source,
        file_url=file_url,
        hidden_note=hidden_note,
    )


def group_line(group: Group, name: str, url: str = "") -> Line:
    return line(name, url, Counted(group), PUBLIC)


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
