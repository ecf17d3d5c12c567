"""A city says of itself, on its own page, what the province says of it: one definition of every public figure."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from core.casework import actions
from core.casework.queries.performance import city_figures
from oversight import queries
from oversight.periods import ALL, MONTHS_12, NAMES, period
from oversight.published import count_of
from tenants.public_figures import Group, whole
from tenants.seats import province_seat
from tests.oversight.telling import city_of
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


@pytest.mark.parametrize("name", NAMES)
def test_the_city_says_what_the_province_says(office: Office, name: str) -> None:
    assert said_by_the_city(office, name) == said_by_the_province(office, name)


def test_there_is_something_to_compare(office: Office) -> None:
    found = said_by_the_city(office, ALL)
    assert (found.received, 0 < found.met < found.judged) == (26, True)
    assert said_by_the_city(office, MONTHS_12).judged == found.judged
