"""A list of the country's ten million reports is read along an index, which has to say the same as the list."""

import pytest
from django.db import connection
from django.utils import timezone

from oversight import lists
from oversight.lists import IN_PERIOD, OVERDUE
from tenants.seats import PUBLIC, province_seat

EVERYTHING = {
    "now": timezone.now(),
    "public": PUBLIC,
    "start": timezone.now(),
    "end": timezone.now(),
    "tenant": "t3671",
    "kind": "complaint",
    "group": "Perhubungan",
    "limit": 51,
    "kecamatan": 3,
    "after": timezone.now(),
    "after_number": "",
}


def plan(what: str, *filters: str) -> str:
    """How PostgreSQL reads the facts where it may not simply read or sort them all."""
    with province_seat(), connection.cursor() as cursor:
        cursor.execute(
            "SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off"
        )
        cursor.execute(f"EXPLAIN {lists._statement(what, filters)}", EVERYTHING)
        return "\n".join(line for (line,) in cursor.fetchall())


WRONG = [what for what in IN_PERIOD if what != "masuk"]
# A missed limit is listed for the city that missed it.
LATE = {
    "verifikasi-terlambat": "oversight_fact_late_verify",
    "tindak-lanjut-terlambat": "oversight_fact_late_first_follow_up",
    "jawaban-terlambat": "oversight_fact_late_total",
}


@pytest.mark.parametrize("what", WRONG)
def test_what_went_wrong_is_in_an_index_of_its_own(db, what):
    assert "using oversight_fact_listed on ledger_fact" in plan(what)
    of_a_city = LATE.get(what, "oversight_fact_tenant_listed")
    assert f"using {of_a_city} on ledger_fact" in plan(what, "tenant", "after")


@pytest.mark.parametrize(
    ("filters", "index"),
    [(("kind",), "oversight_fact_overdue"), (("tenant", "group"), "oversight_fact_tenant_overdue")],
)
def test_what_is_overdue_is_found_by_the_deadline_that_ran_out_first(db, filters, index):
    assert f"using {index} on ledger_fact" in plan(OVERDUE, *filters)


def test_what_was_received_is_found_by_when_and_by_its_group(db):
    assert "using oversight_fact_received on ledger_fact" in plan("masuk")
    assert "using oversight_fact_grouped on ledger_fact" in plan("masuk", "kind", "group")
