"""What each transition writes: clocks, notices, dispatch, history, ledger; and what it says."""

from datetime import UTC, datetime, timedelta

import pytest

from core.audit.chain import link_hash
from core.audit.ledger_scope import BREAK
from core.audit.models import Entry
from core.audit.sentences import SENTENCES, citizen_sentence, desk_sentence
from core.audit.writing import link_of
from core.casework import actions, queries
from core.common.errors import Forbidden, Invalid, NotFound
from core.notifications.models import Notice
from core.reports import workflow
from core.reports.models import FollowUp, Message, Report
from core.routing.models import Dispatch
from tenants.ledger.models import Entry as LedgerEntry
from tenants.ledger.models import Fact
from tenants.seats import province_seat
from tests.support import contents
from tests.support.cast import NAME, add_photo

# Monday 16 March 2026, 09:00 WIB; verify by 26 March, file complete by 30 March, answer by 13 April.
RECEIVED = datetime(2026, 3, 16, 2, 0, tzinfo=UTC)
VERIFY_DUE = datetime(2026, 3, 26, 16, 59, 59, 999999, tzinfo=UTC)
TOTAL_DUE = datetime(2026, 4, 13, 16, 59, 59, 999999, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.fixture
def office(cast):
    with cast.tangerang.seat():
        yield cast.tangerang


def clocks(report: Report) -> dict[str, tuple[str, datetime | None]]:
    return {clock.rule: (clock.outcome, clock.met_at) for clock in report.deadlines.all()}


def waits_for(report: Report) -> list[tuple[str, str, str]]:
    """(event, role, unit) of the notices that are still open."""
    rows = Notice.objects.filter(report=report, handled_at=None).select_related("unit")
    return [(row.event, row.role, row.unit.code if row.unit else "") for row in rows]


def told(report: Report) -> tuple[LedgerEntry, Fact]:
    """What the province knows: the last ledger row and the fact."""
    with province_seat():
        rows = LedgerEntry.objects.filter(number=report.number).order_by("seq")
        return rows.last(), Fact.objects.get(number=report.number)


def last_entry(report: Report) -> Entry:
    return Entry.objects.filter(stream=report.number).last()


# -- Clocks --------------------------------------------------------------------------------------------------------


def test_verification_in_time_stops_its_clock(office):
    number = office.file(at=RECEIVED).number
    report = actions.verify(number, office.siti, at=VERIFY_DUE)
    assert clocks(report) == {
        "verify": ("met", VERIFY_DUE),
        "complete": ("met", VERIFY_DUE),
        "total": ("open", None),
        "decision": ("open", None),
    }
    assert (report.verified_at, report.next_due_at) == (VERIFY_DUE, TOTAL_DUE)


def test_one_second_later_is_late(office):
    number = office.file(at=RECEIVED).number
    report = actions.verify(number, office.siti, at=VERIFY_DUE + SECOND)
    assert clocks(report)["verify"] == ("late", VERIFY_DUE + SECOND)


def test_while_the_reporter_is_asked_the_clocks_that_pause_stand_still(office):
    filed = office.file("needs_info", at=RECEIVED)
    asked = RECEIVED + timedelta(hours=1)
    paused = {limit.rule: limit.paused_at for limit in filed.report.deadlines.filter(outcome="open")}
    assert paused == {"verify": asked, "total": asked, "completion": None}
    assert (clocks(filed.report)["complete"], filed.report.next_due_at) == (("met", asked), None)
    # Friday a week later: 17, 25, 26 and 27 March are the working days the reporter took.
    replied = RECEIVED + timedelta(days=11)
    report = actions.reply(filed.number, filed.code, text="Di tiang nomor 7.", at=replied)
    limits = {limit.rule: limit for limit in report.deadlines.all()}
    assert clocks(report)["completion"] == ("met", replied)
    assert {rule: (limits[rule].paused_at, limits[rule].paused_days) for rule in ("verify", "total")} == {
        "verify": (None, 4), "total": (None, 4),
    }  # fmt: skip
    assert {rule: limits[rule].due_on.isoformat() for rule in ("verify", "total")} == {
        "verify": "2026-04-01", "total": "2026-04-17",
    }  # fmt: skip
    assert report.next_due_at == limits["verify"].due_at
    assert (limits["verify"].national_due_at, limits["total"].national_due_at) == (VERIFY_DUE, TOTAL_DUE)
    # What the province counts by is the nation's due time, whatever the city paused.
    with province_seat():
        entries = LedgerEntry.objects.filter(number=filed.number)
        assert (
            list(entries.values_list("due_verify", "due_total")) == [(VERIFY_DUE, TOTAL_DUE)] * 3
        )  # received, asked, answered


def test_dispatch_starts_the_clock_of_the_unit_and_starting_work_meets_it(office):
    filed = office.file("dispatched", at=RECEIVED)
    first = filed.report.deadlines.get(rule="first_follow_up")
    assert (first.outcome, first.started_at, first.due_on.isoformat()) == (
        "open", RECEIVED + timedelta(hours=2), "2026-03-30",
    )  # fmt: skip
    assert filed.report.next_due_at == first.due_at
    report = actions.start(filed.number, office.agus, at=first.due_at)
    assert clocks(report)["first_follow_up"] == ("met", first.due_at)
    assert report.next_due_at == TOTAL_DUE


def test_an_answer_meets_both_clocks_that_run(office):
    number = office.file("dispatched", at=RECEIVED).number
    report = actions.answer(number, office.rahmat, text="Sudah diganti.", at=TOTAL_DUE + SECOND)
    assert clocks(report) == {
        "verify": ("met", RECEIVED + timedelta(hours=1)),
        "complete": ("met", RECEIVED + timedelta(hours=1)),
        "first_follow_up": ("late", TOTAL_DUE + SECOND),
        "total": ("late", TOTAL_DUE + SECOND),
        "decision": ("met", TOTAL_DUE + SECOND),
        "check": ("open", None),
        "told": ("open", None),
        "auto_close": ("open", None),
    }
    # Answered on 14 April: somebody else looks at it within five working days.
    assert (report.answered_at, report.answered_by_id, report.next_due_at) == (
        TOTAL_DUE + SECOND, office.rahmat.user.pk, datetime(2026, 4, 21, 16, 59, 59, 999999, tzinfo=UTC),
    )  # fmt: skip


def test_sending_back_and_dispatching_again_gives_nobody_new_time(office):
    filed = office.file("dispatched", at=RECEIVED)
    due = filed.report.deadlines.get(rule="first_follow_up").due_at
    actions.send_back(filed.number, office.dewi, note="Ini taman.", at=RECEIVED + timedelta(days=1))
    report = actions.dispatch(filed.number, office.siti, unit="dlh", at=RECEIVED + timedelta(days=2))
    assert report.deadlines.get(rule="first_follow_up").due_at == due


def test_a_refusal_is_an_answer_and_cancels_what_did_not_run_out(office):
    filed = office.file("dispatched", at=RECEIVED)
    actions.send_back(filed.number, office.dewi, note="Bukan kami.", at=RECEIVED + timedelta(days=1))
    at = RECEIVED + timedelta(days=2)
    report = actions.reject(filed.number, office.siti, reason="bukan-wewenang", note="Ke PLN.", at=at)
    assert clocks(report) == {
        "verify": ("met", RECEIVED + timedelta(hours=1)),
        "complete": ("met", RECEIVED + timedelta(hours=1)),
        "first_follow_up": ("cancelled", None),
        "total": ("met", at),
        "decision": ("met", at),
    }
    assert (report.ended_at, report.next_due_at) == (at, None)


def test_closing_moves_no_clock_that_was_met(office):
    filed = office.file("answered", at=RECEIVED)
    before, at = clocks(filed.report), RECEIVED + timedelta(days=30)
    report = actions.close(filed.number, office.siti, at=at)
    ended = {"check": ("late", at), "told": ("late", at), "auto_close": ("met", at)}
    assert clocks(report) == before | ended
    assert (report.ended_at, report.next_due_at) == (at, None)


# -- Who is told ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "waits"),
    [
        ("submitted", [("submit", "coordinator", "")]),
        ("needs_info", []),
        ("verified", [("verify", "coordinator", "")]),
        ("dispatched", [("dispatch", "", "dishub")]),
        ("in_progress", [("start", "", "dishub")]),
        ("answered", [("answer", "coordinator", "")]),
        ("closed", []),
        ("rejected", []),
    ],
)
def test_the_one_notice_that_is_open_names_who_has_to_act(office, state, waits):
    assert waits_for(office.file(state).report) == waits


def test_a_reply_and_a_return_go_to_the_coordinator(office):
    filed = office.file("needs_info")
    assert waits_for(actions.reply(filed.number, filed.code, text="Tiang 7.")) == [("reply", "coordinator", "")]
    number = office.file("in_progress").number
    assert waits_for(actions.send_back(number, office.dewi, note="Bukan kami.")) == [("send_back", "coordinator", "")]


def test_notices_show_only_to_those_who_have_to_act(office):
    reports = {state: office.file(state).report.pk for state in ("submitted", "dispatched", "answered", "closed")}
    shown = {
        who: {notice.report_id for notice in queries.notices_for(office.people[who])}
        for who in ("siti", "dewi", "rahmat", "agus", "budi", "leader", "admin", "nobody")
    }
    unit = {reports["dispatched"]}
    assert shown == {
        "siti": {reports["submitted"], reports["answered"]},
        "dewi": unit, "rahmat": unit, "agus": unit,
        "budi": set(), "leader": set(), "admin": set(), "nobody": set(),
    }  # fmt: skip


# -- Where it went -------------------------------------------------------------------------------------------------


def test_dispatches_are_kept_with_notes_and_ends(office):
    at = RECEIVED
    number = office.file("verified", at=at).number
    actions.dispatch(number, office.siti, unit="dishub", note="Mohon dicek.", at=at + timedelta(days=1))
    report = actions.send_back(number, office.dewi, note="Ini taman.", at=at + timedelta(days=2))
    assert report.unit is None
    report = actions.dispatch(number, office.joko, unit="dlh", at=at + timedelta(days=3))
    assert report.unit.code == "dlh"
    rows = [
        (row.unit.code, row.by.username, row.note, row.at, row.ended_at, row.return_note)
        for row in Dispatch.objects.filter(report=report)
    ]
    assert rows == [
        ("dishub", "siti", "Mohon dicek.", at + timedelta(days=1), at + timedelta(days=2), "Ini taman."),
        ("dlh", "joko", "", at + timedelta(days=3), None, ""),
    ]


def test_a_report_sent_back_is_out_of_sight_of_the_unit(office):
    number = office.file("dispatched").number
    actions.send_back(number, office.dewi, note="Bukan kami.")
    with pytest.raises(NotFound):
        queries.desk_report(office.dewi, number)


# -- What is said --------------------------------------------------------------------------------------------------


def test_an_answer_carries_text_author_and_photos(office):
    number = office.file("dispatched").number
    photo = add_photo()
    report = actions.answer(number, office.dewi, text="  Sudah diganti. ", attachments=[str(photo.pk)])
    follow_up = FollowUp.objects.get(report=report)
    assert (follow_up.text, follow_up.author, follow_up.unit.code, follow_up.seq) == (
        "Sudah diganti.", office.dewi.user, "dishub", report.audit_seq,
    )  # fmt: skip
    assert [(p.pk, p.report_id, p.seq) for p in follow_up.attachments.all()] == [(photo.pk, report.pk, follow_up.seq)]


def test_question_and_reply_are_messages(office):
    filed = office.file("needs_info")
    photo = add_photo()
    report = actions.reply(filed.number, filed.code, text="Tiang 7.", attachments=[photo.pk])
    assert [(m.seq, m.from_reporter, m.text) for m in Message.objects.filter(report=report)] == [
        (2, False, "Di tiang nomor berapa?"), (3, True, "Tiang 7."),
    ]  # fmt: skip
    assert [(p.pk, p.seq, p.follow_up_id) for p in report.attachments.all()] == [(photo.pk, 3, None)]


TEXTS = [
    ("ask", "submitted", "siti", "text"),
    ("send_back", "dispatched", "dewi", "note"),
    ("answer", "dispatched", "dewi", "text"),
]


@pytest.mark.parametrize(("action", "state", "who", "name"), TEXTS)
@pytest.mark.parametrize("text", ["", "  ", None, "ya", "x" * 5001, 7, ["teks"], "\u200b\u200b\u200b\u200b"])
def test_words_that_are_too_few_too_many_or_none_are_refused_at_their_field(office, action, state, who, name, text):
    number = office.file(state).number
    before = contents.digests(office.tenant)
    with pytest.raises(Invalid) as refused:
        getattr(actions, action)(number, office.people[who], **{name: text})
    assert list(refused.value.errors) == [name]
    assert contents.digests(office.tenant) == before


@pytest.mark.parametrize("code", ["", None, "tidak-ada", 7, ["dishub"], "\x00", "\ud800", "x" * 1000])
def test_units_and_reasons_are_chosen_from_the_list(office, code):
    number = office.file("verified").number
    with pytest.raises(Invalid) as unit:
        actions.dispatch(number, office.siti, unit=code)
    with pytest.raises(Invalid) as reason:
        actions.reject(number, office.siti, reason=code)
    assert (list(unit.value.errors), list(reason.value.errors)) == (["unit"], ["reason"])


def test_a_unit_that_was_retired_takes_no_report(office):
    number = office.file("verified").number
    unit = next(unit for unit in queries.units() if unit.code == "dlh")
    unit.is_active = False
    unit.save()
    with pytest.raises(Invalid):
        actions.dispatch(number, office.siti, unit="dlh")


@pytest.mark.parametrize("attachments", [None, 7, "foto", {"a": 1}, ["x"], [None], [["x"]]])
def test_what_are_no_photos_are_refused_at_their_field(office, attachments):
    number = office.file("dispatched").number
    with pytest.raises(Invalid) as refused:
        actions.answer(number, office.dewi, text="Sudah diganti.", attachments=attachments)
    assert list(refused.value.errors) == ["attachments"]


def test_a_refused_photo_takes_the_answer_with_it(office):
    used = office.file(photos=1).report.attachments.get()
    number = office.file("dispatched").number
    before = contents.digests(office.tenant)
    with pytest.raises(Invalid):
        actions.answer(number, office.dewi, text="Sudah diganti.", attachments=[used.pk])
    assert contents.digests(office.tenant) == before


# -- History and ledger --------------------------------------------------------------------------------------------


def test_the_whole_road_is_one_chain_told_to_the_province(office):
    filed = office.file("closed", at=RECEIVED)
    entries = list(Entry.objects.filter(stream=filed.number))
    assert [(entry.seq, entry.action, entry.actor_label, entry.columns["state"]) for entry in entries] == [
        (1, "submit", "reporter", "submitted"),
        (2, "verify", "Siti Aminah", "verified"),
        (3, "dispatch", "Siti Aminah", "dispatched"),
        (4, "start", "Dewi Lestari", "in_progress"),
        (5, "answer", "Dewi Lestari", "answered"),
        (6, "close", "Joko Susilo", "closed"),
    ]
    previous = b"\x00" * 32
    for entry in entries:
        assert bytes(entry.previous) == previous
        previous = link_hash(link_of(entry))
        assert bytes(entry.hash) == previous
    assert bytes(filed.report.audit_head) == previous
    with province_seat():
        rows = LedgerEntry.objects.filter(number=filed.number).order_by("seq")
        ledger = [(row.seq, row.event, row.state, row.occurred_at, bytes(row.entry_hash)) for row in rows]
    assert ledger == [(e.seq, e.action, e.columns["state"], e.at, bytes(e.hash)) for e in entries]


def test_the_fact_says_where_it_stands_and_when_it_got_there_by_the_ledgers_clock(office):
    filed = office.file("closed", at=RECEIVED)
    with province_seat():
        rows = {row.event: row for row in LedgerEntry.objects.filter(number=filed.number)}
        fact = Fact.objects.get(number=filed.number)
    assert (fact.state, fact.seq, fact.unit_type, bytes(fact.head)) == (
        "closed", 6, "dinas", bytes(filed.report.audit_head),
    )  # fmt: skip
    moments = (fact.received_at, fact.verified_at, fact.first_follow_up_at, fact.answered_at, fact.ended_at)
    assert moments == tuple(rows[event].recorded_at for event in ("submit", "verify", "start", "answer", "close"))
    due = {clock.rule: clock.due_at for clock in filed.report.deadlines.all()}
    assert (fact.due_verify, fact.due_first_follow_up, fact.due_total) == (
        due["verify"], due["first_follow_up"], due["total"],
    )  # fmt: skip


def test_sending_back_takes_the_unit_out_of_the_fact(office):
    number = office.file("dispatched").number
    row, fact = told(actions.send_back(number, office.dewi, note="Bukan kami."))
    assert (row.event, row.state, row.unit_type, fact.state, fact.unit_type) == (
        "send_back", "verified", "", "verified", "",
    )  # fmt: skip


def test_details_hold_what_the_sentence_needs(office):
    number = office.file("dispatched").number
    assert last_entry(Report.objects.get(number=number)).details == {"unit": "Dishub", "unit_code": "dishub"}
    report = actions.send_back(number, office.dewi, note="Bukan kami.")
    assert last_entry(report).details == {"unit": "Dishub", "unit_code": "dishub"}
    report = actions.reject(number, office.siti, reason="proses-hukum")
    assert last_entry(report).details == {"reason": "proses-hukum"}
    assert (report.rejection_reason.code, report.rejection_note) == ("proses-hukum", "")


def test_every_action_has_a_sentence_for_the_desk_and_for_the_citizen():
    said = {"submit", *workflow.LINES, "show_photo", "undo_answer", "undo_close", "identity_read", "overseer_read"}
    said |= {"claim", "disclaim", BREAK}
    assert said == set(SENTENCES)
    details = {
        "unit": "Dishub", "unit_code": "dishub", "reason": "tidak-jelas", "agency": "PLN", "city": "Kabupaten Lebak",
        "into": "3671-26-000002-X", "from": "3671-26-000001-X", "score": 4, "days": 3, "to": "Dishub",
        "cause": "SKB 3 Menteri", "found": "state",
    }  # fmt: skip
    for action in said:
        assert "%(" not in desk_sentence(action, details)
        assert "%(" not in (citizen_sentence(action, details) or "")


def test_a_photo_sent_in_reply_and_words_to_the_office_stay_between_the_two(office):
    filed = office.file("needs_info")
    actions.reply(filed.number, filed.code, text="Rahasia saya.", attachments=[add_photo().pk])
    report = actions.verify(filed.number, office.siti)
    public, own = queries.public_story(report), queries.reporter_story(report)
    assert [event.action for event in public.events] == ["submit", "verify"]
    assert (public.photos, len(own.photos)) == ([], 1)
    assert [event.text for event in own.events if event.text] == ["Di tiang nomor berapa?", "Rahasia saya."]


# -- Reading the identity ------------------------------------------------------------------------------------------


def test_reading_the_identity_is_part_of_the_history_but_not_of_the_ledger(office):
    filed = office.file("verified")
    ledger, fact = told(filed.report)
    assert actions.read_identity(filed.number, office.siti) == {"name": NAME, "phone": "+6281298765432"}
    report = Report.objects.get(pk=filed.report.pk)
    entry = last_entry(report)
    assert (entry.seq, entry.action, entry.actor_id, entry.actor_label) == (
        report.audit_seq, "identity_read", office.siti.user.pk, "Siti Aminah",
    )  # fmt: skip
    assert bytes(report.audit_head) == bytes(entry.hash)
    assert citizen_sentence(entry.action, entry.details) is None
    assert [row.seq for row in told(report)] == [ledger.seq, fact.seq]
    row, fact = told(actions.dispatch(filed.number, office.siti, unit="dishub"))
    assert (row.seq, fact.seq) == (4, 4)


@pytest.mark.parametrize(
    ("who", "refusal"),
    [
        ("dewi", Forbidden), ("rahmat", Forbidden), ("agus", Forbidden), ("leader", Forbidden),
        ("budi", NotFound), ("admin", NotFound), ("nobody", NotFound),
    ],
)  # fmt: skip
def test_nobody_else_reads_a_masked_identity(office, who, refusal):
    filed = office.file("dispatched", identity="masked")
    before = contents.digests(office.tenant)
    with pytest.raises(refusal):
        actions.read_identity(filed.number, office.people[who])
    assert contents.digests(office.tenant) == before
    assert not queries.may_read_identity(office.people[who], filed.report)


@pytest.mark.parametrize("who", ["dewi", "rahmat"])
def test_who_handles_a_report_knows_a_named_reporter(office, who):
    filed = office.file("dispatched")
    assert queries.may_read_identity(office.people[who], filed.report)
    assert actions.read_identity(filed.number, office.people[who])["name"] == NAME


def test_of_an_anonymous_reporter_there_is_nothing_to_read(office):
    filed = office.file(identity="anonymous")
    before = contents.digests(office.tenant)
    with pytest.raises(NotFound) as refused:
        actions.read_identity(filed.number, office.siti)
    assert refused.value.code == "no_identity"
    assert contents.digests(office.tenant) == before
