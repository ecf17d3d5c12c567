"""What each letter says, and what it never says."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from core.casework import actions, letters, queries
from core.casework.letters import LetterKind, available_letters
from core.casework.letters.reporters import reporters_contact
from core.common.errors import Forbidden, NotFound
from core.reports.models import Report
from tests.support.letters import SITE, read, text_of

# Monday before Lebaran 2026, 14.05 WIB.
AT = datetime(2026, 3, 16, 7, 5, tzinfo=UTC)
IDENTITY = ("Ratna", "81298765432")


@pytest.fixture
def office(cast):
    with cast.tangerang.seat():
        yield cast.tangerang


def fresh(number: str) -> Report:
    return Report.objects.select_related("category", "unit", "rejection_reason").get(number=number)


def says(letter: letters.Letter) -> str:
    return text_of(letter.pdf)


def names_nobody(text: str) -> bool:
    return not any(part in text for part in IDENTITY)


# -- Receipt -------------------------------------------------------------------------------------------------------


def test_receipt_holds_what_the_law_owes(office):
    filed = office.file(at=AT)
    letter = letters.letter_for_reporter(filed.report, LetterKind.RECEIPT, site=SITE)
    text = says(letter)
    assert letter.filename == f"tanda-terima-{filed.number}.pdf"
    for owed in (
        f"Nomor laporan {filed.number}",
        "Nama Ratna Kusuma",
        "Telepon +6281298765432",
        "Lampu jalan di depan pasar padam sejak kemarin malam.",
        "Kelurahan Sukarasa, Kecamatan Tangerang",
        "Depan Pasar Anyar",
        "Diterima Senin, 16 Maret 2026 pukul 14.05 WIB",
        "Petugas penerima Sistem, otomatis",
        "Dijawab paling lambat Senin, 13 April 2026 14 hari kerja; PermenPANRB",
        "Kota Tangerang, 16 Maret 2026",
    ):
        assert owed in text
    assert filed.code not in text.replace("-", "")


def test_receipt_names_the_officer_who_wrote_it_down(office):
    draft = office.draft(channel="counter")
    filed = actions.submit(draft, clerk=office.siti, at=AT)
    assert "Petugas penerima Siti Aminah" in says(letters.receipt(filed.report, site=SITE))


def test_receipt_of_an_anonymous_report_names_nobody(office):
    filed = office.file(identity="anonymous")
    assert reporters_contact(filed.report) is None
    text = says(letters.letter_for_reporter(filed.report, LetterKind.RECEIPT, site=SITE))
    assert "Identitas Tanpa identitas" in text
    assert "Nama " not in text
    assert names_nobody(text)


def test_receipt_says_what_is_provisional(office):
    filed = office.file(at=datetime(2027, 12, 20, 3, 0, tzinfo=UTC))
    assert "sementara, sampai cuti bersama tahun itu ditetapkan" in says(letters.receipt(filed.report, site=SITE))


def test_receipt_of_long_words_runs_over_several_pages(office):
    description = ("Jalan rusak parah di depan sekolah 😀.\n\n" * 130)[:5000]
    filed = office.file(description=description, name="Raden " * 20, at=AT)
    letter = letters.letter_for_reporter(filed.report, LetterKind.RECEIPT, site=SITE)
    pages = read(letter.pdf).pages
    assert len(pages) > 2
    assert f"Halaman {len(pages)} dari {len(pages)}" in pages[-1].extract_text()
    assert says(letter).count("sekolah 😀.") == description.count("😀.")
    assert says(letter).count("Raden") == 20


def test_desk_reads_the_identity_only_by_a_logged_reading(office):
    filed = office.file("dispatched", identity="masked")
    report = fresh(filed.number)
    assert names_nobody(says(letters.letter_for_desk(report, LetterKind.RECEIPT, site=SITE)))
    seen = says(letters.receipt_with_identity(report, office.siti, site=SITE))
    assert "Nama Ratna Kusuma" in seen
    with pytest.raises(Forbidden):
        letters.receipt_with_identity(report, office.dewi, site=SITE)
    story = queries.desk_story(report)
    assert [event.actor for event in story.events if event.action == "identity_read"] == ["Siti Aminah"]


# -- Request for completion ----------------------------------------------------------------------------------------


def test_request_says_what_until_when_and_what_otherwise(office):
    filed = office.file("needs_info", at=AT)
    text = says(letters.letter_for_reporter(fresh(filed.number), LetterKind.COMPLETION, site=SITE))
    assert f"Yth. Pelapor laporan {filed.number}" in text
    assert "Di tiang nomor berapa?" in text
    assert "Kami tunggu sampai Rabu, 15 April 2026 Dasar 30 hari kalender; UU 25/2009" in text
    assert "dasar ini belum dipastikan" in text
    assert "laporan dianggap dicabut" in text
    assert names_nobody(text)


# -- Forwarding letter ---------------------------------------------------------------------------------------------


def test_letter_to_a_unit_has_note_and_deadlines_and_nobody(office):
    filed = office.file("verified", at=AT)
    actions.dispatch(filed.number, office.siti, unit="dishub", note="Mohon malam ini.", at=AT + timedelta(hours=2))
    text = says(letters.letter_for_desk(fresh(filed.number), LetterKind.FORWARDING, site=SITE))
    assert "Yth. Dinas Perhubungan" in text
    assert "Mohon malam ini." in text
    assert "Dijawab paling lambat" in text
    assert "Identitas pelapor tidak disertakan" in text
    assert names_nobody(text)


def test_letter_to_an_agency_leaves_out_what_points_at_the_reporter(office):
    words = "Kabel PLN putus di rumah kusuma. Hubungi saya Ratna di 081298765432 segera."
    filed = office.file(description=words, address="Depan rumah Ibu Ratna", at=AT)
    said = "Ibu Ratna Kusuma, kabel ini milik PLN."
    actions.refer(filed.number, office.siti, agency="PLN UP3 Cikokol", text=said, at=AT)
    text = says(letters.letter_for_desk(fresh(filed.number), LetterKind.FORWARDING, site=SITE))
    assert "Yth. PLN UP3 Cikokol" in text
    assert "Kabel PLN putus di rumah [nama]." in text
    assert "Depan rumah Ibu [nama]" in text
    assert "[nomor telepon]" in text
    assert "kabel ini milik PLN." in text
    assert names_nobody(text)
    assert "kusuma" not in text.lower()


def test_letter_to_another_city_names_it(office):
    filed = office.file(at=AT)
    actions.transfer(filed.number, office.siti, to="36.02", note="Jalannya di Lebak.", at=AT + timedelta(hours=1))
    text = says(letters.letter_for_desk(fresh(filed.number), LetterKind.FORWARDING, site=SITE))
    assert "Yth. Kabupaten Lebak" in text
    assert "Jalannya di Lebak." in text


# -- Decision notice -----------------------------------------------------------------------------------------------


def decided(number: str) -> str:
    return says(letters.letter_for_reporter(fresh(number), LetterKind.DECISION, site=SITE))


def ends(office, number: str, how: str) -> None:
    """Bring a verified report to an end."""
    later = AT + timedelta(days=1)
    if how == "refused":
        actions.reject(number, office.siti, reason="tidak-jelas", note="Kami sudah mencari.", at=later)
    elif how == "referred":
        actions.refer(number, office.siti, agency="PLN UP3 Cikokol", text="Kabel ini milik PLN.", at=later)
    elif how == "transferred":
        actions.transfer(number, office.siti, to="36.02", at=later)
    elif how == "merged":
        survivor = office.file("verified", description="Rahasia orang lain.", at=AT)
        actions.merge(number, office.siti, into=survivor.number, at=later)
    elif how == "outside":
        actions.resolve_outside(number, office.siti, text="Warga sudah menggantinya.", at=later)
    else:
        actions.dispatch(number, office.siti, unit="dishub", at=later)
        actions.answer(number, office.dewi, text="Lampu sudah diganti.", at=later)
        if how == "done":
            actions.close(number, office.siti, at=later)
        elif how == "auto":
            actions.check(number, office.siti, at=later)
            actions.auto_close(number, at=later + timedelta(days=30))


OUTCOMES = {
    "answered": ("Hasil Sudah dijawab", "sudah dijawab oleh Dinas Perhubungan", "Lampu sudah diganti."),
    "done": ("Hasil Selesai ditangani", "dinyatakan selesai", "Lampu sudah diganti.", "sampai Selasa, 31 Maret 2026"),
    "auto": ("Hasil Ditutup karena tidak ada tanggapan lagi", "ditutup karena tidak ada tanggapan", "sudah diganti."),
    "refused": ("Hasil Tidak dapat ditindaklanjuti", "tidak dapat kami tindaklanjuti", "Kami sudah mencari."),
    "referred": ("Hasil Diteruskan ke instansi lain", "kami teruskan kepada PLN UP3 Cikokol", "Kabel ini milik PLN."),
    "transferred": ("Hasil Dialihkan ke daerah lain", "dialihkan kepada Kabupaten Lebak"),
    "merged": ("Hasil Digabung dengan laporan lain", "digabung dengan laporan lain tentang hal yang sama"),
    "outside": ("Hasil Selesai di luar sistem ini", "teratasi di luar layanan ini", "Warga sudah menggantinya."),
}


@pytest.mark.parametrize("how", OUTCOMES)
def test_each_outcome_has_its_own_words(office, how):
    filed = office.file("verified", at=AT)
    ends(office, filed.number, how)
    text = decided(filed.number)
    for sentence in OUTCOMES[how]:
        assert sentence in text
    assert names_nobody(text)
    assert "Rahasia orang lain." not in text
    if how not in ("answered", "done"):
        assert "dinyatakan selesai" not in text
        assert "sudah ditangani" not in text


def test_withdrawn_is_told_as_the_reporters_wish(office):
    filed = office.file(at=AT)
    actions.withdraw(actions.ByCode(filed.number, filed.code), at=AT + timedelta(hours=1))
    assert "dicabut atas permintaan Anda" in decided(filed.number)


def test_a_lapse_is_named_with_its_reason(office):
    filed = office.file("needs_info", at=AT)
    actions.lapse(filed.number, at=AT + timedelta(days=40))
    assert "keterangan yang kami minta tidak kami terima" in decided(filed.number)


def test_an_answer_that_was_taken_back_is_not_in_the_notice(office):
    filed = office.file("answered")
    actions.undo(filed.number, office.dewi)
    actions.answer(filed.number, office.dewi, text="Besok malam dipasang.")
    text = decided(filed.number)
    assert "Besok malam dipasang." in text
    assert "Lampu sudah diganti." not in text


# -- All of them ---------------------------------------------------------------------------------------------------


LETTERS = {
    "submitted": ["tanda-terima"],
    "needs_info": ["tanda-terima", "kelengkapan"],
    "verified": ["tanda-terima"],
    "dispatched": ["tanda-terima", "penerusan"],
    "answered": ["tanda-terima", "penerusan", "keputusan"],
    "closed": ["tanda-terima", "penerusan", "keputusan"],
    "rejected": ["tanda-terima", "keputusan"],
}


@pytest.mark.parametrize("state", LETTERS)
def test_letters_of_a_state(office, state):
    report = fresh(office.file(state).number)
    assert available_letters(report, readers=letters.FOR_DESK) == LETTERS[state]
    assert available_letters(report) == [kind for kind in LETTERS[state] if kind != "penerusan"]
    for kind in LetterKind:
        if kind in LETTERS[state]:
            assert letters.letter_for_desk(report, kind, site=SITE).pdf.startswith(b"%PDF-")
        else:
            with pytest.raises(NotFound):
                letters.letter_for_desk(report, kind, site=SITE)


def test_the_reporter_gets_no_letter_to_others_and_none_that_never_was(office):
    report = fresh(office.file("dispatched").number)
    for kind in ("penerusan", "surat-cinta", ""):
        with pytest.raises(NotFound):
            letters.letter_for_reporter(report, kind, site=SITE)


def test_erased_reports_have_no_letters(office):
    filed = office.file("closed")
    actions.anonymise(filed.number, office.siti, cause="request")
    assert available_letters(fresh(filed.number), readers=letters.FOR_DESK) == []


# Besides those of the reporter's story, which some of them tell.
@pytest.mark.parametrize(
    ("state", "kind", "opens_story", "besides"),
    [
        ("submitted", "tanda-terima", False, 3),
        ("needs_info", "kelengkapan", True, 1),
        ("dispatched", "penerusan", False, 3),
        ("closed", "keputusan", True, 2),
        ("rejected", "keputusan", True, 1),
        ("referred", "penerusan", False, 5),
        ("referred", "keputusan", True, 4),
    ],
)
def test_letters_ask_the_database_so_often(office, django_assert_num_queries, state, kind, opens_story, besides):
    filed = office.file("submitted" if state == "referred" else state)
    if state == "referred":
        actions.refer(filed.number, office.siti, agency="PLN UP3 Cikokol", text="Kabel ini milik PLN.")
    with CaptureQueriesContext(connection) as story:
        queries.reporter_story(fresh(filed.number))
    report = fresh(filed.number)
    with django_assert_num_queries(besides + (len(story) - 1 if opens_story else 0)):
        letters.letter_for_desk(report, kind, site=SITE)


def test_head_and_signature_are_the_citys_own(office):
    from core.catalogue.models import CitySettings

    report = office.file(at=AT).report
    plain = says(letters.receipt(report, site=SITE))
    assert plain.startswith("Pemerintah Kota Tangerang LAKSA")
    assert "Dibuat secara elektronik oleh LAKSA Kota Tangerang." in plain
    CitySettings(
        letterhead_name="Dinas Komunikasi dan Informatika Kota Tangerang",
        letterhead_address="Jalan Satria Sudirman Nomor 1",
        letterhead_phone="(021) 5576 4955",
        signatory_name="Dra. Hj. Nurul Aini",
        signatory_title="Kepala Dinas",
    ).save()
    own = says(letters.receipt(report, site=SITE))
    assert own.startswith("Dinas Komunikasi dan Informatika Kota Tangerang LAKSA")
    assert "Jalan Satria Sudirman Nomor 1 Telepon (021) 5576 4955" in own
    assert "Kepala Dinas Dra. Hj. Nurul Aini" in own


def test_the_qr_code_leads_to_the_tracking_page_without_the_code(office, monkeypatch):
    from core.casework.letters import base

    drawn = []
    real = base.qr_svg
    monkeypatch.setattr(base, "qr_svg", lambda content: drawn.append(content) or real(content))
    filed = office.file()
    letter = letters.receipt(filed.report, site=SITE)
    address = f"{SITE}/lacak/?nomor={filed.number}"
    assert drawn == [address]
    annotations = [note.get_object() for page in read(letter.pdf).pages for note in page.get("/Annots", [])]
    assert [note["/A"]["/URI"] for note in annotations] == [address]


def test_letters_speak_english_to_those_who_read_it(office):
    report = office.file(at=AT).report
    with translation.override("en"):
        letter = letters.receipt(report, site=SITE)
    assert read(letter.pdf).trailer["/Root"]["/Lang"] == "en"
    assert "Monday, 16 March 2026 at 14:05 WIB" in says(letter)


def test_the_same_letter_twice_is_the_same_file(office):
    report = office.file(at=AT).report
    assert letters.receipt(report, site=SITE) == letters.receipt(report, site=SITE)
