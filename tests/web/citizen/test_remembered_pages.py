"""Public pages are remembered and may be shared, and still show what would be rendered now, and nobody's own."""

import gzip
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.casework import actions, queries
from core.casework import office as changes_of_office
from core.common import remembered_answers
from core.reports.models import Attachment
from tenants import hosts
from tests.support.cast import Filed, Office, add_photo
from tests.web.citizen.forms import text_of

SHARED = "public, max-age=0, s-maxage=10"
PIN = {"lat": -6.1700044, "lon": 106.6100046}
_TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="(\w{64})"')


@pytest.fixture
def filed(office: Office) -> Filed:
    """A closed report with photos before and after: nothing to press on its page."""
    filed = office.file(state="in_progress", photos=1, **PIN)
    with office.seat():
        actions.answer(filed.number, office.dewi, text="Lampu sudah diganti.", attachments=[str(add_photo().pk)])
        actions.close(filed.number, office.joko)
    return filed


def paths(number: str) -> tuple[str, ...]:
    return ("/", "/laporan/", "/peta/", "/peta/laporan.json", f"/laporan/{number}/")


def seen(client: Any, number: str) -> list[tuple[int, bytes]]:
    """Every public page that shows the report, but for the tokens of forms."""
    answers = [client.get(path) for path in paths(number)]
    return [(answer.status_code, _TOKEN.sub(b"", answer.content)) for answer in answers]


def asked(client: Any, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        client.get(path)
    return len([query for query in captured if not query["sql"].startswith(("SET ", "SELECT set_config", "RESET"))])


def test_what_has_not_changed_costs_one_query(client, new_client, office, filed) -> None:
    open_one = office.file("verified").number
    for path in (*paths(filed.number), f"/laporan/{open_one}/"):
        client.get(path)
        assert asked(new_client(), path) == 1


def _follow_up(office: Office, filed: Filed) -> None:
    actions.reopen(actions.ByCode(filed.number, filed.code), text="Masih padam di ujung jalan.")


def _hide(office: Office, filed: Filed) -> None:
    actions.hide_photo(filed.number, office.siti, photo=Attachment.objects.filter(report=filed.report)[0].pk)


def _redact(office: Office, filed: Filed) -> None:
    actions.redact(filed.number, office.siti, text="Lampu jalan padam.")


def _make_secret(office: Office, filed: Filed) -> None:
    actions.correct(filed.number, office.siti, visibility="secret")


def _erase(office: Office, filed: Filed) -> None:
    actions.anonymise(filed.number, office.siti, cause="request")


def _rename_unit(office: Office, filed: Filed) -> None:
    changes_of_office.change_unit("dishub", office.admin, name="Dinas Baru", short_name="DB", type="dinas")


@pytest.mark.parametrize("change", [_follow_up, _hide, _redact, _make_secret, _erase, _rename_unit])
def test_a_change_is_seen_at_once(client, office, filed, change: Callable[[Office, Filed], None]) -> None:
    before = seen(client, filed.number)
    with office.seat():
        change(office, filed)
    after = seen(client, filed.number)
    remembered_answers.forget()
    assert before != after == seen(client, filed.number)


@pytest.mark.parametrize("state", ["merged", "transferred"])
def test_what_stands_elsewhere_too_is_never_remembered(client, office, state: str) -> None:
    number = office.file(state).number
    client.get(f"/laporan/{number}/")
    assert asked(client, f"/laporan/{number}/") > 2
    with office.seat():
        assert queries.report_version(number) is None


def test_a_new_face_is_seen_at_once(client, office, filed, monkeypatch) -> None:
    client.get("/")
    tenant = hosts.find(office.host)
    monkeypatch.setitem(tenant.brand, "tagline", "Kota yang mendengar")
    assert "Kota yang mendengar" in text_of(client.get("/"))


def test_supporters_are_counted_at_once_and_the_key_of_forms_is_each_readers(client, new_client, office) -> None:
    number = office.file("verified").number
    path = f"/laporan/{number}/"
    tokens = []
    for _reader in range(2):
        reader = new_client(enforce_csrf_checks=True)
        page = reader.get(path)
        assert (page["Cache-Control"], "ETag" in page.headers) == ("private, no-cache", False)
        (token,) = _TOKEN.findall(page.content)
        tokens.append(token)
        assert reader.post(f"{path}dukung/", {"csrfmiddlewaretoken": token.decode()}).status_code == 302
        own = reader.get(path)  # thanks, once, and what this device may take back
        assert "Terima kasih." in text_of(own)
        assert own["Cache-Control"] == "private, no-cache"
        assert "Tarik dukungan" in text_of(reader.get(path))
    assert len(set(tokens)) == 2
    words = text_of(client.get(path))
    assert "Didukung dari 2 perangkat atau akun." in words
    assert "Terima kasih." not in words
    assert "Tarik dukungan" not in words


def test_who_is_known_is_given_a_page_of_his_own(client, new_client, office, filed) -> None:
    path = f"/laporan/{filed.number}/"
    stranger = text_of(client.get(path))
    citizen = new_client()
    with office.seat():
        session = citizen.session
        session["citizen"], session["tenant"] = True, office.schema
        session.save()
    for own in (*paths(filed.number)[:3], path):
        page = citizen.get(own)
        assert "Laporan saya" in text_of(page)
        assert (page["Cache-Control"], "ETag" in page.headers) == ("private, no-cache", False)
    assert text_of(client.get(path)) == stranger


@pytest.mark.parametrize(
    "said",
    [
        {"HTTP_COOKIE": "laksa_session=forged"},
        {"HTTP_COOKIE": "laksa_perangkat=x"},
        {"HTTP_COOKIE": "laksa_dukung=x"},
        {"HTTP_COOKIE": "messages=x"},
        {"HTTP_AUTHORIZATION": "Basic eDp5"},
        {"QUERY_STRING": "dari=surat"},
        {"HTTP_COOKIE": "django_language=en"},
    ],
)
def test_what_says_who_asks_is_shared_with_nobody(new_client, filed, said: dict[str, str]) -> None:
    for path in (path for path in paths(filed.number) if not path.endswith(".json")):
        assert new_client().get(path)["Cache-Control"] == SHARED
        assert new_client().get(path, **said)["Cache-Control"] == "private, no-cache"


def test_cookies_of_others_and_forwarded_hosts_change_nothing(client, filed) -> None:
    for path in paths(filed.number):
        plain = client.get(path).content
        for said in (
            {"HTTP_COOKIE": "_ga=GA1.1; laksa_csrf=abc"},
            {"HTTP_X_FORWARDED_HOST": "evil.example"},
            {"HTTP_X_FORWARDED_PROTO": "https", "HTTP_FORWARDED": "host=evil.example"},
        ):
            assert client.get(path, **said).content == plain


def test_languages_and_cities_are_kept_apart(client, filed) -> None:
    path = f"/laporan/{filed.number}/"
    indonesian = client.get(path)
    english = client.get(path, HTTP_COOKIE="django_language=en")
    assert (indonesian["Content-Language"], english["Content-Language"]) == ("id", "en")
    assert indonesian["ETag"] != english["ETag"]
    assert client.get(path).content == indonesian.content
    assert client.get(path, HTTP_HOST="kab-lebak.localhost").status_code == 404
    assert "Kabupaten Lebak" in text_of(client.get("/", HTTP_HOST="kab-lebak.localhost"))
    assert "Kabupaten Lebak" not in text_of(client.get("/"))


def test_a_cache_asks_by_the_tag_and_gets_the_page_only_when_it_changed(client, office, filed) -> None:
    path = f"/laporan/{filed.number}/"
    page = client.get(path)
    assert {part.strip() for part in page["Vary"].split(",")} >= {"Cookie", "Accept-Encoding"}
    again = client.get(path, HTTP_IF_NONE_MATCH=page["ETag"])
    assert (again.status_code, again.content, again["Cache-Control"]) == (304, b"", SHARED)
    assert (again["ETag"], again["Vary"]) == (page["ETag"], page["Vary"])
    with office.seat():
        _redact(office, filed)
    changed = client.get(path, HTTP_IF_NONE_MATCH=page["ETag"])
    assert (changed.status_code, changed["ETag"] == page["ETag"]) == (200, False)


def test_compressed_or_not_it_is_the_same_page_under_the_same_policy(client, filed) -> None:
    for path in paths(filed.number):
        first, plain = client.get(path), client.get(path)
        packed = client.get(path, HTTP_ACCEPT_ENCODING="gzip, br")
        assert packed["Content-Encoding"] == "gzip"
        assert gzip.decompress(packed.content) == plain.content == first.content
        assert {answer["Content-Security-Policy"] for answer in (first, plain, packed)} == {
            first["Content-Security-Policy"]
        }


@pytest.mark.parametrize("path", ["/lapor/", "/lacak/", "/akun/masuk/", "/akun/masuk/warga/", "/saya/", "/petugas/"])
def test_pages_of_forms_and_accounts_are_in_no_shared_cache(client, path: str) -> None:
    assert "public" not in client.get(path)["Cache-Control"]
