"""Dates, times and numbers as people read them, in the active language and the tenant's time zone."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.common.formats import day_month, local_date, local_datetime, number_id, once_a_language, short_date
from core.common.numbers import format_code
from core.common.signed_links import same_until

__all__ = [
    "day_month",
    "hold_until",
    "local_date",
    "local_datetime",
    "number_id",
    "receipt_code",
    "relative",
    "short_date",
]


# Up to which span words change after which step, in seconds (`_span`).
_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_STEPS = ((_HOUR, _MINUTE), (_DAY, _HOUR), (60 * _DAY, _DAY), (730 * _DAY, 30 * _DAY))
_LONGEST_STEP = 365 * _DAY


def relative(value: datetime | None, now: datetime | None = None) -> str:
    """ "baru saja", "5 menit lalu", "2 jam lalu", "3 hari lalu"; ahead of now "dalam 3 hari". Whole units, cut off."""
    if value is None:
        return ""
    seconds = int(((now or timezone.now()) - value).total_seconds())
    return _relative(abs(seconds) // _MINUTE, seconds < 0)


@once_a_language
def _relative(minutes: int, is_ahead: bool) -> str:
    if minutes == 0:
        return _("sebentar lagi") if is_ahead else _("baru saja")
    span = _span(minutes * _MINUTE)
    return _("dalam %(span)s") % {"span": span} if is_ahead else _("%(span)s lalu") % {"span": span}


def hold_until(moments: Iterable[datetime | None], now: datetime) -> datetime:
    """Until when a page made now says the same: until the words of `relative` for one of these moments change, and no
    longer than the addresses of its photos stay the same. Days begin with such a step."""
    changes = (_change(moment, now) for moment in moments if moment is not None)
    return min(same_until(now), min(changes, default=same_until(now)))


def _change(value: datetime, now: datetime) -> datetime:
    """When the words of `relative` for this moment change next."""
    seconds = int((now - value).total_seconds())
    most, step = next(((most, step) for most, step in _STEPS if abs(seconds) < most), (0, _LONGEST_STEP))
    if seconds < 0:
        return value - timedelta(seconds=max(1, -seconds // step * step))
    after = (seconds // step + 1) * step
    return value + timedelta(seconds=min(most, after) if most else after)


def _span(seconds: int) -> str:
    minutes, hours, days = seconds // 60, seconds // 3600, seconds // 86400
    if minutes < 60:
        return ngettext("%(n)d menit", "%(n)d menit", minutes) % {"n": minutes}
    if hours < 24:
        return ngettext("%(n)d jam", "%(n)d jam", hours) % {"n": hours}
    if days < 60:
        return ngettext("%(n)d hari", "%(n)d hari", days) % {"n": days}
    if days < 730:
        return ngettext("%(n)d bulan", "%(n)d bulan", days // 30) % {"n": days // 30}
    return ngettext("%(n)d tahun", "%(n)d tahun", days // 365) % {"n": days // 365}


def receipt_code(value: str) -> str:
    """The sixteen digits in groups of four: "1234-5678-9012-3456"."""
    return format_code(str(value or "").replace("-", "").replace(" ", ""))
