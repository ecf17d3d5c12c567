"""Requests to cities: the list, a new one, and one with what was said about it until it is closed."""

from collections.abc import Mapping
from typing import TypedDict

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.casework.supervision import requests
from core.casework.supervision.letters import request_letter
from core.casework.supervision.powers import has
from core.common.errors import Conflict, Forbidden, Invalid, Refused
from core.common.translate_data import in_language
from tenants import sites
from tenants.models import Tenant
from tenants.supervision.models import Request, RequestKind
from web.accounts.access import overseer_required
from web.files.letters import pdf_response
from web.html.forms import PlainForm, hint_choices
from web.province.supervision.forms import CloseForm, ReplyForm, RequestForm
from web.province.supervision.shell import page
from web.site.requests import StaffRequest


class RequestRow(TypedDict):
    """One request of the list, with the name of its city."""

    asked: Request
    city: str
    is_late: bool


@overseer_required
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """Every request, the newest first, narrowed by state and city."""
    towns = {tenant.schema_name: tenant for tenant in requests.cities()}
    asked_state, asked_city = request.GET.get("keadaan", ""), request.GET.get("daerah", "")
    state = asked_state if asked_state in Request.State.values else ""
    city = next((tenant for tenant in towns.values() if tenant.code == asked_city), None)
    before = request.GET.get("sebelum", "")
    found = requests.sent(
        state=state,
        tenant=city.schema_name if city else "",
        before=int(before[:18]) if before.isdecimal() else None,
    )
    context = {
        "rows": [_row(one, towns) for one in found],
        "state": state,
        "states": Request.State.choices,
        "city": city.code if city else "",
        "cities": list(towns.values()),
        "next_url": _next_url(found, state, city.code if city else ""),
    }
    return page(request, "requests", context)


def _next_url(found: list[Request], state: str, city: str) -> str:
    if len(found) < requests.SHOWN:
        return ""
    return f"?keadaan={state}&daerah={city}&sebelum={found[-1].pk}"


def _row(found: Request, towns: Mapping[str, Tenant]) -> RequestRow:
    town = towns.get(found.tenant)
    is_late = found.state == Request.State.OPEN and found.due_at is not None and found.due_at < timezone.now()
    return {"asked": found, "city": town.name if town else found.tenant, "is_late": is_late}


@overseer_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    """Write one. Its number or city may stand in the address."""
    kinds = [kind for kind in requests.kinds() if has(request.actor, f"send_{kind.code}")]
    initial = {"number": request.GET.get("nomor", ""), "city": request.GET.get("daerah", ""), "kind": kinds[0].code}
    form = RequestForm(request.POST if request.method == "POST" else None, initial=initial)
    form.fields["kind"].widget.choices = [(kind.code, in_language(kind.name)) for kind in kinds]
    hint_choices(form, "kind", {kind.code: _kind_hint(kind) for kind in kinds})
    towns = [(tenant.code, tenant.name) for tenant in requests.cities()]
    form.fields["city"].widget.choices = [("", _("Menurut nomor laporan")), *towns]
    if request.method != "POST":
        return page(request, "request_new", {"form": form})
    try:
        sent = requests.send(request.actor, **form.values())
    except Invalid as invalid:
        form.refuse(invalid)
        return page(request, "request_new", {"form": form}, refused=invalid)
    messages.success(request, _("Permintaan terkirim dan tampak di meja kerja daerah itu."))
    return redirect("supervision_request", sent.pk)


def _kind_hint(kind: RequestKind) -> str:
    if not kind.wants_answer:
        return _("Tidak perlu dijawab.")
    basis = in_language(kind.legal_basis)
    hint = _("Dijawab dalam %(n)d hari kalender. %(basis)s.") % {"n": kind.days, "basis": basis}
    return hint if kind.confirmed else f"{hint} {_('Belum dipastikan.')}"


@overseer_required
@require_safe
def one(request: StaffRequest, pk: int) -> HttpResponse:
    return _page(request, pk)


@overseer_required
@require_safe
def letter(request: StaffRequest, pk: int) -> HttpResponse:
    """The request as PDF."""
    found = requests.request(pk)
    town = next(tenant for tenant in requests.cities() if tenant.schema_name == found.tenant)
    site = next((site.url for site in sites.cities() if site.code == town.code), "")
    path = reverse("desk_ombudsman_request", args=[pk], urlconf=settings.ROOT_URLCONF)
    made = request_letter(
        found,
        list(found.replies.all()),
        city=town.name,
        province=request.tenant,
        desk_url=f"{site}{path}",
    )
    return pdf_response(made)


@overseer_required
@require_POST
def reply(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask again, or go on talking."""
    form = ReplyForm(request.POST, auto_id="balas_%s")
    try:
        requests.reply_as_ombudsman(request.actor, pk, **form.values())
    except Invalid as invalid:
        form.refuse(invalid)
        return _page(request, pk, reply_form=form, refused=invalid)
    except (Conflict, Forbidden) as refused:
        return _page(request, pk, refused=refused)
    messages.success(request, _("Tanggapan terkirim."))
    return redirect("supervision_request", pk)


@overseer_required
@require_POST
def close(request: StaffRequest, pk: int) -> HttpResponse:
    """End it, with what came of it."""
    form = CloseForm(request.POST, auto_id="tutup_%s")
    try:
        requests.close(request.actor, pk, **form.values())
    except Invalid as invalid:
        form.refuse(invalid)
        return _page(request, pk, close_form=form, refused=invalid)
    except (Conflict, Forbidden) as refused:
        return _page(request, pk, refused=refused)
    messages.success(request, _("Permintaan ditutup."))
    return redirect("supervision_request", pk)


def _page(
    request: StaffRequest,
    pk: int,
    *,
    reply_form: PlainForm | None = None,
    close_form: PlainForm | None = None,
    refused: Refused | None = None,
) -> HttpResponse:
    found = requests.request(pk)
    towns = {tenant.schema_name: tenant for tenant in requests.cities()}
    may_close = has(request.actor, "close_request") or found.officer_id == request.user.pk
    context = {
        **_row(found, towns),
        "replies": list(found.replies.all()),
        "reply_form": reply_form or ReplyForm(auto_id="balas_%s"),
        "close_form": (close_form or CloseForm(auto_id="tutup_%s")) if may_close else None,
    }
    return page(request, "request", context, refused=refused)
