"""Every address of every kind of host is in the access table, and opens to those it names and to nobody else."""

import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, get_resolver

from core.casework.supervision import cases, requests
from tests.web import access_table as table
from tests.web.access_table import Row

HOSTS = {"city": ("config.urls_tenant", table.CITY), "province": ("config.urls_province", table.PROVINCE)}
SIGN_IN = re.compile(r"^/akun/(masuk|autentikator)/")
DENIED = (401, 403, 404)


def routes(urlconf: str) -> list[str]:
    def walk(patterns, prefix: str) -> Iterator[str]:
        for pattern in patterns:
            route = prefix + str(pattern.pattern)
            if isinstance(pattern, URLPattern):
                yield route
            else:
                yield from walk(pattern.url_patterns, route)

    return list(walk(get_resolver(urlconf).url_patterns, ""))


@pytest.mark.parametrize("kind", HOSTS)
def test_every_address_has_a_row_and_every_row_an_address(kind):
    urlconf, rows = HOSTS[kind]
    listed = [row.route for row in rows]
    assert sorted(listed) == sorted(routes(urlconf))
    assert len(listed) == len(set(listed))


@pytest.fixture
def offices(cast):
    """Where each kind of host is tried, with what stands in its places: a public report that Dishub has, a request of
    the Ombudsman about it, and a case of the team lead."""
    number = cast.tangerang.file("dispatched", identity="named").number
    lead = cast.province.lead
    with cast.province.seat():
        asked = requests.send(lead, kind="note", number=number, subject="Catatan", text="Mohon dicek.")
        words = {"reference": "1/2026", "title": "Penundaan", "ground": "law", "ground_text": "Pasal 8."}
        case = cases.open_case(lead, number=number, **words)
    places = {"number": number, "request": asked.pk, "case": case.pk}
    return {"city": cast.tangerang, "province": cast.province}, places


def address(row: Row, places: dict) -> str:
    path = row.route
    for name, value in row.places.items():
        path = re.sub(rf"<\w+:{name}>", value.format(**places), path)
    return f"/{path}"


def client_of(office, name: str | None = None) -> Client:
    client = Client(headers={"host": "localhost" if office.tenant.is_province else office.host})
    if name:
        with office.seat():
            client.force_login(office.people[name].user, backend=settings.AUTHENTICATION_BACKENDS[0])
            session = client.session
            session["tenant"] = office.schema
            session.save()
    return client


def is_sent_to_sign_in(answer) -> bool:
    return answer.status_code == 302 and bool(SIGN_IN.match(answer.url))


def is_denied(answer) -> bool:
    return answer.status_code in DENIED or is_sent_to_sign_in(answer)


@pytest.mark.parametrize("kind", HOSTS)
def test_a_stranger_opens_what_is_public_and_nothing_else(offices, kind):
    office, places = offices[0][kind], offices[1]
    wrong = []
    for row in HOSTS[kind][1]:
        path = address(row, places)
        for ask in ("get", "post", "put", "delete"):
            answer = getattr(client_of(office), ask)(path, **body_for(path, ask))
            if not answered_as_written(row, answer):
                wrong.append((ask, path, row.who, answer.status_code))
    assert wrong == []


def body_for(path: str, ask: str) -> dict:
    """An empty JSON object for the API, an empty form for a page."""
    return {"data": {}, "content_type": "application/json"} if path.startswith("/api/") and ask != "get" else {}


def answered_as_written(row: Row, answer) -> bool:
    """Whether a stranger's answer fits the row. A method the page does not have (405) opens nothing."""
    if answer.status_code == 405:
        return True
    if row.who == table.ANYBODY:
        return answer.status_code not in (401, 403) and answer.status_code < 500 and not is_sent_to_sign_in(answer)
    if row.who == table.REPORTER:
        return answer.status_code in DENIED or (answer.status_code == 302 and answer.url == "/lacak/")
    if row.who == table.LINK:
        return answer.status_code == 404
    return is_denied(answer)


@pytest.mark.parametrize(
    ("kind", "name"),
    [("city", name) for name in sorted(table.CITY_PEOPLE)]
    + [("province", name) for name in sorted(table.PROVINCE_PEOPLE)],
)
def test_a_person_opens_what_the_table_says(offices, kind, name):
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    office, places = offices[0][kind], offices[1]
    with office.seat():
        RecoveryCodes.activate(office.people[name].user)
    wrong = []
    for row in HOSTS[kind][1]:
        if row.route == "akun/keluar/" or row.who in (table.ANYBODY, table.REPORTER, table.LINK, table.HALFWAY):
            continue
        answer = client_of(office, name).get(address(row, places))
        may = row.who == table.ACCOUNT or name in row.who
        if answer.status_code >= 500 or is_denied(answer) == may:
            wrong.append((address(row, places), name, may, answer.status_code))
    assert wrong == []


# Who opens the identity of a report of Dishub, by what its reporter chose.
OPENS_IDENTITY = {"named": {"siti", "dewi", "rahmat"}, "masked": {"siti"}}


@pytest.mark.parametrize("path", ["/petugas/laporan/{}/identitas/", "/api/v1/desk/reports/{}/identity/"])
@pytest.mark.parametrize("identity", OPENS_IDENTITY)
def test_who_opens_an_identity(cast, identity, path):
    office = cast.tangerang
    number = office.file("dispatched", identity=identity).number
    seen = set()
    for name in sorted(table.CITY_PEOPLE):
        answer = client_of(office, name).post(path.format(number), **body_for(path, "post"))
        if "Ratna Kusuma" in answer.content.decode():
            seen.add(name)
        else:
            assert answer.status_code in (403, 404), name
    assert seen == OPENS_IDENTITY[identity]


def test_a_person_without_a_second_factor_is_sent_to_set_one_up(offices):
    offices, places = offices
    for kind, name in (("city", "siti"), ("province", "head")):
        office = offices[kind]
        with office.seat():
            office.people[name].user.authenticator_set.all().delete()
        for row in HOSTS[kind][1]:
            if isinstance(row.who, frozenset) and name in row.who:
                answer = client_of(office, name).get(address(row, places))
                assert is_denied(answer), row.route
                assert answer.status_code != 404, row.route


def test_a_deactivated_person_is_nobody(offices):
    offices, places = offices
    for kind, name in (("city", "siti"), ("province", "head")):
        office = offices[kind]
        client = client_of(office, name)
        user = office.people[name].user
        user.is_active = False
        with office.seat():
            user.save(update_fields=["is_active"])
        for row in HOSTS[kind][1]:
            if isinstance(row.who, frozenset) or row.who == table.ACCOUNT:
                assert is_denied(client.get(address(row, places))), row.route
