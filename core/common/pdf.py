"""Letters as PDF/UA-1 (ISO 14289-1: readable by screen readers), set by typst from templates of ours.

What people wrote reaches typst as JSON and is shown as text: it is never part of a template's source, so no word of it
can be a command. Templates read nothing outside their own folder and load no packages.
"""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import typst
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.common.errors import Conflict
from core.common.fonts import families, fonts, spelled


class Unset(Exception):
    """typst could not set a document."""


STANDARD: Final = "ua-1"
# Several times the longest text a form takes in. It bounds the time as well: so much is set in a third of a second.
MOST_BYTES = 400_000


def make_pdf(template: str, data: dict[str, Any], *, at: datetime) -> bytes:
    """The PDF of a template below templates/letters with its data; `at` is the time the document says it is of.

    `data` holds what JSON can hold, with `title` and `lang`, which PDF/UA wants. Conflict when it is too much.
    """
    try:
        return _compiled(document(template, data), at)
    except Unset:
        # No text is known that does this; a stranger's letter may still not be the one that finds it.
        return _compiled(document(template, data, latin_only=True), at)


def _compiled(letter: typst.Compiler, at: datetime) -> bytes:
    stamp = at.astimezone(UTC).replace(microsecond=0)
    try:
        made = letter.compile(format="pdf", pdf_standards=STANDARD, timestamp=stamp)
    except typst.TypstError as error:
        raise Unset(error.diagnostic) from error
    except BaseException as error:
        # A panic inside typst is no Exception, and would end the whole worker.
        if type(error).__name__ != "PanicException":
            raise
        raise Unset(str(error)) from error
    if not isinstance(made, bytes):
        raise Unset("the document is not one file")
    return made


def document(template: str, data: dict[str, Any], *, latin_only: bool = False) -> typst.Compiler:
    """A template with its data, ready to be compiled. `latin_only` spells out what goes beyond Noto Sans."""
    folder = Path(settings.TEMPLATES[0]["DIRS"][0], "letters")
    text = json.dumps({**_drawable(data, latin_only), "fonts": families()}, ensure_ascii=False)
    if len(text.encode()) > MOST_BYTES:
        raise Conflict("letter_too_long", _("Surat ini terlalu panjang untuk dibuat."))
    return typst.Compiler(
        input=folder / template,
        root=folder,
        font_paths=fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": text},
    )


def _drawable(value: Any, latin_only: bool) -> Any:
    """The same data, with every text in it as our fonts can draw it."""
    if isinstance(value, str):
        return spelled(value, latin_only=latin_only)
    if isinstance(value, dict):
        return {name: _drawable(part, latin_only) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_drawable(part, latin_only) for part in value]
    return value
