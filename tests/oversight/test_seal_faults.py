"""A seal that was edited, a chain of seals that is broken, a ledger that no longer gives its seals: each is named."""

from datetime import UTC, datetime

import pytest

from oversight import seal_faults, sealing
from oversight.models import Seal
from tenants.models import Tenant
from tenants.seats import gate, province_seat
from tests.oversight.telling import LEBAK, TANGERANG, wib


class Sealed:
    """Kota Tangerang with five seals (15 to 19 March) over four reports; `row(16)` names the seal of the 16th."""

    def __init__(self, ledger) -> None:
        self.ledger = ledger
        self.numbers = [
            ledger.tell(TANGERANG, *(("submitted", wib(day)) for day in days))
            for days in (["2026-03-14"], ["2026-03-16"], ["2026-03-17", "2026-03-18"], ["2026-03-19"])
        ]
        ledger.run("UPDATE ledger_entry SET entry_hash = sha256((number || seq)::bytea)")
        with gate():
            city = Tenant.objects.get(schema_name=TANGERANG)
        with province_seat():
            for day in (16, 17, 18, 19, 20):
                sealing.seal_city(city, wib(f"2026-03-{day}", "06:00"))
            self.ids = {seal.day.day: seal.pk for seal in Seal.objects.all()}

    def row(self, day: int) -> str:
        return f"public.oversight_seal id {self.ids[day]} (2026-03-{day})"

    def edit(self, day: int, change: str) -> None:
        self.ledger.run(f"UPDATE oversight_seal SET {change} WHERE id = %s", self.ids[day])

    def found(self, newest: int | None = None) -> list[tuple[str, str]]:
        with province_seat():
            return [(fault.row, fault.what) for fault in seal_faults.faults(TANGERANG, newest=newest)]


@pytest.fixture
def sealed(ledger) -> Sealed:
    return Sealed(ledger)


def test_seals_that_fit_are_no_fault(sealed):
    steps = []
    with province_seat():
        assert seal_faults.faults(TANGERANG, step=lambda: steps.append(1)) == []
        assert seal_faults.faults(LEBAK) == []
    assert len(steps) == 5
    # What is told after the last seal is no fault of any.
    sealed.ledger.tell(TANGERANG, ("submitted", datetime.now(UTC)))
    assert sealed.found() == []


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ("reports = 7", "was edited: it counts 7 reports, but was made of 2"),
        (r"digest = '\x00'", "was edited: its digest is not the one the next seal follows from"),
        (r"until = until + interval '1 hour'",
         "was edited: until is 2026-03-16 18:00 UTC, but was 2026-03-16 17:00 UTC"),
    ],
)  # fmt: skip
def test_an_edited_seal_is_named(sealed, change, what):
    sealed.edit(16, change)
    faults = dict(sealed.found())
    assert faults.pop(sealed.row(16)) == what
    # The seal after an edited digest follows from what was there before.
    assert faults == ({sealed.row(17): "does not follow from the seal before it"} if "digest" in change else {})


def test_a_seal_that_follows_from_another_is_named(sealed):
    sealed.edit(17, r"previous = '\x00'")
    assert sealed.found() == [(sealed.row(17), "does not follow from the seal before it")]


def test_a_deleted_seal_is_missed(sealed):
    sealed.ledger.run("DELETE FROM oversight_seal WHERE id = %s", sealed.ids[17])
    assert sealed.found() == [(sealed.row(18), "the seal of the day before it (2026-03-17) is missing")]


def test_an_edited_newest_seal_is_told_as_not_fitting(sealed):
    """Nothing follows from it yet, so the digest alone cannot tell who was changed."""
    sealed.edit(19, r"digest = '\x00'")
    ((row, what),) = sealed.found()
    assert row == sealed.row(19)
    assert what.startswith("no longer fits the ledger: it was made of 4 reports, the ledger has 4")


def test_a_changed_entry_is_narrowed_down_to_its_day(sealed):
    """The third report's first entry was the last one for a day only; from then on its second stands for it."""
    changed = "UPDATE ledger_entry SET entry_hash = sha256('') WHERE number = %s AND seq = 1"
    sealed.ledger.run(changed, sealed.numbers[2])
    assert sealed.found() == [
        (
            sealed.row(17),
            "no longer fits the ledger: it was made of 3 reports, the ledger has 3; an entry recorded after 2026-03-16"
            " 17:00 UTC and before 2026-03-17 17:00 UTC was changed or is gone",
        )
    ]
    assert sealed.found(newest=2) == []


def test_a_report_deleted_without_a_trace_is_missed_and_its_number_named(sealed):
    number = sealed.numbers[1]
    sealed.ledger.run("DELETE FROM ledger_entry WHERE number = %s", number)
    sealed.ledger.run("DELETE FROM ledger_fact WHERE number = %s", number)
    ((row, what),) = sealed.found()
    assert row == sealed.row(16)
    assert "it was made of 2 reports, the ledger has 1" in what
    assert "recorded after 2026-03-15 17:00 UTC and before 2026-03-16 17:00 UTC" in what
    assert "so do all seals up to 2026-03-19" in what
    assert "numbers missing from the sequence: " in what
    with province_seat():
        newest = Seal.objects.get(pk=sealed.ids[19])
        missing = seal_faults.missing_numbers(TANGERANG, newest.until)
    assert len(missing) == seal_faults.NAMED + 1  # the tests' serials begin high


def test_the_number_missing_from_the_sequence_is_named(ledger):
    for serial in (1, 2, 4, 5, 9):
        number = ledger.tell(TANGERANG, ("submitted", wib("2026-03-16")))
        ledger.run("UPDATE ledger_entry SET number = %s WHERE number = %s", f"3671-26-00000{serial}-X", number)
    with province_seat():
        missing = seal_faults.missing_numbers(TANGERANG, wib("2026-03-17"))
    assert missing == ["3671-26-000003", "3671-26-000006", "3671-26-000007", "3671-26-000008"]


def test_a_report_told_with_an_early_time_later_is_found(sealed):
    sealed.ledger.tell(TANGERANG, ("submitted", wib("2026-03-18")))
    ((row, what),) = sealed.found()
    assert row == sealed.row(18)
    assert "it was made of 3 reports, the ledger has 4" in what
    assert "missing from the sequence" not in what
