"""What is taken back leaves no trace on the clocks, whatever had happened before; in the history both stay."""

import random
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction

from core.audit.models import Entry
from core.casework import actions
from core.casework.periodic.recalculating import recalculate_deadlines, settle_deadlines
from core.catalogue.models import CitySettings
from core.common.errors import Refused
from core.deadlines import calendars
from core.deadlines.models import Deadline, LocalDayOff
from core.notifications import rules
from core.reports.models import Report
from core.reports.workflow import UNDOABLE
from tenants.law import memory
from tenants.law.models import DeadlineRule
from tenants.ledger.models import Entry as LedgerEntry
from tenants.ledger.models import Fact
from tenants.seats import province_seat
from tests.support import verified

WIB = ZoneInfo("Asia/Jakarta")
# A Monday.
START = datetime(2026, 6, 1, 9, 0, tzinfo=WIB)
WORDS = "Kami lihat lagi ke lapangan."
Step = Callable[["Life"], object]


class Life:
    """One report of Kota Tangerang, and what happens to it, a day after the other."""

    def __init__(self, office, **changes) -> None:
        self.office, self.now = office, START
        filed = office.file(at=START, **changes)
        self.number, self.key = filed.number, actions.ByCode(filed.number, filed.code)

    def then(self, *names: str) -> "Life":
        for name in names:
            self.now += timedelta(days=1)
            STEPS[name](self)
        return self

    @property
    def report(self) -> Report:
        return Report.objects.get(number=self.number)

    def rows(self) -> dict[str, dict]:
        rows = Deadline.objects.filter(report__number=self.number).values()
        return {f"{row['rule_set']}.{row['rule']}": row for row in rows}

    def may_take_back(self) -> str:
        """The step that may be done now and taken back, or ""."""
        report = self.report
        if report.state in ("dispatched", "in_progress") and report.unit.code == "dishub":
            return "answer"
        return "close" if report.state == "answered" else ""

    def take_back(self, name: str) -> None:
        """Do it, take it back, and hold every limit against what it was."""
        before, due = self.rows(), self.report.next_due_at
        self.then(name)
        done = self.rows()
        self.now += timedelta(minutes=9)
        TAKES_BACK[name](self)
        after = self.rows()
        assert {key: after[key] for key in before} == before
        assert done != before
        begun = after.keys() - before.keys()
        assert {after[key]["outcome"] for key in begun} <= {"cancelled"}
        assert self.report.next_due_at == due
        assert verified.faults(self.office.tenant, self.number) == []


def _by(name: str, who: str, **given) -> Step:
    return lambda life: getattr(actions, name)(life.number, life.office.people[who], **given, at=life.now)


def _by_reporter(name: str, **given) -> Step:
    return lambda life: getattr(actions, name)(life.key, **given, at=life.now)


STEPS: dict[str, Step] = {
    "ask": _by("ask", "siti", text=WORDS),
    # What was asked is answered, else something is added: to an answer that is an objection.
    "reply": _by_reporter("reply_by", text=WORDS),
    "verify": _by("verify", "siti"),
    "dispatch": _by("dispatch", "siti", unit="dishub"),
    "redispatch": _by("redispatch", "siti", unit="dlh"),
    "back_again": _by("redispatch", "siti", unit="dishub"),
    "send_back": _by("send_back", "dewi", note=WORDS),
    "start": _by("start", "dewi"),
    "extend": _by("extend", "siti", days=2, text=WORDS),
    "answer": _by("answer", "dewi", text=WORDS),
    "follow_up": _by("follow_up", "dewi", text=WORDS),
    "check": _by("check", "joko"),
    "rework": _by("rework", "joko", note=WORDS),
    "close": _by("close", "joko"),
    "reopen": _by_reporter("reopen", text=WORDS),
    "to_aspiration": _by("correct", "siti", kind="aspiration"),
    "to_complaint": _by("correct", "siti", kind="complaint"),
}
TAKES_BACK: dict[str, Step] = {"answer": _by("undo", "dewi"), "close": _by("undo", "joko")}
AT_UNIT = ("verify", "dispatch")
# What had happened before, for each step that may be taken back.
BEFORE: dict[str, dict[str, tuple[str, ...]]] = {
    "answer": {
        "for the first time": AT_UNIT,
        "begun": (*AT_UNIT, "start"),
        "after a pause and an extension": ("ask", "reply", *AT_UNIT, "extend"),
        "after having been handed on": (*AT_UNIT, "redispatch", "back_again"),
        "after having been sent back": (*AT_UNIT, "send_back", "dispatch"),
        "to be done again": (*AT_UNIT, "answer", "rework"),
        "to be done again, after an objection": (*AT_UNIT, "answer", "reply", "rework"),
        "opened again": (*AT_UNIT, "answer", "check", "close", "reopen", "dispatch"),
        "of another kind meanwhile": (*AT_UNIT, "answer", "rework", "to_aspiration"),
        "of another kind and back": (*AT_UNIT, "to_aspiration", "to_complaint"),
        "long after every limit": (*AT_UNIT, *["extend"] * 2, *["answer", "rework"] * 12),
    },
    "close": {
        "at once": (*AT_UNIT, "answer"),
        "checked": (*AT_UNIT, "answer", "check"),
        "after an objection": (*AT_UNIT, "answer", "reply"),
        "after a further answer": (*AT_UNIT, "answer", "reply", "follow_up"),
        "opened again": (*AT_UNIT, "answer", "close", "reopen", "dispatch", "answer"),
        "long after every limit": (*AT_UNIT, "answer", *["reply", "follow_up"] * 12),
    },
}
CASES = [(step, name) for step, cases in BEFORE.items() for name in cases]


@pytest.fixture
def office(cast):
    with cast.tangerang.seat():
        yield cast.tangerang
    calendars.forget()
    memory.forget()


def test_every_step_that_may_be_taken_back_is_tried():
    assert set(BEFORE) == set(TAKES_BACK) == UNDOABLE
    assert {name for name, rule in rules.RULES.items() if rule.undoable} == UNDOABLE


@pytest.mark.parametrize(("step", "case"), CASES, ids=[f"{step} {case}" for step, case in CASES])
def test_clocks_before_are_clocks_after(office, step, case):
    Life(office).then(*BEFORE[step][case]).take_back(step)


@pytest.mark.parametrize(("step", "case"), [("answer", "for the first time"), ("answer", "opened again"),
                                            ("close", "checked")])  # fmt: skip
def test_done_taken_back_and_done_again(office, step, case):
    life = Life(office).then(*BEFORE[step][case])
    for _ in range(3):
        life.take_back(step)
    life.then(step)
    assert verified.faults(office.tenant, life.number) == []


def test_the_history_says_both_and_what_the_second_start_replaced(office):
    life = Life(office).then(*AT_UNIT, "answer")
    first = life.rows()
    life.then("rework").take_back("answer")
    answer, undone = Entry.objects.filter(stream=life.number).order_by("seq")[5:7]
    assert (answer.action, undone.action, undone.details) == ("answer", "undo_answer", {"undone": 6})
    assert answer.details["restarted"] == {
        key: {"started_at": first[key]["started_at"].isoformat()}
        for key in ("practice.check", "sp4n.auto_close")
    }  # fmt: skip
    rework = Entry.objects.get(stream=life.number, action="rework")
    assert undone.columns["deadlines"] == rework.columns["deadlines"]


def test_a_first_answer_replaces_nothing(office):
    life = Life(office).then(*AT_UNIT, "answer")
    assert "restarted" not in Entry.objects.get(stream=life.number, action="answer").details


def test_terms_of_a_law_that_changed_meanwhile_come_back_too(office):
    life = Life(office).then(*AT_UNIT, "answer", "rework")
    with province_seat():
        DeadlineRule.objects.filter(code="auto_close").update(limit=4, legal_basis="Aturan baru", confirmed=False)
        memory.forget()
    before = life.rows()["sp4n.auto_close"]
    life.take_back("answer")
    assert (before["limit"], life.rows()["sp4n.auto_close"]["limit"]) == (10, 10)
    restarted = Entry.objects.get(stream=life.number, action="answer", seq=6).details["restarted"]
    assert restarted["sp4n.auto_close"] == {
        "started_at": before["started_at"].isoformat(), "limit": 10, "basis": before["basis"], "confirmed": True,
    }  # fmt: skip


def test_the_ledger_gets_the_deadlines_as_they_were(office):
    life = Life(office).then(*AT_UNIT, "start", "extend")
    life.take_back("answer")
    with province_seat():
        rows = {row.event: row for row in LedgerEntry.objects.filter(number=life.number)}
        fact = Fact.objects.get(number=life.number)
    told = ("state", "due_verify", "due_first_follow_up", "due_total")
    assert [getattr(rows["undo_answer"], name) for name in told] == [getattr(rows["extend"], name) for name in told]
    assert (fact.state, fact.answered_at) == ("in_progress", None)


def test_a_day_off_decreed_between_the_two_counts(office):
    """What the answer had stopped was passed over when the calendar changed; it is moved when it runs again."""
    recalculate_deadlines.func(office.schema)  # remembers the calendar of this day
    life = Life(office).then(*AT_UNIT, "answer")
    total = life.rows()["sp4n.total"]
    LocalDayOff.objects.create(date=total["due_on"], name="HUT Kota", legal_basis="Perwal", changed_at=life.now)
    for job in (recalculate_deadlines, settle_deadlines):
        assert job.func(office.schema) == {"is_new": 1, "moved": 0, "failed": 0}
    life.now += timedelta(minutes=2)
    TAKES_BACK["answer"](life)
    again = life.rows()["sp4n.total"]
    assert (total["due_on"], again["due_on"]) == (date(2026, 6, 22), date(2026, 6, 23))
    assert again["national_due_at"] == total["national_due_at"]
    assert verified.faults(office.tenant, life.number) == []


@pytest.mark.parametrize("seed", range(6))
def test_at_any_moment_of_a_life(office, seed):
    """Whatever comes next is done when it may be; each step that may be taken back is also tried and taken back."""
    dice, tried = random.Random(seed), 0
    CitySettings.objects.create(independent_check=dice.random() < 0.5)
    life = Life(office, kind=dice.choice(("complaint", "aspiration", "information")))
    for name in ["verify", "dispatch", *dice.choices(list(STEPS), k=60)]:
        with suppress(Refused), transaction.atomic():
            life.then(name)
        if step := life.may_take_back():
            life.take_back(step)
            tried += 1
    assert tried > 3
