"""Who may open a page: staff with a second factor, the Ombudsman's people and operators among them; signed-in
citizens, or those who have just signed in."""

import time
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.accounts.actors import Actor
from core.accounts.allauth_internals import get_authentication_records
from core.accounts.backends import overseer_of
from core.accounts.models import User
from core.accounts.roles import CITY_ROLES, OVERSEES, PROVINCE_ROLES, Role
from core.casework.common.actors import actor_of
from web.site import errors
from web.site.requests import StaffRequest

View = Callable[..., HttpResponseBase]
# For how long after signing in a citizen may change what protects the account, or close it.
FRESH = timedelta(minutes=15)


def _actor(request: StaffRequest) -> Actor:
    """The signed-in person's roles on this host: one query in a city, none in the province."""
    return overseer_of(request.user) if request.tenant.is_province else actor_of(request.user)


def staff_required(view: View) -> View:
    """Only for staff with a second factor; gives the view `request.actor`.

    A stranger is sent to sign in, staff without TOTP to set it up; an account without any role on this host gets 403.
    """

    @wraps(view)
    def guarded(request: StaffRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return to_page("account_login", request.get_full_path())
        request.actor = _actor(request)
        wanted = PROVINCE_ROLES if request.tenant.is_province else CITY_ROLES
        if not (request.actor.roles & set(wanted) or request.actor.unit_roles):
            return errors.forbidden(request)
        if not request.user.has_shown_second_factor(request.session):
            return to_page("mfa_activate_totp", request.get_full_path())
        return view(request, *args, **kwargs)

    return guarded


def overseer_required(view: View) -> View:
    """Only for the Ombudsman's people, with a second factor. Operators run the installation: whoever signs in arrives
    at the overview, so there they are led to their own page; elsewhere they get 403."""

    @staff_required
    @wraps(view)
    def guarded(request: StaffRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if request.actor.roles & OVERSEES:
            return view(request, *args, **kwargs)
        if request.actor.has(Role.OPERATOR) and request.path == reverse("ombudsman") and request.method == "GET":
            return redirect("platform")
        return errors.forbidden(request)

    return guarded


def operator_required(view: View) -> View:
    """Only for operators, with a second factor."""

    @staff_required
    @wraps(view)
    def guarded(request: StaffRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not request.actor.has(Role.OPERATOR):
            return errors.forbidden(request)
        return view(request, *args, **kwargs)

    return guarded


def citizen_required(view: View) -> View:
    """Only for a signed-in citizen; a stranger is sent to sign in, a person of the office gets 403. Nothing is kept
    in a cache."""

    @wraps(view)
    def guarded(request: StaffRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return to_page(
                "citizen_login", request.get_full_path() if request.method == "GET" else reverse("my_reports")
            )
        if not request.user.is_citizen:
            return errors.forbidden(request)
        response = view(request, *args, **kwargs)
        response.headers["Cache-Control"] = "no-store"
        return response

    return guarded


def fresh_sign_in_required(view: View) -> View:
    """For a citizen who has signed in within the last quarter of an hour; anybody else signs in anew first: a phone
    left on a table must not be enough to take the account over or to close it."""

    @wraps(view)
    @citizen_required
    def guarded(request: StaffRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        records = get_authentication_records(request, request.user)
        if records and time.time() - records[-1]["at"] < FRESH.total_seconds():
            return view(request, *args, **kwargs)
        path = request.path if request.method == "GET" else reverse("my_account")
        logout(request)
        messages.info(request, _("Demi keamanan akun Anda, masuk sekali lagi untuk melanjutkan."))
        return to_page("citizen_login", path)

    return guarded


def citizen_of(request: HttpRequest) -> User | None:
    """The citizen who is signed in; None for a stranger (no query) and for a person of the office."""
    user = request.user
    return user if user.is_authenticated and user.is_citizen else None


def office_only(view: View) -> View:
    """For allauth's pages about passwords and authenticators, which a citizen's account does not have."""

    @wraps(view)
    def guarded(request: StaffRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if citizen_of(request):
            return HttpResponseRedirect(reverse("my_account"))
        return view(request, *args, **kwargs)

    return guarded


def to_page(name: str, next_path: str) -> HttpResponseRedirect:
    """Redirect to a page that leads on to `next_path` afterwards."""
    return HttpResponseRedirect(f"{reverse(name)}?{urlencode({'next': next_path})}")
