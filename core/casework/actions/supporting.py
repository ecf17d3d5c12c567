"""Citizens who have the same trouble: they support a public report instead of writing it again, and follow it."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.accounts.models import User
from core.casework.queries import public_report
from core.casework.queries.supports import voter_key
from core.common.errors import Conflict
from core.reports.models import Report, Support


def support(number: Any, *, voter: str, user: User | None = None, at: datetime | None = None) -> Report:
    """Count one supporter of an open public report, once a voter (an account or a device's random key)."""
    report = public_report(number)
    if not report.is_open:
        raise Conflict("ended", _("Laporan ini sudah selesai, jadi tidak dapat didukung lagi."))
    key = voter_key(voter, user)
    try:
        with transaction.atomic():
            Support.objects.create(report=report, voter=key, user=user, at=at or timezone.now())
            Report.objects.filter(pk=report.pk).update(supporters=F("supporters") + 1)
    except IntegrityError:
        return report
    report.supporters += 1
    return report


def withdraw_support(number: Any, *, voter: str, user: User | None = None) -> Report:
    """Take one's support back."""
    report = public_report(number)
    with transaction.atomic():
        deleted, _rows = Support.objects.filter(report=report, voter=voter_key(voter, user)).delete()
        if deleted:
            Report.objects.filter(pk=report.pk).update(supporters=F("supporters") - 1)
            report.supporters -= 1
    return report
