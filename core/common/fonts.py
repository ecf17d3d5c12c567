"""The fonts letters are set in: the same on every machine, and none of the machine's own.

They are Noto Sans, Noto Emoji (in one colour), Noto Sans Symbols and Noto Sans for the scripts of Asia and Africa, not
the tens of thousands of characters of Chinese, Japanese and Korean. They come with the locked packages of the front
end (`@expo-google-fonts/...` in platform/web/package.json) and are copied together by its build.
"""

import unicodedata
from functools import cache
from pathlib import Path

import regex
import typst
from django.conf import settings
from fontTools.ttLib import TTFont

LATIN, EMOJI, SYMBOLS = "Noto Sans", "Noto Emoji", "Noto Sans Symbols"
# Each family has a file of every weight; all of them draw the same characters.
_REGULAR = "*_400Regular.ttf"
_LATIN_FILE = "NotoSans_400Regular.ttf"
# What a reader sees as one character: an extended grapheme cluster (UAX #29).
_CLUSTER = regex.compile(r"\X")
# Joiners and selectors: shaped away, so no font needs to draw them.
_JOINERS = frozenset("\u200c\u200d\ufe0e\ufe0f")
# Those that have nothing to join.
_LOOSE_JOINERS = regex.compile("(?<=^|\\s)[\u200c\u200d\ufe0e\ufe0f]+")
_DEVANAGARI = regex.compile(r"\p{Script=Devanagari}")
# Fonts list them, PDF/UA wants no text with them.
_NO_TEXT = frozenset(map(chr, range(32))) | {"\ufeff"}
_CJK = ("CJK UNIFIED IDEOGRAPH", "CJK COMPATIBILITY IDEOGRAPH", "HANGUL SYLLABLE")


def folder() -> Path:
    """Where the fonts lie. RuntimeError when the front end was not built."""
    found = Path(settings.LETTER_FONTS)
    if not found.is_dir():
        raise RuntimeError(f"The fonts of letters are missing in {found}; `make assets` puts them there.")
    return found


@cache
def fonts() -> typst.Fonts:
    """The fonts as typst takes them, read once a process."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder()])


@cache
def families() -> tuple[str, ...]:
    """Their names in the order in which a character is looked for: Latin, emoji, symbols, then the other scripts."""
    first = (LATIN, EMOJI, SYMBOLS)
    return (*first, *sorted(set(fonts().families()) - set(first)))


def spelled(text: str, *, latin_only: bool = False) -> str:
    """The text with the name of each character no font of ours can draw, in square brackets, in its place.

    A box would say nothing, and PDF/UA forbids it. A cluster (a letter with its accents, an emoji of several parts) is
    drawn by one font or spelled out as a whole: typst 0.15.2 fails on some that are put together from several fonts.
    `latin_only` spells out everything beyond Noto Sans.
    """
    if text.isascii() and text.replace("\n", "").isprintable():
        return text
    clusters = _CLUSTER.findall(_LOOSE_JOINERS.sub("", text))
    coverage = _coverage()
    usable = [coverage[_LATIN_FILE]] if latin_only else list(coverage.values())

    def is_drawn(cluster: str) -> bool:
        needed = set(cluster) - _JOINERS
        return cluster == "\n" or any(needed <= characters for characters in usable)

    return "".join(cluster if is_drawn(cluster) else _named(cluster) for cluster in clusters)


def _named(cluster: str) -> str:
    return "".join(_name(character) for character in cluster if character not in _JOINERS)


def _name(character: str) -> str:
    if character in _coverage()[_LATIN_FILE] and not unicodedata.category(character).startswith("M"):
        return character
    name = unicodedata.name(character, "")
    if not name or name.startswith(_CJK):
        return f"[U+{ord(character):04X}]"
    return f"[{name.lower()}]"


@cache
def _coverage() -> dict[str, frozenset[str]]:
    """The characters each of our fonts draws, by the name of its file.

    Fonts bring letters of other scripts along, which are not theirs here: Noto Sans has Devanagari, most others have
    Latin. So no cluster counts as drawn that typst would put together from two fonts.
    """
    found = {path.name: _characters(path) for path in folder().glob(_REGULAR)}
    latin = frozenset(character for character in found[_LATIN_FILE] if not _DEVANAGARI.match(character))
    letters = frozenset(filter(str.isalpha, latin))
    return {name: latin if name == _LATIN_FILE else characters - letters for name, characters in found.items()}


def _characters(path: Path) -> frozenset[str]:
    with TTFont(path, lazy=True) as font:
        return frozenset(map(chr, font.getBestCmap())) - _NO_TEXT
