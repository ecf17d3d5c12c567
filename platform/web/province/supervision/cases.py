"""Cases: through which secret reports are opened, and who works on them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.casework.supervision import cases
from core.casework.supervision.powers import has
from core.common.errors import Conflict, Forbidden, Invalid, Refused
from web.accounts.access import overseer_required
from web.province.supervision.forms import CaseForm
from web.province.supervision.shell import page
from web.site.requests import StaffRequest


@overseer_required
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: StaffRequest) -> HttpResponse:
    """The cases a person works on; for who leads, a form to open one."""
    may_open = has(request.actor, "open_case")
    initial = {"number": request.GET.get("nomor", "")}
    form = CaseForm(request.POST if request.method == "POST" else None, initial=initial) if may_open else None
    if request.method == "POST":
        if form is None:
            return page(request, "cases", {"cases": cases.cases(request.actor), "form": None}, refused=Forbidden())
        try:
            opened = cases.open_case(request.actor, **form.values())
        except Invalid as invalid:
            form.refuse(invalid)
            return page(request, "cases", {"cases": cases.cases(request.actor), "form": form}, refused=invalid)
        messages.success(request, _("Perkara dibuka."))
        return redirect("supervision_case", opened.pk)
    return page(request, "cases", {"cases": cases.cases(request.actor), "form": form})


@overseer_required
@require_safe
def one(request: StaffRequest, pk: int) -> HttpResponse:
    return _page(request, pk)


@overseer_required
@require_POST
def assign(request: StaffRequest, pk: int) -> HttpResponse:
    """Let somebody work on it, or no more."""
    try:
        cases.assign(request.actor, pk, user=request.POST.get("user", ""), works=request.POST.get("works") != "0")
    except (Conflict, Forbidden, Invalid) as refused:
        return _page(request, pk, refused=refused)
    return redirect("supervision_case", pk)


@overseer_required
@require_POST
def close(request: StaffRequest, pk: int) -> HttpResponse:
    """End it: nobody opens the report through it any more."""
    try:
        cases.close_case(request.actor, pk)
    except (Conflict, Forbidden) as refused:
        return _page(request, pk, refused=refused)
    messages.success(request, _("Perkara ditutup; laporannya tidak terbuka lagi lewat perkara ini."))
    return redirect("supervision_case", pk)


def _page(request: StaffRequest, pk: int, *, refused: Refused | None = None) -> HttpResponse:
    found = cases.case(request.actor, pk)
    workers = cases.workers(found)
    others = [person for person in cases.people() if person not in workers]
    context = {
        "case": found,
        "workers": workers,
        "others": others,
        "may_assign": has(request.actor, "assign_case") and not found.closed_at,
        "may_close": has(request.actor, "close_case") and not found.closed_at,
    }
    return page(request, "case", context, refused=refused)
