"""A citizen's account and its reports: kept where the reporter chose to be known, opened to nobody else."""

from contextlib import AbstractContextManager

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.accounts import citizens
from core.accounts.models import User
from core.casework import actions, queries
from core.common.errors import Conflict, Forbidden, Invalid, NotFound
from core.reports.kinds import State
from core.reports.models import Report, Support
from tests.support.cast import Office


@pytest.fixture
def office(cast) -> Office:
    return cast.tangerang


@pytest.fixture
def ratna(office: Office) -> User:
    with office.seat():
        return citizens.open_account("ratna@example.id")


@pytest.fixture
def other(office: Office) -> User:
    with office.seat():
        return citizens.open_account("orang.lain@example.id")


def queries_of() -> AbstractContextManager:
    return CaptureQueriesContext(connection)


def sent_by(office: Office, account: User | None, **changes: object) -> actions.Submission:
    return actions.submit(office.draft(**changes), account=account)


@pytest.mark.parametrize("identity", ["named", "masked"])
def test_a_report_is_kept_in_the_account_it_is_sent_from(office: Office, ratna: User, other: User, identity) -> None:
    with office.seat():
        number = sent_by(office, ratna, identity=identity).report.number
        assert [report.number for report in queries.my_reports(ratna).reports] == [number]
        assert queries.my_report(ratna, number.lower()).number == number
        assert queries.my_reports(other).reports == []
        with pytest.raises(NotFound):
            queries.my_report(other, number)


def test_an_anonymous_report_keeps_no_account(office: Office, ratna: User) -> None:
    with office.seat():
        made = sent_by(office, ratna, identity="anonymous", name="", email="", phone="")
        assert Report.objects.get(number=made.report.number).submitted_by is None
        with pytest.raises(Invalid) as refusal:
            actions.claim(made.report.number, made.code, account=ratna)
        assert refusal.value.code == "anonymous"
        assert Report.objects.get(number=made.report.number).submitted_by is None


def test_a_person_of_the_office_is_no_reporter(office: Office) -> None:
    with office.seat():
        made = sent_by(office, office.siti.user)
        assert Report.objects.get(number=made.report.number).submitted_by is None
        assert queries.my_reports(office.siti.user).reports == []
        with pytest.raises(Forbidden):
            actions.claim(made.report.number, made.code, account=office.siti.user)


def test_number_and_code_put_a_report_into_an_account_once(office: Office, ratna: User, other: User) -> None:
    with office.seat():
        made = sent_by(office, None)
        wrong = "0000" + made.code[4:] if not made.code.startswith("0000") else "1111" + made.code[4:]
        with pytest.raises(NotFound):
            actions.claim(made.report.number, wrong, account=ratna)
        with queries_of() as asked:
            actions.claim(made.report.number, made.code, account=ratna)
        assert len(asked) == 11
        actions.claim(made.report.number, made.code, account=ratna)
        with pytest.raises(Conflict):
            actions.claim(made.report.number, made.code, account=other)
        assert queries.my_report(ratna, made.report.number).submitted_by_id == ratna.pk


def test_the_owner_replies_and_adds_without_the_code(office: Office, ratna: User, other: User) -> None:
    with office.seat():
        number = sent_by(office, ratna).report.number
        actions.ask(number, office.siti, text="Tiang yang mana?")
        with pytest.raises(NotFound):
            actions.reply_by(actions.ByAccount(number, other), text="Tiang nomor 7.")
        assert actions.reply_by(actions.ByAccount(number, ratna), text="Tiang nomor 7.").state == State.SUBMITTED
        assert actions.reply_by(actions.ByAccount(number, ratna), text="Sekarang dua tiang.").state == State.SUBMITTED
        said = [event.action for event in queries.reporter_story(queries.my_report(ratna, number)).events]
        assert said == ["submit", "ask", "reply", "add_info"]


def test_lists_cost_one_query_and_go_on_where_they_ended(office: Office, ratna: User) -> None:
    with office.seat():
        numbers = [sent_by(office, ratna).report.number for _each in range(3)]
        with queries_of() as asked:
            first = queries.my_reports(ratna, size=2)
        rest = queries.my_reports(ratna, after=first.next_key, size=2)
        assert len(asked) == 1
        assert [report.number for report in [*first.reports, *rest.reports]] == numbers[::-1]
        assert rest.next_key == ""


def test_what_is_supported_is_listed_while_it_is_public(office: Office, ratna: User, other: User) -> None:
    with office.seat():
        shown, hidden = (sent_by(office, None).report for _each in range(2))
        for report in (shown, hidden):
            actions.support(report.number, voter="", user=ratna)
        actions.correct(hidden.number, office.siti, visibility="secret")
        with queries_of() as asked:
            listed = queries.my_supports(ratna).reports
        assert len(asked) == 1
        assert [report.number for report in listed] == [shown.number]
        assert queries.my_supports(other).reports == []


def test_a_closed_account_leaves_its_reports_and_takes_its_support_back(
    office: Office, ratna: User, other: User
) -> None:
    with office.seat():
        own, liked = sent_by(office, ratna), sent_by(office, None)
        actions.support(liked.report.number, voter="", user=ratna)
        actions.support(liked.report.number, voter="", user=other)
        actions.close_account(ratna)
        assert citizens.find("ratna@example.id") is None
        report = Report.objects.get(number=own.report.number)
        assert (report.submitted_by, report.description) == (None, own.report.description)
        assert queries.report_by_code(own.report.number, own.code).pk == report.pk
        assert Report.objects.get(number=liked.report.number).supporters == 1
        assert Support.objects.count() == 1


def test_an_account_of_the_office_is_not_closed_this_way(office: Office) -> None:
    with office.seat():
        with pytest.raises(Forbidden):
            actions.close_account(office.siti.user)
        assert User.objects.filter(pk=office.siti.user.pk).exists()
