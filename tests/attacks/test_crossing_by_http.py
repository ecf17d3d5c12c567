"""What belongs to one city cannot be reached on another's host: by number, id, token, cookie or form.

On the real pages and the real API. "Of another city" must look exactly like "never existed".
"""

import datetime
import io
import re

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from PIL import Image

from core.accounts import invitations
from core.accounts.models import User
from core.casework import actions, queries
from core.casework.queries.photo_links import photo_token
from core.catalogue.models import Unit
from core.reports.models import Attachment, Report
from tenants.seats import province_seat, tenant_seat
from tests.attacks.walls import a_report, city

pytestmark = pytest.mark.usefixtures("hosts_forgotten")

HOSTS = {"t3671": "kota-tangerang.localhost", "t3602": "kab-lebak.localhost", "public": "localhost"}
# A number with a right check character that no city has given out.
NEVER = {"t3671": "3671-26-999999-K", "t3602": "3602-26-999999-G"}


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def client_of(schema: str, **options) -> Client:
    return Client(headers={"host": HOSTS[schema]}, **options)


def staff(schema: str, role: str, username: str = "siti") -> Client:
    """Somebody signed in on the host of a tenant, with a second factor."""
    from allauth.mfa.totp.internal.auth import TOTP

    client = client_of(schema)
    seat = province_seat() if schema == "public" else city(schema)
    with seat:
        user = User.objects.create_user(username, password="empat kata yang mudah", roles=[role])
        TOTP.activate(user, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
        session = client.session
        session["tenant"] = schema
        session.save()
    return client


def a_photo(schema: str) -> Attachment:
    picture = io.BytesIO()
    Image.new("RGB", (64, 48), "red").save(picture, "JPEG")
    with city(schema):
        return actions.add_photo(picture)


def published(schema: str) -> actions.Submission:
    photo = a_photo(schema)
    sent = a_report(schema, attachments=[str(photo.pk)])
    with city(schema):
        Report.objects.update(verified_at=timezone.now())
    return sent


def as_json(client: Client, path: str, body: dict):
    return client.post(path, body, content_type="application/json")


def unlike(text: str, *secrets: str) -> bool:
    return not any(secret in text for secret in secrets)


# -- Numbers -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/laporan/{}/", "/api/v1/reports/{}/", "/api/v1/reports/{}/timeline/"])
def test_a_public_report_by_its_number(pair, path):
    own, other = pair
    number = published(other).report.number
    assert client_of(other).get(path.format(number)).status_code == 200
    stolen, never = (client_of(own).get(path.format(wanted)) for wanted in (number, NEVER[other]))
    assert stolen.status_code == never.status_code == 404
    assert plain(stolen, number) == plain(never, NEVER[other])


def plain(answer, number: str) -> str:
    """A page without what differs from request to request."""
    return re.sub(r"csrfmiddlewaretoken\" value=\"\w+", "", answer.content.decode()).replace(number, "")


def test_tracking_with_number_and_code_of_another_city(pair):
    own, other = pair
    sent = a_report(other)
    key = {"number": sent.report.number, "code": sent.code}
    assert client_of(other).post("/lacak/", key).status_code == 302
    assert client_of(own).post("/lacak/", key).status_code == 404
    assert as_json(client_of(other), "/api/v1/track/", key).status_code == 200
    stolen = as_json(client_of(own), "/api/v1/track/", key)
    never = as_json(client_of(own), "/api/v1/track/", {"number": NEVER[other], "code": sent.code})
    assert (stolen.status_code, stolen.json()) == (never.status_code, never.json())
    assert stolen.status_code == 404


def test_answering_with_number_and_code_of_another_city(pair):
    own, other = pair
    sent = a_report(other)
    body = {"number": sent.report.number, "code": sent.code, "text": "Ini jawaban dari kota lain."}
    assert as_json(client_of(own), "/api/v1/track/reply/", body).status_code == 404
    with city(other):
        assert queries.report_by_code(sent.report.number, sent.code).audit_seq == 1


def test_the_cookie_that_opens_a_report_opens_it_on_its_own_host_only(pair):
    own, other = pair
    sent = a_report(other)
    at_other, at_own = client_of(other), client_of(own)
    at_other.post("/lacak/", {"number": sent.report.number, "code": sent.code})
    assert sent.report.number in at_other.get("/lacak/laporan/").content.decode()
    at_own.cookies = at_other.cookies
    for path in ("/lacak/laporan/", "/lacak/tanda-terima/"):
        answer = at_own.get(path)
        assert answer.status_code == 302
        assert answer.url == "/lacak/"


@pytest.mark.parametrize("path", ["/petugas/laporan/{}/", "/api/v1/desk/reports/{}/"])
def test_the_desk_of_one_city_does_not_open_anothers_report(pair, path):
    own, other = pair
    number = published(other).report.number
    coordinator = staff(own, "coordinator")
    for wanted in (number, NEVER[other]):
        answer = coordinator.get(path.format(wanted))
        assert answer.status_code == 404
        assert unlike(answer.content.decode(), "Lampu jalan")
    colleague = staff(other, "coordinator")
    assert colleague.get(f"/petugas/laporan/{number}/").status_code == 200


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/petugas/laporan/{}/identitas/", {}),
        ("/petugas/laporan/{}/verify/", {}),
        ("/petugas/laporan/{}/reject/", {"reason": "bukan-wewenang"}),
        ("/api/v1/desk/reports/{}/verify/", {}),
        ("/api/v1/desk/reports/{}/identity/", {}),
    ],
)
def test_the_desk_of_one_city_does_not_act_on_anothers_report(pair, path, body):
    own, other = pair
    sent = a_report(other, identity="named", name="Sari", phone="0812 3456 7890")
    answer = as_json(staff(own, "coordinator"), path.format(sent.report.number), body)
    assert answer.status_code == 404
    assert unlike(answer.content.decode(), "Sari", "7890")
    with city(other):
        report = queries.report_by_code(sent.report.number, sent.code)
        assert (report.state, report.audit_seq) == ("submitted", 1)


# -- Photos --------------------------------------------------------------------------------------------------------


def test_a_photo_uploaded_to_another_city_is_not_used_and_stays_usable_there(pair):
    own, other = pair
    photo = a_photo(other)
    body = {
        "kind": "aspiration",
        "description": "Tolong tambah bangku di taman kota.",
        "identity": "anonymous",
        "visibility": "public",
        "attachments": [str(photo.pk)],
    }
    assert as_json(client_of(own), "/api/v1/reports/", body).status_code == 400
    with city(other):
        assert Attachment.objects.get().report is None
    assert as_json(client_of(other), "/api/v1/reports/", body).status_code == 201


@pytest.mark.parametrize("size", ["full", "thumb"])
def test_the_address_of_a_photo_opens_it_on_its_own_host_only(pair, size):
    own, other = pair
    photo = a_photo(other)
    token = photo_token(other, photo, size, private=True, now=timezone.now())
    answer = client_of(other).get(f"/berkas/{token}/")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    for schema in (own, "public"):
        assert client_of(schema).get(f"/berkas/{token}/").status_code == 404
        forged = photo_token(schema, photo, size, private=True, now=timezone.now())
        assert client_of(schema).get(f"/berkas/{forged}/").status_code == 404


@pytest.mark.parametrize("token", ["x", "a:b:c", "a:1:x", "%00", "..%2f..%2ft3602", "9" * 5000, ":", "::"])
def test_a_forged_address_of_a_file_is_unknown(db, token):
    assert client_of("t3671").get(f"/berkas/{token}/").status_code == 404


def test_an_expired_address_of_a_file_is_refused(pair):
    own, _ = pair
    photo = a_photo(own)
    token = photo_token(own, photo, private=True, now=timezone.now() - datetime.timedelta(hours=1))
    assert client_of(own).get(f"/berkas/{token}/").status_code == 403


# -- Sessions, links, forms ----------------------------------------------------------------------------------------

DESKS = {"t3671": "/petugas/antrean/all/", "t3602": "/petugas/antrean/all/", "public": "/ombudsman/"}


@pytest.mark.parametrize("target", ["t3671", "t3602", "public"])
@pytest.mark.parametrize("home", ["t3671", "t3602", "public"])
def test_a_session_signs_in_at_its_own_host_only(db, home, target):
    """The cookie is carried over by hand; the same user name and id may well exist over there."""
    person = staff(home, "head" if home == "public" else "coordinator")
    if target != home:
        staff(target, "head" if target == "public" else "coordinator")
    thief = client_of(target)
    thief.cookies = person.cookies
    answer = thief.get(DESKS[target])
    if target == home:
        assert answer.status_code == 200
    else:
        assert answer.status_code == 302
        assert answer.url.startswith("/akun/masuk/")


def test_a_session_of_another_city_reaches_no_api_of_the_desk(pair):
    own, other = pair
    thief = client_of(own)
    thief.cookies = staff(other, "coordinator").cookies
    assert thief.get("/api/v1/desk/reports/").status_code in (401, 403)


def test_an_invitation_opens_on_its_own_host_only(pair):
    own, other = pair
    with city(other):
        token = invitations.invite(User.objects.create_user("baru"))
    assert client_of(other).get(f"/akun/undangan/{token}/").status_code in (200, 302)
    for schema in (own, "public"):
        assert client_of(schema).get(f"/akun/undangan/{token}/", follow=True).status_code == 404


def test_cookies_belong_to_one_host(pair):
    """A cookie with a Domain would reach the sites of all cities under it."""
    own, _ = pair
    sent = a_report(own)
    client = client_of(own)
    client.get("/lapor/")
    client.post("/lacak/", {"number": sent.report.number, "code": sent.code})
    signed_in = staff(own, "coordinator")
    signed_in.get("/petugas/")
    cookies = {**client.cookies, **signed_in.cookies}
    assert set(cookies) >= {"laksa_csrf", "laksa_lacak", "laksa_session"}
    for name, cookie in cookies.items():
        assert cookie["domain"] == "", name
        assert cookie["samesite"] == "Lax", name


@pytest.mark.parametrize("path", ["/lapor/", "/lacak/", "/akun/masuk/"])
def test_a_form_of_another_site_is_refused(pair, path):
    own, other = pair
    client = client_of(own, enforce_csrf_checks=True)
    client.get("/lapor/")
    assert client.post(path, {}).status_code == 403
    token = client.cookies["laksa_csrf"].value
    for origin in (f"http://{HOSTS[other]}", f"http://{HOSTS['public']}", "https://evil.example", "null"):
        answer = client.post(path, {"csrfmiddlewaretoken": token}, headers={"origin": origin})
        assert answer.status_code == 403, origin
    own_form = client.post(path, {"csrfmiddlewaretoken": token}, headers={"origin": f"http://{HOSTS[own]}"})
    assert own_form.status_code != 403


def test_a_repeated_call_is_answered_by_its_own_city(pair):
    """The same Idempotency-Key and body on two hosts: two reports, each with its own city's number."""
    own, other = pair
    body = {
        "kind": "aspiration",
        "description": "Tolong tambah bangku di taman kota.",
        "identity": "anonymous",
        "visibility": "public",
    }
    numbers = []
    for schema in (own, other, own, other):
        answer = client_of(schema).post(
            "/api/v1/reports/", body, content_type="application/json", headers={"Idempotency-Key": "kunci-yang-sama-1"}
        )
        assert answer.status_code == 201
        assert answer.json()["number"].startswith(schema[1:])
        numbers.append(answer.json()["number"])
    assert numbers[:2] == numbers[2:]


# -- Units, lists, addresses ---------------------------------------------------------------------------------------


def test_a_unit_of_another_city_is_no_unit_here(pair):
    """By code, in a dispatch: Lebak has units Tangerang has not, and the reverse."""
    own, other = pair
    with tenant_seat(own):
        ours = set(Unit.objects.values_list("code", flat=True))
    with tenant_seat(other):
        theirs = Unit.objects.exclude(code__in=ours).first().code
    sent = a_report(own)
    coordinator = staff(own, "coordinator")
    assert as_json(coordinator, f"/api/v1/desk/reports/{sent.report.number}/verify/", {}).status_code == 200
    answer = as_json(coordinator, f"/api/v1/desk/reports/{sent.report.number}/dispatch/", {"unit": theirs})
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "path", ["/", "/laporan/", "/lapor/", "/api/v1/reports/", "/api/v1/categories/", "/api/v1/areas/"]
)
@pytest.mark.parametrize("order", [("t3671", "t3602"), ("t3602", "t3671")], ids=["one-first", "other-first"])
def test_the_same_address_on_two_hosts_shows_each_its_own(db, path, order):
    numbers = {schema: published(schema).report.number for schema in order}
    seen: dict[str, set[str]] = {schema: set() for schema in order}
    for schema in (*order, *order):
        text = client_of(schema).get(path).content.decode()
        [stranger] = set(order) - {schema}
        assert numbers[stranger] not in text
        seen[schema].add(re.sub(r"[A-Za-z0-9_:-]{32,}", "", text))
    assert seen[order[0]].isdisjoint(seen[order[1]])


@pytest.mark.parametrize(
    ("schema", "path"),
    [
        ("public", "/lapor/"),
        ("public", "/laporan/"),
        ("public", "/lacak/"),
        ("public", "/petugas/"),
        ("public", "/api/v1/reports/"),
        ("public", "/api/v1/desk/reports/"),
        ("t3671", "/ombudsman/"),
        ("t3671", "/ombudsman/kab-lebak/"),
        ("t3671", "/api/v1/tenants/"),
        ("t3671", "/platform/"),
    ],
)
def test_addresses_of_the_other_kind_of_host_do_not_exist(db, schema, path):
    for client in (client_of(schema), staff(schema, "head" if schema == "public" else "coordinator")):
        assert client.get(path).status_code == 404
        assert client.post(path).status_code == 404
