"""Reports and the citizen's account they belong to. The account is no part of a report's history: it is how its
reporter finds the report again, and may be put on and taken off without anything happening to the report."""

from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from core.accounts.models import User
from core.casework.queries import report_by_code
from core.common.errors import Conflict, Forbidden, Invalid
from core.reports.kinds import IdentityLevel
from core.reports.models import Report, Support


def claim(number: Any, code: Any, *, account: User) -> Report:
    """Put a report, known by number and code, into its reporter's account; nothing happens when it is there already.

    Invalid for an anonymous one, which keeps nobody; Conflict when it is in another account.
    """
    if not account.is_citizen:
        raise Forbidden()
    known = report_by_code(number, code)
    if known.identity_level == IdentityLevel.ANONYMOUS:
        sentence = _(
            "Laporan ini tanpa identitas, jadi tidak disimpan di akun mana pun. Buka dengan nomor dan kodenya."
        )
        raise Invalid.at("number", sentence, "anonymous")
    free = Report.objects.filter(pk=known.pk, submitted_by=None)
    if known.submitted_by_id != account.pk and not free.update(submitted_by=account):
        raise Conflict("claimed", _("Laporan ini sudah ada di akun lain. Buka dengan nomor dan kodenya."))
    known.submitted_by = account
    return known


def close_account(account: User) -> None:
    """Delete a citizen's account for good. Its reports stay, without the account; its support is taken back."""
    if not account.is_citizen:
        raise Forbidden()
    with transaction.atomic():
        supported = Support.objects.filter(user=account)
        Report.objects.filter(pk__in=supported.values("report")).update(supporters=F("supporters") - 1)
        supported.delete()
        account.delete()
