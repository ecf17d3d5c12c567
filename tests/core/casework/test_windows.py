"""What is possible only until, or only after, a moment: each judged by the server's own rows, to the second."""

from datetime import UTC, datetime, timedelta

import pytest

from core.casework import actions
from core.catalogue.models import CitySettings
from core.common.errors import Refused
from tests.support import contents
from tests.support.cast import Filed

TEXT = "Masih padam."
SECOND = timedelta(seconds=1)
# Monday 16 March 2026, 09:00 WIB.
RECEIVED = datetime(2026, 3, 16, 2, 0, tzinfo=UTC)


def end_of(day: str) -> datetime:
    """The last second of a day in Kota Tangerang."""
    return datetime.fromisoformat(f"{day}T23:59:59.999999+07:00")


@pytest.fixture
def office(cast):
    with cast.tangerang.seat():
        yield cast.tangerang


def key(filed: Filed) -> actions.ByCode:
    return actions.ByCode(filed.number, filed.code)


def refused(office, call) -> str:
    """The code of the refusal, which has changed nothing."""
    before = contents.digests(office.tenant)
    with pytest.raises(Refused) as refusal:
        call()
    assert contents.digests(office.tenant) == before
    return refusal.value.code


# -- Opened again by the reporter ----------------------------------------------------------------------------------


def closed_at(office, at: datetime) -> Filed:
    filed = office.file("answered", at=RECEIVED)
    report = actions.close(filed.number, office.joko, at=at)
    return Filed(report, filed.code)


@pytest.mark.parametrize(
    ("closed", "last"),
    [
        ("2026-03-17T09:00:00+07:00", "2026-03-31"),
        # The last second of a local day, which is the afternoon in UTC; and the first of the next.
        ("2026-03-17T23:59:59+07:00", "2026-03-31"),
        ("2026-03-18T00:00:00+07:00", "2026-04-01"),
    ],
)
def test_a_closed_report_reopens_until_the_end_of_the_fourteenth_local_day(office, closed, last):
    filed = closed_at(office, datetime.fromisoformat(closed))
    assert actions.reopens_until(filed.report) == end_of(last)
    too_late = end_of(last) + SECOND
    assert refused(office, lambda: actions.reopen(key(filed), text=TEXT, at=too_late)) == "window_over"
    assert actions.reopen(key(filed), text=TEXT, at=end_of(last)).state == "verified"


def test_the_window_is_the_citys(office):
    CitySettings.objects.create(pk=1, reopen_days=3)
    filed = closed_at(office, RECEIVED + timedelta(days=1))
    late = end_of("2026-03-20") + SECOND
    assert refused(office, lambda: actions.reopen(key(filed), text=TEXT, at=late)) == "window_over"
    assert actions.reopen(key(filed), text=TEXT, at=end_of("2026-03-20")).state == "verified"


def test_each_closing_has_a_window_of_its_own(office):
    filed = closed_at(office, RECEIVED + timedelta(days=1))
    actions.reopen(key(filed), text=TEXT, at=RECEIVED + timedelta(days=2))
    actions.dispatch(filed.number, office.siti, unit="dishub", at=RECEIVED + timedelta(days=3))
    actions.answer(filed.number, office.dewi, text="Diganti lagi.", at=RECEIVED + timedelta(days=4))
    assert refused(office, lambda: actions.reopen(key(filed), text=TEXT, at=end_of("2026-03-20"))) == "wrong_state"
    report = actions.close(filed.number, office.joko, at=RECEIVED + timedelta(days=30))
    assert actions.reopens_until(report) == end_of("2026-04-29")


# -- Not completed in time -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["complaint", "aspiration"])
def test_what_is_not_completed_in_thirty_days_is_deemed_withdrawn(office, kind):
    filed = office.file("needs_info", at=RECEIVED, kind=kind)
    end = end_of("2026-04-15")
    assert refused(office, lambda: actions.lapse(filed.number, at=end)) == "too_early"
    report = actions.lapse(filed.number, at=end + SECOND)
    assert (report.state, report.outcome, report.ended_at) == ("withdrawn", "lapsed", end + SECOND)
    # The office was in time when it asked; nothing of it is late. The reporter's silence is nobody's delay.
    assert {limit.rule: limit.outcome for limit in report.deadlines.all()} == {
        "verify": "cancelled", "total": "cancelled", "completion": "cancelled",
        **({"complete": "met"} if kind == "complaint" else {}),
    }  # fmt: skip


def test_a_reporter_who_answers_late_but_first_is_heard(office):
    filed = office.file("needs_info", at=RECEIVED)
    late = end_of("2026-04-20")
    report = actions.reply_by(key(filed), text="Tiang nomor 7.", at=late)
    assert (report.state, report.deadlines.get(rule="completion").outcome) == ("submitted", "met")
    assert refused(office, lambda: actions.lapse(filed.number, at=late + SECOND)) == "wrong_state"


def test_asked_again_the_thirty_days_begin_again(office):
    filed = office.file("needs_info", at=RECEIVED)
    actions.reply_by(key(filed), text="Tiang nomor 7.", at=RECEIVED + timedelta(days=10))
    actions.ask(filed.number, office.siti, text="Di sisi mana?", at=RECEIVED + timedelta(days=20))
    assert refused(office, lambda: actions.lapse(filed.number, at=end_of("2026-05-05"))) == "too_early"
    assert actions.lapse(filed.number, at=end_of("2026-05-05") + SECOND).outcome == "lapsed"


def test_the_thirty_days_survive_a_correction_of_the_kind(office):
    filed = office.file("needs_info", at=RECEIVED)
    for kind, limit in (("aspiration", "practice.completion"), ("complaint", "uu25.completion")):
        report = actions.correct(filed.number, office.siti, kind=kind, at=RECEIVED + timedelta(days=2))
        running = {row.key: row.due_at for row in report.deadlines.filter(outcome="open", party="reporter")}
        assert running == {limit: end_of("2026-04-15")}
    assert refused(office, lambda: actions.lapse(filed.number, at=end_of("2026-04-15"))) == "too_early"
    assert actions.lapse(filed.number, at=end_of("2026-04-15") + SECOND).outcome == "lapsed"


# -- Closed by itself ----------------------------------------------------------------------------------------------


def test_an_answer_nobody_objects_to_closes_ten_working_days_later(office):
    filed = office.file("answered", at=RECEIVED)
    end = end_of("2026-04-07")
    actions.check(filed.number, office.siti, at=RECEIVED + timedelta(days=1))
    assert refused(office, lambda: actions.auto_close(filed.number, at=end)) == "too_early"
    report = actions.auto_close(filed.number, at=end + SECOND)
    assert (report.state, report.outcome, report.ended_at) == ("closed", "auto", end + SECOND)
    assert actions.reopens_until(report) == end_of("2026-04-22")


def test_what_nobody_has_checked_does_not_close_by_itself_where_the_city_wants_a_check(office):
    filed = office.file("answered", at=RECEIVED)
    late = end_of("2026-04-07") + SECOND
    assert refused(office, lambda: actions.auto_close(filed.number, at=late)) == "unchecked"
    CitySettings.objects.create(pk=1, independent_check=False)
    assert actions.auto_close(filed.number, at=late).outcome == "auto"


def test_a_follow_up_gives_the_reporter_ten_days_more_and_wants_a_new_check(office):
    filed = office.file("answered", at=RECEIVED)
    actions.check(filed.number, office.siti, at=RECEIVED + timedelta(days=1))
    actions.follow_up(filed.number, office.dewi, text="Tiang sebelah juga.", at=end_of("2026-04-07"))
    end = end_of("2026-04-21")
    assert refused(office, lambda: actions.auto_close(filed.number, at=end)) == "too_early"
    assert refused(office, lambda: actions.auto_close(filed.number, at=end + SECOND)) == "unchecked"
    actions.check(filed.number, office.siti, at=end)
    assert actions.auto_close(filed.number, at=end + SECOND).state == "closed"


def test_a_word_of_the_reporter_keeps_it_open_until_the_office_has_looked_again(office):
    filed = office.file("answered", at=RECEIVED)
    actions.check(filed.number, office.siti, at=RECEIVED + timedelta(days=1))
    report = actions.reply_by(key(filed), text="Masih padam.", at=RECEIVED + timedelta(days=1))
    limits = {limit.rule: limit for limit in report.deadlines.all()}
    assert (limits["auto_close"].outcome, limits["objection"].outcome) == ("met", "open")
    assert report.next_due_at == limits["objection"].due_at == end_of("2026-03-31")
    assert refused(office, lambda: actions.auto_close(filed.number, at=end_of("2027-01-01"))) == "too_early"
    report = actions.follow_up(filed.number, office.dewi, text="Diganti lagi.", at=RECEIVED + timedelta(days=10))
    limits = {limit.rule: limit.outcome for limit in report.deadlines.all()}
    assert (limits["auto_close"], limits["objection"]) == ("open", "met")


# -- Scores --------------------------------------------------------------------------------------------------------


def test_each_closing_is_rated_once(office):
    filed = closed_at(office, RECEIVED + timedelta(days=1))
    report = actions.rate(key(filed), score="2", text="Lama sekali.", at=RECEIVED + timedelta(days=2))
    assert (report.state, report.score) == ("closed", 2)
    assert refused(office, lambda: actions.rate(key(filed), score=4)) == "rated"
    report = actions.reopen(key(filed), text=TEXT, at=RECEIVED + timedelta(days=2))
    assert report.score is None
    assert refused(office, lambda: actions.rate(key(filed), score=4)) == "wrong_state"
    actions.dispatch(filed.number, office.siti, unit="dishub", at=RECEIVED + timedelta(days=3))
    actions.answer(filed.number, office.dewi, text="Diganti lagi.", at=RECEIVED + timedelta(days=4))
    actions.close(filed.number, office.joko, at=RECEIVED + timedelta(days=5))
    assert actions.rate(key(filed), score=4, at=RECEIVED + timedelta(days=6)).score == 4


@pytest.mark.parametrize("state", ["rejected", "withdrawn", "merged", "transferred"])
def test_only_what_was_closed_is_rated(office, state):
    filed = office.file(state)
    assert refused(office, lambda: actions.rate(key(filed), score=4)) == "wrong_state"


@pytest.mark.parametrize("score", [0, 5, -1, "", None, "4.0", "empat", 2.5, True, [4]])
def test_a_score_is_one_of_four(office, score):
    filed = office.file("closed")
    assert refused(office, lambda: actions.rate(key(filed), score=score)) == "invalid"


# -- Taken back ----------------------------------------------------------------------------------------------------


def test_what_was_never_verified_reopens_as_unverified(office):
    """Resolved outside before anybody had verified it: the public may not read its text for being opened again."""
    filed = office.file()
    report = actions.resolve_outside(filed.number, office.siti, text="Sudah ditangani PLN.")
    report = actions.reopen(key(Filed(report, filed.code)), text=TEXT)
    assert (report.state, report.is_published, report.outcome) == ("submitted", False, "")
    assert {limit.rule for limit in report.deadlines.filter(outcome="open")} == {"reopened"}
    assert actions.verify(filed.number, office.siti).is_published


@pytest.mark.parametrize(
    "call",
    [
        lambda office, filed: actions.reopen(key(filed), text=TEXT),
        lambda office, filed: actions.rate(key(filed), score=4),
        lambda office, filed: actions.redact(filed.number, office.siti, text=TEXT),
        lambda office, filed: actions.anonymise(filed.number, office.siti, cause="request"),
    ],
)
def test_no_word_comes_into_a_report_that_was_erased(office, call):
    filed = office.file("closed")
    actions.anonymise(filed.number, office.siti, cause="request")
    assert refused(office, lambda: call(office, filed)) == "erased"
