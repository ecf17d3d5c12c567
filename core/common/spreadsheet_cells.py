"""Cells of a file that is opened in a spreadsheet."""

from collections.abc import Iterable
from typing import Any

# Excel, LibreOffice and Google Sheets take a cell that begins so for a formula, also inside quotes (CWE-1236).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def cell(value: Any) -> str:
    """The value as text that stays text: one that could be a formula begins with an apostrophe, and reads the same.

    White space before such a character is no shelter; spreadsheets take it away.
    """
    text = "" if value is None else str(value)
    is_formula = text.startswith(_FORMULA) or text.lstrip().startswith(_FORMULA)
    return f"'{text}" if is_formula else text


def row(values: Iterable[Any]) -> list[str]:
    return [cell(value) for value in values]
