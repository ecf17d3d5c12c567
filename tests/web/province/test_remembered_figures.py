"""The front page and the cities' are remembered and still show what would be rendered now."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.common import remembered_answers
from oversight import compacting, queries
from oversight.statements import figures_version
from tenants import remembered
from tenants.seats import province_seat
from tests.oversight.ledger_rows import LEBAK, TANGERANG, Ledger

PAGES = ("/", "/kota/kab-lebak/", "/kota/kota-tangerang/")


@pytest.fixture
def now(monkeypatch):
    """The clock stands in the middle of a minute."""
    moment = timezone.now().replace(second=30)
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
    return moment


def test_every_change_of_a_figure_a_city_or_a_statement_is_seen_at_once(ledger: Ledger, anybody_now, now):
    due = now + timedelta(days=2)

    def file() -> None:
        ledger.tell(TANGERANG, ("submitted", now - timedelta(hours=1)), total=due)

    def fold() -> None:
        with province_seat():
            compacting.compact()

    def count_anew() -> None:
        with province_seat():
            compacting.rebuild()

    def say() -> None:
        ledger.run(
            "INSERT INTO supervision_statement (tenant, measure, period, text, author_label, at)"
            " VALUES (%s, 'on_time', '12-bulan', 'Kami menghitung lain.', 'Bupati', %s)",
            LEBAK,
            now,
        )

    changes = {
        "a report": file,
        "another": file,
        "folded": fold,
        "counted anew": count_anew,
        "a statement": say,
        "withdrawn": lambda: ledger.run("UPDATE supervision_statement SET withdrawn_at = now()"),
        "a name": lambda: ledger.run(
            "UPDATE tenants_tenant SET name = 'Kabupaten Baru' WHERE schema_name = %s", LEBAK
        ),
        "a host": lambda: ledger.run(
            "UPDATE tenants_domain SET domain = 'baru.localhost' WHERE domain LIKE '%%lebak%%'"
        ),
        "a new city": lambda: ledger.city("36.72"),
        "closed": lambda: ledger.run("UPDATE tenants_tenant SET is_enabled = false WHERE schema_name = 't3672'"),
    }
    versions = set()
    file()
    for path in PAGES:
        anybody_now.get(path)
    for name, change in changes.items():
        change()
        pages = [anybody_now.get(path).content for path in PAGES]
        with CaptureQueriesContext(connection) as asked:
            assert [anybody_now.get(path).content for path in PAGES] == pages
        assert sum('EXECUTE "figures' in query["sql"] for query in asked) == len(PAGES)
        remembered_answers.forget()
        remembered.forget_everything()
        assert [anybody_now.get(path).content for path in PAGES] == pages, name
        with province_seat():
            versions.add(figures_version(now))
    assert len(versions) == len(changes)
    with province_seat():
        assert figures_version(due + timedelta(seconds=1)) not in versions


def test_it_may_be_shared_for_seconds_but_not_what_somebody_chose(ledger: Ledger, anybody_now):
    ledger.tell(TANGERANG, ("submitted", timezone.now()), total=timezone.now() + timedelta(days=2))
    for path in PAGES:
        assert anybody_now.get(path)["Cache-Control"] == "public, max-age=0, s-maxage=10"
        assert anybody_now.get(f"{path}?urut=hari-kerja")["Cache-Control"] == "private, no-cache"


def test_figures_are_worked_out_again_only_when_one_of_them_has_changed(ledger: Ledger):
    """Each deadline of a report that runs out is a change."""
    now, day = timezone.now(), timedelta(days=1)
    ledger.tell(TANGERANG, ("submitted", now - timedelta(hours=1)), verify=now + day, total=now + 2 * day)
    with province_seat():
        versions = [figures_version(now + days * day + timedelta(seconds=1)) for days in (0, 0, 1, 2)]
        first, second = queries.standing(now, by_age=False), queries.standing(now, by_age=False)
        ledger.tell(TANGERANG, ("submitted", now - timedelta(hours=1)))
        third = queries.standing(now, by_age=False)
    assert versions[0] == versions[1]
    assert len(set(versions)) == 3
    assert first is second
    assert sum(city.open for city in third) == sum(city.open for city in first) + 1
