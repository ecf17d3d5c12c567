"""Many reports at once are written as one is: the same entry, columns, row of the ledger."""

from datetime import UTC, datetime

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from core.accounts.actors import SYSTEM
from core.audit.models import Entry
from core.casework.actions.bulk import Change, finish_many
from core.casework.actions.engine import Addition, finish, take
from core.common.errors import Conflict
from core.deadlines.bulk import clock_rows
from core.reports.models import Report
from tenants.ledger.models import Entry as LedgerEntry
from tenants.ledger.models import Fact
from tenants.seats import province_seat

AT = datetime(2026, 7, 1, 2, 3, 4, 567, tzinfo=UTC)


@pytest.fixture
def office(cast):
    with cast.tangerang.seat():
        yield cast.tangerang


def addition() -> Addition:
    return Addition({"level": 2, "to": "koordinator"}, ledger={"escalation_level": 2})


def one(number: str) -> None:
    report, line = take(number, SYSTEM, "escalate")
    finish(report, line, "escalate", SYSTEM, AT, addition())


def many(*numbers: str) -> None:
    reports = Report.objects.filter(number__in=numbers).order_by("pk").select_for_update()
    clocks = clock_rows(report.pk for report in reports)
    finish_many([Change(report, clocks[report.pk], addition()) for report in reports], "escalate", SYSTEM, AT)


def stored(number: str) -> dict[str, list]:
    """Every column of everything about a report, but keys and the moments that are the database's own."""
    with province_seat():
        ledger = list(LedgerEntry.objects.filter(number=number).order_by("seq").values())
        facts = list(Fact.objects.filter(number=number).values())
    reports = Report.objects.filter(number=number)
    found = {
        "report": list(reports.values()),
        "deadlines": list(reports.get().deadlines.values()),
        "notices": list(reports.get().notices.values()),
        "mails": list(reports.get().mails.values("event", "seq")),
        "history": list(Entry.objects.filter(stream=number).values()),
        "ledger": ledger,
        "facts": facts,
    }
    for rows in found.values():
        for row in rows:
            for name in ("id", "recorded_at"):
                row.pop(name, None)
            row.update({name: bytes(value) for name, value in row.items() if isinstance(value, memoryview)})
    return found


@pytest.mark.parametrize("state", ["submitted", "needs_info", "dispatched", "in_progress", "answered"])
def test_the_same_is_written_as_by_the_engine(office, state):
    filed = office.file(state, photos=1)
    after = {}
    for write in (one, many):
        savepoint = transaction.savepoint()
        write(filed.number)
        after[write.__name__] = stored(filed.number)
        transaction.savepoint_rollback(savepoint)
    assert after["many"] == after["one"]
    assert after["many"]["history"][-1]["action"] == "escalate"
    assert after["many"]["facts"][0]["escalation_level"] == 2


def test_four_statements_however_many(office):
    numbers = [office.file("dispatched").number for _ in range(4)]
    rows = Report.objects.select_related("category", "unit", "rejection_reason").filter(number__in=numbers)
    clocks = clock_rows(report.pk for report in rows)
    changes = [Change(report, clocks[report.pk], Addition(ledger={"escalation_level": 1})) for report in rows]
    with CaptureQueriesContext(connection) as queries:
        finish_many(changes, "escalate", SYSTEM, AT)
    assert [query["sql"].split()[0] for query in queries.captured_queries] == ["SELECT", "INSERT", "UPDATE", "INSERT"]
    with CaptureQueriesContext(connection) as queries:
        finish_many([], "escalate", SYSTEM, AT)
    assert len(queries) == 0


def test_one_that_may_not_be_changed_stops_all_of_them(office):
    numbers = [office.file("dispatched").number, office.file("closed").number]
    before = [stored(number) for number in numbers]
    with pytest.raises(Conflict):
        many(*numbers)
    assert [stored(number) for number in numbers] == before


@pytest.mark.parametrize("action", ["verify", "close", "extend", "follow_up", "message"])
def test_what_does_more_than_to_be_noted_is_not_for_many(office, action):
    with pytest.raises(ValueError, match=action):
        finish_many([], action, SYSTEM, AT)
