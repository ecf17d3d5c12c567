"""After a correction of its kind a report has the clocks of one that had this kind from the start.

Random lives are lived twice: by a report of one kind that is corrected on the way, and by one of the true kind. What
was late under the wrong kind is kept beside.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.casework import actions
from core.catalogue.models import CitySettings
from core.common.errors import Refused
from core.deadlines.models import Deadline
from core.reports.kinds import Kind
from core.reports.models import Report
from tests.support import verified
from tests.support.cast import Office

WIB = ZoneInfo("Asia/Jakarta")
# A Monday.
START = datetime(2026, 6, 1, 9, 0, tzinfo=WIB)
WORDS = "Kami lihat lagi ke lapangan."


@dataclass
class Life:
    """A report and what happens to it; a step that is refused has not happened."""

    office: Office
    number: str
    code: str

    @classmethod
    def begin(cls, office: Office, kind: str, at: datetime = START) -> "Life":
        filed = office.file(at=at, kind=kind, identity="masked", visibility="secret")
        return cls(office, filed.number, filed.code)

    def step(self, name: str, at: datetime) -> bool:
        try:
            STEPS[name](self, at)
        except Refused:
            return False
        return True

    def correct(self, kind: str, at: datetime) -> None:
        if Report.objects.get(number=self.number).kind != kind:
            actions.correct(self.number, self.office.siti, kind=kind, at=at)

    def rows(self) -> dict[str, Deadline]:
        return {row.key: row for row in Deadline.objects.filter(report__number=self.number)}

    def clocks(self) -> dict[str, tuple]:
        """How each limit stands that is not given up."""
        return {
            key: (
                row.started_at, row.due_at, row.national_due_at, row.met_at, row.outcome, row.paused_at,
                row.paused_days, row.extension_days, row.limit, row.basis, row.met_by,
            )
            for key, row in self.rows().items() if row.outcome != "cancelled"
        }  # fmt: skip


def _by(name: str, who: str, **given) -> Callable[[Life, datetime], object]:
    return lambda life, at: getattr(actions, name)(life.number, life.office.people[who], **given, at=at)


def _by_reporter(name: str, **given) -> Callable[[Life, datetime], object]:
    return lambda life, at: getattr(actions, name)(actions.ByCode(life.number, life.code), **given, at=at)


STEPS = {
    "ask": _by("ask", "siti", text=WORDS),
    "reply": _by_reporter("reply_by", text=WORDS),
    "record_reply": _by("record_reply", "siti", text=WORDS),
    "withdraw_question": _by("withdraw_question", "siti", text=WORDS),
    "go_on_without": _by("go_on_without", "siti", text=WORDS),
    "verify": _by("verify", "siti"),
    "dispatch": _by("dispatch", "siti", unit="dishub"),
    "send_back": _by("send_back", "dewi", note=WORDS),
    "start": _by("start", "dewi"),
    "extend": _by("extend", "siti", days=2, text=WORDS),
    "answer": _by("answer", "dewi", text=WORDS),
    "undo_answer": _by("undo", "dewi"),
    "follow_up": _by("follow_up", "dewi", text=WORDS),
    "check": _by("check", "joko"),
    "rework": _by("rework", "joko", note=WORDS),
    "close": _by("close", "joko"),
    "undo_close": _by("undo", "joko"),
    "reopen": _by_reporter("reopen", text=WORDS),
    "reject": _by("reject", "siti", reason="tidak-jelas"),
}
# What is done after so many minutes; the straight road is taken most often, so that lives come to their end.
OFTEN = ("ask", "reply", "verify", "dispatch", "answer", "close", "reopen")
MINUTES = st.sampled_from([1, 60, 600, 1440, 2880, 5760, 14400, 30000])
LIVES = st.lists(st.tuples(st.sampled_from((*OFTEN, *OFTEN, *STEPS)), MINUTES), min_size=2, max_size=14)
KINDS = st.sampled_from(Kind.values)


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(LIVES, st.lists(st.tuples(st.integers(0, 14), KINDS), min_size=1, max_size=3), KINDS, st.booleans())
def test_a_corrected_life_has_the_clocks_of_the_true_kind(cast, life, corrections, first, checks):
    office, true_kind = cast.tangerang, corrections[-1][1]
    with office.seat():
        CitySettings.objects.update_or_create(pk=1, defaults={"independent_check": checks})
        corrected, straight = Life.begin(office, first), Life.begin(office, true_kind)
        now, due = START, sorted(place for place, _kind in corrections)
        kinds = [kind for _place, kind in corrections]
        for place, (name, minutes) in enumerate(life):
            while due and due[0] <= place:
                due.pop(0)
                corrected.correct(kinds.pop(0), now)
            now += timedelta(minutes=minutes)
            # An extension that the wrong kind's rules refused was never given.
            if corrected.step(name, now) or name != "extend":
                straight.step(name, now)
        for kind in kinds:
            corrected.correct(kind, now)
        assert corrected.clocks() == straight.clocks()
        assert (
            Report.objects.get(number=corrected.number).next_due_at
            == Report.objects.get(number=straight.number).next_due_at
        )
        assert verified.faults(office.tenant, corrected.number) == []


# -- Single cases ----------------------------------------------------------------------------------------------------


@pytest.fixture
def office(cast):
    with cast.tangerang.seat():
        yield cast.tangerang


def day(number: int) -> datetime:
    return START + timedelta(days=number)


def test_what_was_asked_before_the_correction_meets_the_deadline_of_the_true_kind(office):
    life = Life.begin(office, "information")
    life.step("ask", day(1))
    life.correct("complaint", day(2))
    complete = life.rows()["uu25.complete"]
    assert (complete.outcome, complete.met_at) == ("met", day(1))


def test_an_answered_report_that_proves_a_complaint_has_its_result_told(office):
    life = Life.begin(office, "information")
    for place, name in enumerate(("verify", "dispatch", "answer"), start=1):
        life.step(name, day(place))
    life.correct("complaint", day(4))
    told = life.rows()["uu25.told"]
    assert (told.outcome, told.started_at) == ("open", day(3))


def test_a_complaint_that_was_late_is_not_made_timely_by_a_kind_with_more_time(office):
    """The trick: an overdue complaint is called misconduct, which has sixty days."""
    life = Life.begin(office, "complaint")
    for place, name in enumerate(("verify", "dispatch", "start"), start=1):
        life.step(name, day(place))
    due = life.rows()["sp4n.total"].due_at
    late = due + timedelta(days=3)
    life.correct("misconduct", late)
    total = life.rows()["sp4n.total"]
    missed = [{"kind": "complaint", "due": due.replace(microsecond=0).isoformat()}]
    assert (total.outcome, total.due_at > late, total.late_before) == ("open", True, missed)
    # Once, however often it is corrected; and a true kind that is late itself says so itself.
    life.correct("complaint", late)
    life.correct("misconduct", late)
    assert life.rows()["sp4n.total"].late_before == missed
    assert verified.faults(office.tenant, life.number) == []


def test_a_deadline_that_was_answered_late_and_does_not_exist_any_more_is_remembered(office):
    life = Life.begin(office, "complaint")
    life.step("verify", day(20))
    life.correct("aspiration", day(21))
    complete = life.rows()["uu25.complete"]
    assert (complete.outcome, [row["kind"] for row in complete.late_before]) == ("cancelled", ["complaint"])


def test_what_was_never_late_leaves_nothing_behind(office):
    life = Life.begin(office, "complaint")
    life.step("verify", day(1))
    life.correct("information", day(2))
    life.correct("misconduct", day(2))
    assert [row.late_before for row in life.rows().values() if row.late_before] == []


def test_the_kind_that_is_found_at_verification_counts_from_the_start(office):
    found, straight = Life.begin(office, "information"), Life.begin(office, "misconduct")
    for life in (found, straight):
        life.step("ask", day(1))
        life.step("reply", day(3))
    actions.verify(found.number, office.siti, kind="misconduct", at=day(4))
    actions.verify(straight.number, office.siti, at=day(4))
    assert found.clocks() == straight.clocks()
