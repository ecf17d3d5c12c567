"""`/lapor/`: the form of a new report."""

import json
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from core.casework import actions, queries
from core.common import rate_limits
from core.common.errors import Conflict, Invalid, Refused, Sentence
from core.common.idempotency import KEY_REUSED, once
from core.common.present import present
from core.common.transactions import retried
from core.reports import drafts
from core.reports.kinds import Kind
from tenants.context import current
from web.accounts.access import citizen_of
from web.citizen import places, reporter_actions, similar_reports, tracking_cookie
from web.citizen.deadlines import promised
from web.citizen.forms import ReportForm
from web.files import uploads
from web.files.repeated_posts import body_digest

ROUTE = "web:submit"
PREFILLED = ("lat", "lon", "category", "kind", "area")


@uploads.takes_photos
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """The form, filled from the address if it says so; sent, the receipt."""
    if request.method != "POST":
        given = {name: request.GET[name] for name in PREFILLED if request.GET.get(name)}
        return _page(request, ReportForm(initial=given))
    form = ReportForm(request.POST)
    photos = uploads.receive(request, limit="photos")
    form.kept_photos = photos.kept
    try:
        # Only what is taken counts; a form that is corrected, or sent twice, is one report.
        tried = rate_limits.spend("reports", request)
    except rate_limits.TooMany as refusal:
        return _too_many(request, form, refusal)
    try:
        key, is_new = _send(request, form, photos)
    except Refused as refusal:
        tried.give_back()
        return _refused(request, form, refusal)
    if not is_new:
        tried.give_back()
    response = HttpResponseRedirect(reverse("receipt"))
    tracking_cookie.keep(response, key, now=timezone.now())
    return response


def _refused(request: HttpRequest, form: ReportForm, refusal: Refused) -> HttpResponse:
    """The form again, with everything in it and what is wrong."""
    if isinstance(refusal, Conflict):
        sentence: Sentence = refusal.message
        if refusal.code == KEY_REUSED:
            form.renew_key()
            sentence = _("Formulir ini sudah pernah terkirim. Kalau ini laporan lain, kirim sekali lagi.")
        form.refuse(Invalid.at("", sentence))
        return _page(request, form, status=409)
    if not isinstance(refusal, Invalid):
        raise refusal
    form.refuse(refusal)
    return _page(request, form, status=400)


def _too_many(request: HttpRequest, form: ReportForm, refusal: rate_limits.TooMany) -> HttpResponse:
    """The form again, with everything in it, when this network has sent too many reports; and another way."""
    sentence = ngettext(
        "Dari jaringan Anda sudah terkirim terlalu banyak laporan, jadi yang ini belum terkirim. Isian dan foto Anda "
        "masih di sini: kirim lagi dalam %(minutes)d menit, atau sekarang juga lewat jaringan lain, misalnya data "
        "seluler. Anda juga dapat melapor di loket kantor %(city)s.",
        "Dari jaringan Anda sudah terkirim terlalu banyak laporan, jadi yang ini belum terkirim. Isian dan foto Anda "
        "masih di sini: kirim lagi dalam %(minutes)d menit, atau sekarang juga lewat jaringan lain, misalnya data "
        "seluler. Anda juga dapat melapor di loket kantor %(city)s.",
        refusal.minutes,
    )
    form.refuse(Invalid.at("", sentence % {"minutes": refusal.minutes, "city": current().name}))
    response = _page(request, form, status=429)
    response["Retry-After"] = str(refusal.retry_after)
    return response


def _send(request: HttpRequest, form: ReportForm, photos: uploads.Photos) -> tuple[tracking_cookie.ReportKey, bool]:
    """Submit the report once, however often the same form arrives; its key, and whether it was made just now.

    Invalid names every fault, the photos' too."""
    draft, once_key, digest = form.draft(photos), form.once_key, body_digest(request)

    def send() -> tuple[tracking_cookie.ReportKey, bool]:
        with transaction.atomic(), once(ROUTE, once_key, digest) as slot:
            is_new = slot.answer is None
            if is_new:
                if photos.errors:
                    raise Invalid({**_faults(draft), uploads.FIELD: photos.errors})
                made = actions.submit(draft, account=citizen_of(request))
                slot.store(json.dumps([made.report.number, made.code]).encode())
            return tracking_cookie.ReportKey(*json.loads(present(slot.answer))), is_new

    return retried(send)


def _faults(draft: drafts.Draft) -> dict[str, list]:
    """What else is wrong with a draft whose photos could not all be taken in."""
    try:
        drafts.check(draft, current())
    except Invalid as invalid:
        return invalid.errors
    return {}


def _page(request: HttpRequest, form: ReportForm, *, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        **reporter_actions.photo_context(form),
        "pin": _pin_answer(form),
        "needs": form.needs(),
        "similar": similar_reports.similar(*(form[name].value() for name in ("lat", "lon", "category"))),
        "map": places.map_frame(),
        "due": [(kind, Kind(kind).label, promised(rows)) for kind, rows in queries.due_preview().items()],
    }
    response = render(request, "citizen/report_form.html", context, status=status)
    if request.method == "POST":
        response["Cache-Control"] = "no-store"
    return response


def _pin_answer(form: ReportForm) -> places.PinAnswer | None:
    """Where the pin of a sent or prefilled form lies; None without a pin."""
    try:
        lat, lon = drafts.parse_pin(form["lat"].value(), form["lon"].value())
    except Invalid:
        return None
    if lat is None or lon is None:
        return None
    category: Any = form["category"].value()
    answer = places.answer(lat, lon, str(category or "")[:60])
    if form.is_bound and form.has_error("lat") and answer.sentence:
        # The sentence that knows whether there is a site to go to stands in for the core's general one.
        form.errors["lat"] = form.error_class([answer.sentence])
    return answer
