"""Who holds a late report up with a part of it is told, too: once with each step, in the one mail of the morning."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.accounts.models import User
from core.accounts.roles import UnitRole
from core.audit.models import Entry
from core.audit.sentences import desk_sentence
from core.casework import actions, queries
from core.casework import office as of_the_office
from core.casework.common.actors import actor_of
from core.casework.periodic import digests, sweeping
from core.catalogue.models import Unit, UnitUserObjectPermission
from core.deadlines.models import Escalation
from core.notifications.models import Mail, Notice
from core.reports.models import Report
from core.routing.models import Dispatch
from tests.support import verified

WIB = ZoneInfo("Asia/Jakarta")
WORDS = "Pangkas dahan di depan lampunya."
AS_PART = "(bagian OPD Anda belum selesai)"


def wib(day: str, clock: str = "07:30") -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=WIB)


# Dispatched on Friday 5 June, to be begun by Friday 12 June; on to the coordinators after Thursday 18 June.
RECEIVED = wib("2026-06-05", "06:00")
SATURDAY = wib("2026-06-13", "00:00")
MONDAY, FRIDAY = wib("2026-06-15"), wib("2026-06-19")


@pytest.fixture
def office(cast):
    """Everybody has an address, and Budi of DLH is its head."""
    with cast.tangerang.seat():
        for user in User.objects.all():
            user.email = f"{user.username}@example.id"
            user.save(update_fields=["email"])
        make_head("budi", "dlh")
        yield cast.tangerang


def make_head(name: str, unit: str) -> None:
    UnitUserObjectPermission.objects.create(
        user=User.objects.get(username=name),
        content_object=Unit.objects.get(code=unit),
        permission=Permission.objects.get(codename=UnitRole.HEAD, content_type__app_label="catalogue"),
    )


def with_part(office, *units: str) -> str:
    """The number of a report that Dishub has, and these units a part of."""
    number = office.file("dispatched", at=RECEIVED).number
    for unit in units or ("dlh",):
        actions.add_part(number, office.siti, unit=unit, note=WORDS, at=RECEIVED + timedelta(hours=3))
    return number


def said(number: str) -> list[str]:
    entries = Entry.objects.filter(stream=number, action="escalate").order_by("seq")
    return [desk_sentence(row.action, row.details) for row in entries]


def notified_at(moment: datetime) -> dict[str, list[str]]:
    """What is late, by reader of this morning's digest."""
    digests.send(at=moment)
    found: dict[str, list[str]] = {}
    for mail in Mail.objects.filter(event="digest", queued_at=moment).select_related("user"):
        assert mail.user.username not in found, "two mails for one person"
        assert mail.context["jumlah"] == len(mail.context["daftar"])
        found[mail.user.username] = mail.context["daftar"]
    return found


# -- Who is told ------------------------------------------------------------------------------------------------------


def test_the_head_of_the_part_is_told_beside_the_head_that_answers(office):
    number = with_part(office)
    assert sweeping.sweep(at=SATURDAY) == sweeping.SweepCounts(done=1)
    assert said(number) == [
        "Lewat batas: dinaikkan ke kepala Dishub; juga ke kepala DLH, yang bagiannya belum selesai"
    ]
    assert Entry.objects.get(action="escalate").details["parts"] == ["DLH"]
    assert notified_at(MONDAY) == {"rahmat": [number], "budi": [f"{number} {AS_PART}"]}
    assert verified.faults(office.tenant, number) == []


def test_it_is_still_one_step_a_level(office):
    number = with_part(office)
    for moment in (SATURDAY, SATURDAY + timedelta(hours=1), MONDAY, FRIDAY, FRIDAY + timedelta(hours=1)):
        sweeping.sweep(at=moment)
    rows = Escalation.objects.filter(report__number=number).values_list("level", "unit__code")
    assert sorted(rows) == [(1, "dishub"), (2, None)]


def test_once_with_each_step_and_not_between(office):
    number = with_part(office)
    sweeping.sweep(at=SATURDAY)
    assert notified_at(MONDAY) == {"rahmat": [number], "budi": [f"{number} {AS_PART}"]}
    assert notified_at(wib("2026-06-17")) == {}
    sweeping.sweep(at=wib("2026-06-19", "00:00"))
    assert notified_at(FRIDAY) == {"siti": [number], "joko": [number], "budi": [f"{number} {AS_PART}"]}
    assert said(number)[1] == "Lewat batas: dinaikkan ke koordinator; juga ke kepala DLH, yang bagiannya belum selesai"
    level_3 = Escalation.objects.latest("level").next_at
    sweeping.sweep(at=level_3)
    assert said(number)[2] == "Lewat batas: dinaikkan ke Ombudsman; juga ke kepala DLH, yang bagiannya belum selesai"


def test_two_steps_between_two_mornings_are_told_once(office):
    number = with_part(office)
    sweeping.sweep(at=SATURDAY)
    sweeping.sweep(at=wib("2026-06-19", "00:00"))
    assert notified_at(FRIDAY)["budi"] == [f"{number} {AS_PART}"]


def test_a_part_that_was_given_after_the_step_is_told_of_with_the_next(office):
    number = office.file("dispatched", at=RECEIVED).number
    sweeping.sweep(at=SATURDAY)
    assert notified_at(MONDAY) == {"rahmat": [number]}
    actions.add_part(number, office.siti, unit="dlh", note=WORDS, at=MONDAY + timedelta(hours=1))
    assert notified_at(wib("2026-06-17")) == {}
    sweeping.sweep(at=wib("2026-06-19", "00:00"))
    assert notified_at(FRIDAY)["budi"] == [f"{number} {AS_PART}"]


@pytest.mark.parametrize("ending", ["finish_part", "return_part", "withdraw_part"])
def test_whose_part_has_ended_is_not_told(office, ending):
    number = with_part(office)
    sweeping.sweep(at=SATURDAY)
    at = SATURDAY + timedelta(hours=1)
    if ending == "withdraw_part":
        actions.withdraw_part(number, office.siti, unit="dlh", note=WORDS, at=at)
    else:
        getattr(actions, ending)(number, office.budi, note=WORDS, at=at)
    assert notified_at(MONDAY) == {"rahmat": [number]}
    sweeping.sweep(at=wib("2026-06-19", "00:00"))
    assert said(number)[1] == "Lewat batas: dinaikkan ke koordinator"
    assert notified_at(FRIDAY).keys() == {"siti", "joko"}


def test_a_unit_without_a_head_is_named_and_nobody_is_told(office):
    User.objects.filter(username="budi").update(is_active=False)
    number = with_part(office)
    sweeping.sweep(at=SATURDAY)
    assert said(number) == ["Lewat batas: dinaikkan ke kepala Dishub"]
    assert Entry.objects.get(action="escalate").details["parts"] == ["DLH"]
    assert notified_at(MONDAY) == {"rahmat": [number]}


def test_of_several_parts_every_open_one_counts(office):
    make_head("agus", "dpupr")
    number = with_part(office, "dlh", "dpupr")
    sweeping.sweep(at=SATURDAY)
    assert said(number) == [
        "Lewat batas: dinaikkan ke kepala Dishub; juga ke kepala DLH dan kepala DPUPR, yang bagiannya belum selesai"
    ]
    assert notified_at(MONDAY) == {
        "rahmat": [number], "budi": [f"{number} {AS_PART}"], "agus": [f"{number} {AS_PART}"]
    }  # fmt: skip


def test_a_report_that_went_back_to_the_coordinator_is_held_up_all_the_same(office):
    number = with_part(office)
    actions.send_back(number, office.dewi, note="Bukan wewenang kami.", at=RECEIVED + timedelta(hours=4))
    due = Report.objects.get(number=number).next_due_at
    sweeping.sweep(at=due + timedelta(seconds=1))
    assert said(number) == ["Lewat batas: dinaikkan ke koordinator; juga ke kepala DLH, yang bagiannya belum selesai"]


def test_where_the_unit_that_answers_has_no_head_the_coordinator_comes_first_as_before(office):
    User.objects.filter(username="rahmat").update(is_active=False)
    number = with_part(office)
    sweeping.sweep(at=SATURDAY)
    assert said(number) == [
        "Lewat batas: dinaikkan ke koordinator, karena kepala Dishub belum ada;"
        " juga ke kepala DLH, yang bagiannya belum selesai"
    ]


def test_one_mail_for_own_reports_and_for_parts(office):
    number = with_part(office)
    own = office.file("verified", at=RECEIVED).number
    actions.dispatch(own, office.siti, unit="dlh", at=RECEIVED + timedelta(hours=2))
    sweeping.sweep(at=SATURDAY)
    assert notified_at(MONDAY) == {"rahmat": [number], "budi": [own, f"{number} {AS_PART}"]}


def test_of_very_many_parts_the_first_are_listed_and_the_rest_counted(office, monkeypatch):
    monkeypatch.setattr(digests, "LISTED", 2)
    numbers = [with_part(office) for _ in range(4)]
    sweeping.sweep(at=SATURDAY)
    digests.send(at=MONDAY)
    context = Mail.objects.get(event="digest", user__username="budi").context
    assert context["jumlah"] == 4
    assert context["daftar"] == [*(f"{number} {AS_PART}" for number in numbers[:2]), "dan 2 laporan lain"]


def test_every_open_part_has_an_owner_who_works(office):
    """A part moves on with its unit's successor, or ends: nobody holds up a report whom nobody can ask."""
    number = with_part(office)
    of_the_office.close_unit("dlh", office.admin, successor="dpupr", at=RECEIVED + timedelta(hours=5))
    of_the_office.empty_closed_units.func(office.schema)
    make_head("agus", "dpupr")
    sweeping.sweep(at=SATURDAY)
    assert list(Dispatch.objects.filter(is_part=True, ended_at=None).values_list("unit__code", flat=True)) == ["dpupr"]
    assert Entry.objects.get(stream=number, action="escalate").details["parts"] == ["DPUPR"]


# -- On the desk ------------------------------------------------------------------------------------------------------


def test_the_heads_desk_shows_it_once_until_the_part_is_done(office):
    number = with_part(office)
    sweeping.sweep(at=SATURDAY)
    sweeping.sweep(at=wib("2026-06-19", "00:00"))
    head = actor_of(User.objects.get(username="budi"))
    assert [(n.report.number, n.event) for n in queries.notices_for(head)] == [(number, "escalate")]
    assert Notice.objects.filter(event="escalate", unit__code="dlh").count() == 1
    assert queries.desk_counts(head)["mine"] == 1
    actions.finish_part(number, head, note=WORDS, at=FRIDAY)
    assert queries.notices_for(head) == []
    assert [n.event for n in queries.notices_for(office.rahmat)] == ["escalate"]


# -- What it costs ----------------------------------------------------------------------------------------------------


def cost(run) -> int:
    with CaptureQueriesContext(connection) as asked:
        run()
    return len([query for query in asked.captured_queries if "SAVEPOINT" not in query["sql"]])


def test_a_batch_with_parts_costs_the_same_however_many_they_are(office):
    with_part(office)
    cost(lambda: sweeping.sweep(at=SATURDAY))  # what a process remembers is warm now
    with_part(office)
    one = cost(lambda: sweeping.sweep(at=SATURDAY))
    for _ in range(5):
        with_part(office, "dlh", "dpupr")
    # One for the open parts and one for what desks show already, beside the 13 of a batch without parts.
    assert (one, cost(lambda: sweeping.sweep(at=SATURDAY))) == (16, 16)


def test_a_morning_costs_the_same_however_many_parts_are_late(office):
    with_part(office)
    sweeping.sweep(at=SATURDAY)
    digests.send(at=MONDAY)
    costs = []
    for number, morning in ((1, "2026-06-17"), (6, "2026-06-18")):
        for _ in range(number):
            with_part(office)
        sweeping.sweep(at=wib(morning, "00:00"))
        costs.append(cost(lambda: digests.send(at=wib(morning))))  # noqa: B023 run at once
    assert costs[0] == costs[1]
