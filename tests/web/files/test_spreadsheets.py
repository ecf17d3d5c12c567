"""No text of a CSV file runs in a spreadsheet; numbers stay numbers and phone numbers stay readable."""

import pytest

from web.files.spreadsheets import csv_text, download, safe


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ('=HYPERLINK("http://x")', '\'=HYPERLINK("http://x")'),
        ("+62 812-9876-5432", "'+62 812-9876-5432"),
        ("+6281298765432", "'+6281298765432"),
        ("0812-9876-5432", "0812-9876-5432"),
        ("@SUM(1)", "'@SUM(1)"),
        ("-1+1", "'-1+1"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("  =1", "'  =1"),
        ("＝1", "'＝1"),
        ("Jalan/Drainase & Irigasi, dll.", "Jalan/Drainase & Irigasi, dll."),
        ("Jum'at Bersih", "Jum'at Bersih"),
        ("*", "*"),
        ("", ""),
        (-3, -3),
        (2.5, 2.5),
        (None, None),
    ],
)
def test_a_formula_becomes_text(cell, written):
    assert safe(cell) == written


def test_a_comma_a_quote_and_a_line_break_stay_in_their_cell():
    assert csv_text([["a,b", 'c"d', "e\nf", 1, None]]) == '"a,b","c""d","e\nf",1,\r\n'


def test_a_download_is_a_file_with_a_name_in_utf8():
    answer = download("kinerja-opd", [["Ciputat"]])
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="kinerja-opd.csv"'
    assert answer.content.decode("utf-8-sig") == "Ciputat\r\n"
