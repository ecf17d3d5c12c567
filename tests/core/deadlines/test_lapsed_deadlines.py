"""A limit that has lapsed is not paused or extended; and none ends before the office can see an answer.

Random lives of one limit are counted a second time here, day by day and by other means than the product's.
"""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.casework import actions
from core.common.errors import Conflict
from core.deadlines import calendars, report_clocks
from core.deadlines.calendars import Calendars
from core.deadlines.models import Deadline
from core.deadlines.report_clocks import Clocks
from core.reports.models import Report
from tenants.law import memory
from tenants.law.calendar import CALENDAR_DAYS, WORKING_DAYS, WorkingCalendar

WIB = ZoneInfo("Asia/Jakarta")
ZONES = st.sampled_from([WIB, ZoneInfo("Asia/Makassar"), ZoneInfo("Asia/Jayapura")])
DAY = timedelta(days=1)
DAYS = st.dates(min_value=date(2026, 1, 1), max_value=date(2026, 12, 31))
DAYS_OFF = st.sets(DAYS, max_size=60)
UNITS = st.sampled_from([WORKING_DAYS, CALENDAR_DAYS])
# Quarters of an hour of work before each question, and of waiting for its answer.
WAITS = st.lists(st.tuples(st.integers(0, 1500), st.integers(0, 2500)), max_size=5)


# -- By other means ------------------------------------------------------------------------------------------------


class Wall:
    """A calendar on the wall: one day after the other is crossed out."""

    def __init__(self, off: set[date], unit: str, zone: ZoneInfo) -> None:
        self.off, self.unit, self.zone = off, unit, zone

    def works(self, day: date) -> bool:
        return day.isoweekday() <= 5 and day not in self.off

    def counts(self, day: date) -> bool:
        return self.unit == CALENDAR_DAYS or self.works(day)

    def after(self, day: date, days: int) -> date:
        while days:
            day += DAY
            days -= self.counts(day)
        return day

    def lost(self, asked: date, answered: date) -> int:
        return sum(self.counts(asked + DAY * n) for n in range(1, (answered - asked).days + 1))

    def next_working(self, day: date) -> date:
        while not self.works(day):
            day += DAY
        return day

    def day(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()

    def last_day(self, start: datetime, days: int, waits: list[tuple[datetime, datetime]]) -> date:
        """The last day of a limit after these waits."""
        lost, last = 0, self.after(self.day(start), days)
        for asked, answered in waits:
            if self.day(asked) > last:
                return last
            lost += self.lost(self.day(asked), self.day(answered))
            last = max(last, self.after(self.day(start), days + lost), self.next_working(self.day(answered)))
        return last


# -- Random lives --------------------------------------------------------------------------------------------------


def limit(started_at: datetime, days: int, unit: str, zone: ZoneInfo, extension: int = 0) -> Clocks:
    row = Deadline(
        rule="total", rule_set="sp4n", limit=days, unit=unit, started_at=started_at, pauses=True, extension=extension,
        met_by=["answered"], due_on=date.min, due_at=started_at,
    )  # fmt: skip
    found = Clocks(Report(kind="complaint"), [row], zone)
    found.recalculate()
    return found


def working(patch: pytest.MonkeyPatch, off: set[date]) -> None:
    calendar = WorkingCalendar(off, ())
    patch.setattr(report_clocks, "city_calendars", lambda: Calendars(calendar, calendar))
    patch.setattr(report_clocks, "starting", lambda *_given, **_more: [])


def moments(start: datetime, waits: list[tuple[int, int]]) -> list[tuple[datetime, datetime]]:
    found, now = [], start
    for worked, waited in waits:
        asked = now + timedelta(minutes=15 * worked)
        now = asked + timedelta(minutes=15 * waited)
        found.append((asked, now))
    return found


LIVES = st.tuples(
    DAYS_OFF,
    DAYS,
    st.integers(0, 95),
    st.integers(1, 20),
    st.sampled_from([WORKING_DAYS, CALENDAR_DAYS]),
    WAITS,
    ZONES,
)


def begin(day: date, quarter: int, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone) + timedelta(minutes=15 * quarter)


@given(LIVES, st.integers(0, 1500))
def test_any_life_of_a_deadline_ends_as_counted_on_the_wall(life, worked):
    off, day, quarter, days, unit, waits, zone = life
    start, wall = begin(day, quarter, zone), Wall(off, unit, zone)
    lived = moments(start, waits)
    with pytest.MonkeyPatch.context() as patch:
        working(patch, off)
        clock = limit(start, days, unit, zone)
        (row,) = clock.rows
        for asked, answered in lived:
            clock.pause(asked)
            assert (row.paused_at is None) == (wall.day(asked) > row.due_on)
            clock.resume(answered)
        last = wall.last_day(start, days, lived)
        assert (row.due_on, row.paused_at) == (last, None)
        done = (lived[-1][1] if lived else start) + timedelta(minutes=15 * worked)
        clock.happened("answered", done)
    assert row.outcome == ("late" if wall.day(done) > last else "met")


@given(LIVES)
def test_what_was_late_when_the_reporter_was_asked_is_late_for_ever(life):
    off, day, quarter, days, unit, waits, zone = life
    start = begin(day, quarter, zone)
    with pytest.MonkeyPatch.context() as patch:
        working(patch, off)
        clock = limit(start, days, unit, zone, extension=30)
        (row,) = clock.rows
        was_late = False
        for asked, answered in moments(start, waits):
            was_late = was_late or asked > row.due_at
            before = row.due_at
            clock.pause(asked)
            clock.resume(answered)
            assert row.due_at == before or not was_late
            assert was_late or row.due_at >= answered
            if was_late:
                assert clock.extend(1, answered) == []


@given(LIVES, st.integers(0, 4), st.booleans())
def test_ending_while_the_reporter_is_asked_is_judged_by_the_time_counted_up_to_then(life, at, is_met):
    """A refusal comes while the reporter is asked; the due time that is stored fits the outcome."""
    off, day, quarter, days, unit, waits, zone = life
    start, wall = begin(day, quarter, zone), Wall(off, unit, zone)
    lived = moments(start, waits)[: at + 1]
    with pytest.MonkeyPatch.context() as patch:
        working(patch, off)
        clock = limit(start, days, unit, zone)
        (row,) = clock.rows
        for asked, answered in lived[:-1]:
            clock.pause(asked)
            clock.resume(answered)
        if lived:
            clock.pause(lived[-1][0])
        ended = lived[-1][1] if lived else start
        clock.happened("answered" if is_met else "withdrawn", ended)
    last = wall.last_day(start, days, lived)
    is_late = wall.day(ended) > last
    assert (row.due_on, row.paused_at) == (last, None)
    assert row.outcome == ("late" if is_late else "met" if is_met else "cancelled")
    assert row.met_at is None or (row.met_at <= row.due_at) == (row.outcome == "met")


@given(LIVES, DAYS)
def test_a_day_off_decreed_later_counts_as_if_it_had_always_been_one(life, decreed):
    """Also one inside a pause: the limit is not moved a day too far."""
    off, day, quarter, days, unit, waits, zone = life
    start = begin(day, quarter, zone)
    lived = moments(start, waits)
    rows = []
    for first in (off, off | {decreed}):
        with pytest.MonkeyPatch.context() as patch:
            working(patch, first)
            clock = limit(start, days, unit, zone)
            for asked, answered in lived:
                clock.pause(asked)
                clock.resume(answered)
            working(patch, off | {decreed})
            clock.recalculate()
            assert clock.recalculate() == {}
        rows += clock.rows
    assert (rows[0].due_at, rows[0].paused_days) == (rows[1].due_at, rows[1].paused_days)
    assert rows[0].due_on == Wall(off | {decreed}, unit, zone).last_day(start, days, lived)


def test_a_question_taken_back_leaves_the_deadline_as_if_it_had_never_been_asked():
    with pytest.MonkeyPatch.context() as patch:
        working(patch, set())
        clock = limit(begin(date(2026, 11, 3), 36, WIB), 3, WORKING_DAYS, WIB)
        (row,) = clock.rows
        clock.pause(begin(date(2026, 11, 4), 36, WIB))
        clock.resume(begin(date(2026, 11, 5), 36, WIB))
        counted = row.due_on
        clock.pause(begin(date(2026, 11, 6), 36, WIB))
        clock.take_back_question()
    assert (row.due_on, row.paused_at, row.paused_days, len(row.waits)) == (counted, None, 1, 1)


# -- Worked examples of November 2026 ------------------------------------------------------------------------------


@pytest.fixture
def office(cast):
    with cast.tangerang.seat():
        yield cast.tangerang
    memory.forget()
    calendars.forget()


def wib(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}:00+07:00")


@pytest.mark.parametrize(
    ("asked", "answered", "verified", "outcome", "due"),
    [
        # Late since Friday midnight: a question on Saturday changes nothing about it.
        ("2026-11-07T09:00", "2026-11-09T08:00", "2026-11-09T15:00", "late", "2026-11-06"),
        # Asked in time; nobody is in the office to read an answer before Monday.
        ("2026-11-06T10:00", "2026-11-07T09:00", "2026-11-09T08:00", "met", "2026-11-09"),
        ("2026-11-06T10:00", "2026-11-07T09:00", "2026-11-10T00:01", "late", "2026-11-09"),
    ],
)
def test_a_question_at_the_end_of_a_deadline(office, asked, answered, verified, outcome, due):
    filed = office.file(at=wib("2026-11-03T09:00"))
    actions.ask(filed.number, office.siti, text="Di tiang nomor berapa?", at=wib(asked))
    report = actions.reply(filed.number, filed.code, text="Tiang nomor 7.", at=wib(answered))
    assert report.next_due_at == report.deadlines.get(rule="verify").due_at
    report = actions.verify(filed.number, office.siti, at=wib(verified))
    verify = report.deadlines.get(rule="verify")
    assert (verify.outcome, verify.due_on.isoformat()) == (outcome, due)


def test_a_late_report_whose_reporter_is_asked_stays_late(office):
    filed = office.file(at=wib("2026-09-25T09:00"))
    report = actions.ask(filed.number, office.siti, text="Di tiang nomor berapa?", at=wib("2026-11-03T09:00"))
    verify = report.deadlines.get(rule="verify")
    assert (report.state, report.next_due_at, verify.paused_at) == ("needs_info", verify.due_at, None)


def test_a_late_report_is_not_extended(office):
    number = office.file("in_progress", at=wib("2026-10-01T09:00")).number
    total = Deadline.objects.get(report__number=number, rule="total")
    with pytest.raises(Conflict) as refused:
        actions.extend(number, office.siti, days=7, text="Menunggu suku cadang.", at=total.due_at + timedelta(days=4))
    assert refused.value.code == "no_extension"
    assert (
        str(refused.value) == "Batas waktu ini sudah lewat pada 21 Oktober 2026, jadi tidak dapat diperpanjang lagi."
    )
    total.refresh_from_db()
    assert (total.extension_days, total.due_on.isoformat()) == (0, "2026-10-21")


def test_the_last_moment_of_a_deadline_is_in_time_to_extend_it(office):
    number = office.file("in_progress", at=wib("2026-10-01T09:00")).number
    total = Deadline.objects.get(report__number=number, rule="total")
    actions.extend(number, office.siti, days=7, text="Menunggu suku cadang.", at=total.due_at)
    total.refresh_from_db()
    assert (total.extension_days, total.due_on.isoformat()) == (7, "2026-10-30")
