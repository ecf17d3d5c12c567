"""A holiday added later by decree: open due dates are computed again, with a trace that the citizen reads."""

from datetime import UTC, date, datetime, timedelta

import pytest

from core.audit.models import Entry
from core.casework import actions, office, queries
from core.casework.periodic.recalculating import recalculate_deadlines, settle_deadlines
from core.casework.verification import verify
from core.deadlines import calendars
from core.deadlines.models import Deadline, Recalculation
from core.reports.models import Report
from tenants.law import memory
from tenants.law.models import Holiday
from tenants.seats import province_seat
from tests.support.owner import owner_login

# Monday 16 March 2026, 09:00 WIB: verified by Thursday 26 March, since Nyepi and Lebaran lie between.
RECEIVED = datetime(2026, 3, 16, 2, 0, tzinfo=UTC)
WEDNESDAY = date(2026, 3, 25)
DECREE = "Keputusan Wali Kota 100.3/12 Tahun 2026"


@pytest.fixture
def city(cast):
    with cast.tangerang.seat():
        run(cast.tangerang, recalculate_deadlines)  # remembers the calendar of this day
        yield cast.tangerang


@pytest.fixture(autouse=True)
def _forget():
    """What a test decreed is remembered by no other."""
    yield
    memory.forget()
    calendars.forget()


def run(city, job) -> dict[str, int]:
    return job.func(city.schema)


def due(number: str) -> dict[str, date]:
    return {row.rule: row.due_on for row in Deadline.objects.filter(report__number=number) if row.is_open}


def decree(day: date, name: str = "Cuti bersama tambahan", basis: str = "SKB 3 Menteri Nomor 5 Tahun 2026") -> None:
    with province_seat():
        Holiday.objects.create(date=day, name=name, kind="cuti_bersama", legal_basis=basis, confirmed=True)


def add_local(city) -> None:
    office.add_local_day_off(city.admin, day=WEDNESDAY.isoformat(), name="HUT Kota", basis=DECREE, at=RECEIVED)


def test_the_first_run_of_a_city_only_remembers_the_calendar(cast):
    with cast.tangerang.seat():
        filed = cast.tangerang.file(at=RECEIVED)
        assert not Recalculation.objects.exists()
        assert run(cast.tangerang, recalculate_deadlines) == {"is_new": 0, "moved": 0, "failed": 0}
        row = Recalculation.objects.get()
        assert (len(row.digest), "2026-03-19" in row.days_off, 2026 in row.decreed) == (64, True, True)
        assert Entry.objects.filter(stream=filed.number).count() == 1


def test_a_national_holiday_decreed_later_moves_due_dates_and_says_so_to_the_citizen(city):
    number = city.file(at=RECEIVED).number
    before = due(number)
    decree(WEDNESDAY)
    assert run(city, recalculate_deadlines) == {"is_new": 1, "moved": 1, "failed": 0}
    assert before["verify"] == date(2026, 3, 26)
    assert due(number)["verify"] == date(2026, 3, 27)
    entry = Entry.objects.filter(stream=number).latest("seq")
    assert (entry.action, entry.actor_kind) == ("recalculate", "system")
    assert entry.details["due"]["sp4n.verify"] == ["2026-03-26", "2026-03-27"]
    story = queries.reporter_story(Report.objects.get(number=number))
    assert story.events[-1].sentence == (
        "Batas waktu dihitung lagi: 25 Maret 2026 libur, Cuti bersama tambahan (SKB 3 Menteri Nomor 5 Tahun 2026)"
    )


def test_the_overseer_follows_the_national_calendar_and_not_a_local_day_off(city):
    number = city.file(at=RECEIVED).number
    add_local(city)
    run(city, recalculate_deadlines)
    verify_limit = Deadline.objects.get(report__number=number, rule="verify")
    assert verify_limit.due_on == date(2026, 3, 27)
    assert verify_limit.national_due_at.date() == date(2026, 3, 26)


def test_running_again_changes_nothing_and_the_second_round_is_the_last(city):
    number = city.file(at=RECEIVED).number
    decree(WEDNESDAY)
    run(city, recalculate_deadlines)
    seq = Report.objects.get(number=number).audit_seq
    assert run(city, recalculate_deadlines) == {"is_new": 1, "moved": 0, "failed": 0}
    assert run(city, settle_deadlines) == {"is_new": 1, "moved": 0, "failed": 0}
    assert run(city, recalculate_deadlines) == {"is_new": 0, "moved": 0, "failed": 0}
    assert Report.objects.get(number=number).audit_seq == seq


def test_what_another_process_began_by_the_old_calendar_is_found_by_the_second_round(city):
    decree(WEDNESDAY)
    run(city, recalculate_deadlines)
    number = city.file(at=RECEIVED).number  # by the new calendar …
    Deadline.objects.filter(report__number=number, rule="verify").update(due_on=date(2026, 3, 26))
    old = Deadline.objects.get(report__number=number, rule="verify")
    Deadline.objects.filter(pk=old.pk).update(due_at=old.due_at - timedelta(days=1))  # … and now by the old one
    assert run(city, settle_deadlines)["moved"] == 1
    assert due(number)["verify"] == date(2026, 3, 27)


def test_a_day_off_taken_back_brings_the_old_dates_back(city):
    number = city.file(at=RECEIVED).number
    before = due(number)
    add_local(city)
    run(city, recalculate_deadlines)
    run(city, settle_deadlines)
    assert due(number) != before
    office.withdraw_local_day_off(WEDNESDAY, city.admin)
    run(city, recalculate_deadlines)
    assert due(number) == before
    assert Entry.objects.filter(stream=number).latest("seq").details["cause"] == "25 Maret 2026 tidak lagi libur"


def test_what_has_ended_or_was_met_stays_as_it_was(city):
    closed = city.file("closed", at=RECEIVED).number
    verified = city.file("verified", at=RECEIVED).number
    entries = Entry.objects.filter(stream=closed).count()
    decree(WEDNESDAY)
    run(city, recalculate_deadlines)
    assert Entry.objects.filter(stream=closed).count() == entries
    met = Deadline.objects.get(report__number=verified, rule="verify", rule_set="sp4n")
    assert (met.outcome, met.due_on) == ("met", date(2026, 3, 26))


def test_one_report_that_fails_does_not_stop_the_others_and_is_tried_again(city, monkeypatch):
    first, second = city.file(at=RECEIVED).number, city.file(at=RECEIVED).number
    decree(WEDNESDAY)
    real = actions.recalculate

    def fails_for_the_first(number, **more):
        if number == first:
            raise RuntimeError("broken row")
        return real(number, **more)

    monkeypatch.setattr(actions, "recalculate", fails_for_the_first)
    assert run(city, settle_deadlines) == {"is_new": 1, "moved": 1, "failed": 1}
    assert due(second)["verify"] == date(2026, 3, 27)
    monkeypatch.undo()
    assert run(city, settle_deadlines) == {"is_new": 1, "moved": 1, "failed": 0}
    assert due(first)["verify"] == date(2026, 3, 27)


def test_the_preview_counts_exactly_the_reports_that_will_move(city):
    city.file(at=RECEIVED)
    city.file("closed", at=RECEIVED)
    city.file(at=RECEIVED + timedelta(days=60))
    assert office.would_move(WEDNESDAY) == 1
    add_local(city)
    assert run(city, recalculate_deadlines)["moved"] == 1


def test_many_changed_days_are_counted_after_the_second(city):
    number = city.file(at=RECEIVED).number
    for day in (23, 24, 25, 26):
        if date(2026, 3, day) not in calendars.city_calendars().national.days_off:
            decree(date(2026, 3, day), "Libur")
    decree(date(2026, 4, 7), "Libur")
    decree(date(2026, 4, 8), "Libur")
    run(city, recalculate_deadlines)
    cause = Entry.objects.filter(stream=number).latest("seq").details["cause"]
    assert cause.count(";") == 2
    assert cause.endswith(" hari lain")


def test_verification_accepts_recalculated_reports(fresh_database, cast):
    city = cast.tangerang
    with city.seat():
        run(city, recalculate_deadlines)
        city.file("in_progress", at=RECEIVED)
        decree(WEDNESDAY)
        assert run(city, recalculate_deadlines)["moved"] == 1
    with owner_login(fresh_database.variables["DATABASE_URL"]):
        assert verify("36.71") == []
