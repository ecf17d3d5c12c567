"""Who works at the Ombudsman: the head appoints assistants and team leads."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from core.accounts import invitations
from core.accounts.roles import Role
from core.casework.supervision import appointing
from core.casework.supervision.powers import APPOINTED, need
from core.common.errors import Forbidden, Invalid, Refused
from tenants.hosts import hostname
from web.accounts.access import overseer_required
from web.province.supervision.forms import AppointForm
from web.province.supervision.shell import page
from web.site.requests import StaffRequest


@overseer_required
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: StaffRequest) -> HttpResponse:
    """Everybody with an account, and a form to appoint one more. The invitation is shown once, here."""
    need(request.actor, "appoint")
    form = AppointForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _page(request, form)
    try:
        person, token = appointing.appoint(request.actor, **form.values())
    except Invalid as invalid:
        form.refuse(invalid)
        return _page(request, form, refused=invalid)
    address = invitations.address(hostname(request.get_host()), token)
    return _page(request, AppointForm(), invited=person, address=address)


@overseer_required
@require_POST
def change(request: StaffRequest, pk: int) -> HttpResponse:
    """Another role, or the end of the appointment."""
    role = request.POST.get("role", "")
    try:
        if role == "none":
            appointing.dismiss(request.actor, pk)
        else:
            appointing.change_role(request.actor, pk, role=role)
    except (Forbidden, Invalid) as refused:
        return _page(request, AppointForm(), refused=refused)
    return redirect("supervision_people")


def _page(request: StaffRequest, form: AppointForm, *, refused: Refused | None = None, **more: Any) -> HttpResponse:
    rows = [
        {
            "person": person,
            "roles": [Role(role).label for role in person.roles],
            "may_change": person.is_active and set(person.roles) <= set(APPOINTED),
        }
        for person in appointing.people()
    ]
    roles = [(role.value, role.label) for role in APPOINTED]
    return page(request, "people", {"form": form, "rows": rows, "roles": roles, **more}, refused=refused)
