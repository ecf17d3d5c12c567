"""The English translation beside its sources: what is to translate, and the compiled catalogue.

The sentences in templates, code and the seeded lists are Indonesian; English is
`platform/web/locale/en/LC_MESSAGES/django.po`. The compiled `django.mo` is kept beside it, so that a running
installation needs no compiler. As a program (`make messages`): take up new sentences, drop those no longer used,
compile. Babel reads and writes both; the GNU gettext tools are not needed.
"""

import ast
import csv
import io
import re
import sys
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "platform" / "web" / "locale" / "en" / "LC_MESSAGES"
PO, MO = FOLDER / "django.po", FOLDER / "django.mo"

_CODE = ("api", "core", "platform/config", "platform/demo", "platform/oversight", "platform/web", "tenants")
# The lists a city starts with, and their columns that people read (`core.common.translate_data`).
_LISTS = ROOT / "core" / "catalogue" / "data"
_READ_COLUMNS = {
    "categories*.csv": ("name", "lapor_category"),
    "rejection-reasons*.csv": ("name", "sentence"),
}
# What people read of our data, by the names of its keys. Mails have their texts in both languages in their files; the
# titles of the texts are translated like other words.
_READ_OF_DATA = {
    "core/notifications/texts/*.toml": ("title",),
    "core/casework/letters/decisions.toml": ("decision", "onward"),
    "tenants/law/deadlines.toml": ("legal_basis", "words"),
}
_LEFT_OUT = {"migrations", "node_modules", "static"}
_KEYWORDS: dict = {
    **dict.fromkeys(("_", "lazy", "gettext", "gettext_lazy", "gettext_noop")),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
# The headers hold no moment of writing, so that the same sentences give the same files.
_HEADERS: dict = {
    "locale": "en",
    "charset": "utf-8",
    "domain": "django",
    "header_comment": "# English of Laksa; the sentences themselves are Indonesian. Kept by `make messages`.",
    "project": "Laksa",
    "version": "1",
    "last_translator": "Laksa",
    "language_team": "English",
    "msgid_bugs_address": "",
    "creation_date": datetime(2026, 1, 1, tzinfo=UTC),
    "revision_date": datetime(2026, 1, 1, tzinfo=UTC),
    "fuzzy": False,
}
# A marked sentence, or its singular and plural; and its context.
Marked = tuple[str | tuple[str, ...], str | None]
_PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[-#0 +]*\d*(?:\.\d+)?[a-zA-Z]|%%|\{\w*\}")


def _files(folder: str, *endings: str) -> Iterator[Path]:
    for path in sorted((ROOT / folder).rglob("*")):
        if path.suffix in endings and not _LEFT_OUT & set(path.relative_to(ROOT).parts):
            yield path


def template_files() -> Iterator[Path]:
    yield from _files("templates", ".html", ".txt")


def _of_template(path: Path) -> Iterator[Marked]:
    """The marked sentences of a template, with `_("…")` and with `{% trans %}`."""
    options = {"encoding": "utf-8", "silent": "false"}
    with path.open("rb") as source:
        for _line, sentence, _comments, context in extract(babel_extract, source, _KEYWORDS, options=options):
            yield sentence, context


def of_code(path: Path) -> Iterator[Marked]:
    """The marked sentences of a module, those within f-strings too, which Babel passes over before Python 3.12."""
    calls = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda node: node.lineno):
        name = getattr(call.func, "id", getattr(call.func, "attr", None))
        if name in _KEYWORDS:
            yield from _said(call, _KEYWORDS[name] or (1,))


def _said(call: ast.Call, places: tuple) -> Iterator[Marked]:
    """What one call marks, where all of it is written out there; `places` as in `_KEYWORDS`."""
    numbers = [place[0] if isinstance(place, tuple) else place for place in places]
    given = [call.args[number - 1] if number <= len(call.args) else None for number in numbers]
    words = [part.value for part in given if isinstance(part, ast.Constant) and isinstance(part.value, str)]
    if len(words) == len(places):
        context = words.pop(0) if isinstance(places[0], tuple) else None
        yield words[0] if len(words) == 1 else tuple(words), context


def sources() -> Catalog:
    """Every sentence marked for translation, with the files it stands in."""
    catalog = Catalog(**_HEADERS)
    files = [*template_files(), *(path for folder in _CODE for path in _files(folder, ".py"))]
    for path in files:
        where = path.relative_to(ROOT).as_posix()
        for sentence, context in (of_code if path.suffix == ".py" else _of_template)(path):
            catalog.add(sentence, None, [(where, 0)], flags=(), context=context)
    for where, sentence in (*_seeded(), *_of_data()):
        catalog.add(sentence, None, [(where, 0)], flags=())
    return catalog


def _seeded() -> Iterator[tuple[str, str]]:
    """What people read of the seeded lists, with the file it stands in."""
    for pattern, columns in _READ_COLUMNS.items():
        for path in sorted(_LISTS.glob(pattern)):
            with path.open(encoding="utf-8", newline="") as lines:
                for row in csv.DictReader(lines):
                    yield from ((path.relative_to(ROOT).as_posix(), row[column]) for column in columns)


def _of_data() -> Iterator[tuple[str, str]]:
    """What people read of our TOML files, with the file it stands in."""
    for pattern, names in _READ_OF_DATA.items():
        for path in sorted(ROOT.glob(pattern)):
            tables = [tomllib.loads(path.read_text("utf-8"))]
            while tables:
                table = tables.pop(0)
                yield from ((path.relative_to(ROOT).as_posix(), table[name]) for name in names if name in table)
                for value in table.values():
                    tables += [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, dict)]


def translations() -> Catalog:
    with PO.open("rb") as file:
        return read_po(file, locale="en", domain="django")


def name_of(message: Message) -> str:
    """A sentence as findings name it: its context and its singular."""
    sentence = message.id[0] if isinstance(message.id, tuple) else message.id
    return f"{message.context}|{sentence}" if message.context else sentence


def _texts(value: str | tuple[str, ...]) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (value,)


def _placeholders(text: str) -> list[str]:
    return sorted(_PLACEHOLDER.findall(text))


def faults(wanted: Catalog, given: Catalog) -> list[str]:
    """What keeps English from being complete, one line a fault: missing, half, no longer used, other placeholders."""
    found = []
    for message in wanted:
        if not message.id:
            continue
        name, translated = name_of(message), given.get(message.id, message.context)
        if translated is None or not all(_texts(translated.string)) or translated.fuzzy:
            found.append(f"no English: {name}")
        elif isinstance(message.id, tuple) and len(_texts(translated.string)) != given.num_plurals:
            found.append(f"no plural: {name}")
        elif any(
            _placeholders(text) != _placeholders(_texts(message.id)[min(at, len(_texts(message.id)) - 1)])
            for at, text in enumerate(_texts(translated.string))
        ):
            found.append(f"other placeholders: {name}")
    unused = [message for message in given if message.id and wanted.get(message.id, message.context) is None]
    return found + [f"no longer used: {name_of(message)}" for message in unused]


def compiled(catalog: Catalog) -> bytes:
    """The catalogue as `django.mo` holds it."""
    target = io.BytesIO()
    write_mo(target, catalog)
    return target.getvalue()


def renew() -> list[str]:
    """Bring the `.po` in step with the sources, compile it, and tell what is left to do."""
    wanted, given = sources(), translations()
    for message in wanted:
        old = given.get(message.id, message.context) if message.id else None
        if old is not None:
            message.string = old.string
    with PO.open("wb") as file:
        write_po(file, wanted, width=110, include_lineno=False)
    given = translations()
    MO.write_bytes(compiled(given))
    return faults(sources(), given)


def main() -> int:
    left = renew()
    for line in left:
        print(line)
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
