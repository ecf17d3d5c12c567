"""English is complete: every sentence is marked for translation and has an English one with the same placeholders."""

import gettext
import io
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from tests.support import messages

# Pages that say it in both languages at once, because they must also come up where no language is known.
BILINGUAL = ("templates/errors/", "templates/429.html")
# The same in every language.
NAMES = {"Esc", "(PDF)", "datapackage.json"}

_HIDDEN = (
    re.compile(r"{#.*?#}|<!--.*?-->", re.DOTALL),
    re.compile(r"{% trans\b.*?{% endtrans %}", re.DOTALL),
    # Blocks that hold classes and attributes, and what is no prose: programs, styles and commands to type.
    re.compile(r"{% block (?:wrap|layout|body_attributes) %}.*?{% endblock", re.DOTALL),
    re.compile(r"<(style|script|code|kbd)\b.*?</\1>", re.DOTALL),
    re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL),
)
_READ_ATTRIBUTE = re.compile(
    r'\b(?:alt|title|aria-label|placeholder|data-(?:[a-z-]*label|sending|working|found|denied|failed))="([^"]*)"'
)
_LETTERS = re.compile(r"[^\W\d_]{2,}")


def unmarked(template: str) -> list[str]:
    """Words of a template that people read and no translation tag surrounds."""
    text = template
    for hidden in _HIDDEN:
        text = hidden.sub("\n", text)
    lines = [*_READ_ATTRIBUTE.findall(text), *re.sub(r"<[^>]*>", "\n", text).splitlines()]
    words = (re.sub(r"&\w+;", "", line).strip() for line in lines)
    return [word for word in words if _LETTERS.search(word) and word not in NAMES]


def catalogue(**sentences: str | tuple[str, ...]) -> Catalog:
    """Of the sentences "one" and "more", with these translations."""
    given = Catalog(locale="en")
    ids = {"one": "%(n)d hari", "more": ("%(n)d hari lagi", "%(n)d hari lagi")}
    for name, text in sentences.items():
        given.add(ids[name], text)
    return given


def test_every_sentence_has_english() -> None:
    assert messages.faults(messages.sources(), messages.translations()) == [], "run `make messages` and translate"


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({"one": "%(n)d days", "more": ("%(n)d day left", "%(n)d days left")}, []),
        ({"one": "%(n)d days"}, ["no English: %(n)d hari lagi"]),
        ({"one": "", "more": ("%(n)d day left", "%(n)d days left")}, ["no English: %(n)d hari"]),
        ({"one": "%(n)d days", "more": ("%(n)d day left", "")}, ["no English: %(n)d hari lagi"]),
        ({"one": "%(m)d days", "more": ("%(n)d day left", "%(n)d days left")}, ["other placeholders: %(n)d hari"]),
        ({"one": "%(n)d days", "more": ("a day left", "%(n)d days left")}, ["other placeholders: %(n)d hari lagi"]),
    ],
)
def test_what_is_missing_or_different_is_named(given: dict, fault: list[str]) -> None:
    wanted = catalogue(one="", more=("", ""))
    assert messages.faults(wanted, catalogue(**given)) == fault


def test_what_is_no_longer_used_is_named() -> None:
    given = catalogue(one="%(n)d days", more=("%(n)d day left", "%(n)d days left"))
    assert messages.faults(catalogue(one=""), given) == ["no longer used: %(n)d hari lagi"]


def test_sentences_of_a_module_are_found_wherever_they_stand(tmp_path: Path) -> None:
    path = tmp_path / "module.py"
    path.write_text(
        "told = f\"{_('Satu kalimat.')} {number}\"\n"
        "label = pgettext_lazy('semua', 'OPD')\n"
        "count = ngettext('%(n)d hari', '%(n)d hari lagi', n)\n"
        "other = _(name)\n"
    )
    assert list(messages.of_code(path)) == [
        ("Satu kalimat.", None),
        ("OPD", "semua"),
        (("%(n)d hari", "%(n)d hari lagi"), None),
    ]


def test_the_compiled_catalogue_is_that_of_its_source() -> None:
    kept = gettext.GNUTranslations(io.BytesIO(messages.MO.read_bytes()))._catalog
    fresh = gettext.GNUTranslations(io.BytesIO(messages.compiled(messages.translations())))._catalog
    assert {**kept, "": ""} == {**fresh, "": ""}, "run `make messages`"


@pytest.mark.parametrize(
    "path", [path.relative_to(messages.ROOT).as_posix() for path in messages.template_files()], ids=str
)
def test_no_words_stand_outside_translation_tags(path: str) -> None:
    if not path.startswith(BILINGUAL):
        assert unmarked(Path(messages.ROOT, path).read_text()) == []


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ("<p>Tulis nama Anda</p>", ["Tulis nama Anda"]),
        ('<img alt="Foto jalan" src="x">', ["Foto jalan"]),
        ('{{ _("Nama") }}: {{ name }} ({{ count }} orang)', ["orang)"]),
        ('<p class="lead">{% trans %}Halo{% endtrans %} · &nbsp;{{ _("Nama") }}</p>', []),
    ],
)
def test_what_counts_as_a_word_outside(template: str, found: list[str]) -> None:
    assert [word.lstrip("(: ") for word in unmarked(template)] == found
