"""A process reads the law from the database once in a while, not at every request."""

from datetime import date

import pytest

from tenants.law import memory
from tenants.law.models import DeadlineRule, Holiday
from tenants.seats import province_seat

LEBARAN_LEAVE = date(2026, 3, 18)


@pytest.fixture(autouse=True)
def _province(db):
    memory.forget()
    with province_seat():
        yield
    memory.forget()


def test_only_the_first_call_asks_the_database(django_assert_num_queries):
    assert Holiday.objects.exists()  # the first statement also takes the seat
    with django_assert_num_queries(4):
        memory.current_law()
    with django_assert_num_queries(0):
        memory.current_law()


def test_a_change_arrives_when_the_memory_is_old(clock):
    assert not memory.current_law().calendar.is_working_day(LEBARAN_LEAVE)
    Holiday.objects.filter(pk=LEBARAN_LEAVE).update(is_day_off=False)
    clock.advance(memory.REREAD_SECONDS - 1)
    assert not memory.current_law().calendar.is_working_day(LEBARAN_LEAVE)
    clock.advance(1)
    assert memory.current_law().calendar.is_working_day(LEBARAN_LEAVE)


def test_a_change_arrives_at_once_when_the_memory_is_dropped():
    assert not memory.current_law().calendar.is_working_day(LEBARAN_LEAVE)
    Holiday.objects.filter(pk=LEBARAN_LEAVE).delete()
    assert not memory.current_law().calendar.is_working_day(LEBARAN_LEAVE)
    memory.forget()
    assert memory.current_law().calendar.is_working_day(LEBARAN_LEAVE)


def test_the_deadline_in_force_on_the_day_applies():
    old = DeadlineRule.objects.get(kind="complaint", code="total")
    DeadlineRule.objects.filter(pk=old.pk).update(valid_to=date(2026, 6, 30))
    old.pk, old.limit, old.valid_from, old.seeded = None, 10, date(2026, 7, 1), None
    old.save(force_insert=True)
    law = memory.current_law()

    def limits_on(day: str) -> list[int]:
        rules = law.rules_starting("received", "complaint", date.fromisoformat(day))
        return [rule.limit for rule in rules if rule.rule_set == "sp4n"]

    limits = {day: limits_on(day) for day in ("2018-12-31", "2019-01-01", "2026-06-30", "2026-07-01")}
    assert limits == {"2018-12-31": [], "2019-01-01": [14, 3], "2026-06-30": [14, 3], "2026-07-01": [10, 3]}
