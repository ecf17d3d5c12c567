"""Duplicates end in one report that survives: who follows it, who is told, and whose words go nowhere (case 31)."""

from collections import Counter

import pytest

from core.accounts import citizens
from core.audit.models import Entry
from core.casework import actions, queries
from core.common.errors import Invalid, NotFound, Refused
from core.notifications.models import Mail
from core.reports.models import Report
from core.routing.models import Dispatch
from tenants.ledger.models import Fact
from tenants.seats import province_seat
from tests.support import contents, verified
from tests.support.cast import Filed

SECRET = "Tetangga saya yang merusak lampu itu."


@pytest.fixture
def office(cast):
    with cast.tangerang.seat():
        yield cast.tangerang


def fresh(filed: Filed) -> Report:
    return Report.objects.get(number=filed.number)


def mails(event: str, report: Report) -> Counter:
    """Who is written to about an event of a report, and how often: recipient, account, report that was merged."""
    rows = Mail.objects.filter(event=event, report=report)
    return Counter((row.recipient, row.user_id, row.via and row.via.number) for row in rows)


@pytest.fixture
def four(office) -> dict[str, Filed]:
    """One report, and three about the same thing: of an anonymous reporter, of a named and of a secret one."""
    reports = {
        "survivor": office.file("verified", email="satu@example.id"),
        "anonymous": office.file("verified", identity="anonymous"),
        "named": office.file("verified", email="dua@example.id"),
        "secret": office.file(
            "verified", email="tiga@example.id", identity="masked", visibility="secret", description=SECRET
        ),
    }
    fan = citizens.open_account("pendukung@example.id")
    for name, voters in (("anonymous", ("a", "b", "c")), ("named", ("c", "d"))):
        for voter in voters:
            actions.support(reports[name].number, voter=voter)
    actions.support(reports["named"].number, voter="", user=fan)
    actions.support(reports["survivor"].number, voter="a")
    return reports


def merge_all(office, four: dict[str, Filed]) -> Report:
    for name in ("anonymous", "named", "secret"):
        actions.merge(four[name].number, office.siti, into=four["survivor"].number)
    return fresh(four["survivor"])


def test_three_reports_end_in_the_fourth(office, four):
    survivor = merge_all(office, four)
    for name in ("anonymous", "named", "secret"):
        report = fresh(four[name])
        assert (report.state, report.outcome, report.merged_into) == ("merged", "merged", survivor.number)
        assert {limit.rule: limit.outcome for limit in report.deadlines.all()} == {
            "verify": "met", "complete": "met", "total": "cancelled", "decision": "cancelled",
        }  # fmt: skip
        assert report.next_due_at is None
        assert verified.faults(office.tenant, report.number) == []
    assert survivor.state == "verified"
    entries = Entry.objects.filter(stream=survivor.number, action="absorb").order_by("seq")
    assert [entry.details for entry in entries] == [
        {"from": four[name].number} for name in ("anonymous", "named", "secret")
    ]
    assert verified.faults(office.tenant, survivor.number) == []


def test_supporters_follow_each_once(office, four):
    assert merge_all(office, four).supporters == 5  # a, b, c, d and the account; two had supported two of them
    for voter in "abcd":
        assert queries.supports(fresh(four["survivor"]), voter=voter)


def test_each_is_told_of_the_merger_once(office, four):
    merge_all(office, four)
    fan = citizens.find("pendukung@example.id")
    assert mails("merge", fresh(four["anonymous"])) == {}
    assert mails("merge", fresh(four["named"])) == {("reporter", None, None): 1, ("supporter", fan.pk, None): 1}
    assert mails("merge", fresh(four["secret"])) == {("reporter", None, None): 1}
    assert mails("absorb", fresh(four["survivor"])) == {}


def test_what_the_survivor_comes_to_is_told_to_all_who_follow_once(office, four):
    survivor = merge_all(office, four)
    fan = citizens.find("pendukung@example.id")
    actions.resolve_outside(survivor.number, office.siti, text="Sudah menyala.")
    assert mails("resolve_outside", survivor) == {
        ("reporter", None, None): 1,
        ("follower", None, four["named"].number): 1,
        ("follower", None, four["secret"].number): 1,
        ("supporter", fan.pk, None): 1,
    }
    assert Mail.objects.filter(event="resolve_outside").count() == 4


def test_not_a_word_of_a_secret_report_is_copied(office, four):
    before = contents.places_of(SECRET, office.tenant)
    survivor = merge_all(office, four)
    assert before == contents.places_of(SECRET, office.tenant) == ["t3671.reports_report"]
    for story in (queries.public_story(survivor), queries.reporter_story(survivor)):
        assert SECRET not in str(story)
        assert not any(four[name].number in str(event) for name in four for event in story.events)


def test_a_public_report_does_not_end_in_a_secret_one(office, four):
    before = contents.digests(office.tenant)
    with pytest.raises(Refused) as refused:
        actions.merge(four["named"].number, office.siti, into=four["secret"].number)
    assert refused.value.code == "secret_survivor"
    assert contents.digests(office.tenant) == before


def test_what_was_merged_before_follows_to_the_last_survivor(office, four):
    actions.merge(four["anonymous"].number, office.siti, into=four["named"].number)
    actions.merge(four["named"].number, office.joko, into=four["survivor"].number)
    first = fresh(four["anonymous"])
    assert (first.merged_into, first.state) == (four["survivor"].number, "merged")
    entry = Entry.objects.filter(stream=first.number).order_by("seq").last()
    assert (entry.action, entry.details) == ("follow", {"into": four["survivor"].number})
    assert fresh(four["survivor"]).supporters == 5
    for filed in four.values():
        assert verified.faults(office.tenant, filed.number) == []


def test_a_report_at_a_unit_leaves_it_when_it_is_merged(office):
    survivor, filed = office.file("verified"), office.file("in_progress")
    actions.add_part(filed.number, office.siti, unit="dlh", note="Angkut ranting.")
    report = actions.merge(filed.number, office.siti, into=survivor.number)
    assert not Dispatch.objects.filter(report=report, ended_at=None).exists()
    with province_seat():
        facts = {fact.number: fact.state for fact in Fact.objects.all()}
    assert facts == {survivor.number: "verified", filed.number: "merged"}


@pytest.mark.parametrize("into", ["", None, 7, "3671-26-999999-X", "\x00", "\ud800", "x" * 5000, ["3671"]])
def test_a_survivor_there_is_not_is_refused_at_its_field(office, into):
    number = office.file().number
    with pytest.raises(Invalid) as refused:
        actions.merge(number, office.siti, into=into)
    assert list(refused.value.errors) == ["into"]


def test_neither_itself_nor_an_ended_one_survives(office):
    filed, ended = office.file(), office.file("closed")
    for into in (filed.number, ended.number):
        with pytest.raises(Invalid) as refused:
            actions.merge(filed.number, office.siti, into=into)
        assert list(refused.value.errors) == ["into"]


def test_a_report_there_is_not_is_not_found_whatever_it_is_merged_into(office):
    for into in (office.file().number, "3671-26-999999-X"):
        with pytest.raises(NotFound):
            actions.merge("3671-26-999998-X", office.siti, into=into)
