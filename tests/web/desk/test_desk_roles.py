"""Who may take which action on the desk: everybody tries, those who may not change nothing."""

from typing import Any

import pytest
from guardian.shortcuts import assign_perm

from core.audit.models import Entry
from core.casework import actions
from core.casework.common.actors import actor_of
from core.catalogue.models import Unit
from core.notifications.models import Notice
from core.reports.models import Attachment, FollowUp, Message, Report
from core.routing.models import Dispatch
from tests.support.cast import PEOPLE, picture

COORDINATORS = {"siti", "joko"}
UNIT = {"dewi", "rahmat"}
ABSENT, FORBIDDEN = 404, 403

# action: (state it starts in, what is typed, who may, state it leads to)
TABLE: dict[str, tuple[str, dict[str, Any], set[str], str]] = {
    "verify": ("submitted", {}, COORDINATORS, "verified"),
    "ask": ("submitted", {"text": "Di tiang nomor berapa?"}, COORDINATORS, "needs_info"),
    "reject": ("submitted", {"reason": "tidak-jelas", "note": "Maaf."}, COORDINATORS, "rejected"),
    "dispatch": ("verified", {"unit": "dishub", "note": "Segera"}, COORDINATORS, "dispatched"),
    "send_back": ("dispatched", {"note": "Ini urusan PLN."}, UNIT, "verified"),
    "start": ("dispatched", {}, UNIT | {"agus"}, "in_progress"),
    "answer": ("in_progress", {"text": "Lampu sudah diganti."}, UNIT, "answered"),
    "close": ("answered", {}, COORDINATORS, "closed"),
}


def refusal(name: str, state: str) -> int:
    """Who may know of the report is told no; for the others it is not there. An admin meets no report at all."""
    if name in ("admin", "nobody"):
        return FORBIDDEN
    if name == "budi" or (name in UNIT | {"agus"} and state in ("submitted", "verified")):
        return ABSENT
    return FORBIDDEN


def everything(office) -> list[Any]:
    """What a refused action could have changed."""
    with office.seat():
        counted = (Entry, Notice, Dispatch, FollowUp, Message, Attachment)
        reports = Report.objects.order_by("pk").values(
            "number", "state", "unit", "audit_seq", "next_due_at", "ended_at"
        )
        return [list(reports), *(model.objects.count() for model in counted)]


@pytest.mark.parametrize("action", TABLE)
def test_only_those_who_may(office, desk, action):
    state, typed, allowed, target = TABLE[action]
    number = office.file(state).number
    before = everything(office)
    refused = {
        name: desk(name).post(f"/petugas/laporan/{number}/{action}/", typed) for name in PEOPLE.keys() - allowed
    }
    assert {name: answer.status_code for name, answer in refused.items()} == {
        name: refusal(name, state) for name in refused
    }
    assert everything(office) == before
    for name in sorted(allowed):
        number = office.file(state).number
        answer = desk(name).post(f"/petugas/laporan/{number}/{action}/", typed)
        with office.seat():
            assert (answer.status_code, Report.objects.get(number=number).state) == (302, target)
            last = Entry.objects.filter(stream=number).last()
        assert (last.action, last.actor_id) == (action, office.people[name].user.pk)


def test_a_refused_answer_leaves_no_photo(office, desk):
    number = office.file("in_progress").number
    before = everything(office)
    answer = desk("siti").post(f"/petugas/laporan/{number}/answer/", {"text": "Sudah.", "photos": [picture()]})
    assert answer.status_code == 403
    assert everything(office) == before


def test_who_answered_may_not_close_and_sees_why(office, desk):
    number = office.file("in_progress").number
    with office.seat():  # Siti also works for Dishub, and answers this one herself
        assign_perm("handle_unit", office.siti.user, Unit.objects.get(code="dishub"))
        actions.answer(number, actor_of(office.siti.user), text="Lampu sudah diganti.")
    client, why = desk("siti"), "Laporan ditutup oleh orang lain dari yang menjawabnya."
    page = client.get(f"/petugas/laporan/{number}/").content.decode()
    assert (why in page, "/close/" in page) == (True, False)
    before = everything(office)
    answer = client.post(f"/petugas/laporan/{number}/close/")
    assert (answer.status_code, why in answer.content.decode()) == (403, True)
    assert everything(office) == before
    assert desk("joko").post(f"/petugas/laporan/{number}/close/").status_code == 302


# How a coordinator ends a report that no unit answers, besides rejecting it.
ENDS = ["merge", "transfer", "refer", "resolve_outside"]


@pytest.mark.parametrize(
    ("state", "name", "shown"),
    [
        ("submitted", "siti", ["verify", "ask", "reject", *ENDS]),
        ("needs_info", "siti", ["record_reply", "withdraw_question", "go_on_without", "reject"]),
        ("verified", "siti", ["dispatch", "reject", *ENDS]),
        ("dispatched", "siti", ["redispatch", "merge", "resolve_outside"]),
        ("dispatched", "dewi", ["start", "answer", "send_back"]),
        ("dispatched", "agus", ["start"]),
        ("in_progress", "rahmat", ["answer", "send_back"]),
        ("in_progress", "agus", []),
        ("answered", "dewi", []),
        ("answered", "siti", ["check", "close", "rework"]),
        ("answered", "leader", []),
        ("closed", "siti", []),
        ("rejected", "siti", []),
    ],
)
def test_the_page_offers_what_can_be_done_now(office, desk, state, name, shown):
    answer = desk(name).get(f"/petugas/laporan/{office.file(state).number}/")
    assert sorted(panel["name"] for panel in answer.context["panels"]) == sorted(shown)
    page = answer.content.decode()
    assert all(f"/{action}/" in page for action in shown)
    if not shown:
        assert answer.context["turn"] in page
