"""`/platform/`: what an operator finds here. Operators run the installation; they read no report and no figure."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from oversight import installation
from tenants import holds
from tenants.law.memory import current_law
from tenants.law.outlook import undecreed_years
from web.province.access import operator_required
from web.province.law.shell import navigation_groups
from web.site.requests import StaffRequest


@require_safe
@operator_required
def home(request: StaffRequest) -> HttpResponse:
    members = installation.members()
    context = {
        "members": members,
        "serving": sum(member.is_enabled and not member.is_sandbox for member in members),
        "undecreed": undecreed_years(current_law(), timezone.localdate()),
        "navigation": navigation_groups(request),
        "held_since": holds.since(),
    }
    return render(request, "province/platform.html", context)
