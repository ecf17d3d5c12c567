"""Small pieces of a page of figures that stand there by the dozen, drawn as text.

A template of Django's spends some ten microseconds on every tag; a page of twenty cities has two thousand of them.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.template import engines
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import ngettext

from oversight.figures import LateClock
from web.figures.labels import CLOCK_WORDS
from web.html.formats import number_id, short_date

if TYPE_CHECKING:
    from web.figures.charts import Bar
    from web.figures.multiples import Fact, Part
    from web.figures.query_params import SpansOfYear


def text(value: Any) -> str:
    """A value as it may stand in HTML, between tags or within quotes."""
    return str(escape(value))


def icon(name: str) -> str:
    return engines["jinja2"].env.get_template("components/marks.html").module.icon(name)


def status_icon(status: str) -> str:
    return engines["jinja2"].env.get_template("components/marks.html").module.status_icon(status)


def stack(parts: Iterable["Part"]) -> SafeString:
    """The three statuses end to end in a stacked bar."""
    shapes = (f'<rect class="part-{part.status}" x="{part.x}" width="{part.width}" height="20" />' for part in parts)
    return _drawn('<rect class="bar-track" width="1000" height="20" />', *shapes)


def counts(parts: Iterable["Part"]) -> SafeString:
    """The same as a list, in words."""
    return _drawn(
        *(
            f"<li>{status_icon(part.status)}{text(part.word)} <strong>{text(number_id(part.count))}</strong></li>"
            for part in parts
        )
    )


def facts(lines: Iterable["Fact"]) -> SafeString:
    """Label, value, and what the value is of."""
    return _drawn(
        *(
            f"<div><dt>{text(line.label)}</dt>"
            f'<dd><strong>{text(line.value)}</strong> <span class="muted">{text(line.of)}</span></dd></div>'
            for line in lines
        )
    )


def bars(drawn_bars: Iterable["Bar"]) -> SafeString:
    """The items of a bar chart: name, bar, and the same in words."""
    return _drawn(*(_bar(bar) for bar in drawn_bars))


def _bar(bar: "Bar") -> str:
    name = f'<a href="{text(bar.url)}">{text(bar.name)}</a>' if bar.url else text(bar.name)
    change = f' <span class="bar-change">{text(bar.change)}</span>' if bar.change else ""
    reasons = f'<span class="bar-reasons">{text(bar.reasons)}</span>' if bar.reasons else ""
    return (
        f'<li><span class="bar-name">{name}</span>{_NO_BAR % text(bar.instead) if bar.instead else _shape(bar)}'
        f'<span class="bar-words"><strong>{text(bar.value)}</strong> <span>{text(bar.cases)}</span>{change}</span>'
        f"{reasons}</li>"
    )


_NO_BAR = '<span class="bar-none">%s</span>'


def _shape(bar: "Bar") -> str:
    past = "" if bar.past is None else f'<rect class="bar-past" width="{bar.past}" height="20" />'
    return (
        '<svg class="bar" viewBox="0 0 1000 20" preserveAspectRatio="none" role="img">'
        f'<title>{text(bar.description)}</title><rect class="bar-track" width="1000" height="20" />{past}'
        f'<rect class="bar-now" y="5" width="{bar.width}" height="10" /></svg>'
    )


def missed(clocks: Iterable[LateClock]) -> SafeString:
    """The deadlines a report has missed: which, by how many days, and when it ran out."""
    return _drawn(*(_missed(clock) for clock in clocks))


def _missed(clock: LateClock) -> str:
    late = ngettext("lewat %(days)s hari", "lewat %(days)s hari", clock.days_late)
    return (
        f'<li><span class="nowrap">{icon("clock")} {text(CLOCK_WORDS[clock.rule])}:</span>'
        f' <strong class="nowrap">{text(late % {"days": number_id(clock.days_late)})}</strong>'
        f' <time class="muted nowrap" datetime="{timezone.localtime(clock.due_at).isoformat(timespec="seconds")}">'
        f"{text(short_date(clock.due_at))}</time></li>"
    )


def span_options(spans: Iterable["SpansOfYear"], chosen: str) -> SafeString:
    """Years, quarters and months that have begun, for a select."""
    groups = []
    for year in spans:
        options = "".join(
            f'<option value="{name}"{" selected" if name == chosen else ""}>{text(label)}</option>'
            for name, label in year.spans
        )
        groups.append(f'<optgroup label="{year.year}">{options}</optgroup>')
    return _drawn(*groups)


def _drawn(*pieces: str) -> SafeString:
    return mark_safe("".join(pieces))  # noqa: S308 (every value is ours or escaped)
