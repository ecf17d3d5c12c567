"""`/platform/`: what an operator finds here. Operators run the installation; they read no report and no figure."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from oversight import installation
from web.province.access import operator_required
from web.province.law.frame import rail


@require_safe
@operator_required
def home(request: HttpRequest) -> HttpResponse:
    members = installation.members()
    context = {
        "members": members,
        "serving": sum(member.is_enabled and not member.is_sandbox for member in members),
        "rail": rail(request),
    }
    return render(request, "province/platform.html", context)
