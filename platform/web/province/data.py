"""`/data/`: open data for everybody, with what every column means, in Indonesian and English.

Cities' own figures are public as a whole; by month, kind and group small ones are hidden
(`tenants.disclosure.small_cells`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from core.common.translate_data import in_language
from oversight import queries
from oversight.figures import City
from oversight.histories import histories
from oversight.periods import DEFAULT
from oversight.publication import KIND, TOPIC, published
from tenants import sites
from tenants.disclosure.published_tables import Group
from tenants.lazy_text import Promise
from web.figures import exports
from web.figures.blocks import IN_FILES, PUBLIC, Counted, cells
from web.figures.labels import kind_name
from web.figures.measures import CITY_MEASURES, HIDDEN
from web.figures.query_params import PERIOD, FigureQuery
from web.files.spreadsheets import Cell
from web.province.front_page import comparison_rows
from web.site.requests import TenantRequest

LICENCE = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}
_ABOUT = _(
    "Dihitung dari buku besar kejadian laporan, termasuk laporan rahasia. Tanpa isi laporan dan tanpa nama siapa pun. "
    "Angka kecil disembunyikan (*)."
)
LANGUAGES = ("id", "en")
FORMS = (exports.CSV, exports.JSON)
Rows = tuple[Sequence[str], Sequence[Sequence[Cell]]]


@dataclass(frozen=True)
class Field:
    """A column as the description names it; types are those of Table Schema."""

    name: str
    type: str
    title: Promise
    means: Promise


@dataclass(frozen=True)
class Resource:
    name: str
    title: Promise
    means: Promise
    fields: tuple[Field, ...]
    rows: Callable[[TenantRequest, FigureQuery[City]], Rows]


_CODE = Field("kode", "string", _("Kode"), _("Kode Kemendagri kabupaten/kota; baris provinsi memakai kode provinsi."))
_NAME = Field("nama", "string", _("Nama"), _("Nama kabupaten/kota atau provinsi."))
_SPAN = Field("rentang", "string", _("Rentang"), _("Rentang waktu laporan diterima, seperti di alamat halaman."))
_STAMP = Field("data_per", "datetime", _("Data per"), _("Saat angka dihitung, dari satu potret data."))
_PUBLIC = tuple(Field(column.name, column.type, column.label, column.means) for column in PUBLIC)


def _cities(request: TenantRequest, query: FigureQuery[City]) -> Rows:
    return comparison_rows(queries.comparison(query.now, query.span), request.tenant)


def _months(request: TenantRequest, query: FigureQuery[City]) -> Rows:
    places = {
        city.place.schema_name: city.place
        for city in queries.standing(query.now, by_age=False)
        if city.place.is_enabled
    }
    rows: list[Sequence[Cell]] = [
        (
            places[schema].code,
            places[schema].name,
            month.code,
            *cells(Counted(month), PUBLIC),
            exports.stamp(query.now),
        )
        for schema, history in histories(query.now, query.zone, list(places)).items()
        for month in (*history.before, *history.months)
    ]
    columns = ("kode", "nama", "bulan", *(column.name for column in PUBLIC), "data_per")
    return columns, sorted(rows, key=lambda row: (row[0], row[2]))


def _cut(cut: str) -> Callable[[TenantRequest, FigureQuery[City]], Rows]:
    """By kind or topic: only of the spans that are published side by side."""

    def rows(request: TenantRequest, query: FigureQuery[City]) -> Rows:
        name = query.period if query.is_named else DEFAULT
        found = published(query.now, query.zone)[name]
        groups = found.kinds if cut == KIND else found.topics
        lines = (((group.code, _named(cut, group)), Counted(group), name, found.at) for group in groups)
        return exports.figure_rows(("kode", "nama"), PUBLIC, lines)

    return rows


def _named(cut: str, group: Group) -> str:
    return kind_name(group.code) if cut == KIND else in_language(group.code)


_VALUE = Field("kode", "string", _("Kode"), _("Jenis atau bidang seperti dalam data."))
_VALUE_NAME = Field("nama", "string", _("Nama"), _("Namanya."))
RESOURCES: dict[str, Resource] = {
    resource.name: resource
    for resource in (
        Resource(
            "kabupaten-kota",
            _("Angka per kabupaten/kota"),
            _("Satu baris per kabupaten/kota dan satu untuk seluruh provinsi, dalam satu rentang waktu."),
            (
                _CODE,
                _NAME,
                *(Field(column.name, column.type, column.label, column.means) for column in IN_FILES),
                _SPAN,
                _STAMP,
            ),
            _cities,
        ),
        Resource(
            "bulanan",
            _("Angka per bulan"),
            _("Satu baris per kabupaten/kota dan bulan laporan diterima, 24 bulan terakhir; bulan ini belum selesai."),
            (
                _CODE,
                _NAME,
                Field("bulan", "yearmonth", _("Bulan"), _("Bulan laporan diterima, dalam zona waktu provinsi.")),
                *_PUBLIC,
                _STAMP,
            ),
            _months,
        ),
        Resource(
            "jenis",
            _("Angka per jenis laporan"),
            _("Seluruh provinsi menurut jenis laporan."),
            (_VALUE, _VALUE_NAME, *_PUBLIC, _SPAN, _STAMP),
            _cut(KIND),
        ),
        Resource(
            "bidang",
            _("Angka per bidang"),
            _("Seluruh provinsi menurut bidang SP4N-LAPOR!."),
            (_VALUE, _VALUE_NAME, *_PUBLIC, _SPAN, _STAMP),
            _cut(TOPIC),
        ),
    )
}


@dataclass(frozen=True)
class Offered:
    """A resource with its addresses by form."""

    resource: Resource
    files: dict[str, str]


@dataclass(frozen=True)
class DataPage:
    query: FigureQuery[City]
    resources: list[Offered]
    licence: dict[str, str]
    hidden_mark: str


@require_safe
def index(request: TenantRequest) -> HttpResponse:
    query = FigureQuery.from_request(request, CITY_MEASURES)
    resources = [
        Offered(resource, {form: _url(name, form, query) for form in FORMS}) for name, resource in RESOURCES.items()
    ]
    return render(request, "province/data.html", vars(DataPage(query, resources, LICENCE, HIDDEN)))


@require_safe
def file(request: TenantRequest, name: str, form: str) -> HttpResponse:
    resource = RESOURCES.get(name)
    if resource is None or form not in FORMS:
        raise Http404
    query = FigureQuery.from_request(request, CITY_MEASURES)
    return exports.answer(form, f"{name}-{request.tenant.slug}-{query.period}", *resource.rows(request, query))


@require_safe
def package(request: TenantRequest) -> JsonResponse:
    """The description after the Data Package standard (https://datapackage.org), with both languages beside it."""
    query = FigureQuery.from_request(request, CITY_MEASURES)
    described = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": f"laksa-{request.tenant.slug}",
        **_said("title", _("Laporan masyarakat di %(province)s"), province=request.tenant.name),
        **_said("description", _ABOUT),
        "homepage": sites.here(request, reverse("data")),
        "created": exports.stamp(timezone.now()),
        "licenses": [LICENCE],
        "contributors": [{"title": request.tenant.name, "roles": ["publisher"]}],
        "resources": [_described(request, resource, form, query) for resource in RESOURCES.values() for form in FORMS],
    }
    return JsonResponse(described, json_dumps_params={"ensure_ascii": False, "indent": 1})


def _described(request: TenantRequest, resource: Resource, form: str, query: FigureQuery[City]) -> dict[str, Any]:
    fields = [
        {"name": field.name, "type": field.type, **_said("title", field.title), **_said("description", field.means)}
        for field in resource.fields
    ]
    return {
        "name": f"{resource.name}-{form}",
        **_said("title", resource.title),
        **_said("description", resource.means),
        "path": sites.here(request, _url(resource.name, form, query)),
        "format": form,
        "mediatype": "text/csv" if form == exports.CSV else "application/json",
        "encoding": "utf-8",
        "schema": {"fields": fields, "missingValues": ["", HIDDEN]},
    }


def _said(name: str, sentence: Promise, **words: str) -> dict[str, Any]:
    """The sentence in Indonesian under its name, and in every language beside it."""
    said = {}
    for language in LANGUAGES:
        with translation.override(language):
            said[language] = str(sentence) % words if words else str(sentence)
    return {name: said["id"], f"{name}s": said}


def _url(name: str, form: str, query: FigureQuery[City]) -> str:
    return f"{reverse('data_file', args=[name, form])}?{PERIOD}={query.period}"
