"""Facts counted anew are tallies and deltas together: before, while and after these are folded, whoever writes."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.common.numbers import make_number
from oversight import compacting, queries
from oversight.columns import COLUMNS
from oversight.models import Tally
from oversight.periods import ALL, period
from tenants.law import memory
from tenants.law.models import Holiday
from tenants.seats import province_seat
from tests.oversight.ledger_rows import HASH, LEBAK, TANGERANG, Ledger, city_of, record_now, wib

OTHER = {TANGERANG: LEBAK, LEBAK: TANGERANG}
KINDS = ("complaint", "misconduct", "aspiration", "information")
STATES = (
    "submitted", "needs_info", "verified", "dispatched", "in_progress", "answered", "closed", "rejected", "withdrawn",
    "merged",
)  # fmt: skip
AREAS = ("", "36.71.01.1001", "36.02.01.2002", "36.02.02.2001")
# What is told of a report, one step after the other; `transfer` is followed by the other city's `receive`.
STEPS = st.one_of(
    st.tuples(st.just("go"), st.sampled_from(STATES)),
    st.tuples(st.just("undo_answer"), st.sampled_from(STATES[:6])),
    st.tuples(st.just("correct"), st.sampled_from(KINDS)),
    st.tuples(st.sampled_from(["ask", "reopen", "extend", "transfer"]), st.just("")),
    st.tuples(st.just("rate"), st.integers(1, 4)),
    st.tuples(st.just("escalate"), st.integers(1, 3)),
)
REPORTS = st.lists(
    st.tuples(st.sampled_from([TANGERANG, LEBAK]), st.integers(0, 900), st.lists(STEPS, max_size=6)),
    min_size=1,
    max_size=8,
)
_serials = count(500000)


class Teller:
    """Tells the ledger of one report as the owner, who may date its events back."""

    def __init__(self, cursor, tenant: str, days_ago: int) -> None:
        self._cursor, self._tenant, self._seq = cursor, tenant, 0
        self._at = datetime(2026, 11, 25, 2, tzinfo=UTC) - timedelta(days=days_ago)
        self._number = make_number(f"{tenant[1:3]}.{tenant[3:]}", 2026, next(_serials))
        self._now = {
            "state": "submitted",
            "kind": "complaint",
            "category_group": "Perhubungan",
            "unit_type": "",
            "area_code": AREAS[days_ago % 4],
            "due_verify": self._at + timedelta(days=3),
            "due_first_follow_up": self._at + timedelta(days=5),
            "due_total": self._at + timedelta(days=20),
        }
        self._tell("submit")

    def step(self, name: str, value: object) -> None:
        more: dict[str, object] = {}
        if name in ("go", "undo_answer"):
            self._now["state"] = value
        elif name == "correct":
            self._now |= {
                "kind": value,
                "category_group": f"Bidang {value}",
                "unit_type": "dinas",
                "area_code": AREAS[2],
            }
        elif name == "extend":
            self._now["due_total"] += timedelta(days=30)
        elif name == "reopen":
            self._now["state"] = "verified"
        elif name == "transfer":
            self._now["state"] = "transferred"
            self._tell("transfer", transfer_to=OTHER[self._tenant])
            self._tenant, self._now["state"], name = OTHER[self._tenant], "submitted", "receive"
        elif name != "ask":
            more = {"score" if name == "rate" else "escalation_level": value}
        self._tell(name, **more)

    def _tell(self, event: str, **more: object) -> None:
        self._seq += 1
        self._at += timedelta(days=self._seq % 4, hours=5)
        row = {"tenant": self._tenant, "recorded_at": self._at, "occurred_at": self._at, "number": self._number,
               "seq": self._seq, "event": event, "entry_hash": HASH, **self._now, **more}  # fmt: skip
        places = ", ".join(["%s"] * len(row))
        self._cursor.execute(f"INSERT INTO ledger_entry ({', '.join(row)}) VALUES ({places})", list(row.values()))


def test_folding_changes_no_total(ledger: Ledger):
    now = timezone.now()
    for days in range(40):
        received, due = now - timedelta(days=3 * days), timedelta(days=1 + days % 3)
        ledger.answered(TANGERANG, received, received + timedelta(days=2), total=received + due)
        ledger.tell(LEBAK, ("submitted", received), verify=received + due, total=received + timedelta(days=20))
    with province_seat():
        span = period(ALL, now, ZoneInfo("Asia/Jakarta"))
        told = queries.comparison(now, span), queries.standing(now), queries.breakdown(now, span)
        assert compacting.differences() == []
        assert compacting.compact(now).folded == 160  # a report comes; an answer takes its cell away, brings another
        assert compacting.pending() == 0
        assert compacting.differences() == []
        assert (queries.comparison(now, span), queries.standing(now), queries.breakdown(now, span)) == told
        compacting.rebuild()
        assert compacting.differences() == []
        assert (queries.comparison(now, span), queries.standing(now), queries.breakdown(now, span)) == told
    record_now(LEBAK, "submitted", "verified")
    with province_seat():
        assert compacting.differences() == []
        assert compacting.compact(now + timedelta(days=30)).folded == 3
        assert compacting.differences() == []


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=st.lists(REPORTS, min_size=2, max_size=2))
def test_whoever_writes_while_a_compactor_works_no_total_changes(ledger: Ledger, fresh_database, told):
    """Two writers and a compactor at once; whoever reads meanwhile finds everything counted once."""
    done = threading.Event()
    faults: list[str] = []

    def write(reports) -> None:
        with fresh_database.owner().cursor() as cursor:
            for tenant, days_ago, steps in reports:
                teller = Teller(cursor, tenant, days_ago)
                for step in steps:
                    teller.step(*step)

    def compact() -> None:
        with province_seat():
            while not done.is_set():
                compacting.compact(batch=3)
        connection.close()

    writers = [threading.Thread(target=_kept(write, faults), args=(reports,)) for reports in told]
    compactor = threading.Thread(target=_kept(compact, faults))
    for thread in (*writers, compactor):
        thread.start()
    with province_seat():
        while any(thread.is_alive() for thread in writers):
            faults += compacting.differences()
    for thread in writers:
        thread.join()
    done.set()
    compactor.join()
    with province_seat():
        faults += compacting.differences()
        compacting.compact()
        faults += compacting.differences()
        assert (faults, compacting.pending()) == ([], 0)


def _kept(work: Callable, faults: list[str]) -> Callable:
    """A thread's work whose error is not lost."""

    def run(*arguments) -> None:
        try:
            work(*arguments)
        except Exception as error:
            faults.append(repr(error))

    return run


def test_a_rebuild_beside_writers_loses_and_doubles_nothing(ledger: Ledger, fresh_database):
    stop = threading.Event()
    faults: list[str] = []

    def write() -> None:
        with fresh_database.owner().cursor() as cursor:
            for days_ago in range(600):
                if stop.is_set():
                    return
                Teller(cursor, LEBAK, days_ago).step("go", "answered")

    writer = threading.Thread(target=_kept(write, faults))
    writer.start()
    with province_seat():
        for _time in range(3):
            compacting.rebuild()
            faults += compacting.differences()
    stop.set()
    writer.join()
    with province_seat():
        compacting.compact()
        assert (faults, compacting.differences()) == ([], [])


def test_a_new_day_off_is_counted_from_the_next_compaction_on(ledger: Ledger):
    ledger.answered(LEBAK, wib("2026-03-09"), wib("2026-03-12"), total=wib("2026-03-31"))
    with province_seat():
        compacting.compact()
        Holiday.objects.create(date="2026-03-11", name="Libur", kind="public", legal_basis="", confirmed=True)
        memory.forget()
        assert compacting.differences() == []
        assert _median() == 3
        assert compacting.compact().is_rebuilt
        assert compacting.differences() == []
        assert _median() == 2
        assert not compacting.compact().is_rebuilt


def _median() -> float | None:
    now = timezone.now()
    return city_of(queries.comparison(now, period(ALL, now, ZoneInfo("Asia/Jakarta"))), "kab-lebak").now.median_days


def test_what_takes_longer_than_the_columns_reach_is_known_to_be_longer(ledger: Ledger):
    for days in (2, 200, 300):
        ledger.answered(LEBAK, wib("2025-01-06"), wib("2025-01-06") + timedelta(days=days), total=wib("2025-01-20"))
    now = timezone.now()
    with province_seat():
        figures = city_of(queries.comparison(now, period(ALL, now, ZoneInfo("Asia/Jakarta"))), "kab-lebak").now
    assert (figures.median_days, figures.p90_days, figures.measured) == (61, 61, 3)


def test_every_column_is_a_column_of_the_table():
    names = {field.name for field in Tally._meta.get_fields()}
    assert set(COLUMNS) == names - {"pk", "cut", "value", "grain", "start", "tenant"}


@pytest.mark.parametrize("table", ["tally", "delta", "dueday", "mark", "workday"])
def test_a_city_touches_none_of_it(db, table):
    from tenants.seats import tenant_seat
    from tests.attacks.walls import NO_PRIVILEGE, falls, run

    with tenant_seat(LEBAK):
        for statement in ("SELECT * FROM", "DELETE FROM"):
            with falls(NO_PRIVILEGE):
                run(f"{statement} public.oversight_{table}")
