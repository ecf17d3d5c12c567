"""The fonts letters are set in, from a locked package: the same on every machine, and none of the machine's own.

The package holds Noto Sans, Noto Emoji (in one colour), Noto Sans Symbols and Noto Sans for the scripts of Asia and
Africa, not the tens of thousands of characters of Chinese, Japanese and Korean.
"""

import struct
import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import typst

PACKAGE = "manimgx_fonts"
LATIN_FILE = "NotoSans[wght].ttf"
LATIN, EMOJI, SYMBOLS = "Noto Sans", "Noto Emoji", "Noto Sans Symbols"
# Joiners and selectors: shaped away, so no font needs to draw them.
_JOINERS = frozenset("\u200c\u200d\ufe0e\ufe0f")
_ZWJ = "\u200d"
# Fonts list them, PDF/UA wants no text with them.
_NO_TEXT = frozenset(map(chr, range(32))) | {"\ufeff"}
_SKIN_TONES = frozenset(map(chr, range(0x1F3FB, 0x1F400)))
_CJK = ("CJK UNIFIED IDEOGRAPH", "CJK COMPATIBILITY IDEOGRAPH", "HANGUL SYLLABLE")


def folder() -> Path:
    """Where the fonts lie."""
    spec = find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError(f"The package {PACKAGE} is missing; it is in requirements.lock.")
    return Path(spec.submodule_search_locations[0])


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
    coverage = _coverage()
    usable = [coverage[LATIN_FILE]] if latin_only else list(coverage.values())

    def is_drawn(cluster: str) -> bool:
        needed = set(cluster) - _JOINERS
        return cluster == "\n" or any(needed <= characters for characters in usable)

    return "".join(cluster if is_drawn(cluster) else _named(cluster) for cluster in _clusters(text))


def _clusters(text: str) -> Iterator[str]:
    """What a reader sees as one character; close to the extended grapheme clusters of UAX #29, never shorter."""
    cluster = ""
    for character in text:
        if cluster and not _continues(cluster[-1], character):
            yield cluster
            cluster = ""
        cluster += character
    yield cluster


def _continues(before: str, character: str) -> bool:
    joined = before == _ZWJ or character in _JOINERS or character in _SKIN_TONES
    return joined or unicodedata.category(character).startswith("M") or unicodedata.category(before) == "Cf"


def _named(cluster: str) -> str:
    return "".join(_name(character) for character in cluster if character not in _JOINERS)


def _name(character: str) -> str:
    if character in _coverage()[LATIN_FILE] and not unicodedata.category(character).startswith("M"):
        return character
    name = unicodedata.name(character, "")
    if not name or name.startswith(_CJK):
        return f"[U+{ord(character):04X}]"
    return f"[{name.lower()}]"


@cache
def _coverage() -> dict[str, frozenset[str]]:
    """The characters each of our fonts draws, by the name of its file."""
    return {
        path.name: frozenset(map(chr, _characters(path.read_bytes()))) - _NO_TEXT for path in folder().glob("*.ttf")
    }


def _characters(font: bytes) -> Iterator[int]:
    """The code points of a font, from its `cmap` table (OpenType 1.9, formats 4 and 12)."""
    (tables,) = struct.unpack_from(">H", font, 4)
    records = (struct.unpack_from(">4sIII", font, 12 + 16 * index) for index in range(tables))
    cmap = next(start for tag, _checksum, start, _length in records if tag == b"cmap")
    (count,) = struct.unpack_from(">H", font, cmap + 2)
    for index in range(count):
        platform, encoding, offset = struct.unpack_from(">HHI", font, cmap + 4 + 8 * index)
        if (platform, encoding) in ((0, 3), (0, 4), (3, 1), (3, 10)):
            yield from _mapped(font, cmap + offset)


def _mapped(font: bytes, table: int) -> Iterator[int]:
    (form,) = struct.unpack_from(">H", font, table)
    if form == 12:
        (groups,) = struct.unpack_from(">I", font, table + 12)
        for index in range(groups):
            first, last, _glyph = struct.unpack_from(">III", font, table + 16 + 12 * index)
            yield from range(first, last + 1)
    elif form == 4:
        yield from _mapped_in_segments(font, table)


def _mapped_in_segments(font: bytes, table: int) -> Iterator[int]:
    (double,) = struct.unpack_from(">H", font, table + 6)
    ends, starts = table + 14, table + 16 + double
    deltas, offsets = starts + double, starts + 2 * double
    for position in range(0, double, 2):
        (first,) = struct.unpack_from(">H", font, starts + position)
        (last,) = struct.unpack_from(">H", font, ends + position)
        (delta,) = struct.unpack_from(">h", font, deltas + position)
        (offset,) = struct.unpack_from(">H", font, offsets + position)
        for code in range(first, min(last, 0xFFFE) + 1):
            if offset:
                (glyph,) = struct.unpack_from(">H", font, offsets + position + offset + 2 * (code - first))
            else:
                glyph = (code + delta) & 0xFFFF
            if glyph:
                yield code
