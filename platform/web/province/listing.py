"""Lists of reports by their numbers: those that are overdue now, and those behind a figure of a period."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from core.common.translate_data import in_language
from core.reports.kinds import Kind
from oversight import lists, periods, queries
from oversight.figures import City, CityPlace, LateClock, ListedReport, ReportPage, Standing
from oversight.lists import IN_PERIOD, OVERDUE, Wanted
from tenants.areas import lookup
from web.accounts.access import overseer_required
from web.figures import exports
from web.figures.labels import AGE_LABELS, CLOCK_WORDS, NOTHING, overdue_title, unit_type_label
from web.figures.measures import CITY_MEASURES
from web.figures.query_params import (
    AFTER,
    CITY,
    GROUP,
    KIND,
    PERIOD,
    FigureQuery,
    overseer_link,
    text,
)
from web.html.formats import number_id
from web.province.navigation import NavigationGroup, figures_navigation
from web.site.requests import StaffRequest

UNIT, DISTRICT, AGE = "opd", "kecamatan", "umur"
# What stands in an address for reports that have none of that.
NONE = "-"
# A file holds so many numbers at most; who needs more asks for less at a time.
MOST_IN_A_FILE = 5000
TITLES = {
    "verifikasi-terlambat": gettext_lazy("Laporan yang terlambat diverifikasi"),
    "tindak-lanjut-terlambat": gettext_lazy("Laporan yang terlambat ditindaklanjuti"),
    "jawaban-terlambat": gettext_lazy("Laporan yang terlambat dijawab"),
    "diminta-melengkapi": gettext_lazy("Laporan yang pelapornya diminta melengkapi"),
    "dibuka-kembali": gettext_lazy("Laporan yang dibuka kembali"),
    "eskalasi": gettext_lazy("Laporan yang dieskalasi"),
    "masuk": gettext_lazy("Laporan yang masuk"),
}


@dataclass(frozen=True)
class MissedDeadline:
    """Which deadline, and by how many days, in words."""

    word: str
    late: str
    due_at: datetime


@dataclass(frozen=True)
class ReportRow:
    """A report by its number, with the deadlines it has missed. `city_url` is "" for a city that does not take part
    any more."""

    report: ListedReport
    city: str
    city_url: str
    kind: str
    missed: list[MissedDeadline]


@dataclass(frozen=True)
class ReportList:
    """A part of a list; the addresses lead to the next part and to the head, "" where there is none."""

    rows: list[ReportRow]
    next_url: str
    first_url: str


@dataclass(frozen=True)
class ListPage:
    query: FigureQuery[City]
    what: str
    title: str
    filters: list[str]
    without_filters: str
    files: dict[str, str]
    late: ReportList
    navigation: list[NavigationGroup]


@require_safe
@overseer_required
def overdue(request: StaffRequest) -> HttpResponse:
    return _answer(request, OVERDUE)


@require_safe
@overseer_required
def numbers(request: StaffRequest, what: str) -> HttpResponse:
    if what not in IN_PERIOD:
        raise Http404
    return _answer(request, what)


@require_safe
@overseer_required
def file(request: StaffRequest, what: str, form: str) -> HttpResponse:
    """The numbers of a list, from its head on, at most `MOST_IN_A_FILE`."""
    if what not in lists.WHAT:
        raise Http404
    query = FigureQuery.from_request(request, CITY_MEASURES)
    wanted = _wanted(request, what, query, queries.standing(query.now, by_age=False))
    found = lists.reports(query.now, wanted, size=MOST_IN_A_FILE)
    limits = (f"{word}_{part}" for word in ("verifikasi", "tindak_lanjut", "jawaban") for part in ("batas", "hari"))
    columns = ("nomor", "kode", "kabupaten_kota", "tahap", "jenis", "bidang", "wilayah", "kecamatan", *limits)
    rows = [(*_cells(report), exports.stamp(query.now)) for report in found.reports]
    return exports.answer(form, f"{what}-{query.period}", (*columns, "data_per"), rows)


def _answer(request: StaffRequest, what: str) -> HttpResponse:
    query = FigureQuery.from_request(request, CITY_MEASURES)
    standing = queries.standing(query.now, by_age=False)
    wanted, filters = _wanted(request, what, query, standing), _filters(request)
    page = ListPage(
        query=query,
        what=what,
        title=_title(what, standing, filters),
        filters=_filter_words(wanted, standing, filters),
        without_filters=request.path + (f"?{urlencode({PERIOD: query.period})}" if what != OVERDUE else ""),
        files={form: _file_url(what, form, query, filters) for form in exports.FORMS},
        late=report_list(lists.reports(query.now, wanted, after=query.after), query, filters),
        navigation=figures_navigation(request, standing),
    )
    return render(request, "province/overdue.html", vars(page))


def _filters(request: StaffRequest) -> dict[str, str]:
    found = {name: text(request, name) for name in (CITY, KIND, GROUP, UNIT, DISTRICT, AGE)}
    return {name: value for name, value in found.items() if value}


def _wanted(request: StaffRequest, what: str, query: FigureQuery[City], standing: list[Standing]) -> Wanted:
    """The list in words of the query. A city there is none of: not found; so is an age."""
    filters = _filters(request)
    place = _place(filters.get(CITY, ""), standing)
    age = filters.get(AGE, "")
    if age and (what != OVERDUE or age not in AGE_LABELS):
        raise Http404
    return Wanted(
        what=what,
        period=query.span,
        tenant=place.schema_name if place else "",
        kind=query.only.kind,
        group=query.only.group,
        unit=_or_none(filters.get(UNIT)),
        district=_or_none(filters.get(DISTRICT)),
        days=queries.age_bounds(int(age)) if age else None,
    )


def _or_none(value: str | None) -> str | None:
    return "" if value == NONE else value


def _place(slug: str, standing: list[Standing]) -> CityPlace | None:
    if not slug:
        return None
    found = next((city.place for city in standing if city.place.slug == slug), None)
    if found is None:
        raise Http404
    return found


def _title(what: str, standing: list[Standing], filters: dict[str, str]) -> str:
    if what != OVERDUE:
        return str(TITLES[what])
    if filters:
        return _("Laporan lewat batas")
    return overdue_title(sum(city.overdue for city in standing))


def _filter_words(wanted: Wanted, standing: list[Standing], filters: dict[str, str]) -> list[str]:
    """The filters as the person chose them."""
    words = []
    if wanted.tenant:
        words.append(next(city.place.name for city in standing if city.place.schema_name == wanted.tenant))
    if wanted.kind:
        words.append(str(Kind(wanted.kind).label))
    if wanted.group:
        words.append(in_language(wanted.group))
    if wanted.unit is not None:
        words.append(unit_type_label(wanted.unit))
    if wanted.district is not None:
        name = lookup.name_of(wanted.district) if wanted.district else None
        words.append(_("Kec. %(name)s") % {"name": name} if name else wanted.district or str(NOTHING["district"]))
    if AGE in filters:
        words.append(str(AGE_LABELS[filters[AGE]]))
    return words


def _file_url(what: str, form: str, query: FigureQuery[City], filters: dict[str, str]) -> str:
    return f"{reverse('ombudsman_list_file', args=[what, form])}?{urlencode({PERIOD: query.period, **filters})}"


def report_list(page: ReportPage, query: FigureQuery[City], filters: dict[str, str]) -> ReportList:
    """The links keep period and filters; the way back leads to the head."""
    kept = {} if query.period == periods.DEFAULT else {PERIOD: query.period}
    kept |= filters
    return ReportList(
        rows=[
            ReportRow(
                report=report,
                city=report.place.short_name,
                city_url=overseer_link(report.place) if report.place.is_enabled else "",
                kind=str(Kind(report.kind).label),
                missed=[_missed(clock) for clock in report.clocks],
            )
            for report in page.reports
        ],
        next_url=f"?{urlencode({**kept, AFTER: page.next_key})}" if page.next_key else "",
        first_url=f"?{urlencode(kept)}" if query.after else "",
    )


def _missed(clock: LateClock) -> MissedDeadline:
    late = ngettext("lewat %(days)s hari", "lewat %(days)s hari", clock.days_late)
    return MissedDeadline(str(CLOCK_WORDS[clock.rule]), late % {"days": number_id(clock.days_late)}, clock.due_at)


def _cells(report: ListedReport) -> tuple[str | int | None, ...]:
    by_rule = {clock.rule: clock for clock in report.clocks}
    clocks: list[str | int | None] = []
    for rule in lists.CLOCKS:
        clock = by_rule.get(rule)
        clocks += [timezone.localtime(clock.due_at).date().isoformat(), clock.days_late] if clock else [None, None]
    place = report.place
    return (report.number, place.code, place.name, report.state, report.kind, report.category_group,
            report.area, report.district, *clocks)  # fmt: skip
