"""`/kinerja/`: how the city's units and areas do, for everybody. One statement a page, one snapshot."""

from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.casework.queries.performance import Performance, performance
from oversight.figures import ENOUGH_CASES
from oversight.periods import period
from tenants.areas import lookup
from tenants.public_figures import Group
from tenants.small_cells import ENOUGH
from web.performance import sentences
from web.performance.asked import Asked, asked
from web.performance.charts import Section, section
from web.performance.files import FIGURE_COLUMNS, figure_cells
from web.performance.measures import HIDDEN
from web.province.sentences import period_label
from web.spreadsheets import Cell, download

UNITS, AREAS = "opd", "wilayah"


@require_safe
def city(request: HttpRequest) -> HttpResponse:
    wanted = asked(request)
    found = _performance(request, wanted)
    context = {
        **_common(request, wanted, found),
        "headline": sentences.headline(request.tenant.name, found.whole, wanted.period),
        "whole_line": sentences.whole_line(found.whole),
        "sum": {"total": found.whole.received, **found.whole.by_status},
        "sections": [_units(found, wanted, request.tenant.name), _districts(found, wanted, request.tenant.name)],
    }
    return render(request, "performance/city.html", context)


@require_safe
def district(request: HttpRequest, code: str) -> HttpResponse:
    """The kelurahan of one kecamatan."""
    place = next((area for area in lookup.areas_of(request.tenant.code) if area.code == code), None)
    if place is None:
        raise Http404
    wanted = asked(request)
    found = _performance(request, wanted)
    whole = found.district(code)
    context = {
        **_common(request, wanted, found),
        "district": place,
        "city_url": reverse("performance") + wanted.query,
        "section": whole and _villages(found, whole, wanted),
    }
    return render(request, "performance/district.html", context)


@require_safe
def file(request: HttpRequest, name: str) -> HttpResponse:
    """The tables as CSV, with the same cells hidden."""
    if name not in (UNITS, AREAS):
        raise Http404
    wanted = asked(request)
    found = _performance(request, wanted)
    rows = _unit_rows(found) if name == UNITS else _area_rows(found)
    stamp = timezone.localtime(found.at).isoformat(timespec="seconds")
    lines = [(*row, wanted.period, stamp) for row in [("", request.tenant.name, *figure_cells(found.whole)), *rows]]
    columns = ("kode", "nama", *FIGURE_COLUMNS, "rentang", "data_per")
    return download(f"kinerja-{name}-{request.tenant.slug}-{wanted.period}", [columns, *lines])


def _performance(request: HttpRequest, wanted: Asked) -> Performance:
    now = timezone.now()
    span = period(wanted.period, now, request.tenant.zone)
    return performance(span.start, span.end, now=now)


def _common(request: HttpRequest, wanted: Asked, found: Performance) -> dict[str, Any]:
    return {
        "asked": wanted,
        "at": found.at,
        "source": "performance/source.html",
        "period_label": period_label(wanted.period),
        "enough": ENOUGH,
        "enough_cases": ENOUGH_CASES,
        "hidden_mark": HIDDEN,
    }


def _units(found: Performance, wanted: Asked, city_name: str) -> Section:
    return section(
        UNITS,
        found.units,
        found.whole,
        wanted.measure,
        caption=_("Laporan per OPD, %(period)s") % {"period": period_label(wanted.period)},
        heads=_("OPD"),
        none=_("Belum diteruskan ke OPD"),
        whole_name=_("Seluruh %(name)s") % {"name": city_name},
        file_url=_file_url(UNITS, wanted),
    )


def _districts(found: Performance, wanted: Asked, city_name: str) -> Section:
    return section(
        AREAS,
        found.districts,
        found.whole,
        wanted.measure,
        caption=_("Laporan per kecamatan, %(period)s") % {"period": period_label(wanted.period)},
        heads=_("Kecamatan"),
        none=_("Tempat tidak disebut"),
        whole_name=_("Seluruh %(name)s") % {"name": city_name},
        file_url=_file_url(AREAS, wanted),
        link=lambda group: (
            reverse("performance_district", args=[group.code]) + wanted.query if group.code and group.name else ""
        ),
    )


def _villages(found: Performance, whole: Group, wanted: Asked) -> Section:
    return section(
        "kelurahan",
        found.villages[whole.code],
        whole,
        wanted.measure,
        caption=_("Laporan per kelurahan/desa, %(period)s") % {"period": period_label(wanted.period)},
        heads=_("Kelurahan/desa"),
        none=_("Tempat tidak disebut"),
        whole_name=_("Seluruh Kec. %(name)s") % {"name": whole.name},
        file_url=_file_url(AREAS, wanted),
    )


def _file_url(name: str, wanted: Asked) -> str:
    return reverse("performance_file", args=[name]) + wanted.query


def _unit_rows(found: Performance) -> Iterator[tuple[Cell, ...]]:
    for group in found.units:
        yield group.code, group.name or _("Belum diteruskan ke OPD"), *figure_cells(group)


def _area_rows(found: Performance) -> Iterator[tuple[Cell, ...]]:
    """Each kecamatan, followed by its kelurahan."""
    for group in found.districts:
        yield group.code, group.name or _("Tempat tidak disebut"), *figure_cells(group)
        for village in found.villages.get(group.code, ()):
            yield village.code, village.name, *figure_cells(village)
