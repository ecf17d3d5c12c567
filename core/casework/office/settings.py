"""How the city works where it may choose, and what its letters are headed with."""

from datetime import datetime, time
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.accounts.actors import Actor
from core.casework.office.transaction import change_of_office, take_over
from core.catalogue.models import CitySettings
from core.catalogue.settings import city_settings
from core.common.errors import Invalid, checked
from core.common.text import check_line

# Words of the letterhead, with their greatest lengths.
LETTERHEAD = {
    "letterhead_name": 120,
    "letterhead_address": 300,
    "letterhead_phone": 60,
    "signatory_name": 120,
    "signatory_title": 120,
}
REOPEN_DAYS = (1, 365)


def change_settings(
    actor: Actor,
    *,
    independent_check: bool,
    reopen_days: Any,
    digest_at: Any,
    at: datetime | None = None,
    **letterhead: Any,
) -> CitySettings:
    """Set every choice at once. `digest_at`: "07:30", local time."""
    lines = {
        name: (lambda name=name, most=most: check_line(letterhead.get(name, ""), field=name, maximum=most))
        for name, most in LETTERHEAD.items()
    }
    checks = {"reopen_days": lambda: _days(reopen_days), "digest_at": lambda: _time(digest_at), **lines}
    values = {"independent_check": bool(independent_check), **checked(checks)}
    with change_of_office(actor, at) as write:
        row = city_settings()
        if changes := take_over(row, values):
            write("change_settings", changes=changes)
        return row


def _days(typed: Any) -> int:
    text = str(typed).strip()
    least, most = REOPEN_DAYS
    if not (text.isascii() and text.isdecimal() and least <= int(text[:6]) <= most):
        raise Invalid.at("reopen_days", _("Isi angka antara %(least)d dan %(most)d.") % {"least": least, "most": most})
    return int(text)


def _time(typed: Any) -> time:
    try:
        found = time.fromisoformat(str(typed).strip().replace(".", ":"))
    except ValueError:
        raise Invalid.at("digest_at", _("Isi jam seperti 07:30.")) from None
    return found.replace(second=0, microsecond=0, tzinfo=None)
