"""The rows of the bench are what the actions would have written: the audit is clean, and work goes on from them."""

from collections import Counter
from collections.abc import Iterator

import pytest

from core.accounts.models import User
from core.casework import actions, queries, verification
from core.casework.common.actors import actor_of
from core.notifications.models import Notice
from core.reports.models import Attachment, Report
from demo import people
from demo.backdating import backdated
from tenants.ledger.models import Fact
from tenants.models import Tenant
from tenants.seats import seated
from tests.bench import loading
from tests.support.owner import owner_login

NUMBER = 300


@pytest.fixture
def loaded(fresh_database, settings, tmp_path) -> Iterator[Tenant]:
    settings.DATA_DIR = tmp_path
    with owner_login(fresh_database.variables["DATABASE_URL"]):
        city = Tenant.objects.get(schema_name="t3671")
        people.seed(city)
        told: list[tuple[int, int]] = []
        loading.load(city, NUMBER, lambda done, total: told.append((done, total)))
        assert told == [(NUMBER, NUMBER)]
        yield city


def test_rows_are_whole_and_work_goes_on(loaded):
    assert verification.verify("36.71") == []
    with seated(loaded), backdated():
        assert Report.objects.count() == Fact.objects.filter(tenant="t3671").count() == NUMBER
        states = Counter(Report.objects.values_list("state", flat=True))
        assert states["closed"] / NUMBER == pytest.approx(13_421 / 14_012, abs=0.03)
        assert set(states) >= {"closed", "submitted", "verified"}
        assert Attachment.objects.exists()
        # Whoever's turn it is has exactly one open notice.
        waiting = [report for report in Report.objects.exclude(state="needs_info") if report.is_open]
        assert Notice.objects.filter(handled_at=None).count() == len(waiting)

        coordinator = actor_of(User.objects.get(username="koordinator"))
        number = Report.objects.filter(state="verified")[0].number
        actions.dispatch(number, coordinator, unit="dishub")
        assert queries.desk_report(coordinator, number).state == "dispatched"
    assert verification.verify("36.71") == []
