"""Who may open the admin's pages."""

from functools import wraps
from typing import Any

from django.http.response import HttpResponseBase

from core.accounts.roles import CITY_ROLES, Role
from core.common.errors import Forbidden
from web.accounts.access import View, staff_required
from web.site.requests import StaffRequest


def admin_required(view: View) -> View:
    """Only for admins of the city."""
    return _roles_required(view, Role.ADMIN)


def history_required(view: View) -> View:
    """For admins, and for the leader, who answers for the office."""
    return _roles_required(view, Role.ADMIN, Role.LEADER)


def city_role_required(view: View) -> View:
    """For people with a role in the whole city."""
    return _roles_required(view, *CITY_ROLES)


def _roles_required(view: View, *roles: str) -> View:
    @wraps(view)
    @staff_required
    def guarded(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.actor.roles & set(roles):
            raise Forbidden()
        return view(request, *args, **kwargs)

    return guarded
