"""A citizen fills in the form, sends it, and takes home number, code and due dates."""

import json
from datetime import UTC, datetime

import pytest

from core.common import crypto
from core.reports.models import Identity, Report
from tenants.seats import tenant_seat
from tests.web.citizen.forms import LONG, chosen_in, photo, receipt_of, text_of, thumbs_of, typed, values_of

FORM, RECEIPT = "/lapor/", "/lacak/tanda-terima/"


def the_report() -> Report:
    with tenant_seat("t3671"):
        return Report.objects.select_related("category").get()


def test_the_form_needs_no_script(client) -> None:
    """Without boundaries there is no map; the kelurahan come as a list by kecamatan."""
    page = client.get(FORM)
    body = page.content.decode()
    assert page.status_code == 200
    assert "data-map=" not in body
    assert '<optgroup label="Tangerang">' in body
    assert '<option value="36.71.01.1002">Sukaasih</option>' in body
    assert 'enctype="multipart/form-data"' in body


def test_a_sent_form_leads_to_the_receipt(client) -> None:
    sent = client.post(FORM, typed(photos=photo()))
    assert (sent.status_code, sent.headers["Location"]) == (302, RECEIPT)

    page = client.get(RECEIPT)
    number, code = receipt_of(page)
    report = the_report()
    assert (page.status_code, page.headers["Cache-Control"]) == (200, "no-store")
    assert number == report.number
    assert len(code) == 19
    assert [report.kind, report.category.code, report.identity_level, report.visibility, report.channel] == [
        "complaint", "pju-padam", "masked", "public", "web",
    ]  # fmt: skip
    assert (report.description, report.area_code, report.area_check) == (LONG, "36.71.01.1001", "unchecked")
    with tenant_seat("t3671"):
        assert report.attachments.count() == 1
        assert Identity.objects.filter(report=report).exists()
    words = text_of(page)
    assert "Diverifikasi paling lambat" in words
    assert "Kelurahan Sukarasa, Kecamatan Tangerang" in words


def test_the_code_stands_in_no_address_and_not_readably_in_the_cookie(client) -> None:
    sent = client.post(FORM, typed())
    cookie = sent.cookies["laksa_lacak"]
    number, code = receipt_of(client.get(RECEIPT))
    assert (cookie["path"], cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (
        "/lacak/",
        True,
        "Lax",
        1800,
    )
    assert cookie["domain"] == ""
    for secret in (number, code, code.replace("-", "")):
        assert secret not in cookie.value
        assert secret not in sent.headers["Location"]


def test_the_receipt_leads_on_to_the_report_without_typing_the_code(client) -> None:
    client.post(FORM, typed())
    page = client.get("/lacak/laporan/")
    assert page.status_code == 200
    assert the_report().number in text_of(page)


def test_without_its_cookie_the_receipt_asks_for_number_and_code(client, new_client) -> None:
    client.post(FORM, typed())
    stranger = new_client().get(RECEIPT)
    assert (stranger.status_code, stranger.headers["Location"]) == (302, "/lacak/")


def test_another_citys_cookie_opens_nothing(client, new_client) -> None:
    sent = client.post(FORM, typed())
    other = new_client()
    other.cookies["laksa_lacak"] = sent.cookies["laksa_lacak"].value
    answer = other.get(RECEIPT, HTTP_HOST="kab-lebak.localhost")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/lacak/")


def test_anonymous_stores_nobody(client) -> None:
    client.post(FORM, typed(identity="anonymous", phone=""))
    with tenant_seat("t3671"):
        assert Report.objects.get().identity_level == "anonymous"
        assert not Identity.objects.exists()


def test_due_dates_of_every_kind_are_shown_before_sending(client) -> None:
    words = text_of(client.get(FORM))
    for kind in ("Pengaduan", "Aspirasi", "Permintaan informasi", "Pengaduan berkadar pengawasan"):
        assert f"{kind} Diverifikasi paling lambat" in words


def test_each_card_says_who_sees_what(client) -> None:
    words = text_of(client.get(FORM))
    for sentence in (
        "Petugas yang menangani dapat membaca nama dan kontak Anda. Masyarakat tidak pernah.",
        "Hanya koordinator yang dapat membuka kontak Anda, dan setiap pembukaan tercatat.",
        "Tidak ada nama atau kontak yang disimpan.",
        "tidak dapat diteruskan ke Ombudsman.",
        "isi, letak, dan foto setelah diverifikasi petugas.",
        "Hanya petugas dan Anda yang melihatnya.",
    ):
        assert sentence in words


def test_the_address_fills_the_form_in(client) -> None:
    page = client.get(FORM, {"lat": "-6.17", "lon": "106.61", "category": "jalan-rusak", "kind": "aspiration"})
    assert (values_of(page, "lat"), values_of(page, "lon")) == (["-6.17"], ["106.61"])
    assert (chosen_in(page, "category"), chosen_in(page, "kind")) == (["jalan-rusak"], ["aspiration"])


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"kind": None}, "Pilih jenis laporan."),
        ({"kind": "gossip"}, "Pilihan ini tidak ada."),
        ({"category": ""}, "Pilih kategori."),
        ({"category": "tidak-ada"}, "Kategori ini tidak ada. Pilih dari daftar."),
        ({"description": ""}, "Ceritakan apa yang terjadi."),
        ({"description": "gelap"}, "Tulis paling sedikit 10 karakter (sekarang 5)."),
        ({"description": "x" * 5001}, "Paling banyak 5.000 karakter (sekarang 5.001). Ringkaslah tulisan Anda."),
        ({"area": ""}, "Tandai tempatnya pada peta, atau pilih kelurahan/desa."),
        ({"area": "36.02.01.2002"}, "Kelurahan/desa ini tidak ada di daerah ini. Pilih dari daftar."),
        ({"lat": "utara", "lon": "1"}, "Letak pada peta harus berupa angka lintang dan bujur."),
        ({"lat": "91", "lon": "0"}, "Letak pada peta di luar bumi. Tandai lagi tempatnya."),
        ({"identity": None}, "Pilih siapa yang boleh mengetahui Anda."),
        ({"identity": "named"}, "Tulis nama Anda, atau pilih Anonim."),
        ({"identity": "anonymous"}, "Tanpa identitas berarti tanpa nama dan kontak. Kosongkan isian itu."),
        ({"phone": ""}, "Tulis nomor HP atau e-mail, supaya petugas dapat menghubungi Anda."),
        ({"phone": "081"}, "Jumlah angkanya tidak pas."),
        ({"email": "ratna@"}, "Alamat e-mail ini tidak lengkap atau salah."),
        ({"visibility": None}, "Pilih siapa yang boleh melihat laporan ini."),
        ({"kind": "misconduct"}, "Pengaduan ini selalu dirahasiakan. Pilih Rahasia."),
    ],
)
def test_an_error_is_told_at_the_field_and_keeps_what_was_typed_and_the_photo(client, changes, sentence) -> None:
    given = typed(**changes)
    page = client.post(FORM, {**given, "photos": photo()})
    assert page.status_code == 400
    assert sentence in text_of(page)
    assert "data-error-summary" in page.content.decode()
    for name in ("kind", "category", "area", "identity", "visibility"):
        known = given.get(name) if given.get(name) not in ("gossip", "tidak-ada", "36.02.01.2002") else None
        assert chosen_in(page, name) == ([known] if known is not None else []), name
    for name in ("key", "lat", "lon", "address", "phone", "email"):
        assert values_of(page, name) == [given[name]] if given[name] else values_of(page, name) in ([], [""]), name
    assert given["description"] in page.content.decode()
    assert len(values_of(page, "kept")) == 1
    assert len(thumbs_of(page)) == 1
    with tenant_seat("t3671"):
        assert not Report.objects.exists()


def test_the_kept_photo_goes_with_the_mended_form(client) -> None:
    first = client.post(FORM, typed(description="", photos=photo()))
    kept = values_of(first, "kept")
    assert client.post(FORM, typed(kept=kept)).status_code == 302
    with tenant_seat("t3671"):
        assert [str(found.pk) for found in Report.objects.get().attachments.all()] == kept


def test_a_sensitive_category_starts_secret(client) -> None:
    client.post(FORM, typed(category="kekerasan-perempuan-anak"))
    assert the_report().visibility == "secret"


def test_the_cookie_ends_after_half_an_hour(client, monkeypatch) -> None:
    from web.citizen import tracking_cookie

    client.post(FORM, typed())

    class Request:
        COOKIES = {"laksa_lacak": client.cookies["laksa_lacak"].value}

    with tenant_seat("t3671"):
        assert tracking_cookie.kept(Request, now=datetime.now(UTC)).number == Report.objects.get().number
        assert tracking_cookie.kept(Request, now=datetime.now(UTC) + tracking_cookie.LIFETIME) is None


@pytest.mark.parametrize("value", ["", "x", "a" * 4000, "é", json.dumps(["a", "b", 1])])
def test_a_forged_cookie_opens_nothing(client, value) -> None:
    client.cookies["laksa_lacak"] = value
    assert client.get(RECEIPT).headers["Location"] == "/lacak/"


def test_closing_on_a_shared_device_forgets_the_report(client) -> None:
    client.post(FORM, typed())
    closed = client.post("/lacak/tutup/")
    assert (closed.status_code, closed.headers["Location"]) == (302, "/")
    assert client.get(RECEIPT).headers["Location"] == "/lacak/"


def test_a_proxy_names_whom_he_or_she_speaks_for(client) -> None:
    """A proxy may file (UU 25/2009); both names are sealed, and a principal without a proxy is asked for one."""
    refused = client.post(FORM, typed(on_behalf_of="Ibu Wartinah"))
    assert refused.status_code == 400
    assert values_of(refused, "on_behalf_of") == ["Ibu Wartinah"]

    client.post(FORM, typed(key="kunci-formulir-2", name="Sari", on_behalf_of="Ibu Wartinah"))
    with tenant_seat("t3671"):
        report = the_report()
        sealed = bytes(Identity.objects.get(report=report).sealed)
        plain = crypto.decrypt("t3671", sealed, purpose="identity", associated=report.number.encode())
    assert json.loads(plain) == {"name": "Sari", "on_behalf_of": "Ibu Wartinah", "phone": "+6281298765432"}
