"""`/saya/`: what a citizen's account holds. Its reports open without the code, and their owner replies there too."""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from core.accounts import citizens
from core.casework import actions, letters, queries
from core.common import rate_limits
from core.common.errors import Conflict, Invalid, NotFound, Refused
from core.common.text import clean_line
from core.common.translate_data import in_language
from core.reports.models import Attachment, Report
from tenants.sites import here
from web.accounts.access import citizen_required, fresh_sign_in_required
from web.citizen import lists, places, reporter_actions, shown
from web.citizen.forms import StepForm, TrackForm
from web.citizen.passkeys import keys_of
from web.files import pictures, uploads
from web.files.letters import pdf_response
from web.site.requests import CitizenRequest


@citizen_required
@require_safe
def my_reports(request: CitizenRequest) -> HttpResponse:
    """Reports sent from this account. Four queries with those of session and account."""
    page = queries.my_reports(request.user, after=request.GET.get("after", ""))
    photos = queries.my_first_photos(page)
    rows = [_row(report, photos.get(report.pk)) for report in page.reports]
    return render(request, "citizen/mine.html", {"rows": rows, **_pages(request, "my_reports", page)})


@citizen_required
@require_safe
def my_supports(request: CitizenRequest) -> HttpResponse:
    """Reports of others that this account supports, as the public sees them. Four queries."""
    page = queries.my_supports(request.user, after=request.GET.get("after", ""))
    context = {"rows": lists.rows(page.reports), **_pages(request, "my_supports", page)}
    return render(request, "citizen/mine_supports.html", context)


def _pages(request: CitizenRequest, name: str, page: queries.KeysetPage[Report]) -> dict[str, str]:
    return {
        "next_url": f"{reverse(name)}?{urlencode({'after': page.next_key})}" if page.next_key else "",
        "first_url": reverse(name) if request.GET.get("after") else "",
    }


def _row(report: Report, photo: Attachment | None) -> shown.ReportRow:
    return {
        "url": reverse("my_report", args=[report.number]),
        "title": in_language(report.category.name),
        "words": Truncator(clean_line(report.description)).chars(lists.WORDS),
        "state": report.state,
        "outcome": queries.outcome_of(report),
        "number": report.number,
        "area": places.area_words(report.area_code),
        "received_at": report.received_at,
        "due": report.next_due_at,
        "thumb_url": pictures.photo_url(photo, "thumb", private=True) if photo else "",
    }


@citizen_required
@require_http_methods(["GET", "HEAD", "POST"])
def claim_report(request: CitizenRequest) -> HttpResponse:
    """Put a report that was sent without this account into it, by number and code."""
    form = TrackForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return render(request, "citizen/mine_claim.html", {"form": form})
    try:
        report = _claimed(request, form)
    except rate_limits.TooMany:
        raise
    except Refused as refusal:
        form.refuse(refusal)
        status = 404 if isinstance(refusal, NotFound) else 409 if isinstance(refusal, Conflict) else 400
        return render(request, "citizen/mine_claim.html", {"form": form}, status=status)
    messages.success(request, _("Laporan sudah ada di akun Anda."))
    return HttpResponseRedirect(reverse("my_report", args=[report.number]))


def _claimed(request: CitizenRequest, form: TrackForm) -> Report:
    number, code = form.parsed()
    with rate_limits.counted("track", request, subject=number):
        return actions.claim(number, code, account=request.user)


@uploads.takes_photos
@citizen_required
@require_http_methods(["GET", "HEAD", "POST"])
def my_report(request: CitizenRequest, number: str) -> HttpResponse:
    """The reporter's page of a report of this account; sent, one of the steps of `web.citizen.reporter_actions`."""
    report = queries.my_report(request.user, number)
    if request.method != "POST":
        return _page(request, report)
    form, photos = reporter_actions.form_of(request)
    try:
        done = reporter_actions.send(request, actions.ByAccount(report.number, request.user), form, photos)
    except (Conflict, Invalid) as refusal:
        status = reporter_actions.refuse(form, refusal)
        return _page(request, queries.my_report(request.user, number), form, status=status)
    messages.success(request, done, extra_tags=reporter_actions.draft_of(form, report.number))
    return HttpResponseRedirect(reverse("my_report", args=[report.number]))


def _page(request: CitizenRequest, report: Report, sent: StepForm | None = None, *, status: int = 200) -> HttpResponse:
    context = reporter_actions.page_context(report, sent, reverse("my_report", args=[report.number]))
    return render(request, "citizen/mine_report.html", context, status=status)


@citizen_required
@require_safe
def my_letter(request: CitizenRequest, number: str, letter: str) -> HttpResponse:
    """A letter of the office about a report of this account."""
    report = queries.my_report(request.user, number)
    return pdf_response(letters.letter_for_reporter(report, letter, site=here(request)))


@citizen_required
@require_safe
def my_account(request: CitizenRequest) -> HttpResponse:
    """Which address the account has, its passkeys, leaving and closing it. Three queries."""
    context = {"email": citizens.email_of(request.user), "passkeys": keys_of(request.user)}
    return render(request, "citizen/mine_account.html", context)


@fresh_sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def close_account(request: CitizenRequest) -> HttpResponse:
    """Say what closing the account does; do it."""
    if request.method != "POST":
        return render(request, "citizen/mine_close.html")
    actions.close_account(request.user)
    logout(request)
    messages.success(request, _("Akun Anda sudah dihapus. Laporan Anda tetap ada tanpa akun."))
    return HttpResponseRedirect(reverse("home"))
