"""Who may call what: every view says so, and a table of callers proves it, "and nothing changed" included."""

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from rest_framework.views import APIView

from tests.api.bodies import HOST, problem

CITY_URLS, PROVINCE_URLS = "config.urls_tenant", "config.urls_province"
DESK = "/api/v1/desk/reports/"
CALLERS = ("stranger", "nobody", "admin", "siti", "dewi", "budi", "agus", "leader", "no_factor", "of_lebak")


def views(urlconf: str) -> list[type[APIView]]:
    """Every REST view of a kind of host, the documented and the others."""

    def walk(patterns: list) -> list:
        found = []
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                found += walk(pattern.url_patterns)
            elif isinstance(pattern, URLPattern) and hasattr(pattern.callback, "cls"):
                found.append(pattern.callback.cls)
        return found

    return walk(get_resolver(urlconf).url_patterns)


@pytest.mark.parametrize(("urlconf", "count"), [(CITY_URLS, 54), (PROVINCE_URLS, 9)])
def test_every_view_says_who_may_call_it(urlconf: str, count: int) -> None:
    from api.permissions import DeskStaff, Everybody, OverseerStaff

    found = views(urlconf)
    assert len(found) == count
    for view in found:
        assert tuple(view.permission_classes) in {(Everybody,), (DeskStaff,), (OverseerStaff,)}, view


def test_a_view_that_says_nothing_is_closed(db, rf) -> None:
    class Forgotten(APIView):
        def get(self, request):
            raise AssertionError("nobody should come here")

    answer = Forgotten.as_view()(rf.get("/"))
    assert (answer.status_code, answer.data["code"]) == (403, "forbidden")


@pytest.fixture
def call(cast, staff):
    """Calls as one of CALLERS, at Kota Tangerang."""
    from allauth.mfa.models import Authenticator

    def client_of(who: str) -> Client:
        if who == "stranger":
            return Client(HTTP_HOST=HOST)
        if who == "of_lebak":
            client = staff(cast.lebak, "siti")
            client.defaults["HTTP_HOST"] = HOST
            return client
        if who == "no_factor":
            with cast.tangerang.seat():
                Authenticator.objects.filter(user=cast.tangerang.joko.user).delete()
            return staff(cast.tangerang, "joko")
        return staff(cast.tangerang, who)

    def call(who: str, method: str, path: str, body: dict | None = None) -> int:
        client = client_of(who)
        if method == "GET":
            return client.get(path).status_code
        return client.post(path, body or {}, content_type="application/json").status_code

    return call


ALL_REFUSED = {
    "stranger": 401,
    "nobody": 403,
    "admin": 403,
    "no_factor": 403,
    "of_lebak": 401,
}
# action: state before, body, and the answer to those of CALLERS who see reports at all
ACTIONS = {
    **dict.fromkeys(
        ("record_reply", "withdraw_question", "go_on_without"),
        (
            "needs_info",
            {"text": "Lewat telepon."},
            {"siti": 200, "leader": 403, "dewi": 404, "budi": 404, "agus": 404},
        ),
    ),
    "ask": ("submitted", {"text": "Di mana?"}, {"siti": 200, "leader": 403, "dewi": 404, "budi": 404, "agus": 404}),
    "verify": ("submitted", {}, {"siti": 200, "leader": 403, "dewi": 404, "budi": 404, "agus": 404}),
    "reject": (
        "verified",
        {"reason": "tidak-jelas"},
        {"siti": 200, "leader": 403, "dewi": 404, "budi": 404, "agus": 404},
    ),
    "dispatch": (
        "verified",
        {"unit": "dishub"},
        {"siti": 200, "leader": 403, "dewi": 404, "budi": 404, "agus": 404},
    ),
    "send_back": (
        "dispatched",
        {"note": "Bukan kami."},
        {"siti": 403, "leader": 403, "dewi": 200, "budi": 404, "agus": 403},
    ),
    "start": ("dispatched", {}, {"siti": 403, "leader": 403, "dewi": 200, "budi": 404, "agus": 200}),
    "answer": (
        "in_progress",
        {"text": "Sudah."},
        {"siti": 403, "leader": 403, "dewi": 200, "budi": 404, "agus": 403},
    ),
    "close": ("answered", {}, {"siti": 200, "leader": 403, "dewi": 403, "budi": 404, "agus": 403}),
    "refer": (
        "verified",
        {"agency": "PT PLN", "text": "Wewenang PLN."},
        {"siti": 200, "leader": 403, "dewi": 404, "budi": 404, "agus": 404},
    ),
    "resolve_outside": (
        "dispatched",
        {"text": "Sudah diperbaiki warga."},
        {"siti": 200, "leader": 403, "dewi": 403, "budi": 404, "agus": 403},
    ),
    "redispatch": ("dispatched", {"unit": "dlh"}, {"siti": 200, "leader": 403, "dewi": 403, "budi": 404, "agus": 403}),
    "note": (
        "dispatched",
        {"text": "Sudah ditelepon."},
        {"siti": 200, "leader": 403, "dewi": 200, "budi": 404, "agus": 200},
    ),
    "check": ("answered", {}, {"siti": 200, "leader": 403, "dewi": 403, "budi": 404, "agus": 403}),
    "rework": (
        "answered",
        {"note": "Fotonya dari jalan lain."},
        {"siti": 200, "leader": 403, "dewi": 403, "budi": 404, "agus": 403},
    ),
    "follow_up": (
        "answered",
        {"text": "Dan dicat."},
        {"siti": 403, "leader": 403, "dewi": 200, "budi": 404, "agus": 403},
    ),
    "anonymise": (
        "closed",
        {"cause": "request"},
        {"siti": 200, "leader": 403, "dewi": 403, "budi": 404, "agus": 403},
    ),
    "identity": ("dispatched", {}, {"siti": 200, "leader": 403, "dewi": 200, "budi": 404, "agus": 403}),
}


@pytest.mark.parametrize("who", CALLERS)
@pytest.mark.parametrize("action", ACTIONS)
def test_callers_of_the_actions(cast, call, action: str, who: str) -> None:
    state, body, answers = ACTIONS[action]
    filed = cast.tangerang.file(state)
    before = _trace(cast, filed.number)
    status = call(who, "POST", f"{DESK}{filed.number}/{action}/", body)
    assert status == (ALL_REFUSED | answers)[who]
    if status != 200:
        assert _trace(cast, filed.number) == before


def _trace(cast, number: str) -> tuple[str, int]:
    """The state and how many entries the history has."""
    from core.audit.models import Entry
    from core.reports.models import Report

    with cast.tangerang.seat():
        return Report.objects.get(number=number).state, Entry.objects.filter(stream=number).count()


@pytest.mark.parametrize("who", CALLERS)
def test_callers_of_the_desks_lists(cast, call, who: str) -> None:
    filed = cast.tangerang.file("dispatched")
    seeing = {"siti": 200, "dewi": 200, "budi": 200, "agus": 200, "leader": 200}
    assert call(who, "GET", DESK) == (ALL_REFUSED | seeing)[who]
    one = seeing | {"budi": 404}
    assert call(who, "GET", f"{DESK}{filed.number}/") == (ALL_REFUSED | one)[who]


@pytest.mark.parametrize("who", CALLERS)
def test_everybody_gets_the_same_from_what_is_public(cast, call, who: str) -> None:
    filed, secret = cast.tangerang.file("verified"), cast.tangerang.file("verified", visibility="secret")
    for path in ("reports/", f"reports/{filed.number}/", f"reports/{filed.number}/timeline/", "categories/", "areas/"):
        assert call(who, "GET", f"/api/v1/{path}") == 200
    assert call(who, "GET", f"/api/v1/reports/{secret.number}/") == 404
    assert call(who, "POST", "/api/v1/track/", {"number": filed.number, "code": filed.code}) == 200
    assert call(who, "POST", "/api/v1/track/", {"number": filed.number, "code": "1" * 16}) == 404


def test_another_citys_report_is_not_at_this_desk(cast, staff) -> None:
    other = cast.lebak.file()
    siti = staff(cast.tangerang, "siti")
    assert siti.get(f"{DESK}{other.number}/").status_code == 404
    assert siti.post(f"{DESK}{other.number}/verify/", {}, content_type="application/json").status_code == 404
    with cast.lebak.seat():
        other.report.refresh_from_db()
    assert other.report.state == "submitted"


def test_the_coordinator_who_answered_does_not_close(cast, staff) -> None:
    """Whoever answers is of a unit; a coordinator who is so too may answer, and another one closes."""
    from guardian.shortcuts import assign_perm

    from core.casework.common.actors import actor_of
    from core.catalogue.models import Unit

    office = cast.tangerang
    with office.seat():
        assign_perm("handle_unit", office.siti.user, Unit.objects.get(code="dishub"))
        office.people["siti"] = actor_of(office.siti.user)
    filed = office.file("answered", answers="siti")
    path = f"{DESK}{filed.number}/close/"
    answer = staff(office, "siti").post(path, {}, content_type="application/json")
    assert (answer.status_code, problem(answer)["code"]) == (403, "same_person")
    assert staff(office, "joko").post(path, {}, content_type="application/json").status_code == 200


def test_without_a_second_factor_nothing_opens(cast, staff) -> None:
    from allauth.mfa.models import Authenticator

    with cast.tangerang.seat():
        Authenticator.objects.all().delete()
    answer = staff(cast.tangerang, "siti").get(DESK)
    assert (answer.status_code, problem(answer)["code"]) == (403, "second_factor_required")


def test_a_post_of_the_staff_needs_the_csrf_token(cast, staff) -> None:
    filed = cast.tangerang.file()
    siti = staff(cast.tangerang, "siti", csrf=True)
    path = f"{DESK}{filed.number}/verify/"
    answer = siti.post(path, {}, content_type="application/json")
    assert (answer.status_code, problem(answer)["code"]) == (403, "csrf_failed")
    siti.get("/lapor/")
    token = siti.cookies["laksa_csrf"].value
    answer = siti.post(path, {}, content_type="application/json", headers={"X-CSRFToken": token})
    assert answer.status_code == 200


def test_a_stranger_is_told_how_staff_sign_in(caller: Client) -> None:
    answer = caller.get(DESK)
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Session")


def test_a_deactivated_account_is_a_stranger(cast, staff) -> None:
    siti = staff(cast.tangerang, "siti")
    with cast.tangerang.seat():
        cast.tangerang.siti.user.is_active = False
        cast.tangerang.siti.user.save(update_fields=["is_active"])
    assert siti.get(DESK).status_code == 401
