"""`/segel/`: the daily seals for everybody, as pages, as JSON, and as the file anyone can compute the digest from."""

import tempfile
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.http import FileResponse, Http404, HttpResponse, HttpResponseNotModified, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from oversight import seal_queries, seals
from oversight.figures import CityPlace
from oversight.models import Seal
from tenants import sites
from tenants.models import Tenant
from web.figures.comparison import Ranking, part
from web.figures.measures import CITY_MEASURES
from web.figures.query_params import FigureQuery
from web.site.requests import TenantRequest

BEFORE = "sebelum"
# A file up to this size is kept in memory while it is written.
IN_MEMORY = 1024 * 1024


@dataclass(frozen=True)
class SealsPage:
    ranking: Ranking[CityPlace]
    newest: dict[str, Seal]
    province: Tenant


@dataclass(frozen=True)
class SealsOfCityPage:
    tenant: Tenant
    seals: list[Seal]
    next_url: str
    first_url: str


@dataclass(frozen=True)
class HowPage:
    """How to check a seal, with the newest one there is as the example."""

    place: CityPlace | None
    seal: Seal | None
    example_url: str


@require_safe
def index(request: TenantRequest) -> HttpResponse:
    """The newest seal of every city."""
    query = FigureQuery.from_request(request, CITY_MEASURES)
    shown = part(seal_queries.cities(), query, name=lambda place: place.name)
    newest = seal_queries.newest([place.schema_name for place in shown.cities])
    return render(request, "province/seals.html", vars(SealsPage(shown, newest, seal_queries.province())))


@require_safe
def index_json(request: TenantRequest) -> HttpResponse:
    """The same for programs, of all cities."""
    places = seal_queries.cities()
    newest = seal_queries.newest([place.schema_name for place in places])
    rows = [
        {"code": place.code, "name": place.name, "seal": _seal_row(request, place.slug, newest.get(place.schema_name))}
        for place in places
    ]
    province = seal_queries.province()
    own = _seal_row(request, province.slug, seal_queries.newest([province.schema_name]).get(province.schema_name))
    return JsonResponse({"province": {"code": province.code, "name": province.name, "seal": own}, "cities": rows})


@require_safe
def city(request: TenantRequest, slug: str) -> HttpResponse:
    """Every seal of one city, or of the province, the newest first."""
    tenant = _city(slug)
    found, next_url = _page(request, tenant)
    first_url = reverse("seals_city", args=[slug]) if request.GET.get(BEFORE) else ""
    return render(request, "province/seal_city.html", vars(SealsOfCityPage(tenant, found, next_url, first_url)))


@require_safe
def city_json(request: TenantRequest, slug: str) -> HttpResponse:
    """The same for programs; `next` leads to the older ones."""
    tenant = _city(slug)
    found, next_url = _page(request, tenant)
    rows = [_seal_row(request, slug, seal) for seal in found]
    following = sites.here(request, request.path + next_url) if next_url else None
    return JsonResponse({"code": tenant.code, "name": tenant.name, "seals": rows, "next": following})


@require_safe
def file(request: TenantRequest, slug: str, day: str) -> HttpResponse | FileResponse:
    """The lines of one seal. The same for ever, unless somebody has changed the ledger."""
    tenant = _city(slug)
    seal = seal_queries.seal_of(tenant.schema_name, _day(day) or date.min)
    if seal is None:
        raise Http404
    tag = f'"{seal.hexdigest}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified(headers={"ETag": tag})
    # Written to its end before it is sent: nobody's slow connection holds a cursor of the ledger open.
    whole = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 (FileResponse closes it)
    for line in seals.lines(seal, tenant.name):
        whole.write(line.encode())
    whole.seek(0)
    name = f"segel-{slug}-{seal.day}.txt"
    return FileResponse(
        whole,
        filename=name,
        content_type="text/plain; charset=utf-8",
        headers={"ETag": tag, "Cache-Control": "public"},
    )


@require_safe
def how_to_check(request: TenantRequest) -> HttpResponse:
    """What a seal is, and how anyone can check one."""
    place, seal = seal_queries.example() or (None, None)
    example_url = _file_url(request, place.slug, seal) if place and seal else ""
    return render(request, "province/seal_how.html", vars(HowPage(place, seal, example_url)))


def _city(slug: str) -> Tenant:
    tenant = seal_queries.sealed_city(slug)
    if tenant is None:
        raise Http404
    return tenant


def _page(request: TenantRequest, tenant: Tenant) -> tuple[list[Seal], str]:
    """The seals of this page and the query that leads to the older ones."""
    found, has_more = seal_queries.history(tenant.schema_name, before=_day(request.GET.get(BEFORE, "")))
    return found, f"?{urlencode({BEFORE: found[-1].day})}" if has_more else ""


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _file_url(request: TenantRequest, slug: str, seal: Seal) -> str:
    return sites.here(request, reverse("seal_file", args=[slug, seal.day.isoformat()]))


def _seal_row(request: TenantRequest, slug: str, seal: Seal | None) -> dict[str, object] | None:
    if seal is None:
        return None
    return {
        "day": seal.day,
        "format": seal.version,
        "since": seal.since,
        "until": seal.until,
        "entries": seal.entries,
        "reports": seal.reports,
        "digest": seal.hexdigest,
        "previous": bytes(seal.previous).hex(),
        "computed_at": seal.computed_at,
        "file": _file_url(request, slug, seal),
    }
