"""Who may call an endpoint. Every view names one of these; one that names none is closed to everybody."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import NotAuthenticated
from rest_framework.permissions import AllowAny, BasePermission
from rest_framework.request import Request

from api.requests import StaffRequest
from core.accounts.backends import overseer_of
from core.accounts.models import User
from core.accounts.roles import OVERSEES
from core.casework.common.actors import actor_of
from core.common.errors import Forbidden

if TYPE_CHECKING:  # its module reads the settings, which name a class of this one
    from rest_framework.views import APIView


class NobodyUnlessSaid(BasePermission):
    """The default: forgetting to say who may call a view closes it."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        return False


class Everybody(AllowAny):
    """Open to anybody, signed in or not; what is shown depends on the data alone."""


class DeskStaff(BasePermission):
    """People of the city who see reports, signed in with a second factor. Gives the view `request.actor`. One query,
    two the first time in a session.

    Which reports and which actions is decided by `core.casework`, report by report.
    """

    def has_permission(self, request: StaffRequest, view: "APIView") -> bool:  # type: ignore[override]  # it makes it one
        request.actor = actor_of(signed_in(request))
        if not request.actor.sees_reports:
            raise Forbidden()
        return True


class OverseerStaff(BasePermission):
    """The Ombudsman's people, signed in on the province's host with a second factor. Gives `request.actor`."""

    def has_permission(self, request: StaffRequest, view: "APIView") -> bool:  # type: ignore[override]  # it makes it one
        request.actor = overseer_of(signed_in(request))
        if not request.actor.roles & OVERSEES:
            raise Forbidden()
        return True


def signed_in(request: Request) -> User:
    """Who calls; NotAuthenticated for a stranger, Forbidden without a second factor. One query, none for a session
    that has shown it."""
    user = request.user
    if not user.is_authenticated:
        raise NotAuthenticated
    if not user.has_shown_second_factor(request.session):
        sentence = _("Pasang dahulu aplikasi autentikator untuk akun Anda di halaman keamanan.")
        raise Forbidden("second_factor_required", sentence)
    return user
