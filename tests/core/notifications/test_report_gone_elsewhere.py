"""Who follows a report that goes to another city is told once where it goes on, and by nobody's name."""

import pytest
from django.utils import timezone

from core.accounts import citizens
from core.casework import actions
from core.common.errors import NotFound
from core.notifications import delivery
from core.notifications.models import Mail
from core.reports.models import Report, Support
from tenants.remembered import forget_everything
from tests.core.notifications import postbox

RATNA, JAKA, TUTI = "ratna@example.id", "jaka@example.id", "tuti@example.id"
NOTE = "Ratna tinggal di Lebak."


def contact(email: str) -> dict[str, str]:
    return {"name": "Ratna Kusuma", "phone": "", "email": email}


@pytest.fixture
def office(fresh_database, cast):
    forget_everything()
    yield cast.tangerang
    forget_everything()


def supported(office, state: str = "verified", **changes) -> Report:
    """A report of Ratna's; Jaka's account and a device support it."""
    with office.seat():
        report = office.file(state, **contact(RATNA), **changes).report
        actions.support(report.number, voter="a", user=citizens.open_account(JAKA))
        actions.support(report.number, voter="b")
    return report


def hand_over(office, report: Report, to: str = "36.02") -> None:
    with office.seat():
        Mail.objects.update(status=Mail.Status.CANCELLED)
        actions.transfer(report.number, office.siti, to=to, note=NOTE)


def delivered(office, settings) -> dict[str, postbox.Taken]:
    with postbox.running(settings) as server, office.seat():
        Mail.objects.filter(status="queued").update(next_at=timezone.now())
        delivery.deliver.call(office.schema)
    return {taken.to: taken for taken in server.taken}


@pytest.mark.parametrize("state", ["submitted", "verified"])
def test_a_supporter_reads_where_it_goes_on_and_nobodys_name(office, cast, settings, state):
    report = supported(office, state)
    hand_over(office, report)
    mails = delivered(office, settings)
    assert mails.keys() == {RATNA, JAKA}
    mail = mails[JAKA]
    assert mail.message["Subject"] == f"Laporan {report.number} yang Anda dukung dialihkan ke daerah yang berwenang"
    assert f"http://{cast.lebak.host}/laporan/{report.number}/" in mail.text
    assert "Sekarang laporan itu ditangani oleh Kabupaten Lebak, dengan nomor yang sama." in mail.text
    assert "berhenti mendukung" not in mail.text
    whole = mail.message.as_string()
    assert not any(word in whole for word in ("Ratna", RATNA, "Siti", NOTE, report.description))


def test_the_reporter_is_led_to_the_own_page(office, settings):
    report = supported(office)
    hand_over(office, report)
    mail = delivered(office, settings)[RATNA]
    assert NOTE not in mail.text
    assert f"http://kota-tangerang.localhost/lacak/?nomor={report.number}" in mail.text


def test_they_are_told_once_and_of_nothing_that_happens_there(office, cast, settings):
    report = supported(office)
    hand_over(office, report)
    assert JAKA in delivered(office, settings)
    lebak = cast.lebak
    with lebak.seat():
        actions.verify(report.number, lebak.siti)
        actions.dispatch(report.number, lebak.siti, unit="dishub")
        actions.answer(report.number, lebak.dewi, text="Sudah diganti.")
        actions.close(report.number, lebak.joko)
    assert JAKA not in delivered(lebak, settings)
    assert delivered(office, settings) == {}


def test_whose_report_was_merged_into_it_is_told_too(office, cast, settings):
    report = supported(office)
    with office.seat():
        merged = office.file("verified", **contact(TUTI)).report
        actions.merge(merged.number, office.siti, into=report.number)
    hand_over(office, report)
    mail = delivered(office, settings)[TUTI]
    assert f"Laporan Anda {merged.number} ditangani bersama laporan {report.number}." in mail.text
    assert f"http://{cast.lebak.host}/laporan/{report.number}/" in mail.text
    assert not any(word in mail.message.as_string() for word in (RATNA, "Siti", NOTE))


def test_a_report_made_secret_mails_its_reporter_alone(office, settings):
    report = supported(office)
    with office.seat():
        actions.correct(report.number, office.siti, visibility="secret")
    hand_over(office, report)
    assert delivered(office, settings).keys() == {RATNA}


def test_hidden_before_the_mail_went_out_it_is_not_sent(office, settings):
    report = supported(office)
    hand_over(office, report)
    with office.seat():
        Report.objects.filter(number=report.number).update(visibility="secret")
    assert delivered(office, settings).keys() == {RATNA}
    with office.seat():
        assert Mail.objects.get(recipient="supporter").status == "cancelled"


# -- How many they are ------------------------------------------------------------------------------------------------


def supporters(office, number: str) -> tuple[int, int]:
    """The number the report shows, and of how many the city has more than the number."""
    with office.seat():
        report = Report.objects.get(number=number)
        return report.supporters, Support.objects.filter(report=report).count()


def test_the_other_city_gets_the_number_and_nothing_else_of_them(office, cast):
    report = supported(office)
    hand_over(office, report)
    assert supporters(cast.lebak, report.number) == (2, 0)
    with cast.lebak.seat():
        actions.support(report.number, voter="c")
    assert supporters(cast.lebak, report.number) == (3, 1)


def test_who_joined_there_is_counted_when_it_comes_back_and_follows_again(office, cast, settings):
    report = supported(office)
    hand_over(office, report)
    with cast.lebak.seat():
        actions.support(report.number, voter="c", user=citizens.open_account(TUTI))
    with cast.lebak.seat():
        actions.accept(report.number, cast.lebak.siti)
    hand_over(cast.lebak, report, "36.71")
    assert supporters(office, report.number) == (3, 2)
    told = delivered(cast.lebak, settings)
    assert f"http://kota-tangerang.localhost/laporan/{report.number}/" in told[TUTI].text
    with office.seat():
        Mail.objects.update(status=Mail.Status.CANCELLED)
        actions.verify(report.number, office.siti)
        actions.dispatch(report.number, office.siti, unit="dishub")
        actions.answer(report.number, office.dewi, text="Sudah diganti.")
        assert Mail.objects.filter(event="answer", recipient="supporter").count() == 1


def test_a_secret_report_has_no_supporters(office, cast):
    with office.seat():
        report = office.file("verified", visibility="secret").report
        with pytest.raises(NotFound):
            actions.support(report.number, voter="a")
    hand_over(office, report)
    assert supporters(cast.lebak, report.number) == (0, 0)
    with cast.lebak.seat(), pytest.raises(NotFound):
        actions.support(report.number, voter="a")
