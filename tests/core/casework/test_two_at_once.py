"""Two people press at once: the second waits, then works on the report as it is, and history vouches for both."""

from collections.abc import Callable

import pytest
from django.db import transaction

from core.casework import actions
from core.casework.supervision import readings
from core.common.errors import Refused
from core.reports.models import Report
from tenants.ledger.models import Fact
from tenants.seats import province_seat
from tests.support.waiting import Other

pytestmark = pytest.mark.usefixtures("fresh_database")


@pytest.fixture
def office(cast):
    return cast.tangerang


@pytest.fixture
def while_it_is_dispatched(office, fresh_database):
    """Run an action on a verified report that another transaction is dispatching; gives report and result."""

    def run(act: Callable) -> tuple[Report, object]:
        filed = office.file("verified")
        owner = fresh_database.owner()

        def in_office():
            with office.seat():
                return act(filed)

        with office.seat(), transaction.atomic():
            actions.correct(filed.number, office.siti, category="pohon-tumbang")
            actions.dispatch(filed.number, office.siti, unit="dishub")
            other = Other(in_office)
            other.wait_until_it_waits(owner)
        result = other.result()
        with office.seat():
            return Report.objects.select_related("unit", "category").get(number=filed.number), result

    return run


ACTS = {
    "the reporter adds something": lambda office, filed: actions.reply_by(
        actions.ByCode(filed.number, filed.code), text="Tiangnya miring juga."
    ),
    "a note": lambda office, filed: actions.note(filed.number, office.joko, text="Sudah ditelepon."),
    "a correction": lambda office, filed: actions.correct(filed.number, office.joko, visibility="secret"),
    "a part": lambda office, filed: actions.add_part(filed.number, office.joko, unit="dlh", note="Sisa dahan."),
}


@pytest.mark.parametrize("name", ACTS)
def test_the_second_sees_unit_and_category_of_the_first(name, office, while_it_is_dispatched, fresh_database) -> None:
    report, _result = while_it_is_dispatched(lambda filed: ACTS[name](office, filed))
    assert (report.unit.code, report.category.code, report.state) == ("dishub", "pohon-tumbang", "dispatched")
    with province_seat():
        fact = Fact.objects.get(number=report.number)
    assert (fact.unit_type, fact.category_group, fact.seq) == ("dinas", report.category.group, report.audit_seq)
    assert report.audit_seq == 5
    answer = fresh_database.laksa("audit", "verify", "--tenant", "36.71")
    assert answer.returncode == 0, answer.stdout


def test_the_ombudsman_who_waits_reads_the_report_as_it_is(cast, while_it_is_dispatched) -> None:
    def read(filed) -> str:
        with province_seat():
            return readings.open_report(filed.number, cast.province.head).story.report.unit.code

    _report, unit_code = while_it_is_dispatched(read)
    assert unit_code == "dishub"


def test_mergers_in_a_ring_end_or_are_refused(office) -> None:
    """Three reports, four mergers at once, each ending another of them: no deadlock, nothing lost."""
    for _round in range(6):
        a, b, c = (office.file("verified").number for _ in range(3))

        def merge(number: str, into: str) -> object:
            with office.seat():
                try:
                    return actions.merge(number, office.siti, into=into)
                except Refused as refused:
                    return refused

        others = [Other(lambda pair=pair: merge(*pair)) for pair in ((a, b), (b, c), (c, a), (a, c))]
        merged = [done for done in (other.result() for other in others) if isinstance(done, Report)]
        with office.seat():
            ended = Report.objects.filter(number__in=(a, b, c), state="merged")
            assert ended.count() == len(merged) in (1, 2)
            survivor = Report.objects.exclude(state="merged").filter(number__in=(a, b, c))
            assert set(ended.values_list("merged_into", flat=True)) <= set(survivor.values_list("number", flat=True))
