"""Facts counted anew are tallies and deltas together, before, while and after these are folded."""

from datetime import timedelta

from django.utils import timezone

from oversight import compacting
from tenants.seats import province_seat
from tests.oversight.telling import LEBAK, TANGERANG, Ledger, tell_now


def test_folding_changes_no_total(ledger: Ledger):
    now = timezone.now()
    for days in range(40):
        received = now - timedelta(days=3 * days)
        ledger.answered(
            TANGERANG, received, received + timedelta(days=2), total=received + timedelta(days=1 + days % 3)
        )
        ledger.tell(
            LEBAK, ("submitted", received), verify=received + timedelta(days=3), total=received + timedelta(days=20)
        )
    with province_seat():
        assert compacting.differences() == []
        assert compacting.pending() > 0
        assert compacting.compact().folded == 160
        assert compacting.pending() == 0
        assert compacting.differences() == []
        compacting.rebuild()
        assert compacting.differences() == []
    tell_now(LEBAK, "submitted", "verified")
    with province_seat():
        assert compacting.differences() == []
        assert compacting.compact(now + timedelta(days=5)).folded == 3
        assert compacting.differences() == []
