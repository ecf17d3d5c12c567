"""What an action sets on a report is written, whatever it is: nothing is forgotten."""

import pytest

from core.casework.actions.engine import finish, take
from core.reports.models import Report


@pytest.fixture
def office(cast):
    with cast.tangerang.seat():
        yield cast.tangerang


@pytest.mark.parametrize(("column", "value"), [("address", "Jalan lain 2"), ("lat", 1.5), ("supporters", 3)])
def test_every_column_that_was_set_is_written(office, column, value):
    report, line = take(office.file("submitted").number, office.siti, "verify")
    setattr(report, column, value)
    finish(report, line, "verify", office.siti, None)
    assert getattr(Report.objects.get(), column) == value


def test_what_a_second_action_puts_back_is_written_too(office):
    report, line = take(office.file("submitted").number, office.siti, "correct")
    before, report.address = report.address, "Jalan lain 2"
    finish(report, line, "correct", office.siti, None)
    report.address = before
    finish(report, line, "correct", office.siti, None)
    assert Report.objects.get().address == before


def test_what_was_not_set_is_left_as_it_is(office):
    """A supporter counts without the report's lock."""
    report, line = take(office.file("submitted").number, office.siti, "correct")
    Report.objects.update(supporters=7)
    finish(report, line, "correct", office.siti, None)
    assert Report.objects.get().supporters == 7
