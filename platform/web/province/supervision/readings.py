"""A city's report, opened by a button: each opening is seen by the city."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from core.casework.queries.access import number_of
from core.casework.queries.photo_links import photo_token
from core.casework.supervision import readings, requests
from core.casework.supervision.cases import case_for
from core.casework.supervision.powers import has
from core.common.errors import Forbidden, Invalid, NotFound
from core.reports.kinds import STATUS_OF_STATE
from core.reports.models import Attachment
from oversight.figures import CityPlace
from tenants.models import Domain, Tenant
from web.accounts.access import overseer_required
from web.html.badges import part_word
from web.province.supervision.forms import FindForm
from web.province.supervision.shell import page
from web.site.requests import StaffRequest


@overseer_required
@require_safe
def find(request: StaffRequest) -> HttpResponse:
    """Where a report's number leads to the report."""
    if "number" not in request.GET:
        return page(request, "find", {"form": FindForm()})
    form = FindForm(request.GET)
    try:
        number = number_of(request.GET["number"])
        readings.city_of(number)
    except NotFound as unknown:
        form.refuse(Invalid.at("number", unknown.message))
        return page(request, "find", {"form": form}, refused=Invalid({}))
    return redirect("supervision_report", number)


@overseer_required
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: StaffRequest, number: str) -> HttpResponse:
    """What will happen when the report is opened; pressed, the report itself."""
    tenant = readings.city_of(number)
    wanted = number_of(number)
    context = {
        "number": wanted,
        "tenant": tenant,
        "requests": requests.sent(number=wanted),
        "case": case_for(wanted, request.actor),
        "may_open_case": has(request.actor, "open_case"),
    }
    if request.method != "POST":
        return page(request, "unopened", context)
    try:
        opened = readings.open_report(wanted, request.actor)
    except Forbidden as refused:
        return page(request, "unopened", context, refused=refused)
    return page(request, "report", {**context, **_shown(opened)})


def _shown(opened: readings.Opened) -> dict[str, object]:
    story, site = opened.story, _place(opened.tenant).site_url
    return {
        "report": story.report,
        "site_url": site,
        "public_url": f"{site}laporan/{story.report.number}/" if story.report.is_public else "",
        "photos": _photos(opened.tenant, site, story.photos),
        "deadlines": story.deadlines,
        "timeline": [
            {
                "title": event.sentence,
                "at": event.at,
                "actor": part_word(event.actor),
                "text": event.text,
                "status": STATUS_OF_STATE.get(event.state, ""),
                "icon": "eye" if event.action in ("identity_read", "overseer_read") else "",
                "links": _photos(opened.tenant, site, event.photos),
            }
            for event in story.events
        ],
    }


def _photos(tenant: Tenant, site: str, photos: list[Attachment]) -> list[str]:
    """Addresses on the city's host, each good for a quarter of an hour."""
    now = timezone.now()
    tokens = [photo_token(tenant.schema_name, photo, private=True, now=now) for photo in photos]
    paths = [reverse("photo", args=[token], urlconf=settings.ROOT_URLCONF) for token in tokens]
    return [site.rstrip("/") + path for path in paths]


def _place(tenant: Tenant) -> CityPlace:
    host = Domain.objects.filter(tenant=tenant, is_primary=True).values_list("domain", flat=True).first()
    return CityPlace(tenant.schema_name, tenant.code, tenant.name, tenant.slug, host or "")


@overseer_required
@require_safe
def log(request: StaffRequest) -> HttpResponse:
    """Who opened what: everything for the head, one's own for others."""
    before = request.GET.get("sebelum", "")
    found = readings.readings(request.actor, before=int(before[:18]) if before.isdecimal() else None)
    full = len(found) == readings.READINGS_SHOWN
    context = {
        "readings": found,
        "sees_all": has(request.actor, "see_readings"),
        "next_url": f"?sebelum={found[-1].pk}" if full else "",
    }
    return page(request, "readings", context)
