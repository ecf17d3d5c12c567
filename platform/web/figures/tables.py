"""Tables of figures ready for a template, and the same as rows of a file."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape

from django.utils.safestring import SafeString, mark_safe

from web.figures.columns import Column, Counted
from web.files.spreadsheets import Cell

# The address of the list of numbers behind a count of a line, or "".
NumbersOf = Callable[[Column], str]


@dataclass(frozen=True)
class Shown:
    text: str
    url: str = ""


@dataclass(frozen=True)
class Line:
    name: str
    url: str
    cells: tuple[Shown, ...]

    @property
    def row(self) -> SafeString:
        """The cells as HTML. A page has hundreds of them: as nodes of a template they would be half of its work."""
        return mark_safe("".join(map(_cell, self.cells)))  # noqa: S308 (every value is escaped)


@dataclass(frozen=True)
class Table:
    """`key` makes ids, `heads` is what the first column holds; `files` are its addresses by form."""

    key: str
    caption: str
    heads: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    whole: Line | None
    files: dict[str, str]


def _cell(shown: Shown) -> str:
    text = escape(shown.text)
    return (
        f'<td class="num"><a href="{escape(shown.url)}">{text}</a></td>'
        if shown.url
        else f'<td class="num">{text}</td>'
    )


def none(column: Column) -> str:
    """No list of numbers behind any cell."""
    return ""


def line(name: str, url: str, counted: Counted, columns: Iterable[Column], numbers: NumbersOf = none) -> Line:
    cells = tuple(
        Shown(column.text(counted), numbers(column) if column.what and column.value(counted) else "")
        for column in columns
    )
    return Line(name, url, cells)


def row(counted: Counted, columns: Sequence[Column]) -> tuple[Cell, ...]:
    """The cells of a file."""
    return tuple(column.value(counted) for column in columns)
