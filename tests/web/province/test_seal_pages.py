"""`/segel/`: seals for everybody; the file has the digest that is published."""

import hashlib
from datetime import timedelta

import pytest
from django.utils import timezone

from oversight import seal_creation
from oversight.models import Seal
from tenants.models import Tenant
from tenants.seats import province_seat
from tests.oversight.ledger_rows import TANGERANG, record_now
from tests.web.province.test_front_page import text_of

SLUG = "kota-tangerang"


@pytest.fixture
def number(db) -> str:
    """A report told of now and sealed three times, as if two days had gone by; Lebak has no seal."""
    number = record_now(TANGERANG, "submitted", "verified")
    with province_seat():
        city = Tenant.objects.get(schema_name=TANGERANG)
        for hours in (26, 74):
            seal_creation.seal_city(city, timezone.now() + timedelta(hours=hours))
    return number


@pytest.fixture
def made(number) -> list[Seal]:
    """The seals, the oldest first."""
    with province_seat():
        return list(Seal.objects.order_by("day"))


def digest_of(seal: Seal) -> str:
    return bytes(seal.digest).hex()


def test_the_newest_seal_of_every_city_is_listed(made, anybody):
    words = text_of(anybody.get("/segel/").content.decode())
    assert digest_of(made[-1]) in words
    assert digest_of(made[0]) not in words
    assert "Kabupaten Lebak Belum disegel" in words


def test_a_citys_seals_are_paged(made, anybody, monkeypatch):
    monkeypatch.setattr("oversight.seal_queries.history.__kwdefaults__", {"before": None, "size": 2})
    first = anybody.get(f"/segel/{SLUG}/")
    assert [digest_of(seal) in first.content.decode() for seal in made] == [False, True, True]
    older = f"?sebelum={made[1].day}"
    assert older in first.content.decode()
    second = anybody.get(f"/segel/{SLUG}/{older}").content.decode()
    assert [digest_of(seal) in second for seal in made] == [True, False, False]
    told = anybody.get(f"/segel/{SLUG}/riwayat.json").json()
    assert [seal["digest"] for seal in told["seals"]] == [digest_of(made[2]), digest_of(made[1])]
    assert told["next"] == f"http://localhost/segel/{SLUG}/riwayat.json{older}"
    (last,) = anybody.get(told["next"]).json()["seals"]
    assert (last["digest"], last["previous"]) == (digest_of(made[0]), "0" * 64)
    assert [last[name] for name in ("format", "since", "entries", "reports")] == [2, None, 2, 1]


def test_the_file_has_the_published_digest_and_no_number(made, number, anybody):
    told = anybody.get("/segel/terbaru.json").json()["cities"]
    (seal,) = [city["seal"] for city in told if city["code"] == "36.71"]
    answer = anybody.get(seal["file"].removeprefix("http://localhost"))
    text = b"".join(answer.streaming_content)
    sealed = b"".join(line for line in text.splitlines(keepends=True) if not line.startswith(b"#"))
    assert hashlib.sha256(sealed).hexdigest() == seal["digest"] == digest_of(made[-1])
    assert number.encode() not in text
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    again = anybody.get(answer.wsgi_request.path, headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    "path",
    [
        "/segel/tidak-ada/",
        f"/segel/{SLUG}/2020-01-01.txt",
        f"/segel/{SLUG}/kemarin.txt",
        f"/segel/{SLUG}/9999-99-99.txt",
        "/segel/tidak-ada/riwayat.json",
    ],
)
def test_what_there_is_not_is_not_found(made, anybody, path):
    assert anybody.get(path).status_code == 404


def test_a_page_key_that_is_none_gives_the_first_page(made, anybody):
    assert digest_of(made[-1]) in anybody.get(f"/segel/{SLUG}/?sebelum=x").content.decode()


def test_the_provinces_own_history_is_sealed_and_published_too(made, anybody):
    with province_seat():
        province = Tenant.objects.get(schema_name="public")
        (seal,) = seal_creation.seal_city(province, timezone.now())
    assert f'href="/segel/{province.slug}/"' in anybody.get("/segel/").content.decode()
    assert digest_of(seal) in anybody.get(f"/segel/{province.slug}/").content.decode()
    assert anybody.get("/segel/terbaru.json").json()["province"]["seal"]["digest"] == digest_of(seal)
    text = b"".join(anybody.get(f"/segel/{province.slug}/{seal.day}.txt").streaming_content).decode()
    assert text.splitlines()[-1].startswith(f"2 provinsi {seal.day} - ")


def test_how_to_check_shows_a_command_for_a_seal_there_is(made, anybody):
    page = anybody.get("/segel/cara-memeriksa/").content.decode()
    command = f"curl -s http://localhost/segel/{SLUG}/{made[-1].day}.txt | grep -v '^#' | sha256sum"
    assert command in page.replace("&#x27;", "'")


def test_before_the_first_seal_the_pages_say_so(anybody):
    assert "Belum disegel" in anybody.get("/segel/").content.decode()
    assert "Belum ada segel" in anybody.get(f"/segel/{SLUG}/").content.decode()
    assert "ALAMAT-BERKAS" in anybody.get("/segel/cara-memeriksa/").content.decode()
    assert anybody.get("/segel/terbaru.json").json()["cities"][0]["seal"] is None
