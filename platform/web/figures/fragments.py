"""Small pieces of a page of figures that stand there by the dozen, drawn as text.

A template of Django's spends some ten microseconds on every tag; a page of twenty cities has two thousand of them.
"""

from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from oversight import periods
from oversight.figures import LateClock
from web.figures.labels import CLOCK_WORDS
from web.figures.sentences import period_label
from web.html.badges import icon, status_icon, status_word, text
from web.html.formats import number_id, short_date

if TYPE_CHECKING:
    from web.figures.charts import Bar, Part

# How many years back one may choose from; older ones by their address.
_YEARS = 4


def stack(parts: Iterable["Part"]) -> SafeString:
    """The three statuses end to end in a stacked bar."""
    shapes = (f'<rect class="part-{part.status}" x="{part.x}" width="{part.width}" height="20" />' for part in parts)
    return _drawn('<rect class="bar-track" width="1000" height="20" />', *shapes)


def counts(parts: Iterable["Part"]) -> SafeString:
    """The same as a list, in words."""
    return _drawn(
        *(
            f"<li>{status_icon(part.status)}{text(status_word(part.status))}"
            f" <strong>{text(number_id(part.count))}</strong></li>"
            for part in parts
        )
    )


def facts(lines: Iterable[tuple[str, str, str]]) -> SafeString:
    """Label, value, and what the value is of."""
    return _drawn(
        *(
            f"<div><dt>{text(label)}</dt>"
            f'<dd><strong>{text(value)}</strong> <span class="muted">{text(of)}</span></dd></div>'
            for label, value, of in lines
        )
    )


def bars(drawn_bars: Iterable["Bar"]) -> SafeString:
    """The items of a bar chart: name, bar, and the same in words."""
    too_few = text(_("Belum cukup laporan untuk dibandingkan"))
    return _drawn(*(_bar(bar, too_few) for bar in drawn_bars))


def _bar(bar: "Bar", too_few: str) -> str:
    name = f'<a href="{text(bar.url)}">{text(bar.name)}</a>' if bar.url else text(bar.name)
    change = f' <span class="bar-change">{text(bar.change)}</span>' if bar.change else ""
    reasons = f'<span class="bar-reasons">{text(bar.reasons)}</span>' if bar.reasons else ""
    return (
        f'<li><span class="bar-name">{name}</span>{_shape(bar) if bar.is_ranked else _NO_BAR % too_few}'
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


def span_options(now: datetime, zone: ZoneInfo, chosen: str) -> SafeString:
    """Years, quarters and months that have begun, for a select."""
    groups = []
    for year, choices in _spans(now.astimezone(zone).date(), zone, get_language()):
        options = "".join(
            f'<option value="{name}"{" selected" if name == chosen else ""}>{text(label)}</option>'
            for name, label in choices
        )
        groups.append(f'<optgroup label="{year}">{options}</optgroup>')
    return _drawn(*groups)


def _drawn(*pieces: str) -> SafeString:
    return mark_safe("".join(pieces))  # noqa: S308 (every value is ours or escaped)


@lru_cache(maxsize=16)
def _spans(today: date, zone: ZoneInfo, language: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """By year, with their names in this language."""
    now = datetime.combine(today, datetime.max.time(), zone)
    found = []
    for year in periods.years(now, zone)[:_YEARS]:
        quarters, months = (f"{year}-T{part}" for part in range(1, 5)), (f"{year}-{part:02}" for part in range(1, 13))
        begun = [name for name in (year, *quarters, *months) if periods.is_name(name, now, zone)]
        found.append((year, [(name, period_label(name)) for name in begun]))
    return found
