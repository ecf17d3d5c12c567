"""Cleaning of what people type or paste, so that what is stored is what can be seen.

Silently repaired: composed form (NFC), line endings, control characters, NUL, lone surrogates, unusual spaces and
invisible characters (zero-width, direction overrides, soft hyphens, tags, fillers), which hide words from readers and
from search. Kept: joiners where writing needs them, as in family emoji and after the viramas of Indic scripts.
"""

import re
import unicodedata

import regex
from django.utils.formats import number_format
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from core.common.errors import Invalid

_ZWNJ, _ZWJ = "\u200c", "\u200d"
_JOINER = re.compile("[\u200c\u200d\ufe0e\ufe0f]")
# All but the letters, digits, punctuation and white space of Latin writing, which need no second look.
_UNCOMMON = re.compile("[^\n\t -~\u00a1-\u00ac\u00ae-\u02ff\u2010-\u2027\u2030-\u205e\u20a0-\u20bf]")
_LINE_BREAKS = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
# Format characters (category Cf) that do leave ink: Arabic and Syriac number and verse marks, Kaithi number signs.
_VISIBLE_FORMAT = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd")
# Without ink although not of category Cf: Default_Ignorable_Code_Point of Unicode, and the object replacement sign.
_IGNORABLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\u3164\ufe00-\ufe0d\uffa0\ufff0-\ufff8\ufffc"
    "\U000e0000-\U000e0fff]"
)
_NONCHARACTER = re.compile("[\ufdd0-\ufdef\ufffe\uffff]")
_BRAILLE_BLANK = "\u2800"
# Arrows to miscellaneous symbols, and the emoji planes: by block, because Python may be older than the emoji.
_PICTOGRAPH = re.compile("[\u2190-\u2bff\U0001f000-\U0001faff]")
_TAKES_PRESENTATION = re.compile("[0-9#*\u00a9\u00ae\u203c\u2049\u2122\u2139\u3030\u303d\u3297\u3299]")
_EMOJI_DECORATION = re.compile("[\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]")
# What a reader sees as one character: an extended grapheme cluster (UAX #29). Since Unicode 15.1 a virama makes one of
# two consonants; who writes them counts them as letters, so here an accent stands in its place.
_CLUSTER = regex.compile(r"\X")
_VIRAMA = regex.compile(r"\p{Canonical_Combining_Class=Virama}")
_ACCENT = "\u0301"

# A long row of accents or joined emoji is few characters to the eye, but not to the database.
_CODE_POINTS_PER_CHARACTER = 4
# Refused unread: no cleaning brings so long a text down to its limit, save one that is nearly all white space.
_HOPELESS = 20

_grouped = lazy(lambda number: number_format(number, force_grouping=True), str)


def clean_line(value: str) -> str:
    """One line: a name, an address, a title. Line breaks and tabs become spaces, runs of spaces one space."""
    return " ".join(_seen(value).split())


def clean_text(value: str) -> str:
    """Text of several lines: line ends without trailing spaces, at most one empty line in a row."""
    lines = "\n".join(line.rstrip() for line in _seen(value).split("\n"))
    return re.sub("\n{3,}", "\n\n", lines).strip()


def visible_length(text: str) -> int:
    """How many characters a reader sees: an accent belongs to its letter, an emoji of several parts is one, a run of
    white space between words counts one, and invisible characters and outer white space count nothing."""
    line = clean_line(text)
    if not _UNCOMMON.search(line):
        return len(line)
    return len(_CLUSTER.findall(_VIRAMA.sub(_ACCENT, line)))


def check_line(value: object, *, field: str, minimum: int = 0, maximum: int = 200) -> str:
    """A cleaned line of `minimum` to `maximum` visible characters, or Invalid at the field."""
    return _checked(clean_line(_text(value, field, maximum)), field, minimum, maximum)


def check_text(value: object, *, field: str, minimum: int = 0, maximum: int = 5000) -> str:
    """A cleaned text of `minimum` to `maximum` visible characters, or Invalid at the field."""
    return _checked(clean_text(_text(value, field, maximum)), field, minimum, maximum)


def _text(value: object, field: str, maximum: int) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Invalid.at(field, _("Isian ini harus berupa teks."), "not_text")
    if len(value) > _HOPELESS * maximum:
        raise _too_long(field, len(value), maximum)
    return value


def _checked(text: str, field: str, minimum: int, maximum: int) -> str:
    length = visible_length(text)
    if length == 0 and minimum > 0:
        raise Invalid.at(field, _("Bagian ini wajib diisi."), "required")
    if length < minimum:
        sentence = _("Tulis paling sedikit {limit} karakter (sekarang {length}).")
        raise Invalid.at(field, format_lazy(sentence, limit=_grouped(minimum), length=_grouped(length)), "too_short")
    if length > maximum or len(text) > _CODE_POINTS_PER_CHARACTER * maximum:
        raise _too_long(field, length if length > maximum else len(text), maximum)
    return text


def _too_long(field: str, length: int, maximum: int) -> Invalid:
    sentence = _("Paling banyak {limit} karakter (sekarang {length}). Ringkaslah tulisan Anda.")
    return Invalid.at(field, format_lazy(sentence, limit=_grouped(maximum), length=_grouped(length)), "too_long")


def _seen(value: str) -> str:
    """The value without what cannot be seen, in composed form, with line feeds and plain spaces only."""
    value = _LINE_BREAKS.sub("\n", value)
    plain = unicodedata.normalize("NFC", _UNCOMMON.sub(lambda found: _plain(found[0]), value))
    kept = _JOINER.sub(lambda found: found[0] if _belongs(plain, found.start()) else "", plain)
    return unicodedata.normalize("NFC", kept)  # once more: letter and accent may have met only now


def _plain(character: str) -> str:
    """The character, a space for anything that only takes room, or nothing for what leaves no ink."""
    if character in (_ZWJ, _ZWNJ):
        return character
    category = unicodedata.category(character)
    if category == "Zs" or character == _BRAILLE_BLANK:
        return " "
    if category in ("Cc", "Cs") or (category == "Cf" and character not in _VISIBLE_FORMAT):
        return ""
    if _IGNORABLE.match(character) or _NONCHARACTER.match(character) or ord(character) & 0xFFFE == 0xFFFE:
        return ""
    return character


def _belongs(text: str, position: int) -> bool:
    """Whether a joiner or a presentation selector stands where writing needs it."""
    if text[position] in (_ZWJ, _ZWNJ):
        return _joins(text, position)
    before = text[position - 1 : position]
    return bool(_PICTOGRAPH.match(before) or _TAKES_PRESENTATION.match(before))


def _joins(text: str, position: int) -> bool:
    before, after = text[position - 1 : position], text[position + 1 : position + 2]
    if not before or not after or after.isspace():
        return False
    if unicodedata.combining(before) == 9:  # virama: the joiner chooses the shape of the cluster
        return True
    if text[position] == _ZWNJ:
        return unicodedata.bidirectional(before) == unicodedata.bidirectional(after) == "AL"
    if _EMOJI_DECORATION.match(before):
        before = text[position - 2 : position - 1]
    return bool(_PICTOGRAPH.match(before) and _PICTOGRAPH.match(after))
