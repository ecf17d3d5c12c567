"""Reports and the citizen's account they belong to. It is how their reporter finds them again, and opens them without
the code: history says when a report was put into an account or out of it, and keeps a digest of which."""

from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.accounts.actors import REPORTER
from core.accounts.models import User
from core.casework.actions.engine import locked
from core.casework.actions.identities import log_reading
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
    with transaction.atomic():
        report = locked(known.number, REPORTER)
        if report.submitted_by_id not in (None, account.pk):
            raise Conflict("claimed", _("Laporan ini sudah ada di akun lain. Buka dengan nomor dan kodenya."))
        if report.submitted_by_id is None:
            _move(report, account, "claim")
        return report


def _move(report: Report, account: User | None, action: str) -> None:
    """Put a locked report into an account, or out of one, and write it down: it is the account that opens it."""
    report.submitted_by = account
    report.save(update_fields=["submitted_by"])
    log_reading(report, action, REPORTER, timezone.now())


def close_account(account: User) -> None:
    """Delete a citizen's account for good. Its reports stay, without the account; its support is taken back."""
    if not account.is_citizen:
        raise Forbidden()
    with transaction.atomic():
        supported = Support.objects.filter(user=account)
        Report.objects.filter(pk__in=supported.values("report")).update(supporters=F("supporters") - 1)
        supported.delete()
        for number in account.reports.order_by("pk").values_list("number", flat=True):
            _move(locked(number, REPORTER), None, "disclaim")
        account.delete()
