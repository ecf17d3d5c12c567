"""A report changed past the actions is found by the next action, which writes that down before it signs anything."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from core.audit import chain, streams
from core.audit.ledger_scope import BREAK
from core.audit.models import Entry
from core.audit.sentences import citizen_sentence, desk_sentence
from core.casework import actions
from core.casework.periodic import sweeping
from core.casework.supervision import readings
from core.common.errors import Refused
from core.deadlines.models import Deadline
from core.reports.models import Report
from tenants.seats import province_seat
from tests.support import verified

TEXT = "Kami periksa hari ini."
# What is changed by SQL, and what the next action says it found.
CHANGES = {
    "state": ({"state": "in_progress"}, ["state"]),
    "visibility": ({"visibility": "secret"}, ["visibility"]),
    "the words": ({"description": "Lampu menyala terang."}, ["description"]),
    "received": ({"received_at": F("received_at") - timedelta(days=1)}, ["received_at"]),
    "the code": ({"code_hash": b"\x00"}, ["receipt_code"]),
    "the queue": ({"next_due_at": None}, ["next_due_at"]),
    "two at once": ({"channel": "phone", "score": 4}, ["channel", "score"]),
    "its end": ({"audit_head": b"\x00" * 32}, ["audit_head"]),
    "its count": ({"audit_seq": F("audit_seq") - 1}, ["audit_seq"]),
}


def history(number: str) -> list[tuple[str, list]]:
    rows = Entry.objects.filter(stream=number).order_by("seq")
    return [(entry.action, entry.details.get("found", [])) for entry in rows]


@pytest.mark.parametrize("case", CHANGES)
def test_the_next_action_writes_down_what_it_found_and_goes_on(cast, case):
    office, (values, found) = cast.tangerang, CHANGES[case]
    with office.seat():
        number = office.file("dispatched").number
        Report.objects.filter(number=number).update(**values)
        actions.note(number, office.dewi, text=TEXT)
        assert history(number)[-2:] == [("found_changed", found), ("note", [])]
        before = len(history(number))
        actions.note(number, office.dewi, text=TEXT)
        assert len(history(number)) == before + 1  # said once
    told = [what for _row, what in verified.faults(office.tenant, number)]
    assert f"found changed what no action had changed: {', '.join(found)}" in told


def test_a_deadline_that_was_moved_is_found(cast):
    office = cast.tangerang
    with office.seat():
        number = office.file("dispatched").number
        Deadline.objects.filter(report__number=number, rule="total", rule_set="sp4n").update(
            due_at=F("due_at") + timedelta(days=9), due_on=F("due_on") + timedelta(days=9)
        )
        actions.start(number, office.dewi)
        assert history(number)[-2] == ("found_changed", ["deadlines sp4n.total"])


def test_a_deleted_last_entry_leaves_its_place_empty(cast):
    office = cast.tangerang
    with office.seat():
        number = office.file("dispatched").number
        Report.objects.filter(number=number).update(audit_seq=F("audit_seq") + 1, audit_head=b"\x01" * 32)
        actions.note(number, office.dewi, text=TEXT)
        assert history(number)[-2] == ("found_changed", ["audit_seq", "audit_head"])
    told = [what for _row, what in verified.faults(office.tenant, number)]
    assert "the entry with seq 4 is missing or out of order" in told


@pytest.mark.parametrize(("end", "gone"), [("start", 1), ("start", 2), ("start", 4), ("identity_read", 1)])
def test_an_end_that_was_deleted_and_set_back_stops_no_action(fresh_database, cast, end, gone):
    """Only the ledger still knows of it; the next actions go on behind the places it knows."""
    office = cast.tangerang
    with office.seat():
        number = office.file("dispatched").number
        if end == "start":
            actions.start(number, office.dewi)
        else:
            actions.read_identity(number, office.siti)
        _set_back(fresh_database, number, gone)
        actions.read_identity(number, office.siti)
        actions.answer(number, office.dewi, text="Lampu sudah menyala lagi.")
        (action, found), *rest = history(number)[-3:]
        assert (action, [done for done, _found in rest]) == ("found_changed", ["identity_read", "answer"])
        assert "audit_entry" in found
        before = len(history(number))
        actions.note(number, office.dewi, text=TEXT)
        assert len(history(number)) == before + 1  # said once
    assert any("missing or out of order" in what for _row, what in verified.faults(office.tenant, number))


def test_many_reports_are_not_stopped_by_one_whose_end_was_set_back(fresh_database, cast):
    office = cast.tangerang
    with office.seat():
        filed = office.file("dispatched")
        late = office.file("dispatched", at=filed.report.received_at - timedelta(days=90)).number
        _set_back(fresh_database, late, 2)
        sweeping.sweep()
        assert [action for action, _found in history(late)[-2:]] == ["found_changed", "escalate"]


def test_an_office_goes_on_after_its_history_was_set_back(fresh_database, cast):
    office = cast.tangerang
    with fresh_database.owner().cursor() as cursor, office.seat():
        first, *_others = _append(), _append(), _append()
        cursor.execute("DELETE FROM t3671.audit_entry WHERE stream = 'kantor' AND seq > %s", [first.seq])
        cursor.execute(
            "UPDATE t3671.audit_streamend SET seq = %s, hash = %s WHERE stream = 'kantor'", [first.seq, first.hash]
        )
        assert _append().seq == first.seq + 3
        cursor.execute("DELETE FROM t3671.audit_entry WHERE stream = 'kantor'")
        cursor.execute("DELETE FROM t3671.audit_streamend WHERE stream = 'kantor'")
        assert _append().seq == first.seq + 4


def _append() -> Entry:
    words = {"actor_kind": "system", "actor_id": None, "actor_label": "", "at": timezone.now(), "details": {}}
    with transaction.atomic():
        streams.lock(streams.OFFICE)
        return streams.append(streams.OFFICE, "set_up", **words)


def _set_back(fresh_database, number: str, gone: int) -> None:
    """The owner deletes the last entries, and has the report say what it said before them."""
    kept = list(Entry.objects.filter(stream=number).order_by("seq"))[:-gone]
    seq, head = (kept[-1].seq, bytes(kept[-1].hash)) if kept else (0, chain.START)
    with fresh_database.owner().cursor() as cursor:
        cursor.execute("DELETE FROM t3671.audit_entry WHERE stream = %s AND seq > %s", [number, seq])
        cursor.execute(
            "UPDATE t3671.reports_report SET audit_seq = %s, audit_head = %s WHERE number = %s", [seq, head, number]
        )


@pytest.mark.parametrize("reading", ["identity", "overseer"])
def test_a_reading_finds_it_too(cast, reading):
    office = cast.tangerang
    with office.seat():
        number = office.file("verified").number
        Report.objects.filter(number=number).update(channel="phone")
        if reading == "identity":
            actions.read_identity(number, office.siti)
    if reading == "overseer":
        with province_seat():
            readings.open_report(number, cast.province.lead)
    with office.seat():
        assert history(number)[-2] == ("found_changed", ["channel"])


def test_what_is_done_to_many_finds_it_too(cast):
    office = cast.tangerang
    with office.seat():
        filed = office.file("dispatched")
        late = office.file("dispatched", at=filed.report.received_at - timedelta(days=90)).number
        Report.objects.filter(number=late).update(channel="phone")
        sweeping.sweep()
        assert history(late)[-2:] == [("found_changed", ["channel"]), ("escalate", [])]
        assert history(filed.number)[-1][0] == "dispatch"


def test_a_refused_action_writes_nothing(cast):
    office = cast.tangerang
    with office.seat():
        number = office.file("verified").number
        Report.objects.filter(number=number).update(channel="phone")
        before = history(number)
        with pytest.raises(Refused), transaction.atomic():
            actions.start(number, office.dewi)
        assert history(number) == before


def test_the_office_reads_of_it_and_the_reporter_does_not():
    assert desk_sentence(BREAK, {"found": ["state", "score"]}).endswith(": state, score")
    assert citizen_sentence(BREAK, {"found": ["state"]}) is None
