"""Rows made in memory are what the actions write: the same plans are carried out both ways and compared."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from django.db import connection, models, transaction
from django.utils import timezone

from core.audit.models import Entry
from core.casework import verification
from core.casework.actions.engine import unwanted_deadlines
from core.casework.actions.identities import IDENTITY_PURPOSE
from core.common import crypto
from core.notifications.models import Mail, Notice
from core.reports.models import Identity, Report
from demo import copying, people, rows, samples, volumes
from demo.backdating import backdated
from demo.plans import Plan, plans
from demo.rules import Rules
from tenants.ledger.models import Entry as LedgerEntry
from tenants.models import Tenant
from tenants.seats import seated
from tests.support.owner import owner_login

# What is another's in every report, or drawn anew.
OWN = {"id", "number", "stream", "report", "follow_up", "salt", "hash", "previous", "code_hash", "audit_head",
       "entry_hash", "digests", "full", "thumb", "uploaded_at", "voter", "sealed", "created_at"}  # fmt: skip

SHOWN = ("channel", "identity", "visibility", "kind")


@pytest.fixture
def city(fresh_database, settings, tmp_path) -> Iterator[Tenant]:
    settings.DATA_DIR = tmp_path
    with owner_login(fresh_database.variables["DATABASE_URL"]):
        tenant = Tenant.objects.get(schema_name="t3671")
        people.seed(tenant)
        with seated(tenant):
            yield tenant


def telling(found: Iterable[Plan]) -> list[Plan]:
    """Plans of which each shows a road, a channel, a kind … that none before it does."""
    seen, chosen = set(), []
    for plan in found:
        facets: set[tuple[Any, ...]] = {(name, plan.draft[name]) for name in SHOWN}
        facets |= {("steps", *(step.action for step in plan.steps)), ("photo", plan.photo is not None)}
        facets |= {("after", any(step.photo for step in plan.steps)), ("supported", bool(plan.supporters))}
        if facets - seen:
            seen |= facets
            chosen.append(plan)
    return chosen


def written(number: str) -> dict[str, Any]:
    """All that is written about a report, without its own."""
    report = Report.objects.get(number=number)
    tables = {
        "entries": Entry.objects.filter(stream=number).order_by("seq"),
        "deadlines": report.deadlines.order_by("rule_set", "rule"),
        "notices": Notice.objects.filter(report=report).order_by("at", "pk"),
        "dispatches": report.dispatches.all(),
        "messages": report.messages.all(),
        "notes": report.notes.all(),
        "follow_ups": report.follow_ups.all(),
        "attachments": report.attachments.order_by("seq"),
        "supports": report.supports.order_by("at"),
        "ledger": LedgerEntry.objects.filter(number=number).order_by("seq"),
    }
    found = {name: [values(row) for row in table] for name, table in tables.items()}
    vouched = [sorted(entry.digests) for entry in tables["entries"]]
    identity = Identity.objects.filter(report=report).first()
    contact = identity and crypto.decrypt(
        connection.schema_name, bytes(identity.sealed), purpose=IDENTITY_PURPOSE, associated=number.encode()
    )
    return {"report": values(report), **found, "vouched": vouched, "contact": contact}


def values(row: models.Model) -> dict[str, Any]:
    fields = [field for field in row._meta.concrete_fields if field.name not in OWN]
    return {field.name: getattr(row, field.attname) for field in fields}


@dataclass(frozen=True)
class Planned:
    """The demo's plans of a city, and by whom and when they are carried out."""

    now: datetime
    today: datetime
    office: rows.Office
    plans: list[Plan]


@pytest.fixture
def planned(city) -> Planned:
    now = timezone.now()
    today = now.astimezone(city.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    office = samples.office_of_city(city)
    areas, rules = samples.areas_of(city), Rules.of_this_city()
    made = plans(city.code, volumes.count(city.code), today, list(office.categories), areas, rules)
    return Planned(now, today, office, made)


def test_a_plan_taken_both_ways_is_written_the_same(city, planned):
    now, today, office = planned.now, planned.today, planned.office
    chosen = telling(plan for plan in planned.plans if rows.is_common(plan, now))
    assert {tuple(step.action for step in plan.steps) for plan in chosen} >= {
        (),
        ("verify",),
        ("verify", "dispatch", "start", "answer", "close"),
        ("verify", "dispatch", "start", "answer", "close", "rate"),
    }
    maker = rows.Maker(office, samples.stored, samples.next_key, today, unwanted_deadlines())
    with transaction.atomic(), backdated():
        for plan in chosen:
            samples.carry_out(plan, office, today)
            by_actions = Report.objects.latest("pk").number
            (row,) = made = samples.rows_of(plan, maker, city)
            copying.write(city, made)
            assert written(row.report.number) == written(by_actions)
    assert not Mail.objects.exclude(recipient=Mail.Recipient.ACCOUNT).exists()
    assert verification.verify("36.71") == []


def test_what_is_young_or_rare_goes_through_the_actions(planned):
    common = [plan for plan in planned.plans if rows.is_common(plan, planned.now)]
    assert len(planned.plans) > len(common) > 0.7 * len(planned.plans)
    assert all(max([plan.at, *(step.at for step in plan.steps)]) < planned.now - rows.NEWS for plan in common)
