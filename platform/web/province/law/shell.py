"""Who may see and who may change the law, and the frame of its pages."""

from collections.abc import Mapping
from functools import wraps
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from core.accounts.roles import OVERSEES, Role
from core.audit import streams
from web.accounts.access import View, staff_required
from web.html.office_history import entries_page
from web.province.navigation import NavigationGroup, NavigationItem, supervision_navigation
from web.site import errors
from web.site.requests import StaffRequest

ENTRIES_SHOWN = 15


def law_reader_required(view: View) -> View:
    """For operators and the Ombudsman's people."""

    @staff_required
    @wraps(view)
    def guarded(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.actor.roles & (OVERSEES | {Role.OPERATOR}):
            return errors.forbidden(request)
        return view(request, *args, **kwargs)

    return guarded


def may_edit(request: StaffRequest) -> bool:
    return request.actor.has(Role.OPERATOR)


def law_navigation(request: StaffRequest) -> list[NavigationGroup]:
    """The operator's menu; the Ombudsman's people find these pages in their own."""
    if not may_edit(request):
        return supervision_navigation(request)
    pages = [("platform", _("Daerah")), ("law_calendar", _("Hari libur nasional")), ("law_rules", _("Batas waktu"))]
    items = [NavigationItem(label, url := reverse(name), request.path == url) for name, label in pages]
    return [NavigationGroup("", items)]


def page(request: StaffRequest, name: str, context: Mapping[str, Any], status: int = 200) -> HttpResponse:
    """A page of the law, with the newest changes of it. One query for these."""
    frame = {
        "navigation": law_navigation(request),
        "may_edit": may_edit(request),
        "changes": entries_page(request, streams.PROVINCE, size=ENTRIES_SHOWN),
    }
    return render(request, f"province/law_{name}.html", {**frame, **context}, status=status)
