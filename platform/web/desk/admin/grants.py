"""`/petugas/peran/`: roles that wait for a second person, and what was done lately about roles and ways in."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.accounts.models import RoleGrant
from core.casework import office
from core.common.present import present
from web.desk.admin import pages
from web.desk.admin.access import city_role_required
from web.desk.shell import page
from web.html.office_history import history_row
from web.site.requests import StaffRequest


@city_role_required
@require_safe
def grants(request: StaffRequest) -> HttpResponse:
    """For everybody who holds a role of the whole city: any of them may be the second person."""
    mine = present(request.actor.user).pk
    rows: list[pages.GrantRow] = [
        {
            "grant": grant,
            "may_confirm": mine not in (grant.user_id, grant.asked_by_id),
            "is_mine": grant.asked_by_id == mine,
            "is_me": grant.user_id == mine,
        }
        for grant in office.waiting()
    ]
    context: pages.GrantsPage = {"rows": rows, "entries": [history_row(entry) for entry in office.done()]}
    return page(request, "admin_grants", context)


@city_role_required
@require_POST
def confirm(request: StaffRequest, pk: int) -> HttpResponse:
    return _decided(request, office.confirm_role, pk, _("%(person)s sekarang %(role)s."))


@city_role_required
@require_POST
def decline(request: StaffRequest, pk: int) -> HttpResponse:
    return _decided(request, office.decline_role, pk, _("Peran %(role)s tidak jadi diberikan kepada %(person)s."))


def _decided(request: StaffRequest, operation: Callable[..., RoleGrant], pk: int, sentence: str) -> HttpResponse:
    grant = operation(pk, request.actor)
    messages.success(request, sentence % {"person": grant.user, "role": grant.label})
    return redirect("desk_grants")
