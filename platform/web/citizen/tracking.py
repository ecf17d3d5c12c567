"""`/lacak/`: the reporter's own view of a report, opened by number and receipt code, and the answers given there.

The code is typed into a form, never into an address; see `web.citizen.keys` for how it stays with the browser.
"""

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.casework import actions, queries
from core.common import limits, numbers
from core.common.errors import Conflict, Invalid, NotFound, Refused
from core.common.idempotency import once
from core.common.limits import TooMany
from core.reports import drafts
from core.reports.kinds import State
from core.reports.models import Report
from web import files, uploads
from web.citizen import keys, stories
from web.citizen.forms import ReplyForm, TrackForm, body_digest, photo_hint

ROUTE = "web:reply"
KEY_REUSED = "idempotency_key_reused"


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
    keys.keep(response, key, now=timezone.now())
    return response


def _opened(request: HttpRequest, form: TrackForm) -> keys.ReportKey:
    """The key that was typed, if it opens a report. Invalid for what can be no number or code."""
    errors: dict[str, list] = {}
    parsed = {}
    for name, parse in (("number", numbers.parse_number), ("code", numbers.parse_code)):
        try:
            parsed[name] = parse(form.typed(name))
        except Invalid as invalid:
            errors |= invalid.errors
    if errors:
        raise Invalid(errors)
    with limits.counted("track", request, subject=parsed["number"]):
        queries.report_by_code(parsed["number"], parsed["code"])
    return keys.ReportKey(parsed["number"], parsed["code"])


def _ask(request: HttpRequest, form: TrackForm, refusal: Refused | None = None) -> HttpResponse:
    status = _show(form, refusal) if refusal else 200
    return _private(render(request, "citizen/track.html", {"form": form}, status=status))


def _show(form: TrackForm, refusal: Refused) -> int:
    """Put a refusal into the form; the status that goes with it."""
    if isinstance(refusal, Invalid):
        form.refuse(refusal.errors)
        return 400
    form.refuse({"": [refusal.message]})
    return 429 if isinstance(refusal, TooMany) else 404


@uploads.takes_photos
@require_http_methods(["GET", "HEAD", "POST"])
def tracked_report(request: HttpRequest) -> HttpResponse:
    """The reporter's page; sent, the answer to what the office asked."""
    if request.method == "POST":
        return _reply(request)
    report = _report_of(request)
    return _page(request, report, ReplyForm()) if report else _ask_again(request)


def _report_of(request: HttpRequest) -> Report | None:
    key = keys.kept(request, now=timezone.now())
    return queries.report_by_code(key.number, key.code) if key else None


def _ask_again(request: HttpRequest) -> HttpResponse:
    messages.info(request, _("Masukkan nomor dan kode untuk membuka laporan Anda."))
    return HttpResponseRedirect(reverse("track"))


def _reply(request: HttpRequest) -> HttpResponse:
    form = ReplyForm(request.POST)
    photos = uploads.receive(request)
    form.kept_photos = photos.kept
    now = timezone.now()
    key = keys.kept(request, now=now)
    # The page may have been opened in another tab for another report; the answer belongs to the one it shows.
    if key is None or form.typed("number") != key.number:
        try:
            key = _opened(request, form)
        except (Invalid, NotFound, TooMany) as refusal:
            return _ask_while_replying(request, form, refusal)
    try:
        _send(key, form, photos, body_digest(request))
    except (Conflict, Invalid) as refusal:
        return _refused_reply(request, key, form, refusal)
    messages.success(request, _("Keterangan Anda sudah kami terima."))
    response = HttpResponseRedirect(reverse("tracked_report"))
    keys.keep(response, key, now=now)
    return response


def _send(key: keys.ReportKey, form: ReplyForm, photos: uploads.Photos, digest: bytes) -> None:
    with transaction.atomic(), once(ROUTE, form.once_key, digest) as slot:
        if slot.answer is None:
            if photos.errors:
                raise Invalid({uploads.FIELD: photos.errors})
            actions.reply(key.number, key.code, text=form.typed("text"), attachments=photos.ids)
            slot.store(b"done")


def _refused_reply(request: HttpRequest, key: keys.ReportKey, form: ReplyForm, refusal: Refused) -> HttpResponse:
    if isinstance(refusal, Invalid):
        form.refuse(refusal.errors)
    else:
        form.renew_key()
        sent_before = refusal.code == KEY_REUSED
        form.refuse({"": [_("Jawaban Anda sudah pernah terkirim.") if sent_before else refusal.message]})
    report = queries.report_by_code(key.number, key.code)
    response = _page(request, report, form, status=400 if isinstance(refusal, Invalid) else 409)
    keys.keep(response, key, now=timezone.now())
    return response


def _ask_while_replying(request: HttpRequest, form: ReplyForm, refusal: Refused) -> HttpResponse:
    """The key ran out while the answer was written: ask for number and code beside what was written."""
    asked_before = form.typed("code") is not None
    status = _show(form, refusal) if asked_before else 403
    context = {"form": form, "asked_before": asked_before, **_photo_context(form)}
    return _private(render(request, "citizen/reply_again.html", context, status=status))


def _page(request: HttpRequest, report: Report, form: ReplyForm, *, status: int = 200) -> HttpResponse:
    story = queries.reporter_story(report)
    context = {
        "report": report,
        "story": stories.for_reporter(story),
        "form": form,
        "may_reply": report.state == State.NEEDS_INFO,
        # What nobody has asked for may be added as long as the report is open.
        "may_add": report.is_open and report.state != State.NEEDS_INFO,
        **_photo_context(form),
    }
    return _private(render(request, "citizen/tracked_report.html", context, status=status))


def _photo_context(form: ReplyForm) -> dict[str, object]:
    return {
        "kept_photos": [{"id": photo.pk, "url": files.photo_url(photo, "thumb")} for photo in form.kept_photos],
        "photo_hint": photo_hint(settings.PHOTO_MAX_BYTES),
        "photo_max_bytes": settings.PHOTO_MAX_BYTES,
        "max_photos": drafts.MAX_PHOTOS - len(form.kept_photos),
    }


@require_safe
def receipt(request: HttpRequest) -> HttpResponse:
    """What the citizen takes home: number, code, due dates. Shown for half an hour on the device that reported."""
    key = keys.kept(request, now=timezone.now())
    if key is None:
        return _ask_again(request)
    report = queries.report_by_code(key.number, key.code)
    context = {"report": report, "story": stories.for_reporter(queries.reporter_story(report)), "code": key.code}
    return _private(render(request, "citizen/receipt.html", context))


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Forget the key on this device, which others may use too."""
    response = HttpResponseRedirect(reverse("home"))
    keys.drop(response)
    return response


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response
