"""A request of the Ombudsman goes to a city, is answered there and closed; no other city knows of it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import ProgrammingError, connection, transaction

from core.casework.supervision import requests
from core.common.errors import Conflict, Forbidden, Invalid, NotFound
from tenants.supervision.models import Reply, Request

AT = datetime(2026, 3, 16, 2, 0, tzinfo=UTC)
WORDS = "Mohon jelaskan mengapa laporan ini lewat batas."


@pytest.fixture
def send(cast):
    def send(officer="lead", **more):
        filed = more.pop("filed", None) or cast.lebak.file("dispatched")
        values = {"kind": "clarification", "number": filed.number, "subject": "Lewat batas", "text": WORDS, "at": AT}
        with cast.province.seat():
            return requests.send(cast.province.people[officer], **values | more)

    return send


def test_it_has_a_due_date_appears_in_the_city_is_answered_and_closed(cast, send):
    asked = send()
    assert (asked.tenant, asked.state, asked.due_on) == ("t3602", "open", date(2026, 3, 30))
    assert asked.due_at == datetime(2026, 3, 30, 16, 59, 59, 999999, tzinfo=UTC)
    lebak = cast.lebak
    with lebak.seat():
        assert requests.waiting(AT) == requests.Waiting(1, 0)
        assert requests.waiting(AT + timedelta(days=20)) == requests.Waiting(1, 1)
        assert [one.pk for one in requests.received(lebak.leader)] == [asked.pk]
        seen = requests.open_received(lebak.siti, asked.pk, at=AT)
        assert seen.seen_at == AT
        answered = requests.answer(lebak.siti, asked.pk, text="Alat sudah dipesan.")
        assert answered.state == "answered"
        assert requests.waiting(AT) == requests.Waiting(0, 0)
    with cast.province.seat():
        again = requests.reply_as_ombudsman(cast.province.assistant, asked.pk, text="Kapan tiba?")
        assert again.state == "open"
        assert [(row.from_city, row.author_label) for row in again.replies.all()] == [
            (True, "Siti Aminah"),
            (False, "Hana Pratiwi"),
        ]
        done = requests.close(cast.province.lead, asked.pk, verdict="done", words="Terima kasih.")
        assert (done.state, done.verdict, done.closed_label) == ("closed", "done", "Lukman Hakim")


def test_a_note_wants_no_answer(cast, send):
    note = send("assistant", kind="note")
    assert (note.due_on, note.due_at) == (None, None)


def test_a_request_about_the_whole_service_names_the_city(cast, send):
    asked = send(number="", city="36.71")
    assert (asked.tenant, asked.number) == ("t3671", "")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "order"}, "kind"),
        ({"number": "3602-26-999999-X"}, "number"),
        ({"number": "\x00"}, "number"),
        ({"number": "", "city": "99.99"}, "city"),
        ({"subject": ""}, "subject"),
        ({"text": " "}, "text"),
        ({"due_on": "2026-03-16"}, "due_on"),
        ({"due_on": "besok"}, "due_on"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(send, changes, field):
    with pytest.raises(Invalid) as refused:
        send(**changes)
    assert list(refused.value.errors) == [field]


@pytest.mark.parametrize(
    ("officer", "kind", "may"),
    [
        ("assistant", "note", True), ("assistant", "clarification", True), ("assistant", "advice", False),
        ("lead", "advice", True), ("head", "advice", True), ("operator", "note", False),
        ("operator", "clarification", False),
    ],
)  # fmt: skip
def test_who_may_send_what(send, officer, kind, may):
    if may:
        assert send(officer, kind=kind).kind_id == kind
        return
    with pytest.raises(Forbidden):
        send(officer, kind=kind)


@pytest.mark.parametrize(("who", "sees", "answers"), [("siti", True, True), ("leader", True, False),
                                                     ("dewi", False, False), ("admin", False, False)])  # fmt: skip
def test_who_of_the_city_sees_and_answers(cast, send, who, sees, answers):
    asked = send()
    actor = cast.lebak.people[who]
    with cast.lebak.seat():
        for allowed, call in (
            (sees, lambda: requests.received(actor)),
            (sees, lambda: requests.open_received(actor, asked.pk)),
            (answers, lambda: requests.answer(actor, asked.pk, text="Kami jawab.")),
        ):
            if allowed:
                call()
            else:
                with pytest.raises(Forbidden):
                    call()


def test_another_city_knows_nothing_of_it(cast, send):
    asked = send()
    with cast.tangerang.seat():
        assert requests.received(cast.tangerang.siti) == []
        with pytest.raises(NotFound):
            requests.open_received(cast.tangerang.siti, asked.pk)
        with pytest.raises(NotFound):
            requests.answer(cast.tangerang.siti, asked.pk, text="Bukan kami.")


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE public.supervision_request SET due_at = NULL",
        "UPDATE public.supervision_request SET state = 'closed'",
        "DELETE FROM public.supervision_request",
        "UPDATE public.supervision_reply SET text = 'x'",
        "DELETE FROM public.supervision_reply",
        "INSERT INTO public.supervision_reply (request_id, from_city, text, author_label) "
        "VALUES (%(pk)s, false, 'x', 'y')",
        "INSERT INTO public.supervision_reply (request_id, from_city, text, author_label, tenant) "
        "VALUES (%(pk)s, true, 'x', 'y', 't3671')",
        "SELECT * FROM public.supervision_case",
        "SELECT * FROM public.supervision_reading",
    ],
)
def test_what_a_city_cannot_do_with_it(cast, send, sql):
    asked = send()
    with cast.lebak.seat(), connection.cursor() as cursor, pytest.raises(ProgrammingError), transaction.atomic():
        cursor.execute(sql, {"pk": asked.pk})


def test_another_city_cannot_answer_even_by_hand(cast, send):
    asked = send()
    with cast.tangerang.seat(), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        connection.cursor().execute(requests._REPLY, [asked.pk, "x", "y"])
    with cast.province.seat():
        assert not Reply.objects.exists()


def test_what_is_closed_takes_no_word_any_more(cast, send):
    asked = send()
    with cast.province.seat():
        requests.close(cast.province.head, asked.pk, verdict="taken_back")
        for call in (
            lambda: requests.reply_as_ombudsman(cast.province.head, asked.pk, text="Lagi."),
            lambda: requests.close(cast.province.head, asked.pk, verdict="done"),
        ):
            with pytest.raises(Conflict):
                call()
    with cast.lebak.seat(), pytest.raises(Conflict):
        requests.answer(cast.lebak.siti, asked.pk, text="Terlambat.")


def test_who_sent_it_may_close_it(cast, send):
    own, other = send("assistant"), send("lead")
    with cast.province.seat():
        assert requests.close(cast.province.assistant, own.pk, verdict="done").is_closed
        with pytest.raises(Forbidden):
            requests.close(cast.province.assistant, other.pk, verdict="done")
        assert Request.objects.get(pk=other.pk).state == "open"
