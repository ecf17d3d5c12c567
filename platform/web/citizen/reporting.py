"""`/lapor/`: the form of a new report."""

import json
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.casework import actions, queries
from core.common.errors import Conflict, Invalid
from core.common.idempotency import once
from core.reports import drafts
from core.reports.kinds import Kind
from tenants.context import current
from web import files, uploads
from web.accounts import citizen_of
from web.citizen import keys, near, places
from web.citizen.forms import ReportForm, body_digest, photo_hint
from web.citizen.limits import promised

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
    photos = uploads.receive(request)
    form.kept_photos = photos.kept
    try:
        key = _send(request, form, photos)
    except Conflict:
        form.renew_key()
        form.refuse({"": [_("Formulir ini sudah pernah terkirim. Kalau ini laporan lain, kirim sekali lagi.")]})
        return _page(request, form, status=409)
    except Invalid as invalid:
        form.refuse(invalid.errors)
        return _page(request, form, status=400)
    response = HttpResponseRedirect(reverse("receipt"))
    keys.keep(response, key, now=timezone.now())
    return response


def _send(request: HttpRequest, form: ReportForm, photos: uploads.Photos) -> keys.ReportKey:
    """Submit the report once, however often the same form arrives. Invalid names every fault, the photos' too."""
    draft = form.draft(photos)
    with transaction.atomic(), once(ROUTE, form.once_key, body_digest(request)) as slot:
        if slot.answer is None:
            if photos.errors:
                raise Invalid({**_faults(draft), uploads.FIELD: photos.errors})
            made = actions.submit(draft, account=citizen_of(request))
            slot.store(json.dumps([made.report.number, made.code]).encode())
        return keys.ReportKey(*json.loads(slot.answer))


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
        "kept_photos": [
            {"id": photo.pk, "url": files.photo_url(photo, "thumb", private=True)} for photo in form.kept_photos
        ],
        "photo_hint": photo_hint(settings.PHOTO_MAX_BYTES),
        "photo_max_bytes": settings.PHOTO_MAX_BYTES,
        "max_photos": drafts.MAX_PHOTOS - len(form.kept_photos),
        "pin": _pin_answer(form),
        "needs": form.needs(),
        "similar": near.similar(*(form[name].value() for name in ("lat", "lon", "category"))),
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
