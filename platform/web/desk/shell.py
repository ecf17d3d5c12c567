"""What every page of the desk shares: who may open it, and the navigation beside it."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from core.casework import queries
from core.common.errors import Forbidden
from web.accounts.access import staff_required
from web.desk import navigation
from web.site.requests import StaffRequest

View = Callable[..., HttpResponseBase]


def reports_required(view: View) -> View:
    """Only for people who may look at reports; an admin without such a role looks after people."""

    @wraps(view)
    @staff_required
    def guarded(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.actor.sees_reports:
            raise Forbidden("no_reports", _("Peran Anda mengurus orang dan OPD, bukan laporan."))
        return view(request, *args, **kwargs)

    return guarded


def page(request: StaffRequest, name: str, context: Mapping[str, object], status: int = 200) -> HttpResponse:
    """A page of the desk with its navigation. One query for the counts."""
    actor = request.actor
    counts = queries.desk_counts(actor) if actor.sees_reports else None
    frame = {
        "navigation": navigation.groups(actor, counts, request.path),
        "mine": counts["mine"] if counts and navigation.acts(actor) else None,
    }
    return render(request, f"desk/{name}.html", {**frame, **context}, status=status)
