"""Two workers sweep the same city at once, as they do when one run takes longer than the next one waits."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier
from zoneinfo import ZoneInfo

from django.db import connection

from core.audit.models import Entry
from core.casework.periodic import sweeping
from core.deadlines.models import Escalation
from core.reports.models import Report

WIB = ZoneInfo("Asia/Jakarta")
RECEIVED = datetime(2026, 6, 5, 6, 0, tzinfo=WIB)
SATURDAY = datetime(2026, 6, 13, 0, 0, tzinfo=WIB)


def test_each_report_takes_each_step_once(fresh_database, cast):
    office, start = cast.tangerang, Barrier(2)
    numbers = {office.file("dispatched", at=RECEIVED).number for _ in range(12)}

    def sweep(_worker: int) -> sweeping.SweepCounts:
        try:
            with office.seat():
                start.wait(20)
                return sweeping.sweep(at=SATURDAY, batch=2)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        tallies = list(pool.map(sweep, range(2)))
    with office.seat():
        again = sweeping.sweep(at=SATURDAY)  # what one skipped because the other held it, and that one passed over
        assert sum((*tallies, again), sweeping.SweepCounts()) == sweeping.SweepCounts(done=12)
        assert {row.report.number for row in Escalation.objects.select_related("report")} == numbers
        assert Escalation.objects.count() == Entry.objects.filter(action="escalate").count() == 12
        for report in Report.objects.all():
            last = Entry.objects.filter(stream=report.number).last()
            assert (last.seq, bytes(last.hash)) == (report.audit_seq, bytes(report.audit_head))
