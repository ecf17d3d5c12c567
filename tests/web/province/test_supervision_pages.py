"""The Ombudsman's own pages: what they show, refuse, and keep of what was typed."""

from io import BytesIO

import pytest
from django.conf import settings
from django.test import Client
from pypdf import PdfReader

from core.casework.supervision import cases, requests
from tenants.supervision.models import Reading, Request, Statement

WORDS = "Mohon jelaskan mengapa laporan ini lewat batas."


def sign_in(office, name: str, host: str) -> Client:
    client = Client(headers={"host": host})
    with office.seat():
        client.force_login(office.people[name].user, backend=settings.AUTHENTICATION_BACKENDS[0])
        session = client.session
        session["tenant"] = office.schema
        session.save()
    return client


@pytest.fixture
def ombudsman(cast):
    """Clients of the Ombudsman's people by name."""
    return {name: sign_in(cast.province, name, "localhost") for name in ("assistant", "lead", "head")}


@pytest.fixture
def asked(cast) -> Request:
    number = cast.lebak.file("dispatched").number
    with cast.province.seat():
        return requests.send(
            cast.province.lead, kind="clarification", number=number, subject="Klarifikasi keterlambatan", text=WORDS
        )


def test_opening_takes_a_button_and_shows_the_words(cast, ombudsman):
    filed = cast.lebak.file("answered", photos=1)
    path = f"/ombudsman/laporan/{filed.number}/"
    before = ombudsman["assistant"].get(path)
    assert filed.report.description not in before.text
    with cast.province.seat():
        assert not Reading.objects.exists()
    opened = ombudsman["assistant"].post(path)
    assert (opened.status_code, opened["Cache-Control"]) == (200, "no-store")
    assert filed.report.description in opened.text
    assert "http://kab-lebak.localhost" in opened.text
    assert "Dibaca Ombudsman" in opened.text
    with cast.province.seat():
        assert Reading.objects.count() == 1


def test_a_secret_report_is_refused_with_the_rule(cast, ombudsman):
    filed = cast.lebak.file(visibility="secret")
    answer = ombudsman["assistant"].post(f"/ombudsman/laporan/{filed.number}/")
    assert answer.status_code == 403
    assert "hanya terbuka lewat perkara" in answer.text
    assert filed.report.description not in answer.text


def test_finding_a_report_by_its_number(cast, ombudsman):
    number = cast.lebak.file().number
    found = ombudsman["lead"].get("/ombudsman/laporan/", {"number": number.lower()})
    assert (found.status_code, found.url) == (302, f"/ombudsman/laporan/{number}/")
    unknown = ombudsman["lead"].get("/ombudsman/laporan/", {"number": "3602-26-999999-X"})
    assert unknown.status_code == 400
    assert "3602-26-999999-X" in unknown.text


def test_a_request_is_written_and_what_was_typed_is_kept(cast, ombudsman):
    number = cast.lebak.file("dispatched").number
    typed = {"kind": "clarification", "number": number, "city": "", "subject": "", "text": WORDS, "due_on": "besok"}
    refused = ombudsman["lead"].post("/ombudsman/permintaan/baru/", typed)
    assert refused.status_code == 400
    assert WORDS in refused.text
    sent = ombudsman["lead"].post("/ombudsman/permintaan/baru/", typed | {"subject": "Lewat batas", "due_on": ""})
    assert sent.status_code == 302
    page = ombudsman["assistant"].get(sent.url)
    assert "Kabupaten Lebak" in page.text
    assert WORDS in page.text


def test_an_assistant_is_not_offered_a_saran(ombudsman):
    assert "Saran perbaikan" not in ombudsman["assistant"].get("/ombudsman/permintaan/baru/").text
    assert "Saran perbaikan" in ombudsman["lead"].get("/ombudsman/permintaan/baru/").text


def test_the_city_answers_and_the_ombudsman_closes(cast, ombudsman, asked):
    desk = sign_in(cast.lebak, "siti", cast.lebak.host)
    assert asked.subject in desk.get("/petugas/ombudsman/").text
    path = f"/petugas/ombudsman/{asked.pk}/"
    empty = desk.post(path, {"text": " "})
    assert empty.status_code == 400
    assert desk.post(path, {"text": "Alat sudah dipesan."}).status_code == 302
    page = ombudsman["assistant"].get(f"/ombudsman/permintaan/{asked.pk}/")
    assert 'action="/akun/keluar/"' in page.text
    assert "Alat sudah dipesan." in page.text
    assert "Sudah dijawab" in page.text
    assert ombudsman["lead"].post(f"/ombudsman/permintaan/{asked.pk}/tutup/", {"verdict": ""}).status_code == 400
    closed = ombudsman["lead"].post(f"/ombudsman/permintaan/{asked.pk}/tutup/", {"verdict": "done", "words": "Baik."})
    assert closed.status_code == 302
    late = desk.post(path, {"text": "Tambahan kami."})
    assert late.status_code == 409
    assert "Tambahan kami." in late.text


def test_an_assistant_cannot_close_what_another_sent(ombudsman, asked):
    refused = ombudsman["assistant"].post(f"/ombudsman/permintaan/{asked.pk}/tutup/", {"verdict": "done"})
    assert refused.status_code == 403


def test_the_list_is_narrowed_by_state_and_city(ombudsman, asked):
    path = "/ombudsman/permintaan/"
    for query, there in (
        ({}, True), ({"keadaan": "open"}, True), ({"keadaan": "closed"}, False), ({"daerah": "36.02"}, True),
        ({"daerah": "36.71"}, False), ({"keadaan": "x", "daerah": "x", "sebelum": "x"}, True),
    ):  # fmt: skip
        assert (asked.subject in ombudsman["head"].get(path, query).text) is there, query


def test_a_request_as_a_letter(ombudsman, asked):
    answer = ombudsman["assistant"].get(f"/ombudsman/permintaan/{asked.pk}/surat.pdf")
    assert answer["Content-Type"] == "application/pdf"
    pdf = PdfReader(BytesIO(answer.content))
    text = "".join(page.extract_text() for page in pdf.pages)
    assert asked.number in text
    assert "Kabupaten Lebak" in text
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_a_case_is_opened_assigned_and_closed(cast, ombudsman):
    number = cast.lebak.file(visibility="secret").number
    words = {
        "reference": "12/2026",
        "number": number,
        "title": "Penundaan",
        "ground": "consent",
        "ground_text": "Surat.",
    }
    assert ombudsman["assistant"].post("/ombudsman/perkara/", words).status_code == 403
    bad = ombudsman["lead"].post("/ombudsman/perkara/", words | {"ground": ""})
    assert bad.status_code == 400
    assert "Penundaan" in bad.text
    opened = ombudsman["lead"].post("/ombudsman/perkara/", words)
    assert opened.status_code == 302
    assert ombudsman["assistant"].get(opened.url).status_code == 404
    assistant = cast.province.assistant.user.pk
    assert ombudsman["lead"].post(f"{opened.url}orang/", {"user": assistant, "works": "1"}).status_code == 302
    assert "12/2026" in ombudsman["assistant"].get(opened.url).text
    assert ombudsman["assistant"].post(f"/ombudsman/laporan/{number}/").status_code == 200
    assert ombudsman["assistant"].post(f"{opened.url}tutup/").status_code == 403
    assert ombudsman["lead"].post(f"{opened.url}tutup/").status_code == 302
    assert ombudsman["assistant"].post(f"/ombudsman/laporan/{number}/").status_code == 403


def test_the_head_appoints_and_the_invitation_is_shown_once(ombudsman):
    typed = {"name": "Dina Mariana", "username": "dina", "role": "assistant"}
    answer = ombudsman["head"].post("/ombudsman/orang/", typed)
    assert "/akun/undangan/" in answer.text
    assert "/akun/undangan/" not in ombudsman["head"].get("/ombudsman/orang/").text
    again = ombudsman["head"].post("/ombudsman/orang/", typed)
    assert again.status_code == 400
    assert "Dina Mariana" in again.text


def test_the_city_sees_who_looked(cast, ombudsman):
    filed = cast.lebak.file("dispatched")
    ombudsman["assistant"].post(f"/ombudsman/laporan/{filed.number}/")
    desk = sign_in(cast.lebak, "leader", cast.lebak.host)
    page = desk.get("/petugas/ombudsman/pembacaan/").text
    assert filed.number in page
    assert "Ombudsman: Hana Pratiwi" in page
    assert "Hana Pratiwi" in ombudsman["head"].get("/ombudsman/pembacaan/").text


def test_a_city_speaks_beside_its_figure_and_takes_it_back(cast):
    desk = sign_in(cast.lebak, "siti", cast.lebak.host)
    path = "/petugas/ombudsman/tanggapan/"
    words = "Angka ini memuat laporan yang kami jawab lewat surat."
    bad = desk.post(path, {"measure": "x", "period": "12-bulan", "text": words})
    assert bad.status_code == 400
    assert words in bad.text
    assert desk.post(path, {"measure": "tepat-waktu", "period": "12-bulan", "text": words}).status_code == 302
    assert words in desk.get(path).text
    cast.lebak.file()
    public = Client(headers={"host": "localhost"})
    for page in ("/", "/kota/kab-lebak/"):
        assert words in public.get(page).text
    assert words not in public.get("/kota/kota-tangerang/").text
    leader = sign_in(cast.lebak, "leader", cast.lebak.host)
    assert leader.post(path, {"measure": "tepat-waktu", "period": "12-bulan", "text": words}).status_code == 403
    with cast.lebak.seat():
        pk = Statement.objects.get().pk
    assert leader.post(f"{path}{pk}/tarik/").status_code == 403
    assert desk.post(f"{path}{pk}/tarik/").status_code == 302
    assert "Ditarik" in desk.get(path).text
    assert words not in public.get("/").text


def test_a_case_of_nobody_is_no_way_in(cast):
    number = cast.lebak.file(visibility="secret").number
    words = {
        "reference": "12/2026",
        "number": number,
        "title": "Penundaan",
        "ground": "law",
        "ground_text": "Pasal 8.",
    }
    with cast.province.seat():
        cases.open_case(cast.province.lead, **words)
    client = sign_in(cast.province, "assistant", "localhost")
    assert client.post(f"/ombudsman/laporan/{number}/").status_code == 403
