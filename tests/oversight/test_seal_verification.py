"""A seal that was edited, a chain of seals that is broken, a ledger that no longer gives its seals: each is named."""

from datetime import UTC, datetime

import pytest

from oversight import seal_creation, seal_verification
from oversight.models import Seal
from tenants.models import Tenant
from tenants.seats import gate, province_seat
from tests.oversight.ledger_rows import LEBAK, TANGERANG, wib


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
                seal_creation.seal_city(city, wib(f"2026-03-{day}", "06:00"))
            self.ids = {seal.day.day: seal.pk for seal in Seal.objects.all()}

    def row(self, day: int) -> str:
        return f"public.oversight_seal id {self.ids[day]} (2026-03-{day})"

    def edit(self, day: int, change: str) -> None:
        self.ledger.run(f"UPDATE oversight_seal SET {change} WHERE id = %s", self.ids[day])

    def found(self, newest: int | None = None) -> list[tuple[str, str]]:
        with province_seat():
            return [(fault.row, fault.what) for fault in seal_verification.faults(TANGERANG, newest=newest)]


@pytest.fixture
def sealed(ledger) -> Sealed:
    return Sealed(ledger)


def test_seals_that_fit_are_no_fault(sealed):
    steps = []
    with province_seat():
        assert seal_verification.faults(TANGERANG, step=lambda: steps.append(1)) == []
        assert seal_verification.faults(LEBAK) == []
    assert len(steps) == 5
    # What is told after the last seal is no fault of any.
    sealed.ledger.tell(TANGERANG, ("submitted", datetime.now(UTC)))
    assert sealed.found() == []


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ("reports = 7", "was edited: it counts 1 entries of 7 reports, but was made of 1 entries of 1 reports"),
        ("entries = 7", "was edited: it counts 7 entries of 1 reports, but was made of 1 entries of 1 reports"),
        ("since = NULL", "was edited: since is the beginning, but was 2026-03-15 17:00 UTC"),
        ("version = 9", "was edited: there is no format 9"),
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
    assert what.startswith("no longer fits the ledger: it was made of 1 entries, the ledger has 1")


def test_a_changed_entry_is_narrowed_down_to_its_day(sealed):
    changed = "UPDATE ledger_entry SET entry_hash = sha256('') WHERE number = %s AND seq = 1"
    sealed.ledger.run(changed, sealed.numbers[2])
    assert sealed.found() == [
        (
            sealed.row(17),
            "no longer fits the ledger: it was made of 1 entries, the ledger has 1; an entry recorded after 2026-03-16"
            " 17:00 UTC and before 2026-03-17 17:00 UTC was changed or is gone",
        )
    ]
    # The file of a day vouches for that day alone, so every one is computed again, however old.
    assert len(sealed.found(newest=1)) == 1


MOVED = {
    "when the ledger was told": "recorded_at = recorded_at - interval '5 minutes'",
    "when it happened": "occurred_at = occurred_at - interval '5 days'",
    "a due time": "due_total = '2026-04-01T00:00:00Z'",
    "the state": "state = 'answered'",
    "the level": "escalation_level = 3",
}


@pytest.mark.parametrize("case", MOVED)
def test_what_the_ledger_alone_says_of_an_entry_is_sealed(sealed, case):
    sealed.ledger.run(f"UPDATE ledger_entry SET {MOVED[case]} WHERE number = %s", sealed.numbers[1])
    ((row, what),) = sealed.found()
    assert (row, what[:26]) == (sealed.row(16), "no longer fits the ledger:")


def test_an_entry_moved_to_another_day_is_missed_in_one_and_too_much_in_the_other(sealed):
    sealed.ledger.run(
        "UPDATE ledger_entry SET recorded_at = recorded_at - interval '2 days' WHERE number = %s", sealed.numbers[2]
    )
    assert [row for row, _what in sealed.found()] == [sealed.row(15)]


def test_an_entry_the_province_does_not_count_is_sealed_too(sealed):
    """A reading at the end of a history, or what the office did: the ledger has its place and hash."""
    told = "INSERT INTO ledger_witness (tenant, stream, seq, entry_hash, recorded_at) VALUES"
    sealed.ledger.run(f"{told} ('t3671', 'kantor', 1, sha256('a'), '2026-03-20T03:00:00Z')")
    with gate():
        city = Tenant.objects.get(schema_name=TANGERANG)
    with province_seat():
        (seal,) = seal_creation.seal_city(city, wib("2026-03-21", "06:00"))
    assert (seal.entries, seal.reports) == (1, 0)
    assert sealed.found() == []
    sealed.ledger.run("DELETE FROM ledger_witness")
    ((_row, what),) = sealed.found()
    assert what.startswith("no longer fits the ledger: it was made of 1 entries, the ledger has 0")


def test_what_the_province_wrote_down_names_a_newest_seal_that_is_gone_or_was_replaced(sealed):
    with province_seat():
        newest = Seal.objects.get(pk=sealed.ids[19])
        made = {newest.day: bytes(newest.digest).hex()}
        assert seal_verification.faults(TANGERANG, made=made) == []
    sealed.edit(19, r"digest = '\x00'")
    with province_seat():
        assert "is not the one that was made" in [
            fault.what for fault in seal_verification.faults(TANGERANG, made=made)
        ]
    sealed.ledger.run("DELETE FROM oversight_seal WHERE id = %s", sealed.ids[19])
    with province_seat():
        (fault,) = seal_verification.faults(TANGERANG, made=made)
    assert (fault.row, fault.kind) == ("public.oversight_seal of 2026-03-19", "seal_gone")


def test_a_report_deleted_without_a_trace_is_missed(sealed):
    number = sealed.numbers[1]
    sealed.ledger.run("DELETE FROM ledger_entry WHERE number = %s", number)
    sealed.ledger.run("DELETE FROM ledger_fact WHERE number = %s", number)
    ((row, what),) = sealed.found()
    assert row == sealed.row(16)
    assert "it was made of 1 entries, the ledger has 0" in what
    assert "recorded after 2026-03-15 17:00 UTC and before 2026-03-16 17:00 UTC" in what


def test_a_report_told_with_an_early_time_later_is_found(sealed):
    sealed.ledger.tell(TANGERANG, ("submitted", wib("2026-03-18")))
    ((row, what),) = sealed.found()
    assert row == sealed.row(18)
    assert "it was made of 1 entries, the ledger has 2" in what
