"""Eight citizens send at once, each on a connection of its own."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection

from core.casework import actions
from core.common import numbers
from core.common.errors import Conflict, Invalid
from core.reports.models import Attachment, Report
from tests.support.cast import add_photo
from tests.support.report_numbers import nth_number

CITIZENS = 8


def together(office, submit) -> list:
    """What `submit` gives each of eight threads that begin at the same moment; refusals as they are."""
    start = Barrier(CITIZENS)

    def one(_number: int):
        try:
            with office.seat():
                start.wait(20)
                return submit()
        except Invalid as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(CITIZENS) as pool:
        return list(pool.map(one, range(CITIZENS)))


def test_each_gets_a_number_of_its_own_and_no_photo_goes_twice(fresh_database, cast, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    office = cast.tangerang
    sent = together(office, lambda: actions.submit(office.draft()))
    year = sent[0].report.received_at.astimezone(office.tenant.zone).year
    assert {one.report.number for one in sent} == {
        nth_number("36.71", year, count) for count in range(1, CITIZENS + 1)
    }
    assert {numbers.parse_number(one.report.number) for one in sent} == {one.report.number for one in sent}

    with office.seat():
        photo = add_photo().pk
    answers = together(office, lambda: actions.submit(office.draft(attachments=[photo])))
    refused = [one for one in answers if isinstance(one, Invalid)]
    assert [list(one.errors) for one in refused] == [["attachments"]] * (CITIZENS - 1)
    with office.seat():
        assert Report.objects.count() == CITIZENS + 1
        assert Attachment.objects.get(pk=photo).report_id == Report.objects.latest("pk").pk


def test_of_eight_who_verify_one_succeeds(fresh_database, cast):
    office = cast.tangerang
    number = office.file().number

    def act():
        try:
            return actions.verify(number, office.siti).state
        except Conflict:
            return "conflict"

    assert sorted(together(office, act)) == ["conflict"] * (CITIZENS - 1) + ["verified"]
