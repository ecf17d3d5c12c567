"""Who may open the admin's pages."""

from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

from core.accounts.roles import CITY_ROLES, Role
from core.common.errors import Forbidden
from web.accounts.access import View, staff_required


def admin_required(view: View) -> View:
    """Only for admins of the city."""
    return _roles_required(view, Role.ADMIN)


def history_required(view: View) -> View:
    """For admins, and for the leader, who answers for the office."""
    return _roles_required(view, Role.ADMIN, Role.LEADER)


def city_role_required(view: View) -> View:
    """For whoever holds a role of the whole city."""
    return _roles_required(view, *CITY_ROLES)


def _roles_required(view: View, *roles: str) -> View:
    @wraps(view)
    @staff_required
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.actor.roles & set(roles):
            raise Forbidden()
        return view(request, *args, **kwargs)

    return guarded
