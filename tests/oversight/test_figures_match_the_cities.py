"""What the province counts is what each city's own tables hold, secret reports included: every measure, recomputed
from reports, limits and history of each city."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from zoneinfo import ZoneInfo

from core.audit.models import Entry
from core.casework import queries as casework
from core.deadlines.models import Deadline
from core.reports.kinds import OPEN
from core.reports.models import Report
from oversight import compacting, queries
from oversight.figures import Figures
from oversight.periods import ALL, THIS_MONTH, period
from tenants.seats import province_seat
from tests.oversight.ledger_rows import city_of
from tests.support.clock import database_now

ROAD = ("submitted", "needs_info", "verified", "dispatched", "in_progress", "answered", "closed", "rejected")


def test_every_figure_is_the_sum_of_the_citys_own_rows(cast):
    for state in ROAD:
        cast.tangerang.file(state=state)
    cast.tangerang.file(visibility="secret")
    cast.tangerang.file(state="in_progress", kind="misconduct", identity="anonymous", visibility="secret")
    for state in ROAD[2:5]:
        cast.lebak.file(state=state)
    now = database_now()
    with province_seat():
        comparison = queries.comparison(now, period(THIS_MONTH, now, ZoneInfo("Asia/Jakarta")))
    received = 0
    for office in (cast.tangerang, cast.lebak):
        city = city_of(comparison, office.tenant.slug)
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


VERIFIED = ("verified", "dispatched", "in_progress", "answered", "closed", "rejected")
FOLLOWED = ("in_progress", "answered", "closed")
ANSWERED = ("answered", "closed")


def test_every_measure_is_what_the_citys_own_tables_say(cast):
    """Limits of reports that came long ago have run out, by the ledger's clock, at which all of this is told now."""
    now, zone = database_now(), ZoneInfo("Asia/Jakarta")
    offices = (cast.tangerang, cast.lebak)
    for office, ages in zip(offices, ((0, 6, 60), (0, 9)), strict=True):
        for state in ("submitted", "needs_info", *VERIFIED):
            for age in ages:
                office.file(state=state, at=now - timedelta(days=age, hours=8))
        office.file(kind="misconduct", identity="anonymous", visibility="secret", state="dispatched")
    with province_seat():
        told = [queries.comparison(database_now(), period(ALL, now, zone))]
        compacting.compact(database_now())
        told.append(queries.comparison(database_now(), period(ALL, now, zone)))
    for comparison in told:
        for office in offices:
            city = city_of(comparison, office.tenant.slug)
            expected, overdue = own_measures(office)
            assert measures(city.now) == expected
            assert (city.open, city.overdue) == (sum(expected["states"].get(state, 0) for state in OPEN), overdue)
        for measure in ("verified", "followed", "answered"):
            parts = [getattr(city.now, measure) for city in comparison.cities]
            whole = getattr(comparison.whole, measure)
            assert whole.met == sum(part.met for part in parts) > 0
            assert whole.missed == sum(part.missed for part in parts) > 0


def measures(figures: Figures) -> dict[str, object]:
    return {
        "states": {state: count for state, count in figures.by_state.items() if count},
        "verified": (figures.verified.met, figures.verified.late, figures.verified.ran_out),
        "followed": (figures.followed.met, figures.followed.late, figures.followed.ran_out),
        "answered": (figures.answered.met, figures.answered.late, figures.answered.ran_out),
        "days": (figures.measured, figures.median_days, figures.p90_days),
        "asked": figures.asked,
        "reopened": figures.reopened,
        "escalated": sum(figures.escalated),
        "scored": figures.scored,
    }


def own_measures(office) -> tuple[dict[str, object], int]:
    """From the city's reports, limits and history; and how many open reports have missed a limit."""
    now = database_now()
    with office.seat():
        reports = list(Report.objects.all())
        actions = [(entry.stream, entry.action) for entry in Entry.objects.all()]
        dues: dict[int, dict[str, object]] = {}
        for deadline in Deadline.objects.filter(rule_set="sp4n"):
            dues.setdefault(deadline.report_id, {})[deadline.rule] = deadline.national_due

    def kept(rule: str, is_met: Callable[[Report], bool]) -> tuple[int, int, int]:
        counts = [0, 0, 0]
        for report in reports:
            due = dues[report.pk].get(rule)
            if due is None:
                continue
            if is_met(report):
                counts[0 if due >= now else 1] += 1
            elif due < now:
                counts[2 if report.state in OPEN else 1] += 1
        return counts[0], counts[1], counts[2]

    answered = sum(report.state in ANSWERED for report in reports)
    met = {"verify": VERIFIED, "first_follow_up": FOLLOWED, "total": ANSWERED}
    overdue = [
        report
        for report in reports
        if report.state in OPEN
        and any(
            due < now and report.state not in met.get(rule, (report.state,)) for rule, due in dues[report.pk].items()
        )
    ]
    return {
        "states": dict(Counter(str(report.state) for report in reports)),
        "verified": kept("verify", lambda report: report.state in VERIFIED),
        "followed": kept("first_follow_up", lambda report: report.state in FOLLOWED),
        "answered": kept("total", lambda report: report.state in (*ANSWERED, "rejected")),
        "days": (answered, 0, 0),
        "asked": sum(action == "ask" for _stream, action in actions),
        "reopened": sum(action == "reopen" for _stream, action in actions),
        "escalated": sum(action == "escalate" for _stream, action in actions),
        "scored": sum(action == "rate" for _stream, action in actions),
    }, len(overdue)
