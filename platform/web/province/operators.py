"""`/platform/`: what an operator finds here. Operators run the installation; they read no report and no figure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, FilteredRelation, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from tenants import holds
from tenants.law.memory import current_law
from tenants.law.outlook import undecreed_years
from tenants.models import Tenant
from tenants.seats import PUBLIC
from web.accounts.access import operator_required
from web.province.law.shell import law_navigation
from web.province.navigation import NavigationGroup
from web.site.requests import StaffRequest


@dataclass(frozen=True)
class OperatorsPage:
    members: Sequence[Tenant]
    serving: int
    undecreed: list[int]
    navigation: list[NavigationGroup]
    held_since: datetime | None


@require_safe
@operator_required
def home(request: StaffRequest) -> HttpResponse:
    named = FilteredRelation("domains", condition=Q(domains__is_primary=True))
    cities = Tenant.objects.exclude(schema_name=PUBLIC).order_by("code")
    members = list(cities.annotate(named=named, host=F("named__domain")))
    page = OperatorsPage(
        members=members,
        serving=sum(member.is_enabled and not member.is_sandbox for member in members),
        undecreed=undecreed_years(current_law(), timezone.localdate()),
        navigation=law_navigation(request),
        held_since=holds.since(),
    )
    return render(request, "province/platform.html", vars(page))
