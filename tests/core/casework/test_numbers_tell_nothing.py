"""Numbers and pages of public reports say nothing about the secret ones between them."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from core.casework import queries
from core.casework.actions import Submission, submit
from core.common.errors import Invalid
from core.common.numbers import make_number, parse_number, serial_of
from core.reports.models import Counter, Report
from tests.support.cast import Office

AT = datetime(2026, 3, 16, 9, tzinfo=ZoneInfo("Asia/Jakarta"))


@pytest.fixture
def office(cast) -> Iterator[Office]:
    with cast.tangerang.seat():
        yield cast.tangerang


def _serial(made: Submission) -> int:
    return int(made.report.number.split("-")[2])


def test_serials_of_reports_filed_one_after_the_other_leave_no_gap_that_says_anything(office: Office) -> None:
    public = [submit(office.draft(), at=AT) for _each in range(6)]
    serials = [_serial(made) for made in public]
    assert len(set(serials)) == 6
    assert all(abs(one - other) > 1 for one in serials for other in serials if one != other)
    assert all(len(made.report.number) == len("3671-26-000123-L") for made in public)
    assert serials == [serial_of("36.71", 2026, count) for count in range(1, 7)]  # who has the key can tell
    assert [parse_number(made.report.number) for made in public] == [made.report.number for made in public]


def test_another_city_and_another_year_have_another_order() -> None:
    orders = {
        tuple(serial_of(city, year, count) for count in range(1, 6))
        for city, year in (("36.71", 2026), ("36.71", 2027), ("36.02", 2026))
    }
    assert len(orders) == 3


@pytest.mark.parametrize("count", [1, 2, 999_998, 999_999, 1_000_000, 1_000_001, 9_999_999, 10_000_000])
def test_a_serial_has_the_length_of_its_place(count: int) -> None:
    assert len(f"{serial_of('36.71', 2026, count):06}") == len(f"{count:06}")


def test_the_serials_of_a_year_are_all_others() -> None:
    assert len({serial_of("36.71", 2026, count) for count in range(1, 20_001)}) == 20_000


def test_no_number_of_the_time_when_serials_were_consecutive_is_given_again(office: Office) -> None:
    """A city of whose 999,999 serials of the year all but a few were given out in order."""
    Counter.objects.create(year=2026, last=999_000, in_order=999_000)
    given = [_serial(submit(office.draft(), at=AT)) for _each in range(3)]
    assert min(given) > 999_000
    assert len(set(given)) == 3
    assert Counter.objects.get(year=2026).last > 999_002  # what it passed over is never tried again


def test_numbers_that_were_given_stay(office: Office) -> None:
    made = submit(office.draft(), at=AT)
    Report.objects.filter(pk=made.report.pk).update(number=make_number("36.71", 2026, 1))
    Counter.objects.update(in_order=1)
    assert queries.public_report("3671-26-000001-4").pk == made.report.pk


def test_the_key_of_a_page_says_nothing_about_the_secret_reports_between(office: Office) -> None:
    for visibility in ("public", "secret", "secret", "public", "secret", "public"):
        submit(office.draft(visibility=visibility))
    first = queries.public_list(size=1)
    second = queries.public_list(size=1, after=first.next_key)
    third = queries.public_list(size=1, after=second.next_key)
    numbers = [page.reports[0].number for page in (first, second, third)]
    assert numbers == [report.number for report in Report.objects.filter(visibility="public").order_by("-pk")]
    keys = [int(page.next_key) for page in (first, second)]
    assert abs(keys[0] - keys[1]) > 1_000_000
    assert not {report.pk for report in Report.objects.all()} & set(keys)


def test_a_key_nobody_was_given_opens_no_page(office: Office) -> None:
    office.file()
    newest = Report.objects.get().pk
    for key in (str(newest), str(newest + 1)):  # as good as any other made-up number
        assert [report.pk for report in queries.public_list(after=key).reports] == [newest]
    with pytest.raises(Invalid):
        queries.public_list(after=str(2**56))
