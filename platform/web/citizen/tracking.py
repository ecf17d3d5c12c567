"""`/lacak/`: the reporter's own view of a report, opened by number and receipt code, and the steps taken there.

The code is typed into a form, never into an address; see `web.citizen.tracking_cookie` for how it stays with the
browser.
"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.casework import actions, letters, queries
from core.common import rate_limits
from core.common.errors import Conflict, Invalid, NotFound, Refused
from core.common.rate_limits import TooMany
from core.reports import redaction
from core.reports.models import Report
from tenants.sites import here
from web.citizen import reporter_actions, stories, tracking_cookie
from web.citizen.forms import StepForm, TrackForm
from web.files import uploads
from web.files.letters import pdf_response


@require_http_methods(["GET", "HEAD", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """Ask for number and code; with the right ones, open the report."""
    if request.method != "POST":
        # The QR code of a letter brings the number along, never the code.
        return _ask(request, TrackForm(initial={"number": request.GET.get("nomor", "")[:40]}))
    form = TrackForm(request.POST)
    try:
        key = _opened(request, form)
    except (Invalid, NotFound, TooMany) as refusal:
        return _ask(request, form, refusal)
    response = HttpResponseRedirect(reverse("tracked_report"))
    tracking_cookie.keep(response, key, now=timezone.now())
    return response


def _opened(request: HttpRequest, form: TrackForm) -> tracking_cookie.ReportKey:
    """The key that was typed, if it opens a report. Invalid for what can be no number or code."""
    number, code = form.parsed()
    with rate_limits.counted("track", request, subject=number):
        queries.report_by_code(number, code)
    return tracking_cookie.ReportKey(number, code)


def _ask(request: HttpRequest, form: TrackForm, refusal: Refused | None = None) -> HttpResponse:
    status = _show(form, refusal) if refusal else 200
    return _private(render(request, "citizen/track.html", {"form": form}, status=status))


def _show(form: TrackForm, refusal: Refused) -> int:
    """Put a refusal into the form; the status that goes with it."""
    form.refuse(refusal)
    return 400 if isinstance(refusal, Invalid) else 429 if isinstance(refusal, TooMany) else 404


@uploads.takes_photos
@require_http_methods(["GET", "HEAD", "POST"])
def tracked_report(request: HttpRequest) -> HttpResponse:
    """The reporter's page; sent, one of the steps of `web.citizen.reporter_actions`."""
    if request.method == "POST":
        return _take_step(request)
    report = _report_of(request)
    return _page(request, report) if report else _ask_again(request)


def _report_of(request: HttpRequest) -> Report | None:
    key = tracking_cookie.kept(request, now=timezone.now())
    return queries.report_by_code(key.number, key.code) if key else None


def _ask_again(request: HttpRequest) -> HttpResponse:
    messages.info(request, _("Masukkan nomor dan kode untuk membuka laporan Anda."))
    return HttpResponseRedirect(reverse("track"))


def _take_step(request: HttpRequest) -> HttpResponse:
    form, photos = reporter_actions.form_of(request)
    now = timezone.now()
    key = tracking_cookie.kept(request, now=now)
    # The page may have been opened in another tab for another report; what was written belongs to the one it shows.
    if key is None or form.typed("number") != key.number:
        try:
            key = _opened(request, form)
        except (Invalid, NotFound, TooMany) as refusal:
            return _ask_meanwhile(request, form, refusal)
    try:
        done = reporter_actions.send(request, actions.ByCode(key.number, key.code), form, photos)
    except (Conflict, Invalid) as refusal:
        status = reporter_actions.refuse(form, refusal)
        response = _page(request, queries.report_by_code(key.number, key.code), form, status=status)
    else:
        messages.success(request, done, extra_tags=reporter_actions.draft_of(form, key.number))
        response = HttpResponseRedirect(reverse("tracked_report"))
    tracking_cookie.keep(response, key, now=now)
    return response


def _ask_meanwhile(request: HttpRequest, form: StepForm, refusal: Refused) -> HttpResponse:
    """The key ran out while something was written: ask for number and code beside what was written."""
    asked_before = form.typed("code") is not None
    status = _show(form, refusal) if asked_before else 403
    context = {"form": form, "asked_before": asked_before, **reporter_actions.photo_context(form)}
    return _private(render(request, "citizen/reply_again.html", context, status=status))


def _page(request: HttpRequest, report: Report, sent: StepForm | None = None, *, status: int = 200) -> HttpResponse:
    context = reporter_actions.page_context(report, sent, reverse("tracked_report"))
    return _private(render(request, "citizen/tracked_report.html", context, status=status))


@require_safe
def tracked_letter(request: HttpRequest, letter: str) -> HttpResponse:
    """A letter of the office about the report this browser holds the key of."""
    report = _report_of(request)
    if report is None:
        return _ask_again(request)
    return pdf_response(letters.letter_for_reporter(report, letter, site=here(request)))


@require_safe
def receipt(request: HttpRequest) -> HttpResponse:
    """What the citizen takes home: number, code, due dates. Shown for half an hour on the device that reported."""
    key = tracking_cookie.kept(request, now=timezone.now())
    if key is None:
        return _ask_again(request)
    report = queries.report_by_code(key.number, key.code)
    context = {
        "report": report,
        "story": stories.for_reporter(queries.reporter_story(report)),
        "code": key.code,
        "personal": _personal(report),
    }
    return _private(render(request, "citizen/receipt.html", context))


def _personal(report: Report) -> list[str]:
    """What kinds of personal data stand in what will be public, so that its writer knows; each once."""
    if not report.is_public:
        return []
    found = (each.label for text in (report.description, report.address) for each in redaction.propose(text).found)
    return list(dict.fromkeys(found))


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Forget the key on this device, which others may use too."""
    response = HttpResponseRedirect(reverse("home"))
    tracking_cookie.drop(response)
    return response


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response
