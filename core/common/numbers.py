"""The report number and the receipt code.

Report number: `<kode wilayah>-<yy>-<serial>-<check>`, for instance `3671-26-000123-L`. The check character is
ISO 7064 MOD 37,36 over all digits before it, so that every single mistyped character is caught. Serials are given out
in a secret order: consecutive ones would tell how many reports came in between, the secret ones among them.

Receipt code: 16 random digits, shown as 4-4-4-4. It is the only way back to an anonymous report.
"""

import re
import secrets

from django.utils.translation import gettext_lazy as _
from stdnum.iso7064 import mod_37_36

from core.common import crypto
from core.common.errors import Invalid
from core.common.permutation import shuffled
from core.common.text import clean_line

CODE_DIGITS = 16
# Longer serials (a city's millionth report of a year) carry no leading zero, so that each report has one spelling.
_NUMBER = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{6}|[1-9][0-9]{6,9})([0-9A-Z])")
_CITY_CODE = re.compile(r"[0-9]{2}\.[0-9]{2}")
# Spaces, hyphens and the dashes that word processors put in their place.
_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015\u2212]+")


def make_number(city_code: str, year: int, serial: int) -> str:
    """The number of a city's report: its Kemendagri code ("36.71"), the local year of receipt, its serial from 1."""
    if not _CITY_CODE.fullmatch(city_code) or not 2000 <= year <= 2099 or not 1 <= serial < 10**10:
        raise ValueError(f"No report number can be made of {city_code}, {year}, {serial}.")
    return _written(city_code.replace(".", ""), f"{year % 100:02}", f"{serial:06}")


def serial_of(city_code: str, year: int, count: int) -> int:
    """The serial of the `count`th report (from 1) that a city receives in a year. Six digits for the first 999,999."""
    first, end = 1, 1_000_000
    while count >= end:
        first, end = end, 10 * end
    key = crypto.lasting_key(f"t{city_code.replace('.', '')}", f"serial-{year}")
    return first + shuffled(count - first, end - first, key)


def _written(city: str, year: str, serial: str) -> str:
    return f"{city}-{year}-{serial}-{mod_37_36.calc_check_digit(city + year + serial)}"


def _typed(text: object) -> str:
    """What a person typed without spaces and dashes; nothing for what cannot be a number or code anyway."""
    return _SEPARATORS.sub("", clean_line(text)) if isinstance(text, str) and len(text) <= 100 else ""


def parse_number(text: object, *, field: str = "number") -> str:
    """The number in its one spelling, from what a person typed: any case, with or without spaces and dashes."""
    parts = _NUMBER.fullmatch(_typed(text).upper())
    if parts is None:
        raise Invalid.at(
            field,
            _("Nomor laporan terdiri dari angka dan satu huruf atau angka pemeriksa, misalnya 3671-26-000123-L."),
            "number_malformed",
        )
    city, year, serial, check = parts.groups()
    number = _written(city, year, serial)
    if number[-1] != check:
        raise Invalid.at(
            field,
            _("Nomor laporan ini salah ketik: ada angka atau huruf yang tidak cocok. Periksa lagi tanda terima Anda."),
            "number_mistyped",
        )
    return number


def receipt_code() -> str:
    """A new receipt code: 16 digits from the operating system's randomness."""
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"


def format_code(code: str) -> str:
    """The code as people read it: "1234567890123456" -> "1234-5678-9012-3456"."""
    return "-".join(code[start : start + 4] for start in range(0, CODE_DIGITS, 4))


def parse_code(text: object, *, field: str = "code") -> str:
    """The 16 digits of a code from what a person typed, with or without spaces and dashes."""
    digits = _typed(text)
    if not re.fullmatch(rf"[0-9]{{{CODE_DIGITS}}}", digits):
        raise Invalid.at(
            field, _("Kode tanda terima terdiri dari 16 angka, misalnya 1234-5678-9012-3456."), "code_malformed"
        )
    return digits
