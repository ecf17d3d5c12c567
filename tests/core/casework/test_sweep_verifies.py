"""What the sweep has written stands before `laksa audit verify`: chains, columns, clocks, ledger, facts."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from core.casework import actions, verification
from core.casework.periodic import sweeping
from tests.support.owner import owner_login

WIB = ZoneInfo("Asia/Jakarta")
RECEIVED = datetime(2026, 6, 5, 6, 0, tzinfo=WIB)
STATES = ("submitted", "needs_info", "verified", "dispatched", "in_progress", "answered", "closed")


def test_nothing_is_wrong_after_three_sweeps_and_what_came_between(fresh_database, cast, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    office = cast.tangerang
    with office.seat():
        numbers = {state: office.file(state, at=RECEIVED).number for state in STATES}
        first = sweeping.sweep(at=RECEIVED + timedelta(days=40))
        actions.start(numbers["dispatched"], office.dewi, at=RECEIVED + timedelta(days=41))
        second = sweeping.sweep(at=RECEIVED + timedelta(days=50))
        silent = sweeping.close_silent(at=RECEIVED + timedelta(days=60))
        third = sweeping.sweep(at=RECEIVED + timedelta(days=80))
    assert min(first.done, second.done, silent.done, third.done) > 0
    with owner_login(fresh_database.variables["DATABASE_URL"]):
        assert list(verification.verify()) == []
