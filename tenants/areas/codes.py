"""Kemendagri area codes (`36.71.01.1002`) and the plain form of names used for sorting and searching."""

import re
import unicodedata
from typing import TypeGuard

PROVINCE, CITY, KECAMATAN, KELURAHAN = 1, 2, 3, 4

_CODE = re.compile(r"\d{2}(\.\d{2}(\.\d{2}(\.\d{4})?)?)?", re.ASCII)
_APOSTROPHES = re.compile(r"['’‘`]")
_NOT_WORD = re.compile(r"[^a-z0-9]+")


def is_code(text: object) -> TypeGuard[str]:
    """Whether `text` has the shape of a code of a province, city, kecamatan or desa/kelurahan."""
    return isinstance(text, str) and _CODE.fullmatch(text) is not None


def level_of(code: str) -> int:
    """1 province, 2 kabupaten/kota, 3 kecamatan, 4 desa/kelurahan."""
    return code.count(".") + 1


def parent_of(code: str) -> str:
    """The code one level up; empty for a province."""
    return code.rpartition(".")[0]


def city_of(code: str) -> str:
    """The kabupaten/kota a code belongs to (`36.71.01.1002` -> `36.71`)."""
    return ".".join(code.split(".")[:2])


def plain(name: str) -> str:
    """`name` in small letters without accents, apostrophes and signs: "Jum'at Bersih (1)" -> "jumat bersih 1"."""
    letters = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", name)).encode("ascii", "ignore").decode()
    return _NOT_WORD.sub(" ", letters.casefold()).strip()
