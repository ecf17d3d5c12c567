"""A city says of itself, on its own page, what the province says of it: one definition of every public figure."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from core.casework import actions
from core.casework.queries.performance import city_figures
from oversight import queries
from oversight.periods import ALL, period
from oversight.publication import count_of
from tenants.disclosure.published_tables import Group, whole
from tenants.seats import province_seat
from tests.oversight.ledger_rows import city_of
from tests.support.cast import Office

ZONE = ZoneInfo("Asia/Jakarta")
STATES = ("submitted", "needs_info", "verified", "dispatched", "answered", "closed", "rejected", "withdrawn")


def said_by_the_province(office: Office, name: str) -> Group:
    now = timezone.now()
    with province_seat():
        found = city_of(queries.comparison(now, period(name, now, ZONE)), office.tenant.slug)
    return whole(count_of("", found.now))


def said_by_the_city(office: Office, name: str) -> Group:
    now = timezone.now()
    span = period(name, now, ZONE)
    with office.seat():
        return city_figures((span.start, span.end), now=now)


def bring(office: Office, state: str, received: datetime, **changes: str) -> None:
    """A report received then, whose every later step is told to the province when it is taken: now."""
    filed = office.file(at=received, **changes)
    with office.seat():
        for step in office._road(state, "dewi", filed.code):
            step(filed.number, None)


@pytest.fixture
def office(cast) -> Office:
    """Reports in every state, of today and long ago; one whose clocks stood still for a month, one secret."""
    office, now = cast.tangerang, timezone.now()
    for state in STATES:
        for days in (0, 9, 60):
            bring(office, state, now - timedelta(days=days))
    bring(office, "transferred", now - timedelta(days=9))
    bring(office, "dispatched", now - timedelta(days=50), visibility="secret")
    asked = office.file("needs_info", at=now - timedelta(days=45))
    with office.seat():
        actions.reply(asked.number, asked.code, text="Di tiang nomor 12.")
    return office


def test_the_city_says_what_the_province_says(office: Office) -> None:
    """All but the days an answer took: the province counts them from when it was told of the report, here just now."""
    city, province = (
        replace(said(office, ALL), median_days=None) for said in (said_by_the_city, said_by_the_province)
    )
    assert city == province
    assert (city.received, 0 < city.met < city.judged) == (26, True)


def test_they_agree_on_a_year_a_quarter_and_a_month(cast) -> None:
    office, today = cast.tangerang, timezone.now().astimezone(ZONE)
    for state in ("submitted", "answered", "rejected"):
        office.file(state)
    for name in (f"{today.year}", f"{today.year}-T{(today.month + 2) // 3}", f"{today:%Y-%m}"):
        city = said_by_the_city(office, name)
        assert city == said_by_the_province(office, name)
        assert city.received == 3
