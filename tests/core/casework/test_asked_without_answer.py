"""While the reporter is asked there is a way on: an answer noted by the office, no question any more, or without one.

What is late stays in the queue of late reports all the while.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.audit.models import Entry
from core.casework import actions, queries
from core.notifications.models import Mail, Notice
from core.reports.models import Message, Report
from tests.support import verified
from tests.support.cast import EMAIL

WIB = ZoneInfo("Asia/Jakarta")
# A Monday; verified until Thursday.
RECEIVED = datetime(2026, 6, 1, 9, 0, tzinfo=WIB)
ASKED = RECEIVED + timedelta(days=1)
WORDS = "Lewat telepon: tiang nomor 7, di depan masjid."


@pytest.fixture
def office(cast):
    with cast.tangerang.seat():
        yield cast.tangerang


@pytest.fixture
def asked(office):
    """A report whose reporter was asked on Tuesday."""
    filed = office.file(at=RECEIVED, email=EMAIL)
    actions.ask(filed.number, office.siti, text="Di tiang nomor berapa?", at=ASKED)
    return filed


def verify_limit(report: Report) -> tuple[str, int, str]:
    row = report.deadlines.get(rule="verify")
    return row.due_on.isoformat(), row.paused_days, row.outcome


@pytest.mark.parametrize(
    ("action", "due", "days", "completion"),
    [
        # Asked on Tuesday, gone on on Friday: three working days later.
        ("record_reply", "2026-06-09", 3, "met"),
        ("go_on_without", "2026-06-09", 3, "cancelled"),
        # As if it had never been asked: late since Thursday midnight.
        ("withdraw_question", "2026-06-04", 0, "cancelled"),
    ],
)
def test_each_way_on(office, asked, action, due, days, completion):
    at = ASKED + timedelta(days=3)
    report = getattr(actions, action)(asked.number, office.siti, text=WORDS, at=at)
    assert (report.state, verify_limit(report)) == ("submitted", (due, days, "open"))
    assert report.deadlines.get(rule="completion").outcome == completion
    assert Notice.objects.get(report=report, handled_at=None).role == "coordinator"
    said = Message.objects.filter(report=report).last()
    assert (said.text, said.from_reporter) == (WORDS, action == "record_reply")
    assert Entry.objects.filter(stream=report.number).last().actor_label == office.siti.label
    assert verified.faults(office.tenant, report.number) == []
    assert actions.verify(report.number, office.siti, at=at).state == "verified"


@pytest.mark.parametrize(
    ("action", "desk", "citizen"),
    [
        (
            "record_reply",
            "Jawaban pelapor dicatat petugas (telepon atau loket)",
            "Petugas mencatat jawaban Anda yang disampaikan lewat telepon atau loket",
        ),
        ("withdraw_question", "Pertanyaan kepada pelapor ditarik", "Petugas menarik pertanyaannya"),
        (
            "go_on_without",
            "Dilanjutkan tanpa jawaban pelapor",
            "Laporan dilanjutkan tanpa keterangan tambahan",
        ),
    ],
)
def test_office_and_reporter_read_what_happened_and_the_public_does_not(office, asked, action, desk, citizen):
    report = getattr(actions, action)(asked.number, office.siti, text=WORDS)
    told = [(event.sentence, event.text) for event in queries.desk_story(report).events][-1]
    assert told == (desk, WORDS)
    event = queries.reporter_story(report).events[-1]
    assert (event.sentence, event.text) == (citizen, WORDS)
    assert action not in [event.action for event in queries.public_story(report).events]


@pytest.mark.parametrize("action", ["record_reply", "withdraw_question", "go_on_without"])
def test_the_reporter_is_written_to(office, asked, action):
    report = getattr(actions, action)(asked.number, office.siti, text=WORDS)
    assert Mail.objects.filter(report=report).order_by("pk").last().event == action


def test_a_question_after_a_withdrawn_one_has_the_whole_time_for_its_answer(office, asked):
    actions.withdraw_question(asked.number, office.siti, text=WORDS, at=ASKED)
    report = actions.ask(asked.number, office.siti, text="Tiang yang mana?", at=ASKED + timedelta(days=1))
    completion = report.deadlines.get(rule="completion")
    assert (completion.outcome, completion.started_at) == ("open", ASKED + timedelta(days=1))


def test_a_late_report_stays_among_the_late_ones_while_its_reporter_is_asked(office):
    """On 5 June it has been late since the day before."""
    filed = office.file(at=RECEIVED)
    late = RECEIVED + timedelta(days=4)
    report = actions.ask(filed.number, office.siti, text="Di tiang nomor berapa?", at=late)
    assert report.next_due_at < late
    overdue = queries.desk_list(office.siti, "overdue", now=late)
    assert [row.number for row in overdue.reports] == [filed.number]
