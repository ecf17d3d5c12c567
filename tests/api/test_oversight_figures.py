"""`/api/v1/oversight/`: the Ombudsman's figures as JSON, for the same people as the pages."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.oversight.ledger_rows import LEBAK, TANGERANG, record_now
from web.site.middleware import SESSION_TENANT

FIGURES, TENANTS = "/api/v1/oversight/figures/", "/api/v1/oversight/tenants/"


@pytest.fixture
def signed_in(cast):
    def sign_in(name: str) -> Client:
        client = Client(HTTP_HOST="localhost")
        with cast.province.seat():
            client.force_login(cast.province.people[name].user, backend="core.accounts.backends.ModelBackend")
            session = client.session
            session[SESSION_TENANT] = cast.province.schema
            session.save()
        return client

    return sign_in


def test_the_figures_of_every_city_and_of_all(signed_in):
    past = timezone.now() - timedelta(days=3)
    for tenant in (LEBAK, LEBAK, TANGERANG):
        record_now(tenant, "submitted", verify=past, total=past)
    road = ("submitted", "verified", "dispatched", "answered")
    record_now(LEBAK, *road, verify=timezone.now() + timedelta(days=1), kind="information")
    found = signed_in("assistant").get(FIGURES, {"period": "bulan-ini"}).json()
    cities = {city["tenant"]["slug"]: city for city in found["tenants"]}
    lebak = cities["kab-lebak"]
    assert (lebak["now"]["received"], lebak["open"], lebak["overdue"]) == (3, 3, 2)
    assert lebak["now"]["verified"] == {"met": 1, "late": 0, "open_late": 2, "percent": 33}
    assert lebak["now"]["answered"] == {"met": 0, "late": 0, "open_late": 2, "percent": 0}
    assert (lebak["now"]["median_days"], lebak["now"]["measured"]) == (0, 1)
    assert found["whole"]["received"] == 4
    one_kind = signed_in("lead").get(FIGURES, {"kind": "information"}).json()
    assert (one_kind["whole"]["received"], one_kind["period"]) == (1, "12-bulan")


def test_open_reports_by_age(signed_in):
    for days in (1, 8, 40):
        record_now(LEBAK, "submitted", total=timezone.now() - timedelta(days=days))
    found = signed_in("head").get(TENANTS).json()["results"]
    lebak = next(city for city in found if city["tenant"]["code"] == "36.02")
    assert lebak["by_age"] == [
        {"from_days": 0, "to_days": 7, "reports": 1},
        {"from_days": 8, "to_days": 30, "reports": 1},
        {"from_days": 31, "to_days": 90, "reports": 1},
        {"from_days": 91, "to_days": None, "reports": 0},
    ]


@pytest.mark.parametrize("query", [{"period": "2015"}, {"kind": "x"}, {"unknown": "1"}])
def test_what_is_not_known_is_named(signed_in, query):
    answer = signed_in("head").get(FIGURES, query)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, list(query))


@pytest.mark.parametrize("path", [FIGURES, TENANTS])
def test_operators_and_strangers_get_nothing(signed_in, path):
    assert signed_in("operator").get(path).status_code == 403
    assert Client(HTTP_HOST="localhost").get(path).status_code == 401
