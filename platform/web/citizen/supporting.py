"""`/laporan/<number>/dukung/`: "Dukung laporan ini", and taking that back.

Who is not signed in is known by a random key in a cookie of this device, which is sent to public reports only. The
report keeps a keyed hash of it: enough to count a device once, not enough to know whose it is.
"""

import re
import secrets
from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.accounts.models import User
from core.casework import actions, queries
from core.common import rate_limits
from core.common.errors import Conflict
from core.reports.models import Report
from web.site import cookies

COOKIE = "laksa_dukung"
PATH = "/laporan/"
KEY_BYTES = 16
KEY = re.compile(r"[A-Za-z0-9_-]{22}")
LIFETIME = timedelta(days=365)


@require_POST
def support(request: HttpRequest, number: str) -> HttpResponse:
    """Support a report, or with `withdraw` no longer; back to its page either way."""
    key = device_key(request)
    if "withdraw" in request.POST:
        report = actions.withdraw_support(number, voter=key, user=account(request))
        messages.success(request, _("Dukungan Anda kami hapus."))
        return _back(report)
    key = key or secrets.token_urlsafe(KEY_BYTES)
    try:
        _count(request, number, key)
        report = actions.support(number, voter=key, user=account(request))
    except (Conflict, rate_limits.TooMany) as refusal:
        messages.error(request, refusal.message)
        return _back(queries.public_report(number))
    messages.success(request, _("Terima kasih. Dukungan Anda tercatat dan petugas melihat jumlahnya."))
    response = _back(report)
    cookies.keep(response, COOKIE, key, path=PATH, lifetime=LIFETIME)
    return response


def _count(request: HttpRequest, number: str, key: str) -> None:
    """TooMany when this network has supported the report too often today without an account.

    Anybody can throw the cookie away and come as a new device; so devices of one network count only so often, and
    later ones are counted by their e-mail account.
    """
    report = queries.public_report(number)
    if account(request) or not report.is_open or queries.supports(report, voter=key):
        return
    try:
        rate_limits.spend("supporters", request, subject=report.number)
    except rate_limits.TooMany as refusal:
        refusal.message = _(
            "Hari ini laporan ini sudah didukung dari banyak perangkat di jaringan Anda. Supaya dukungan Anda "
            "dihitung, masuk dulu dengan e-mail, lalu dukung lagi."
        )
        raise


def _back(report: Report) -> HttpResponse:
    return HttpResponseRedirect(reverse("public_report", args=[report.number]))


def device_key(request: HttpRequest) -> str:
    """This device's key, or "" when it has none that we could have given."""
    key = request.COOKIES.get(COOKIE, "")
    return key if KEY.fullmatch(key) else ""


def account(request: HttpRequest) -> User | None:
    """Who is signed in here."""
    return request.user if request.user.is_authenticated else None


def supported(request: HttpRequest, report: Report) -> bool:
    """Whether this device or account supports the report. One query, none for who has neither."""
    return queries.supports(report, voter=device_key(request), user=account(request))
