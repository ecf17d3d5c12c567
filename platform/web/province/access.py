"""Who may see the Ombudsman's pages, and who the operators' page."""

from functools import wraps

from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from core.accounts.roles import OVERSEES, Role
from web.accounts.access import View, staff_required
from web.site import errors
from web.site.requests import StaffRequest


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
