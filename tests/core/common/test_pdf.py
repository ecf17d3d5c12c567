"""A letter as PDF/UA: tagged, titled, in its language; whatever somebody wrote is text in it and nothing else."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from core.common import pdf
from core.common.errors import Conflict
from core.common.fonts import spelled
from core.common.pdf import make_pdf

AT = datetime(2026, 3, 16, 7, 5, tzinfo=UTC)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"><rect width="4" height="4"/></svg>'


def letter(*parts: dict, **changes) -> PdfReader:
    data = {
        "lang": "id",
        "title": "Tanda terima laporan",
        "color": "#14507a",
        "head": {"name": "Pemerintah Kota Tangerang", "lines": ["LAKSA", "Jalan Satria Sudirman 1"]},
        "meta": [["Nomor laporan", "3671-26-000123-L"]],
        "to": [],
        "parts": list(parts),
        "track": {
            "svg": SVG,
            "alt": "Kode QR",
            "heading": "Lacak",
            "text": "Pindai.",
            "url": "https://kota.example/lacak/?nomor=1",
            "shown": "kota.example/lacak/",
        },
        "sign": {"place": "Kota Tangerang, 16 Maret 2026", "lines": ["Kepala Dinas"], "name": "Budi"},
        "footer": "LAKSA Kota Tangerang",
        "page_words": "Halaman {page} dari {pages}",
    }
    return PdfReader(BytesIO(make_pdf("letter.typ", data | changes, at=AT)))


def words(text: str) -> dict:
    return {"kind": "words", "text": text}


def shown(reader: PdfReader) -> str:
    """The text of all pages, without the line breaks and soft breaks of the setting."""
    text = " ".join(page.extract_text() for page in reader.pages)
    return " ".join(text.replace("\u200b", "").split())


def tags(reader: PdfReader) -> list[str]:
    found = []

    def walk(node) -> None:
        node = node.get_object()
        if isinstance(node, list):
            for kid in node:
                walk(kid)
        elif isinstance(node, dict):
            if "/S" in node:
                found.append(node["/S"])
            if "/K" in node:
                walk(node["/K"])

    walk(reader.trailer["/Root"]["/StructTreeRoot"]["/K"])
    return found


def test_it_says_what_pdf_ua_wants_to_know():
    root = letter().trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"].value is True
    assert root["/Lang"] == "id"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert letter().metadata.title == "Tanda terima laporan"
    assert letter().metadata.creation_date == AT
    assert b"pdfuaid" in root["/Metadata"].get_data()


def test_headings_tables_pictures_and_links_are_tagged():
    deadlines = {
        "kind": "deadline_rows",
        "head": ["Batas", "Tanggal", "Dasar"],
        "rows": [["Diverifikasi", "Kamis", "3 hari"]],
    }
    found = tags(letter({"kind": "heading", "text": "Isi"}, deadlines))
    assert [found.count(tag) for tag in ("/H1", "/H2", "/Table", "/TH", "/TD", "/Figure", "/Link")] == [
        1, 1, 1, 3, 3, 1, 1,
    ]  # fmt: skip


def test_pages_are_counted():
    reader = letter(words("Jalan rusak di depan sekolah.\n" * 100))
    assert len(reader.pages) == 3
    assert [f"Halaman {n} dari 3" in page.extract_text() for n, page in enumerate(reader.pages, start=1)] == [True] * 3


@pytest.mark.parametrize(
    "text",
    [
        '#import "x": y',
        '"]#panic("ada")',
        '#read("/etc/passwd")',
        "#sys.inputs $x$ *tebal* _miring_ `kode` <label> @rujuk // komentar /* komentar",
        "= Judul - butir + nomor \\ #{1+1}",
        '{"json": "\\u0041"} </svg><script>alert(1)</script>',
    ],
)
def test_words_are_never_commands(text):
    assert text in shown(letter(words(text)))


def test_emoji_are_drawn_and_found():
    assert "padam 😀" in shown(letter(words("Lampu padam 😀")))


def test_what_no_font_draws_is_named():
    assert "Toko [U+65E5] di pasar" in shown(letter(words("Toko 日 di pasar")))


def test_a_name_of_200_characters_stays_on_the_page():
    for name in ("x" * 200, "Muhammad Nurul Hidayatullah " * 7):
        reader = letter({"kind": "facts", "rows": [["Nama", name]]})
        assert name.strip().replace(" ", "") in shown(reader).replace(" ", "")
        assert len(reader.pages) == 1
        assert rightmost(reader) < 595 - 60


def rightmost(reader: PdfReader) -> float:
    """How far to the right any text begins, in points."""
    found = []
    for page in reader.pages:
        page.extract_text(visitor_text=lambda text, matrix, _tm, _font, _size: found.append(matrix[4] if text else 0))
    return max(found)


def test_one_colour_is_as_good_as_none():
    for color in ("#0b6b3a", "", "red", "#12345", 'rgb("#000")'):
        assert len(letter(color=color).pages) == 1


def test_too_much_is_refused_unread():
    with pytest.raises(Conflict):
        letter(words("a" * 400_001))


# What typst 0.15.2 refuses, and what it panics on, when clusters that no single font draws are not spelled out.
REFUSED = "\u059d\U0001f4d2\u0333"
PANICS = (
    "\u200c\ufd36\u0a03\ua8ee\u106a\u0903\u0944\U0001f198\u1d98\u0d40\u02fa\u05c0\u17c1\u24a4\u0b55\U0001f625\ua66d\u103d\u0b0a"
    "\u0a03\u0498\u0cc3\u0dab\u1033\u0cc1\u1e83\uaa7c\ufe0f\ufd60\u0cc1\u1ca9\u0d02\ua8f0\ufb73\u0c03\u0b43\u05f1\u1039\ufe0f\u090c"
    "\U0001f498\U0001f68d\ua70e\ufdb9\u2deb\U0001f63a\u1dc6\u200c\ufe99\u0ccb\u0abe\u0c47\ufc3d"
)


@pytest.mark.parametrize("text", [REFUSED, PANICS])
def test_clusters_of_several_scripts_are_spelled_out(text):
    assert "[" in shown(letter(words(text)))


@pytest.mark.parametrize("text", [REFUSED, PANICS])
def test_a_fault_inside_typst_costs_letters_their_shape_and_nobody_their_letter(monkeypatch, text):
    def only_the_second_time(text: str, *, latin_only: bool) -> str:
        return spelled(text, latin_only=True) if latin_only else text

    monkeypatch.setattr(pdf, "spelled", only_the_second_time)
    assert f"Siti {spelled(text, latin_only=True)}"[:50] in shown(letter(words(f"Siti {text}")))


@settings(max_examples=150, suppress_health_check=list(HealthCheck))
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40))
def test_any_text_makes_a_letter(text):
    assert len(letter(words(text), {"kind": "facts", "rows": [["Nama", text]]}).pages) >= 1
