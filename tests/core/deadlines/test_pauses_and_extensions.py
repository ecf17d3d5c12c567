"""A limit moves by the days it stood still and by those it was given; days off of the city move the city's time only.

The arithmetic is held against NumPy's business days on any calendar; the worked examples are of 2026.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.audit.models import Entry
from core.casework import actions
from core.deadlines import calendars, report_clocks
from core.deadlines.calendars import Calendars
from core.deadlines.models import Deadline, LocalDayOff
from core.deadlines.report_clocks import Clocks
from core.reports.models import Report
from tenants.law import memory
from tenants.law.calendar import CALENDAR_DAYS, WORKING_DAYS, WorkingCalendar
from tenants.law.models import CalendarYear
from tenants.seats import province_seat

WIB = ZoneInfo("Asia/Jakarta")
DAYS = st.dates(min_value=date(2025, 1, 1), max_value=date(2027, 12, 31))
DAYS_OFF = st.builds(
    lambda single, runs: single | {start + timedelta(days=n) for start, length in runs for n in range(length)},
    st.sets(DAYS, max_size=40),
    st.lists(st.tuples(DAYS, st.integers(2, 12)), max_size=4),
)
# How long the office works, then how long it waits for the reporter; in hours.
PAUSES = st.lists(st.tuples(st.integers(0, 400), st.integers(0, 900)), max_size=4)


@contextmanager
def working(national: set[date], local: set[date]) -> Iterator[None]:
    """A city with these days off besides the nation's."""
    calendar = WorkingCalendar(national, ())
    both = Calendars(calendar, calendar.without(local) if local else calendar)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(report_clocks, "city_calendars", lambda: both)
        yield


def limit(started_at: datetime, days: int, unit: str, extension: int = 0) -> Clocks:
    row = Deadline(
        rule="total", rule_set="sp4n", limit=days, unit=unit, started_at=started_at, pauses=True, extension=extension,
        met_by=["answered"], due_on=date.min, due_at=started_at,
    )  # fmt: skip
    found = Clocks(Report(), [row], WIB)
    found.recalculate()
    return found


def at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=WIB)


def numpy_days(days: set[date]) -> np.ndarray:
    return np.array(sorted(days), dtype="datetime64[D]")


def numpy_add(start: date, days: int, off: set[date]) -> date:
    return np.busday_offset(np.datetime64(start), days, roll="backward", holidays=numpy_days(off)).astype(date)


def numpy_between(start: date, end: date, off: set[date]) -> int:
    after = np.timedelta64(1, "D")
    return int(np.busday_count(np.datetime64(start) + after, np.datetime64(end) + after, holidays=numpy_days(off)))


def numpy_paused(pauses: list[tuple[date, date]], start: date, days: int, off: set[date]) -> tuple[int, date]:
    """The days a limit stood still, and its last day: never before the office can see the answer."""
    stood, last = 0, numpy_add(start, days, off)
    for asked, answered in pauses:
        if asked > last:
            break
        stood += numpy_between(asked, answered, off)
        seen = np.busday_offset(np.datetime64(answered), 0, roll="forward", holidays=numpy_days(off)).astype(date)
        last = max(last, numpy_add(start, days + stood, off), seen)
    return stood, last


def run(clock: Clocks, start: datetime, pauses: list[tuple[int, int]]) -> list[tuple[date, date]]:
    """Let the limit be paused again and again; the local days of each pause."""
    found, now = [], start
    for worked, waited in pauses:
        asked = now + timedelta(hours=worked)
        now = asked + timedelta(hours=waited)
        clock.pause(asked)
        clock.resume(now)
        found.append((asked.astimezone(WIB).date(), now.astimezone(WIB).date()))
    return found


@given(DAYS_OFF, st.sets(DAYS, max_size=10), DAYS, st.integers(0, 23), st.integers(1, 60), st.integers(0, 30), PAUSES)
def test_working_days_agree_with_numpy(national, local, day, hour, days, extension, pauses):
    with working(national, local):
        clock = limit(at(day, hour), days, WORKING_DAYS, extension)
        if extension:
            assert clock.extend(extension, at(day, hour)) == clock.rows
        stood, last = numpy_paused(run(clock, at(day, hour), pauses), day, days + extension, national | local)
    (row,) = clock.rows
    assert (row.paused_days, row.paused_at, row.extension_days) == (stood, None, extension)
    assert row.due_on == last
    assert row.due_at == datetime.combine(row.due_on, time.max, tzinfo=WIB)
    # The overseer's: neither pauses, nor extension, nor the city's own days off.
    assert row.national_due_at.astimezone(WIB).date() == numpy_add(day, days, national)


@given(DAYS_OFF, DAYS, st.integers(0, 23), st.integers(1, 60), st.integers(0, 30), PAUSES)
def test_calendar_days_know_no_days_off(off, day, hour, days, extension, pauses):
    with working(off, set()):
        clock = limit(at(day, hour), days, CALENDAR_DAYS, extension)
        clock.extend(extension or 1, at(day, hour))
        lived = run(clock, at(day, hour), pauses)
    (row,) = clock.rows
    last = end = day + timedelta(days=days + extension)
    for asked, answered in lived:
        if asked <= last:
            end += answered - asked
            seen = np.busday_offset(np.datetime64(answered), 0, roll="forward", holidays=numpy_days(off)).astype(date)
            last = max(last, end, seen)
        else:
            break
    assert row.due_on == last
    assert row.national_due_at.astimezone(WIB).date() == day + timedelta(days=days)


@given(DAYS_OFF, DAYS, st.integers(1, 60), PAUSES, DAYS)
def test_a_day_off_more_moves_the_end_back_and_computing_twice_changes_nothing(off, day, days, pauses, another):
    with working(off, set()):
        clock = limit(at(day, 9), days, WORKING_DAYS)
        run(clock, at(day, 9), pauses)
        (row,) = clock.rows
        before, stood = row.due_on, (row.due_at, row.paused_days)
        assert clock.recalculate() == {}
    with working(off, {another}):
        moved = clock.recalculate()
        assert clock.recalculate() == {}
    assert row.due_on >= before
    told = {"sp4n.total": (before.isoformat(), row.due_on.isoformat())}
    assert moved == (told if (row.due_at, row.paused_days) != stood else {})


@given(DAYS, st.integers(1, 30), st.lists(st.integers(1, 9), max_size=8), st.integers(0, 20))
def test_no_more_is_given_than_may_be(day, days, wishes, allowed):
    with working(set(), set()):
        clock = limit(at(day, 9), days, WORKING_DAYS, allowed)
        given_days = 0
        for wish in wishes:
            granted = bool(clock.extend(wish, at(day, 9)))
            assert granted == (given_days + wish <= allowed)
            given_days += wish * granted
    (row,) = clock.rows
    assert (row.extension_days, row.due_on) == (given_days, numpy_add(day, days + given_days, set()))


# -- Worked examples -----------------------------------------------------------------------------------------------


@pytest.fixture
def office(cast):
    with cast.tangerang.seat():
        yield cast.tangerang
    memory.forget()
    calendars.forget()


def wib(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}:00+07:00")


@pytest.mark.parametrize(
    ("received", "asked", "replied", "days", "verify", "total"),
    [
        # Within one day, and over a weekend: no working day was lost.
        ("2026-01-12T09:00", "2026-01-12T10:00", "2026-01-12T23:00", 0, "2026-01-15", "2026-02-02"),
        ("2026-01-13T09:00", "2026-01-16T17:00", "2026-01-18T20:00", 0, "2026-01-19", "2026-02-03"),
        # From Friday to Monday it is one; midnight in Jakarta parts the days, not midnight in Greenwich.
        ("2026-01-13T09:00", "2026-01-16T17:00", "2026-01-19T08:00", 1, "2026-01-20", "2026-02-04"),
        ("2026-01-12T09:00", "2026-01-13T23:59", "2026-01-14T00:01", 1, "2026-01-19", "2026-02-03"),
        ("2026-01-12T09:00", "2026-01-14T00:01", "2026-01-14T06:59", 0, "2026-01-15", "2026-02-02"),
        # Over Nyepi, Lebaran and their cuti bersama, 18 to 24 March: 17 and 25 March are all there is.
        ("2026-03-16T09:00", "2026-03-16T10:00", "2026-03-25T09:00", 2, "2026-03-30", "2026-04-15"),
        # Across the turn of the year: 21, 22, 23, 28, 29, 30, 31 December and 4 January.
        ("2026-12-18T09:00", "2026-12-18T10:00", "2027-01-04T09:00", 8, "2027-01-08", "2027-01-25"),
    ],
)  # fmt: skip
def test_the_clock_stands_still_while_the_reporter_is_asked(office, received, asked, replied, days, verify, total):
    filed = office.file(at=wib(received))
    national = {limit.rule: limit.national_due_at for limit in filed.report.deadlines.all()}
    actions.ask(filed.number, office.siti, text="Di tiang nomor berapa?", at=wib(asked))
    report = actions.reply(filed.number, filed.code, text="Tiang nomor 7.", at=wib(replied))
    found = {limit.rule: limit for limit in report.deadlines.all()}
    assert {rule: (found[rule].paused_days, found[rule].due_on.isoformat()) for rule in ("verify", "total")} == {
        "verify": (days, verify), "total": (days, total),
    }  # fmt: skip
    assert {rule: limit.national_due_at for rule, limit in found.items() if rule in national} == national


def test_pauses_add_up(office):
    filed = office.file(at=wib("2026-01-12T09:00"))
    for asked, replied in (("2026-01-12T10:00", "2026-01-13T09:00"), ("2026-01-14T09:00", "2026-01-19T09:00")):
        actions.ask(filed.number, office.siti, text="Di tiang nomor berapa?", at=wib(asked))
        report = actions.reply(filed.number, filed.code, text="Tiang nomor 7.", at=wib(replied))
    verify = report.deadlines.get(rule="verify")
    assert (verify.paused_days, verify.due_on.isoformat()) == (3, "2026-01-21")


def test_a_city_that_does_not_work_has_its_own_time_and_the_overseer_the_nations(office):
    LocalDayOff.objects.create(
        date=date(2026, 1, 14), name="HUT Kota", legal_basis="Kepwal 12/2026", changed_at=wib("2026-01-01T09:00")
    )
    calendars.forget()
    report = office.file(at=wib("2026-01-12T09:00")).report
    assert {
        limit.rule: (limit.due_on.isoformat(), limit.national_due_at.astimezone(WIB).date().isoformat())
        for limit in report.deadlines.all()
    } == {
        "verify": ("2026-01-19", "2026-01-15"),
        "complete": ("2026-01-26", "2026-01-26"),
        "total": ("2026-02-03", "2026-02-02"),
    }


def test_a_year_without_decree_is_provisional_until_it_is_decreed(office):
    report = office.file(at=wib("2027-12-27T09:00")).report
    assert {limit.rule: limit.provisional for limit in report.deadlines.all()} == {
        "verify": False, "complete": False, "total": True,
    }  # fmt: skip
    with province_seat():
        year = {"holidays_confirmed": True, "cuti_bersama_confirmed": True, "legal_basis": "SKB 3 Menteri"}
        CalendarYear.objects.update_or_create(year=2028, defaults=year)
    memory.forget()
    actions.recalculate(report.number, cause="SKB 3 Menteri")
    total = report.deadlines.get(rule="total")
    assert (total.provisional, total.due_on.isoformat()) == (False, "2028-01-14")
    assert Entry.objects.filter(stream=report.number).last().details["cause"] == "SKB 3 Menteri"
