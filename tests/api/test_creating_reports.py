"""A report sent by the API: what is kept, what comes back, and what is refused."""

from datetime import datetime

import pytest
from django.test import Client

from tests.api.bodies import AREA, BODY, CONTACT, errors, problem

PENDING = "PermenPANRB 62/2018 (SP4N-LAPOR!); diganti PermenPANRB 5/2025, batas hari yang baru belum dipastikan"
TERMS = {
    "rule_set": "sp4n",
    "party": "office",
    "unit": "working_days",
    "basis": PENDING,
    "confirmed": True,
    "provisional": False,
}


@pytest.fixture
def on_monday(monkeypatch: pytest.MonkeyPatch) -> None:
    """Monday 16 March 2026, 9.00 in Jakarta, before the days off of Nyepi and Idulfitri."""
    from django.utils import timezone

    monkeypatch.setattr(timezone, "now", lambda: datetime.fromisoformat("2026-03-16T09:00:00+07:00"))


# The number of the first report of 2026, by the data key of the tests.
FIRST = "3671-26-091125-9"


@pytest.mark.usefixtures("on_monday")
def test_the_answer_holds_number_code_and_the_deadlines_of_the_law(send) -> None:
    answer = send()
    assert answer.status_code == 201
    body = answer.json()
    assert body.pop("receipt_code").isdecimal()
    assert body == {
        "number": FIRST,
        "status": "menunggu",
        "state": "submitted",
        "deadlines": [
            {**TERMS, "rule": "verify", "due": "2026-03-26T23:59:59+07:00"},
            {
                **TERMS,
                "rule": "complete",
                "rule_set": "uu25",
                "due": "2026-03-30T23:59:59+07:00",
                "unit": "calendar_days",
                "basis": "UU 25/2009: kelengkapan pengaduan dijawab paling lambat 14 hari",
            },
            {**TERMS, "rule": "total", "due": "2026-04-13T23:59:59+07:00"},
        ],
        "url": f"http://kota-tangerang.localhost/laporan/{FIRST}/",
    }


def stored(number: str):
    from core.reports.models import Report
    from tenants.seats import tenant_seat

    with tenant_seat("t3671"):
        return Report.objects.select_related("category").get(number=number)


def test_everything_sent_is_kept(send) -> None:
    location = {"lat": -6.1702, "lon": 106.6403, "address": "Jl. Daan Mogot 1"}
    report = stored(send(kind="aspiration", identity="masked", contact=CONTACT, location=location).json()["number"])
    kept = (report.kind, report.category.code, report.identity_level, report.visibility, report.channel)
    assert kept == ("aspiration", "pju-padam", "masked", "public", "api")
    assert (report.description, report.area_code) == (BODY["description"], AREA)
    assert (report.lat, report.lon, report.address) == (-6.1702, 106.6403, "Jl. Daan Mogot 1")


def test_latitude_zero_is_a_place(send, caller: Client) -> None:
    """No boundaries are loaded here, so any pin is accepted unchecked."""
    made = send(location={"lat": 0, "lon": 109.34}).json()
    report = stored(made["number"])
    assert (report.lat, report.lon) == (0.0, 109.34)
    tracked = caller.post(
        "/api/v1/track/",
        {"number": made["number"], "code": made["receipt_code"]},
        content_type="application/json",
    )
    assert tracked.json()["location"] == {"lat": 0.0, "lon": 109.34, "address": ""}


def test_without_a_category_it_is_about_something_else(send) -> None:
    assert stored(send(category=None).json()["number"]).category.code == "lainnya"


def test_a_sensitive_category_starts_as_secret(send, caller: Client) -> None:
    body = send(category="kekerasan-perempuan-anak").json()
    assert body["url"] == "http://kota-tangerang.localhost/lacak/"
    assert caller.get(f"/api/v1/reports/{body['number']}/").status_code == 404


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"kind": None}, {"kind": ["Pilih salah satu."]}),
        ({"kind": "rant"}, {"kind": ["Pilihan ini tidak ada."]}),
        ({"identity": None}, {"identity": ["Pilih salah satu."]}),
        ({"visibility": None}, {"visibility": ["Pilih salah satu."]}),
        ({"category": "no-such"}, {"category": ["Kategori ini tidak ada. Pilih dari daftar."]}),
        ({"category": "\x00"}, {"category": ["Kategori ini tidak ada. Pilih dari daftar."]}),
        ({"description": None}, {"description": ["Bagian ini wajib diisi."]}),
        ({"description": "\u200b" * 50}, {"description": ["Bagian ini wajib diisi."]}),
        ({"description": "pendek"}, {"description": ["Tulis paling sedikit 10 karakter (sekarang 6)."]}),
        ({"area": None}, {"area": ["Tandai tempatnya pada peta, atau pilih kelurahan/desa."]}),
        (
            {"area": "36.02.01.2002"},
            {"area": ["Kelurahan/desa ini tidak ada di daerah ini. Pilih dari daftar."]},
        ),
        (
            {"location": {"lat": -6.2}},
            {"location": ["Letak pada peta harus berupa angka lintang dan bujur."]},
        ),
        ({"location": {"lat": 91, "lon": 0}}, {"location": ["Letak pada peta di luar bumi. Tandai lagi tempatnya."]}),
        (
            {"contact": {"phone": "08123456789"}},
            {"identity": ["Tanpa identitas berarti tanpa nama dan kontak. Kosongkan isian itu."]},
        ),
        (
            {"identity": "named"},
            {
                "contact.name": ["Tulis nama Anda, atau pilih Anonim."],
                "contact.phone": ["Tulis nomor HP atau e-mail, supaya petugas dapat menghubungi Anda."],
            },
        ),
        (
            {"identity": "masked", "contact": {"email": "ratna(at)example.id"}},
            {"contact.email": ["Alamat e-mail ini tidak lengkap atau salah. Contoh yang benar: nama@contoh.id."]},
        ),
        (
            {"kind": "misconduct", "identity": "named", "contact": CONTACT},
            {
                "identity": ["Pengaduan ini selalu dirahasiakan. Pilih Anonim atau Tanpa identitas."],
                "visibility": ["Pengaduan ini selalu dirahasiakan. Pilih Rahasia."],
            },
        ),
        (
            {"attachments": ["3f2b8c1e-0000-4000-8000-000000000000"]},
            {"attachments": ["Foto ini tidak ditemukan atau sudah dipakai. Unggah lagi."]},
        ),
        ({"attachments": ["no-id"]}, {"attachments": ["Foto ini tidak ditemukan. Unggah lagi."]}),
        ({"channel": "pigeon"}, {"channel": ["Saluran ini tidak ada."]}),
        # A mistyped name would otherwise be lost without a word.
        ({"descripton": "…"}, {"descripton": ["Isian ini tidak dikenal. Periksa ejaannya."]}),
        ({"location": {"latitude": 1}}, {"location.latitude": ["Isian ini tidak dikenal. Periksa ejaannya."]}),
        # Types.
        ({"description": 5}, {"description": ["Isian ini harus berupa teks."]}),
        ({"kind": ["complaint"]}, {"kind": ["Isian ini harus berupa teks."]}),
        ({"location": []}, {"location": ["Isian ini harus berupa objek JSON."]}),
        ({"location": {"lat": "0", "lon": True}}, {
            "location.lat": ["Isian ini harus berupa angka."],
            "location.lon": ["Isian ini harus berupa angka."],
        }),
        ({"contact": "ratna@example.id"}, {"contact": ["Isian ini harus berupa objek JSON."]}),
        ({"attachments": "a"}, {"attachments": ["Isian ini harus berupa daftar."]}),
        ({"attachments": [{}]}, {"attachments": ["Isian ini harus berupa teks."]}),
    ],
)  # fmt: skip
def test_faults_are_named_at_their_field_and_nothing_is_kept(send, fields: dict, wrong: dict) -> None:
    from core.reports.models import Report
    from tenants.seats import tenant_seat

    assert errors(send(**fields)) == wrong
    with tenant_seat("t3671"):
        assert Report.objects.count() == 0


def test_all_faults_are_named_at_once(send) -> None:
    assert sorted(errors(send(kind=None, description="x", area="1", category="x"))) == [
        "area",
        "category",
        "description",
        "kind",
    ]


def test_sentences_follow_the_language_asked_for(caller: Client) -> None:
    answer = caller.post("/api/v1/reports/", {}, "application/json", headers={"Accept-Language": "en"})
    assert answer["Content-Language"] == "en"
    assert problem(answer)["code"] == "invalid"
    assert caller.post("/api/v1/reports/", {}, "application/json")["Content-Language"] == "id"
