"""Reports as anybody may send and read them."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.remembered import RememberedReportView
from api.schema import operation, query
from api.shapes import Body, Shape
from api.v1 import parts
from api.views import PublicView, answer_once, repeated
from core.casework import actions, queries
from core.casework.queries import KeysetPage, Story
from core.common import rate_limits
from core.common.errors import Invalid
from core.reports.drafts import DESCRIPTION_LENGTH, MAX_PHOTOS, Draft
from core.reports.kinds import Channel, IdentityLevel, Kind, State, Status, Visibility
from tenants.areas.codes import is_code

ROUTE = "api:reports"
# The category of a report that names none; the coordinator corrects it.
OTHER_CATEGORY = "lainnya"


class LocationBody(Body):
    lat = serializers.FloatField(required=False, allow_null=True, min_value=-90, max_value=90)
    lon = serializers.FloatField(required=False, allow_null=True, min_value=-180, max_value=180)
    address = serializers.CharField(required=False, allow_null=True, max_length=300)


class ContactBody(Body):
    name = serializers.CharField(required=False, allow_null=True, max_length=120)
    email = serializers.CharField(required=False, allow_null=True)
    phone = serializers.CharField(required=False, allow_null=True)


class ReportBody(Body):
    """A new report. A complaint wants a pin or a kelurahan; a named reporter a name and one contact, a masked one a
    contact, an anonymous one none at all. A report of misconduct is secret and never named."""

    kind = serializers.ChoiceField(Kind.choices)
    category = serializers.CharField(
        required=False, allow_null=True, help_text=_("Kode dari /api/v1/categories/; tanpa kategori: lainnya.")
    )
    description = serializers.CharField(min_length=DESCRIPTION_LENGTH[0], max_length=DESCRIPTION_LENGTH[1])
    identity = serializers.ChoiceField(IdentityLevel.choices)
    visibility = serializers.ChoiceField(Visibility.choices)
    location = LocationBody(required=False, allow_null=True, source="*")
    area = serializers.CharField(
        required=False, allow_null=True, help_text=_("Kode desa/kelurahan, misalnya 36.71.01.1002.")
    )
    contact = ContactBody(required=False, allow_null=True, source="*")
    attachments = serializers.ListField(
        child=serializers.UUIDField(),
        required=False,
        max_length=MAX_PHOTOS,
        help_text=_("Nomor foto dari /api/v1/attachments/, masing-masing sekali pakai dalam 24 jam."),
    )
    channel = serializers.ChoiceField(Channel.choices, required=False, help_text=_("Tanpa isi: api."))


class Receipt(Shape):
    """What the reporter keeps. The receipt code is told only here, and is the way back to an anonymous report."""

    number = serializers.CharField(source="report.number")
    receipt_code = serializers.RegexField(r"^[0-9]{16}$", source="code")
    status = serializers.ChoiceField(Status.choices, source="report.status")
    state = serializers.ChoiceField(State.choices, source="report.state")
    deadlines = parts.Due(many=True)
    url = serializers.URLField(help_text=_("Halaman laporan; untuk laporan rahasia halaman pelacakan."))

    def get_url(self, made: actions.Submission) -> str:
        return self.site + parts.page_of(made.report)


class ReportPage(parts.Page):
    results = parts.ReportRow(many=True)

    def get_results(self, page: KeysetPage) -> list[Story]:
        return [parts.row_of(report, shows_content=report.is_published) for report in page.reports]


class Timeline(Shape):
    number = serializers.CharField(source="report.number")
    results = parts.TimelineEvent(many=True, source="events")


class Reports(PublicView):
    """The public reports, newest first, and the way to send one."""

    @operation(
        "list_reports",
        _("Daftar laporan publik, yang terbaru dahulu"),
        ReportPage,
        parameters=[
            query("status", _("Status LAKSA."), enum=list(Status.values)),
            query("category", _("Kode kategori.")),
            query("area", _("Kode desa/kelurahan atau kecamatan, misalnya 36.71.01.")),
            query("after", _("Kunci bagian berikutnya; dipakai lewat tautan next.")),
        ],
    )
    def get(self, request: Request) -> Response:
        given = self.given
        _check_filters(given)
        page = queries.public_list(
            status=given.get("status", ""),
            category=given.get("category", ""),
            area=given.get("area", ""),
            after=given.get("after", ""),
        )
        return Response(self.show(ReportPage, page))

    @operation("create_report", _("Kirim laporan"), Receipt, status=201, repeatable=True, request=ReportBody)
    def post(self, request: Request) -> Response:
        if (answer := repeated(request, ROUTE)) is not None:
            return answer
        with rate_limits.taken("reports", request):
            draft = _draft(ReportBody.read(request.data))
            return answer_once(request, ROUTE, lambda: (201, self.show(Receipt, _submitted(draft))))


class Report(RememberedReportView):
    """One public report."""

    @operation("get_report", _("Satu laporan publik"), parts.ReportDetail)
    def get(self, request: Request, number: str) -> Response:
        return Response(self.show(parts.ReportDetail, queries.public_present(queries.public_report(number))))


class ReportTimeline(RememberedReportView):
    """What has happened to a public report."""

    @operation("get_timeline", _("Perjalanan satu laporan publik"), Timeline)
    def get(self, request: Request, number: str) -> Response:
        return Response(self.show(Timeline, queries.public_story(queries.public_report(number))))


def _check_filters(given: dict[str, str]) -> None:
    """A filter that can match nothing is a mistake to be told of, not an empty list."""
    if given.get("status", Status.WAITING) not in Status.values:
        raise Invalid.at("status", _("Status ini tidak ada. Pilih menunggu, proses, atau selesai."))
    if not is_code(given.get("area", "00")):
        raise Invalid.at("area", _("Tulis kode wilayah, misalnya 36.71.01.1002."))


def _draft(said: dict[str, Any]) -> Draft:
    category, channel = said.get("category"), said.get("channel", Channel.API)
    if channel not in Channel.values:
        raise Invalid.at("channel", _("Saluran ini tidak ada."))
    return Draft(**{**said, "category": OTHER_CATEGORY if category is None else category, "channel": channel})


def _submitted(draft: Draft) -> actions.Submission:
    """File the report; faults are named as the body names its fields."""
    try:
        return actions.submit(draft)
    except Invalid as invalid:
        places = ReportBody.places()
        invalid.errors = {places.get(name, name): sentences for name, sentences in invalid.errors.items()}
        raise
