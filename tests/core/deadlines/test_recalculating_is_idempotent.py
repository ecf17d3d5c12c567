"""Whatever calendar a deadline was computed by and whatever calendar follows: the second computing changes nothing,
and the way back by the old calendar restores the old dates."""

from datetime import UTC, date, datetime, timedelta
from itertools import zip_longest
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.deadlines import report_clocks
from core.deadlines.arithmetic import due, reckon
from core.deadlines.calendars import Calendars
from core.deadlines.models import Deadline
from tenants.law.calendar import WorkingCalendar

ZONES = st.sampled_from([ZoneInfo("Asia/Jakarta"), ZoneInfo("Asia/Jayapura")])
DAYS = st.sets(st.dates(date(2026, 1, 1), date(2027, 3, 1)), max_size=60)
YEARS = st.sets(st.sampled_from([2025, 2026, 2027]))
STARTS = st.integers(0, 364 * 24 * 60).map(lambda n: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=n))
UNITS = st.sampled_from(["working_days", "calendar_days"])


@st.composite
def calendars(draw) -> Calendars:
    """A national calendar, and a city's with days off of its own."""
    national = WorkingCalendar(draw(DAYS), draw(YEARS))
    return Calendars(national, national.without(draw(DAYS)))


@st.composite
def waits(draw, start: datetime) -> list[list[datetime | None]]:
    """What the reporter was asked since `start`, the last perhaps not answered yet."""
    moments = [start]
    for hours in draw(st.lists(st.integers(0, 600), max_size=6)):
        moments.append(moments[-1] + timedelta(hours=hours))
    return [[asked, answered] for asked, answered in zip_longest(moments[1::2], moments[2::2])]


@st.composite
def deadlines(draw, before: Calendars, zone: ZoneInfo) -> Deadline:
    """A limit that runs, with pauses and extensions it may have had, as `before` computed it."""
    start, limit, unit = draw(STARTS), draw(st.integers(1, 60)), draw(UNITS)
    row = Deadline(
        pk=1, rule="verify", rule_set="sp4n", limit=limit, unit=unit, started_at=start, met_by=[],
        extension_days=draw(st.integers(0, 10)), waits=draw(waits(start)),
    )  # fmt: skip
    now = reckon(start, limit + row.extension_days, unit, row.waits, before.local, zone)
    row.due_on, row.due_at, row.provisional = now.end.on, now.end.at, now.end.provisional
    row.paused_at, row.paused_days = now.paused_at, now.paused_days
    row.national_due_at = due(start, limit, unit, before.national, zone).at
    return row


def state(row: Deadline) -> tuple:
    return row.due_on, row.due_at, row.provisional, row.national_due_at, row.paused_at, row.paused_days


@settings(max_examples=200)
@given(st.data(), calendars(), calendars(), ZONES)
def test_the_second_computing_changes_nothing_and_the_old_calendar_brings_the_old_dates_back(
    data, before, after, zone
):
    row = data.draw(deadlines(before, zone))
    old = state(row)
    moved = report_clocks.Clocks(SimpleNamespace(), [row], zone)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(report_clocks, "city_calendars", lambda: after)
        changes = moved.recalculate()
        new = state(row)
        assert bool(changes) == (new != old)
        assert moved.recalculate() == {}
        assert state(row) == new
        patch.setattr(report_clocks, "city_calendars", lambda: before)
        moved.recalculate()
    assert state(row) == old
