"""`/platform/`: what an operator finds here. Operators run the installation; they read no report and no figure."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from oversight import installation
from web.province.access import operator_required


@require_safe
@operator_required
def home(request: HttpRequest) -> HttpResponse:
    members = installation.members()
    context = {
        "members": members,
        "serving": sum(member.is_enabled and not member.is_sandbox for member in members),
        "rail": [
            {
                "title": "",
                "items": [{"label": _("Daerah"), "url": reverse("platform"), "count": None, "is_current": True}],
            }
        ],
    }
    return render(request, "province/platform.html", context)
