"""CSV files that are safe to open in a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

Cell = str | int | float | None

# What Excel, LibreOffice and Google Sheets take for the beginning of a formula (CWE-1236), also inside quotes and
# after white space, which they take away; its full-width forms included.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# Tells spreadsheets that the file is UTF-8.
BOM = "\ufeff"


def safe(cell: Cell) -> Cell:
    """A text that begins like a formula gets an apostrophe before it, so that no spreadsheet runs it; a phone number
    stays readable ("'+62 812…"). Numbers are left as they are."""
    if isinstance(cell, str) and (cell.startswith(_FORMULA) or cell.lstrip().startswith(_FORMULA)):
        return f"'{cell}"
    return cell


def csv_text(rows: Iterable[Sequence[Cell]]) -> str:
    target = io.StringIO(newline="")
    csv.writer(target).writerows([safe(cell) for cell in row] for row in rows)
    return target.getvalue()


def download(name: str, rows: Iterable[Sequence[Cell]]) -> HttpResponse:
    """The rows as a file `name` (ASCII, without ending) to save."""
    answer = HttpResponse(BOM + csv_text(rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer
