"""Cells that a spreadsheet must not take for formulas."""

import pytest

from core.common.spreadsheet_cells import cell


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ('=HYPERLINK("http://x.id")', '\'=HYPERLINK("http://x.id")'),
        ("+6281298765432", "'+6281298765432"),
        ("-1+1", "'-1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("  =1", "'  =1"),
        ("Jalan/Drainase & Irigasi, dll.", "Jalan/Drainase & Irigasi, dll."),
        ("Jum'at Bersih", "Jum'at Bersih"),
        ("0812-9876-5432", "0812-9876-5432"),
        (None, ""),
        (7, "7"),
    ],
)
def test_a_cell_stays_text(value, written):
    assert cell(value) == written
