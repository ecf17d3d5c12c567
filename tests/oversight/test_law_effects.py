"""What a decree touches is told before it is saved: by each city's own days, without sandboxes."""

from datetime import date

from oversight.law_effects import Effect, effect_of
from tenants.seats import province_seat
from tests.oversight.ledger_rows import LEBAK, TANGERANG, Ledger, wib


def touched(day: str) -> Effect:
    with province_seat():
        return effect_of(date.fromisoformat(day))


def test_days_are_those_of_the_city(ledger: Ledger):
    """Received a quarter past midnight, when it was still the day before in Greenwich: that day is day 0."""
    ledger.tell(TANGERANG, ("submitted", wib("2026-03-16", "00:15")), verify=wib("2026-03-26", "23:59:59"))
    assert touched("2026-03-16") == Effect(reports=1, cities=1, over=0)
    assert touched("2026-03-17") == Effect(reports=1, cities=1, over=1)
    assert touched("2026-03-26") == Effect(reports=1, cities=1, over=1)
    assert touched("2026-03-27") == Effect(reports=1, cities=1, over=0)


def test_sandboxes_disabled_cities_and_ended_reports_are_not_counted(ledger: Ledger):
    for schema in (ledger.city("36.99", is_sandbox=True), ledger.city("36.98", is_enabled=False), LEBAK):
        ledger.tell(schema, ("submitted", wib("2026-03-16")), verify=wib("2026-03-26", "23:59:59"))
    ledger.answered(TANGERANG, wib("2026-03-16"), wib("2026-03-17"), total=wib("2026-04-13", "23:59:59"))
    ledger.tell(TANGERANG, ("submitted", wib("2026-03-16")), ("closed", wib("2026-03-17")))
    assert touched("2026-03-18") == Effect(reports=2, cities=2, over=2)
