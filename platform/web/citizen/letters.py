"""The office's letters to a reporter: by the key of `/lacak/`, or from the account the report is in."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.casework import letters, queries
from web.accounts.access import citizen_required
from web.citizen import tracking_cookie
from web.files.letters import pdf_response, site_of
from web.site.requests import CitizenRequest


@require_safe
def tracked_letter(request: CitizenRequest, letter: str) -> HttpResponse:
    """A letter of the report this browser holds the key of."""
    key = tracking_cookie.kept(request, now=timezone.now())
    if key is None:
        messages.info(request, _("Masukkan nomor dan kode untuk membuka laporan Anda."))
        return HttpResponseRedirect(reverse("track"))
    report = queries.report_by_code(key.number, key.code)
    return pdf_response(letters.letter_for_reporter(report, letter, site=site_of(request)))


@citizen_required
@require_safe
def my_letter(request: CitizenRequest, number: str, letter: str) -> HttpResponse:
    """A letter of a report of this account."""
    report = queries.my_report(request.user, number)
    return pdf_response(letters.letter_for_reporter(report, letter, site=site_of(request)))
