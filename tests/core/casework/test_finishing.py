"""What an action sets on a report is written, or the action fails: nothing is forgotten silently."""

import pytest

from core.audit.models import Entry
from core.casework.actions.engine import CHANGED, finish, take
from core.reports.models import Report


@pytest.fixture
def office(cast):
    with cast.tangerang.seat():
        yield cast.tangerang


def test_every_column_that_is_named_is_one():
    assert set(CHANGED) < {field.name for field in Report._meta.concrete_fields}


@pytest.mark.parametrize(("column", "value"), [("address", "Jalan lain 2"), ("lat", 1.5), ("salt", b"x" * 16)])
def test_a_column_that_would_not_be_written_stops_the_action(office, column, value):
    filed = office.file("submitted")
    before, entries = Report.objects.values_list("state", "audit_seq", "address").get(), Entry.objects.count()
    report, line = take(filed.number, office.siti, "verify")
    setattr(report, column, value)
    with pytest.raises(RuntimeError, match=f"verify sets {column}, which"):
        finish(report, line, "verify", office.siti, None)
    after = Report.objects.values_list("state", "audit_seq", "address").get()
    assert (after, Entry.objects.count()) == (before, entries)


def test_a_column_that_the_action_names_is_written(office):
    report, line = take(office.file("submitted").number, office.siti, "verify")
    report.address = "Jalan lain 2"
    finish(report, line, "verify", office.siti, None, also=["address"])
    assert Report.objects.get().address == "Jalan lain 2"
