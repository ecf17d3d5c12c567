"""What each step of the whole procedure writes: clocks, history, notices, dispatches, outcome, ledger."""

from datetime import UTC, datetime, timedelta

import pytest

from core.audit.models import Entry
from core.casework import actions
from core.casework.actions import ByCode
from core.common.errors import Conflict, Invalid
from core.notifications.models import Notice
from core.reports import snapshots
from core.reports.models import Message, Report
from core.routing.models import Dispatch, Note
from tenants.ledger.models import Entry as LedgerEntry
from tenants.ledger.models import Fact
from tenants.seats import province_seat
from tests.support import contents, verified

# Monday 16 March 2026, 09:00 WIB, and the day after.
RECEIVED = datetime(2026, 3, 16, 2, 0, tzinfo=UTC)
LATER = RECEIVED + timedelta(days=1)
TEXT = "Lampu ini milik PLN."


@pytest.fixture
def office(cast):
    with cast.tangerang.seat():
        yield cast.tangerang


def last(report: Report) -> Entry:
    return Entry.objects.filter(stream=report.number).order_by("seq").last()


def waits_for(report: Report) -> list[tuple[str, str, str]]:
    """(event, role, unit) of the notices that are still open."""
    rows = Notice.objects.filter(report=report, handled_at=None).select_related("unit")
    return [(row.event, row.role, row.unit.code if row.unit else "") for row in rows]


def told(report: Report) -> tuple[LedgerEntry, Fact]:
    with province_seat():
        rows = LedgerEntry.objects.filter(number=report.number).order_by("seq")
        return rows.last(), Fact.objects.get(number=report.number)


def limits(report: Report) -> dict[str, str]:
    return {limit.rule: limit.outcome for limit in report.deadlines.all()}


def dispatches(report: Report) -> list[tuple[str, bool, str, str, str]]:
    """(unit, is a part, note, how it ended, words at its end), in the order they were made."""
    rows = Dispatch.objects.filter(report=report).select_related("unit")
    return [(row.unit.code, row.is_part, row.note, row.ending, row.return_note) for row in rows]


def fits(office, report: Report) -> bool:
    return verified.faults(office.tenant, report.number) == []


# -- Ends ----------------------------------------------------------------------------------------------------------

# How a report ends that was received, and for some verified or dispatched, before. `limits`: how each limit ends.
MET_FIRST = {"verify": "met", "complete": "met"}
ENDS = [
    ("submitted", "refer", {"agency": "PLN", "text": TEXT}, "rejected", "referred", MET_FIRST | {"total": "met"}),
    (
        "verified", "refer", {"agency": "PLN", "text": TEXT}, "rejected", "referred",
        MET_FIRST | {"total": "met", "decision": "met"},
    ),
    (
        "submitted", "resolve_outside", {"text": TEXT}, "closed", "outside",
        {"verify": "cancelled", "complete": "cancelled", "total": "cancelled"},
    ),
    (
        "dispatched", "resolve_outside", {"text": TEXT}, "closed", "outside",
        MET_FIRST | {"total": "cancelled", "decision": "cancelled", "first_follow_up": "cancelled"},
    ),
    ("submitted", "reject", {"reason": "tidak-jelas"}, "rejected", "refused", MET_FIRST | {"total": "met"}),
]  # fmt: skip


@pytest.mark.parametrize(("state", "action", "words", "target", "outcome", "ended"), ENDS)
def test_each_end_has_an_outcome_and_ends_every_clock(office, state, action, words, target, outcome, ended):
    number = office.file(state, at=RECEIVED).number
    report = getattr(actions, action)(number, office.siti, at=LATER, **words)
    assert (report.state, report.outcome, report.ended_at, report.next_due_at) == (target, outcome, LATER, None)
    assert limits(report) == ended
    assert waits_for(report) == []
    assert not Dispatch.objects.filter(report=report, ended_at=None).exists()
    row, fact = told(report)
    assert (row.event, row.state, fact.state, fact.ended_at) == (action, target, target, row.recorded_at)
    assert fits(office, report)


def test_a_referral_names_the_agency_and_tells_the_reporter_why(office):
    number = office.file("verified").number
    report = actions.refer(number, office.siti, agency="  PLN UP3 Cikokol ", text=TEXT)
    (message,) = Message.objects.filter(report=report)
    assert (message.text, message.from_reporter, message.seq) == (TEXT, False, report.audit_seq)
    entry = last(report)
    assert entry.details == {"agency": "PLN UP3 Cikokol"}
    assert entry.digests["message"] == snapshots.text_digest(message)


def test_the_reporter_takes_it_back_with_or_without_a_word(office):
    for text, said in (("", []), ("Sudah menyala lagi.", ["Sudah menyala lagi."])):
        filed = office.file("in_progress", at=RECEIVED)
        report = actions.withdraw(ByCode(filed.number, filed.code), text=text, at=LATER)
        assert (report.state, report.outcome, last(report).actor_label) == ("withdrawn", "withdrawn", "reporter")
        assert [row.text for row in Message.objects.filter(report=report)] == said
        assert limits(report) == MET_FIRST | {"total": "cancelled", "decision": "cancelled", "first_follow_up": "met"}
        assert dispatches(report) == [("dishub", False, "", "replaced", "")]
        assert waits_for(report) == []
        assert fits(office, report)


def test_what_ran_out_before_the_end_stays_late(office):
    filed = office.file("dispatched", at=RECEIVED)
    report = actions.withdraw(ByCode(filed.number, filed.code), at=RECEIVED + timedelta(days=60))
    assert limits(report) == MET_FIRST | {"total": "late", "first_follow_up": "late", "decision": "cancelled"}


# -- Units ---------------------------------------------------------------------------------------------------------


def test_a_report_goes_to_one_unit_and_parts_of_it_to_others(office):
    number = office.file("verified", at=RECEIVED).number
    parts = [{"unit": "dlh", "note": "Angkut ranting."}, {"unit": "dpupr", "note": "Tambal lubang."}]
    report = actions.dispatch(number, office.siti, unit="dishub", note="Mohon dicek.", parts=parts, at=LATER)
    assert dispatches(report) == [
        ("dishub", False, "Mohon dicek.", "", ""),
        ("dlh", True, "Angkut ranting.", "", ""),
        ("dpupr", True, "Tambal lubang.", "", ""),
    ]
    assert (report.unit.code, len(report.part_units)) == ("dishub", 2)
    entry = last(report)
    assert (entry.details["unit"], entry.details["parts"]) == ("Dishub", ["DLH", "DPUPR"])
    assert set(entry.digests["dispatch_notes"]) == {"dishub", "dlh", "dpupr"}
    assert sorted(waits_for(report)) == [("dispatch", "", "dishub"), ("part", "", "dlh"), ("part", "", "dpupr")]
    assert fits(office, report)


def test_parts_end_one_by_one_and_the_answer_comes_last(office):
    number = office.file("dispatched", at=RECEIVED).number
    actions.add_part(number, office.siti, unit="dlh", note="Angkut ranting.")
    with pytest.raises(Conflict) as refused:
        actions.answer(number, office.dewi, text="Lampu diganti.")
    assert (refused.value.code, "DLH" in str(refused.value)) == ("parts_open", True)
    report = actions.finish_part(number, office.budi, note="Ranting diangkut.")
    assert dispatches(report)[1:] == [("dlh", True, "Angkut ranting.", "finished", "Ranting diangkut.")]
    assert "return_note" in last(report).digests
    report = actions.answer(number, office.dewi, text="Lampu diganti.")
    assert report.state == "answered"
    assert fits(office, report)


def test_a_part_that_is_returned_leaves_the_unit_without_it(office):
    number = office.file("dispatched").number
    actions.add_part(number, office.siti, unit="dlh", note="Angkut ranting.")
    report = actions.return_part(number, office.budi, note="Tidak ada ranting.")
    assert (report.part_units, dispatches(report)[1]) == (
        [], ("dlh", True, "Angkut ranting.", "returned", "Tidak ada ranting."),
    )  # fmt: skip
    actions.add_part(number, office.siti, unit="dlh", note="Ada, di belakang.")
    assert fits(office, report)


@pytest.mark.parametrize(
    "parts",
    [
        None, 7, "dlh", [7], [{}], [{"unit": "dlh"}], [{"unit": "dlh", "note": "ya"}],
        [{"unit": "tidak-ada", "note": TEXT}], [{"unit": "dishub", "note": TEXT}], [{"unit": "dlh", "note": TEXT}] * 2,
        [{"unit": "dlh", "note": TEXT}] * 6,
    ],
)  # fmt: skip
def test_parts_that_make_no_sense_are_refused_at_their_field(office, parts):
    number = office.file("verified").number
    before = contents.digests(office.tenant)
    with pytest.raises(Invalid) as refused:
        actions.dispatch(number, office.siti, unit="dishub", parts=parts)
    assert list(refused.value.errors) == ["parts"]
    assert contents.digests(office.tenant) == before


def test_a_misrouted_report_goes_on_with_its_clock(office):
    filed = office.file("in_progress", at=RECEIVED)
    before = {limit.rule: (limit.due_at, limit.outcome) for limit in filed.report.deadlines.all()}
    report = actions.redispatch(filed.number, office.siti, unit="dlh", note="Ini sampah.", at=LATER)
    assert (report.state, report.unit.code) == ("dispatched", "dlh")
    assert {limit.rule: (limit.due_at, limit.outcome) for limit in report.deadlines.all()} == before
    assert dispatches(report) == [("dishub", False, "", "replaced", ""), ("dlh", False, "Ini sampah.", "", "")]
    assert waits_for(report) == [("redispatch", "", "dlh")]
    assert fits(office, report)
    with pytest.raises(Invalid) as refused:
        actions.redispatch(filed.number, office.siti, unit="dlh")
    assert list(refused.value.errors) == ["unit"]


# -- After the answer ----------------------------------------------------------------------------------------------


def test_the_check_meets_its_clocks_and_says_who(office):
    number = office.file("answered", at=RECEIVED).number
    report = actions.check(number, office.siti, at=LATER)
    assert (report.state, report.checked_at, report.checked_by) == ("answered", LATER, office.siti.user)
    assert (limits(report)["check"], limits(report)["told"], limits(report)["auto_close"]) == ("met", "met", "open")
    assert (report.next_due_at, waits_for(report)) == (None, [("answer", "coordinator", "")])
    report = actions.close(number, office.joko, at=LATER)
    assert (report.checked_by, report.outcome) == (office.siti.user, "done")
    assert fits(office, report)


def test_closing_at_once_is_the_check_as_well(office):
    report = office.file("closed").report
    assert (report.checked_by, report.outcome) == (office.joko.user, "done")


def test_an_answer_found_wanting_goes_back_with_a_word_no_citizen_reads(office):
    filed = office.file("answered", at=RECEIVED)
    report = actions.rework(filed.number, office.siti, note="Fotonya dari jalan lain.", at=LATER)
    assert (report.state, report.checked_at, report.unit.code) == ("in_progress", None, "dishub")
    assert (limits(report)["check"], limits(report)["auto_close"], limits(report)["reopened"]) == (
        "met",
        "met",
        "open",
    )
    (note,) = Note.objects.filter(report=report)
    assert (note.text, last(report).digests["note"]) == ("Fotonya dari jalan lain.", snapshots.text_digest(note))
    assert not Message.objects.filter(report=report).exists()
    assert waits_for(report) == [("rework", "", "dishub")]
    report = actions.answer(filed.number, office.rahmat, text="Ini yang benar.", at=LATER)
    assert (limits(report)["reopened"], limits(report)["check"], limits(report)["auto_close"]) == (
        "met",
        "open",
        "open",
    )
    assert report.answered_by == office.rahmat.user
    assert fits(office, report)


def test_reopening_leaves_a_line_and_the_coordinator_decides_anew(office):
    """A dissatisfied reporter never changes a state without a line in the history (case 55)."""
    filed = office.file("closed", at=RECEIVED)
    report = actions.reopen(ByCode(filed.number, filed.code), text="Padam lagi.", at=LATER)
    assert (report.state, report.unit, report.ended_at, report.outcome, report.checked_at, report.score) == (
        "verified", None, None, "", None, None,
    )  # fmt: skip
    entry = last(report)
    assert (entry.action, entry.actor_label, entry.columns["state"]) == ("reopen", "reporter", "verified")
    assert entry.digests["message"] == snapshots.text_digest(Message.objects.get(report=report))
    assert waits_for(report) == [("reopen", "coordinator", "")]
    assert dispatches(report) == [("dishub", False, "", "replaced", "")]
    assert {rule for rule, outcome in limits(report).items() if outcome == "open"} == {"reopened"}
    assert report.next_due_at == datetime(2026, 3, 31, 16, 59, 59, 999999, tzinfo=UTC)
    row, fact = told(report)
    assert (row.event, fact.state, fact.reopened, fact.ended_at) == ("reopen", "verified", 1, None)
    assert fits(office, report)


def test_a_score_is_told_to_the_province_and_its_words_are_not(office):
    filed = office.file("closed")
    report = actions.rate(ByCode(filed.number, filed.code), score=1, text="Masih gelap.")
    row, fact = told(report)
    assert (row.event, row.score, fact.score, last(report).details) == ("rate", 1, 1, {"score": 1})
    assert contents.places_of("Masih gelap.", office.tenant) == ["t3671.reports_message"]
    assert (report.state, waits_for(report)) == ("closed", [])
    assert fits(office, report)


def test_the_province_counts_how_often_the_reporter_was_asked(office):
    filed = office.file("needs_info")
    actions.reply(filed.number, filed.code, text="Tiang 7.")
    report = actions.ask(filed.number, office.siti, text="Di sisi mana?")
    assert told(report)[1].asked == 2


# -- Time ----------------------------------------------------------------------------------------------------------


def test_an_extension_moves_the_citys_time_and_not_the_overseers(office):
    filed = office.file("in_progress", at=RECEIVED)
    report = actions.extend(filed.number, office.siti, days=5, text="Suku cadang dipesan.", at=LATER)
    total = report.deadlines.get(rule="total")
    assert (total.due_on.isoformat(), total.extension_days) == ("2026-04-20", 5)
    assert total.national_due_at == datetime(2026, 4, 13, 16, 59, 59, 999999, tzinfo=UTC)
    assert report.next_due_at == total.due_at
    assert (last(report).details, told(report)[1].due_total) == (
        {"days": 5, "limits": ["sp4n.total"]}, total.national_due_at,
    )  # fmt: skip
    assert [row.text for row in Message.objects.filter(report=report)] == ["Suku cadang dipesan."]
    assert fits(office, report)


def test_no_more_is_given_than_the_rule_allows(office):
    number = office.file("in_progress", at=RECEIVED).number
    actions.extend(number, office.siti, days=4, text="Suku cadang dipesan.", at=LATER)
    before = contents.digests(office.tenant)
    with pytest.raises(Conflict) as refused:
        actions.extend(number, office.siti, days=4, text="Belum datang.", at=LATER)
    assert (refused.value.code, "3 hari" in str(refused.value)) == ("no_extension", True)
    assert contents.digests(office.tenant) == before
    actions.extend(number, office.siti, days=3, text="Belum datang.", at=LATER)
    with pytest.raises(Conflict) as refused:
        actions.extend(number, office.siti, days=1, text="Belum juga.", at=LATER)
    assert "tidak dapat diperpanjang lagi" in str(refused.value)


@pytest.mark.parametrize("days", [0, -1, "", None, "tiga", 1.5, 366, "9" * 5000, [1], True])
def test_days_that_are_none_are_refused_at_their_field(office, days):
    number = office.file("in_progress").number
    with pytest.raises(Invalid) as refused:
        actions.extend(number, office.siti, days=days, text="Suku cadang dipesan.")
    assert list(refused.value.errors) == ["days"]


def test_an_officers_daily_note_moves_nothing(office):
    """Case 27: only a logged pause or extension moves a due date."""
    filed = office.file("in_progress", at=RECEIVED)
    before = list(filed.report.deadlines.values())
    due = filed.report.next_due_at
    for day in range(1, 31):
        report = actions.note(filed.number, office.dewi, text=f"Hari ke-{day}.", at=RECEIVED + timedelta(days=day))
    assert list(report.deadlines.values()) == before
    assert report.next_due_at == due
    assert Note.objects.filter(report=report).count() == 30
    assert fits(office, report)


# -- Words ---------------------------------------------------------------------------------------------------------

WORDS = [
    ("refer", "verified", "siti", "text", {"agency": "PLN"}),
    ("refer", "verified", "siti", "agency", {"text": TEXT}),
    ("resolve_outside", "verified", "siti", "text", {}),
    ("message", "verified", "siti", "text", {}),
    ("record_reply", "needs_info", "siti", "text", {}),
    ("withdraw_question", "needs_info", "siti", "text", {}),
    ("go_on_without", "needs_info", "siti", "text", {}),
    ("note", "dispatched", "dewi", "text", {}),
    ("extend", "verified", "siti", "text", {"days": 1}),
    ("rework", "answered", "siti", "note", {}),
    ("follow_up", "answered", "dewi", "text", {}),
    ("add_part", "dispatched", "siti", "note", {"unit": "dlh"}),
]


@pytest.mark.parametrize(("action", "state", "who", "name", "more"), WORDS)
@pytest.mark.parametrize("text", ["", None, "ya", "x" * 5001, 7, ["teks"], "\u200b\u200b\u200b\u200b"])
def test_words_that_are_none_or_too_many_are_refused_at_their_field(office, action, state, who, name, more, text):
    number = office.file(state).number
    with pytest.raises(Invalid) as refused:
        getattr(actions, action)(number, office.people[who], **more, **{name: text})
    assert list(refused.value.errors) == [name]


@pytest.mark.parametrize("cause", ["", None, "karena", 7, ["request"]])
def test_what_is_erased_is_erased_for_a_cause(office, cause):
    number = office.file("closed").number
    with pytest.raises(Invalid) as refused:
        actions.anonymise(number, office.siti, cause=cause)
    assert list(refused.value.errors) == ["cause"]
