"""Days, times and numbers as people read them, in the active language and the active time zone (the tenant's in a
request).

Below the screens because letters and mail need the same words.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import lru_cache, wraps
from typing import ParamSpec, TypeVar

from django.utils import timezone, translation
from django.utils.formats import number_format

Arguments = ParamSpec("Arguments")
Words = TypeVar("Words")


def once_a_language(words: Callable[Arguments, Words]) -> Callable[Arguments, Words]:
    """For words that hang on their arguments and the active language alone: found once in a process, asked for often.

    To find one in the catalog takes longer than to remember it, and a page asks for hundreds.
    """

    @lru_cache(maxsize=8192)
    def held(language: str | None, /, *args: Arguments.args, **kwargs: Arguments.kwargs) -> Words:
        return words(*args, **kwargs)

    @wraps(words)
    def ask(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Words:
        return held(translation.get_language(), *args, **kwargs)  # type: ignore[arg-type]  # words hang on hashable things

    return ask


_WEEKDAYS = {
    "id": ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_MONTHS = {
    "id": (
        "Januari", "Februari", "Maret", "April", "Mei", "Juni",
        "Juli", "Agustus", "September", "Oktober", "November", "Desember",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
}  # fmt: skip
# The three zones of Indonesia by their offset from UTC; elsewhere the zone's own abbreviation.
_ZONES = {timedelta(hours=7): "WIB", timedelta(hours=8): "WITA", timedelta(hours=9): "WIT"}


def _language() -> str:
    return "en" if (translation.get_language() or "id").startswith("en") else "id"


def _date_words(day: date, language: str, *, weekday: bool) -> str:
    words = f"{day.day} {_MONTHS[language][day.month - 1]} {day.year}"
    return f"{_WEEKDAYS[language][day.weekday()]}, {words}" if weekday else words


def _zone_word(moment: datetime) -> str:
    offset = moment.utcoffset()
    return (_ZONES.get(offset) if offset is not None else None) or moment.tzname() or ""


def local_date(value: date | datetime | None) -> str:
    """ "Kamis, 26 Maret 2026": the local day, in the tenant's zone."""
    if value is None:
        return ""
    day = timezone.localtime(value).date() if isinstance(value, datetime) else value
    return _date_words(day, _language(), weekday=True)


def short_date(value: date | datetime | None) -> str:
    """ "26 Maret 2026", where there is no room for the weekday."""
    if value is None:
        return ""
    day = timezone.localtime(value).date() if isinstance(value, datetime) else value
    return _date_words(day, _language(), weekday=False)


def day_month(moment: datetime, now: datetime) -> str:
    """ "26 Maret" in the year of now, otherwise with its year."""
    day = timezone.localtime(moment).date()
    if day.year != timezone.localtime(now).year:
        return short_date(day)
    return f"{day.day} {_MONTHS[_language()][day.month - 1]}"


def local_datetime(value: datetime | None) -> str:
    """ "Senin, 16 Maret 2026 pukul 14.05 WIB" ("Monday, 16 March 2026 at 14:05 WIB"), in the tenant's zone."""
    if value is None:
        return ""
    moment, language = timezone.localtime(value), _language()
    day, zone = _date_words(moment.date(), language, weekday=True), _zone_word(moment)
    if language == "en":
        return f"{day} at {moment.hour:02}:{moment.minute:02} {zone}"
    return f"{day} pukul {moment.hour:02}.{moment.minute:02} {zone}"


def number_id(value: float | int | None, decimals: int = 0) -> str:
    """Thousands by language: 12.345 in Indonesian, 12,345 in English."""
    if value is None or value == "":
        return "–"
    # The same in every language, and most of the hundreds on a page of figures.
    if type(value) is int and 0 <= value < 1000 and not decimals:
        return str(value)
    return _grouped(value, decimals)


@once_a_language
def _grouped(value: float | int, decimals: int) -> str:
    return number_format(value, decimal_pos=decimals, use_l10n=True, force_grouping=True)
