"""Tables as files: CSV and XLSX that are safe to open, and JSON."""

import io
import json
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.http import Http404, HttpResponse
from django.utils import timezone
from xlsxwriter import Workbook

from web.figures.blocks import Column, Counted, Counts, cells
from web.files.spreadsheets import Cell, download, safe

CSV, XLSX, JSON = "csv", "xlsx", "json"
FORMS = (CSV, XLSX, JSON)
_XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_WIDEST = 40


def answer(form: str, name: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> HttpResponse:
    """The table as a file `name` (ASCII) of a form; 404 for a form there is none of."""
    if form == CSV:
        return download(name, [columns, *rows])
    if form == JSON:
        found = [dict(zip(columns, row, strict=True)) for row in rows]
        return _file(f"{name}.json", json.dumps(found, ensure_ascii=False, indent=1), "application/json")
    if form == XLSX:
        return _file(f"{name}.xlsx", _workbook(columns, list(rows)), _XLSX_TYPE)
    raise Http404


def stamp(moment: datetime) -> str:
    """When figures were counted, as every file says it."""
    return timezone.localtime(moment).isoformat(timespec="seconds")


def figure_rows(
    keys: Sequence[str],
    columns: Sequence[Column[Counts]],
    rows: Iterable[tuple[tuple[str, ...], Counted[Counts], str, datetime]],
) -> tuple[tuple[str, ...], list[tuple[Cell, ...]]]:
    """Columns and rows of a file of figures: keys, figures, their span, and when they were counted."""
    names = (*keys, *(column.name for column in columns), "rentang", "data_per")
    return names, [(*key, *cells(counted, columns), span, stamp(at)) for key, counted, span, at in rows]


def _workbook(columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> bytes:
    """One sheet; texts stay texts, whatever they look like."""
    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(target, options) as book:
        sheet = book.add_worksheet()
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, columns, book.add_format({"bold": True}))
        for number, row in enumerate(rows, start=1):
            sheet.write_row(number, 0, [safe(cell) for cell in row])
        for place, column in enumerate(columns):
            longest = max([len(column), *(len(str(row[place])) for row in rows)])
            sheet.set_column(place, place, min(_WIDEST, longest + 2))
    return target.getvalue()


def _file(name: str, content: str | bytes, content_type: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
