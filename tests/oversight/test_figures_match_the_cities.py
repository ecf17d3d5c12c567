"""What the province counts is what each city's own tables hold, secret reports included."""

from zoneinfo import ZoneInfo

from django.utils import timezone

from core.casework import queries as casework
from core.reports.kinds import OPEN, STATES_OF_STATUS
from core.reports.models import Report
from oversight import queries
from oversight.periods import THIS_MONTH, period
from oversight.states import STATES_OF_STATUS as OVERSIGHT_STATES
from tenants.seats import province_seat

ROAD = ("submitted", "needs_info", "verified", "dispatched", "in_progress", "answered", "closed", "rejected")


def test_the_states_are_those_of_the_cities():
    assert {str(status): tuple(map(str, states)) for status, states in STATES_OF_STATUS.items()} == OVERSIGHT_STATES


def test_every_figure_is_the_sum_of_the_citys_own_rows(cast):
    for state in ROAD:
        cast.tangerang.file(state=state)
    cast.tangerang.file(visibility="secret")
    cast.tangerang.file(state="in_progress", kind="misconduct", identity="anonymous", visibility="secret")
    for state in ROAD[2:5]:
        cast.lebak.file(state=state)
    now = timezone.now()
    with province_seat():
        comparison = queries.comparison(now, period(THIS_MONTH, now, ZoneInfo("Asia/Jakarta")))
    received = 0
    for office in (cast.tangerang, cast.lebak):
        city = comparison.city(office.tenant.slug)
        with office.seat():
            own = list(Report.objects.values_list("state", flat=True))
            figures = casework.figures()
        assert {state: count for state, count in city.now.by_state.items() if count} == {
            state: own.count(state) for state in set(own)
        }
        assert tuple(city.now.by_status.values()) == (figures.waiting, figures.working, figures.done)
        assert city.now.received == figures.received == len(own)
        assert city.open == sum(state in OPEN for state in own)
        received += len(own)
    assert comparison.whole.received == received == 13
