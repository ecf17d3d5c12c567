"""Reports as the people of the office see them."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.response import Response

from api.requests import StaffRequest
from api.schema import operation, query
from api.shapes import DueMoment, Moment, Shape
from api.v1 import parts
from api.v1.desk.actions import OPERATIONS
from api.v1.parts import city_code
from api.views import DeskView
from core.casework import actions, queries
from core.casework.queries import DeskFilters, KeysetPage, Story
from core.common.errors import Invalid
from core.reports import redaction
from core.reports.kinds import AreaCheck, Kind, State
from core.reports.models import Report
from core.reports.workflow import TRANSITIONS
from core.routing.models import Dispatch

# "unowned" is the coordinators' alone: nobody can answer those.
QUEUES = [*queries.QUEUES, "overdue", "unowned"]
_YES = ["1"]


class DeskRow(parts.ReportRow, parts.Choices):
    """A line of a queue."""

    next_due = DueMoment(allow_null=True, source="report.next_due_at")


class DeskPage(parts.Page):
    results = DeskRow(many=True)

    def get_results(self, page: KeysetPage) -> list[Story]:
        return [parts.row_of(report, shows_content=True) for report in page.reports]


class DeskPhoto(parts.Photo):
    id = serializers.UUIDField()
    hidden = serializers.BooleanField(source="is_hidden", help_text=_("Tidak tampak bagi publik."))


class DeskEvent(parts.OwnEvent):
    actor = serializers.CharField(allow_blank=True)
    photos = DeskPhoto(many=True)


class DeskPart(Shape):
    """A part of the work that another unit has or had."""

    unit = parts.Named()
    note = serializers.CharField(allow_blank=True)
    at = Moment()
    ended_at = Moment(allow_null=True)
    ending = serializers.ChoiceField(Dispatch.Ending.choices, allow_blank=True)
    return_note = serializers.CharField(allow_blank=True)


class DeskReport(parts.TrackedReport):
    """A report with everything but the identity."""

    next_due = DueMoment(allow_null=True, source="report.next_due_at")
    area_check = serializers.ChoiceField(AreaCheck.choices, allow_blank=True, source="report.area_check")
    actions = serializers.ListField(
        child=serializers.ChoiceField(list(TRANSITIONS)), help_text=_("Yang boleh Anda lakukan sekarang.")
    )
    operations = serializers.ListField(
        child=serializers.ChoiceField(list(OPERATIONS)),
        help_text=_("Yang boleh Anda lakukan tanpa memindahkan laporan."),
    )
    undoable = serializers.CharField(
        allow_blank=True, help_text=_("Langkah Anda sendiri yang masih dapat dibatalkan: answer, close, atau kosong.")
    )
    public_text = serializers.CharField(
        allow_blank=True, source="report.public_text", help_text=_("Teks suntingan; kosong: kata-kata pelapor.")
    )
    proposed_public_text = serializers.CharField(help_text=_("Kata-kata pelapor tanpa data pribadi yang ditemukan."))
    may_read_identity = serializers.BooleanField()
    parts = DeskPart(many=True)
    merged = serializers.ListField(
        child=serializers.CharField(), help_text=_("Nomor laporan yang digabung ke laporan ini.")
    )
    checked_at = Moment(
        allow_null=True, source="report.checked_at", help_text=_("Saat jawaban dan fotonya diperiksa orang lain.")
    )
    transferred_to = serializers.CharField(
        allow_blank=True, help_text=_("Kode kabupaten/kota tujuan, misalnya 36.02.")
    )
    received_from = serializers.CharField(allow_blank=True, help_text=_("Kode kabupaten/kota asal."))
    accept_by = DueMoment(
        allow_null=True,
        source="report.accept_by",
        help_text=_("Sampai kapan laporan yang dialihkan dapat dikembalikan; kosong: tidak menunggu diterima."),
    )
    erased_at = Moment(allow_null=True, source="report.erased_at")
    photos = DeskPhoto(many=True)
    timeline = DeskEvent(many=True, source="events")

    def get_actions(self, story: Story) -> list[str]:
        return self.context["offered"].actions

    def get_operations(self, story: Story) -> list[str]:
        """As the table says; hiding and showing a photo are two addresses here."""
        offered = self.context["offered"].operations
        return [*offered, "show_photo"] if "hide_photo" in offered else offered

    def get_undoable(self, story: Story) -> str:
        return actions.undoable(story.last_step, self.request.actor)

    def get_proposed_public_text(self, story: Story) -> str:
        return redaction.propose(story.report.description).text

    def get_may_read_identity(self, story: Story) -> bool:
        return queries.may_read_identity(self.request.actor, story.report)

    def get_merged(self, story: Story) -> list[str]:
        return [other.number for other in queries.joined(story)]

    def get_transferred_to(self, story: Story) -> str:
        return city_code(story.report.transferred_to)

    def get_received_from(self, story: Story) -> str:
        return city_code(story.report.received_from)


class Neighbour(Shape):
    """Another open report around this one."""

    number = serializers.CharField()
    category = serializers.CharField(source="category.name")
    state = serializers.ChoiceField(State.choices)
    distance_m = serializers.FloatField()

    def get_distance_m(self, other: Report) -> float:
        return round(other.distance_m, 1)


class RepeatShape(Shape):
    """Other reports of the last 30 days: how many, and the numbers of the newest."""

    count = serializers.IntegerField()
    newest = serializers.ListField(child=serializers.CharField())

    def get_newest(self, repeats: queries.Repeats) -> list[str]:
        return [other.number for other in repeats.newest]


class Related(Shape):
    """What stands beside a report, of what the caller may see. It never says who sent anything."""

    neighbours = Neighbour(many=True)
    same_sender = RepeatShape()
    same_text = RepeatShape()

    def get_neighbours(self, report: Report) -> list[Report]:
        return queries.neighbours(self.request.actor, report)

    def get_same_sender(self, report: Report) -> queries.Repeats:
        return queries.same_sender(self.request.actor, report)

    def get_same_text(self, report: Report) -> queries.Repeats:
        return queries.same_text(self.request.actor, report)


class DeskReports(DeskView):
    """The queues of the desk: only reports that are the caller's to see."""

    @operation(
        "list_desk_reports",
        _("Antrean laporan, yang paling mendesak dahulu"),
        DeskPage,
        parameters=[
            query("queue", _("Tanpa isi: all, semua yang masih terbuka."), enum=QUEUES),
            query("category", _("Kode kategori.")),
            query("area", _("Kode desa/kelurahan atau kecamatan, misalnya 36.71.01.")),
            query("kind", _("Jenis laporan."), enum=list(Kind.values)),
            query("unit", _("Kode OPD.")),
            query("mine", _("1: hanya yang menunggu Anda."), enum=_YES),
            query("overdue", _("1: hanya yang lewat batas."), enum=_YES),
            query("q", _("Kata-kata di uraian atau alamat, atau nomor laporan.")),
            query("after", _("Kunci bagian berikutnya; dipakai lewat tautan next.")),
        ],
    )
    def get(self, request: StaffRequest) -> Response:
        given = self.given
        queue = given.get("queue", "all")
        if queue not in QUEUES:
            raise Invalid.at("queue", _("Antrean ini tidak ada."))
        filters = DeskFilters.read(given)
        page = queries.desk_rows(request.actor, queue, filters, after=given.get("after", ""))
        return Response(self.show(DeskPage, page))


class DeskOneReport(DeskView):
    """One report, with its history and what the caller may do now."""

    @operation("get_desk_report", _("Satu laporan di meja petugas"), DeskReport)
    def get(self, request: StaffRequest, number: str) -> Response:
        story = queries.desk_story(queries.desk_report(request.actor, number))
        return Response(self.show(DeskReport, story, offered=queries.offered(request.actor, story)))


class DeskRelated(DeskView):
    """What stands beside one report: open ones around it, and repeats."""

    @operation("get_related_reports", _("Laporan di sekitarnya, dan yang berulang"), Related)
    def get(self, request: StaffRequest, number: str) -> Response:
        return Response(self.show(Related, queries.desk_report(request.actor, number)))
