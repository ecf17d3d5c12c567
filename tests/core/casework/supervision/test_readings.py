"""The Ombudsman looks into a city's report: read-only, seen by the city, secret ones only through a case."""

import pytest

from core.audit.models import Entry
from core.casework import actions, queries
from core.casework.supervision import cases, readings
from core.common.errors import Forbidden, NotFound
from core.reports.models import Report
from tenants.ledger.models import Fact
from tenants.supervision.models import Reading
from tests.support import contents


def open_case(cast, number, officer, **more):
    values = {
        "reference": "0012/LM/2026/BTN",
        "title": "Penundaan",
        "ground": "consent",
        "ground_text": "Surat 3 Mei.",
    }
    return cases.open_case(officer, number=number, **values | more)


def test_the_city_sees_who_looked_and_when(cast):
    filed = cast.lebak.file("dispatched")
    with cast.province.seat():
        opened = readings.open_report(filed.number, cast.province.assistant)
    assert opened.tenant.schema_name == "t3602"
    assert opened.story.report.description == filed.report.description
    with cast.lebak.seat():
        entry = Entry.objects.filter(stream=filed.number).last()
        assert (entry.action, entry.actor_kind, entry.actor_label) == (
            "overseer_read", "overseer", "Ombudsman: Hana Pratiwi",
        )  # fmt: skip
        assert [found.stream for found in readings.looked_into()] == [filed.number]
        report = Report.objects.get(number=filed.number)
        assert queries.desk_story(report).events[-1].sentence == "Dibaca Ombudsman"
        assert all(event.action != "overseer_read" for event in queries.reporter_story(report).events)
        assert (report.audit_seq, bytes(report.audit_head)) == (entry.seq, bytes(entry.hash))
    with cast.province.seat():
        assert Reading.objects.get().number == filed.number
        # A reading is no event of the procedure.
        assert Fact.objects.get(number=filed.number).seq == entry.seq - 1


def test_nothing_else_changes(cast):
    filed = cast.lebak.file("answered")
    with cast.lebak.seat():
        before = Report.objects.filter(number=filed.number).values().get()
    with cast.province.seat():
        readings.open_report(filed.number, cast.province.head)
    with cast.lebak.seat():
        after = Report.objects.filter(number=filed.number).values().get()
    assert {name for name in before if before[name] != after[name]} == {"audit_seq", "audit_head"}


def test_a_secret_report_stays_closed_and_the_try_leaves_nothing(cast):
    filed = cast.lebak.file(visibility="secret")
    with cast.lebak.seat():
        before = contents.digests(cast.lebak.tenant)
    for officer in ("assistant", "lead", "head"):
        with cast.province.seat(), pytest.raises(Forbidden) as refused:
            readings.open_report(filed.number, cast.province.people[officer])
        assert refused.value.code == "secret"
    with cast.lebak.seat():
        assert contents.digests(cast.lebak.tenant) == before
    with cast.province.seat():
        assert not Reading.objects.exists()


def test_through_a_case_it_opens_to_those_who_work_on_it(cast):
    filed, people = cast.lebak.file(visibility="secret"), cast.province
    with people.seat():
        case = open_case(cast, filed.number, people.lead)
        for officer in (people.lead, people.head):
            assert readings.open_report(filed.number, officer).case == case
        with pytest.raises(Forbidden):
            readings.open_report(filed.number, people.assistant)
        cases.assign(people.lead, case.pk, user=people.assistant.user.pk)
        assert readings.open_report(filed.number, people.assistant).case == case
        cases.assign(people.lead, case.pk, user=people.assistant.user.pk, works=False)
        with pytest.raises(Forbidden):
            readings.open_report(filed.number, people.assistant)
        cases.close_case(people.lead, case.pk)
        with pytest.raises(Forbidden):
            readings.open_report(filed.number, people.head)
        assert [reading.case for reading in Reading.objects.all()] == [case, case, case]


@pytest.mark.parametrize("number", ["3602-26-999999-X", "", None, "x" * 500, "3602\x00"])
def test_a_number_nobody_told_of_is_not_found(cast, number):
    with cast.province.seat(), pytest.raises(NotFound):
        readings.open_report(number, cast.province.head)


def test_the_operator_reads_no_report(cast):
    filed = cast.lebak.file()
    with cast.province.seat(), pytest.raises(Forbidden):
        readings.open_report(filed.number, cast.province.operator)


def test_a_report_that_was_handed_over_opens_where_it_is_now(cast):
    filed = cast.tangerang.file()
    with cast.tangerang.seat():
        actions.transfer(filed.number, cast.tangerang.siti, to="36.02")
    with cast.province.seat():
        assert readings.open_report(filed.number, cast.province.head).tenant.schema_name == "t3602"


def test_the_head_sees_every_reading_others_their_own(cast):
    filed, people = cast.lebak.file(), cast.province
    with people.seat():
        readings.open_report(filed.number, people.assistant)
        readings.open_report(filed.number, people.lead)
        assert len(readings.readings(people.head)) == 2
        assert [found.officer_label for found in readings.readings(people.assistant)] == ["Hana Pratiwi"]


def test_looking_costs_a_constant_number_of_statements(cast, django_assert_num_queries):
    filed = cast.lebak.file("closed")
    with cast.province.seat():
        readings.open_report(filed.number, cast.province.head)
        with django_assert_num_queries(17):
            readings.open_report(filed.number, cast.province.head)
