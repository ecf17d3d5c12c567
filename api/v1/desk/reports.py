"""Reports as the people of the office see them."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.response import Response

from api.requests import StaffRequest
from api.schema import operation, query
from api.v1 import parts
from api.v1.desk.actions import OPERATIONS
from api.views import DeskView, next_page, parameters
from core.casework import actions, queries
from core.casework.queries import DeskFilters
from core.common.errors import Invalid
from core.reports import redaction
from core.reports.kinds import AreaCheck, Kind, State
from core.reports.models import Attachment, Report
from core.reports.workflow import TRANSITIONS
from core.routing.models import Dispatch

# "unowned" is the coordinators' alone: nobody can answer those.
QUEUES = [*queries.QUEUES, "overdue", "unowned"]
_FILTERS = ("category", "area", "kind", "unit", "mine", "overdue", "q")
_YES = ["1"]


class DeskRow(parts.ReportRow, parts.Choices):
    """A line of a queue."""

    next_due = serializers.DateTimeField(allow_null=True)


class DeskPage(parts.Page):
    results = DeskRow(many=True)


class DeskPhoto(parts.Photo):
    id = serializers.UUIDField()
    hidden = serializers.BooleanField(help_text=_("Tidak tampak bagi publik."))


class DeskEvent(parts.OwnEvent):
    actor = serializers.CharField(allow_blank=True)
    photos = DeskPhoto(many=True)


class DeskPart(serializers.Serializer):
    """A part of the work that another unit has or had."""

    unit = parts.Named()
    note = serializers.CharField(allow_blank=True)
    at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
    ending = serializers.ChoiceField(Dispatch.Ending.choices, allow_blank=True)
    return_note = serializers.CharField(allow_blank=True)


class DeskReport(parts.TrackedReport):
    """A report with everything but the identity."""

    next_due = serializers.DateTimeField(allow_null=True)
    area_check = serializers.ChoiceField(AreaCheck.choices, allow_blank=True)
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
    public_text = serializers.CharField(allow_blank=True, help_text=_("Teks suntingan; kosong: kata-kata pelapor."))
    proposed_public_text = serializers.CharField(help_text=_("Kata-kata pelapor tanpa data pribadi yang ditemukan."))
    may_read_identity = serializers.BooleanField()
    parts = DeskPart(many=True)
    merged = serializers.ListField(
        child=serializers.CharField(), help_text=_("Nomor laporan yang digabung ke laporan ini.")
    )
    checked_at = serializers.DateTimeField(
        allow_null=True, help_text=_("Saat jawaban dan fotonya diperiksa orang lain.")
    )
    transferred_to = serializers.CharField(
        allow_blank=True, help_text=_("Kode kabupaten/kota tujuan, misalnya 36.02.")
    )
    received_from = serializers.CharField(allow_blank=True, help_text=_("Kode kabupaten/kota asal."))
    accept_by = serializers.DateTimeField(
        allow_null=True,
        help_text=_("Sampai kapan laporan yang dialihkan dapat dikembalikan; kosong: tidak menunggu diterima."),
    )
    erased_at = serializers.DateTimeField(allow_null=True)
    photos = DeskPhoto(many=True)
    timeline = DeskEvent(many=True)


class Neighbour(serializers.Serializer):
    """Another open report around this one."""

    number = serializers.CharField()
    category = serializers.CharField()
    state = serializers.ChoiceField(State.choices)
    distance_m = serializers.FloatField()


class RepeatShape(serializers.Serializer):
    """Other reports of the last 30 days: how many, and the numbers of the newest."""

    count = serializers.IntegerField()
    newest = serializers.ListField(child=serializers.CharField())


class Related(serializers.Serializer):
    """What stands beside a report, of what the caller may see. It never says who sent anything."""

    neighbours = Neighbour(many=True)
    same_sender = RepeatShape()
    same_text = RepeatShape()


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
        given = parameters(request, "queue", *_FILTERS, "after")
        queue = given.get("queue", "all")
        if queue not in QUEUES:
            raise Invalid.at("queue", _("Antrean ini tidak ada."))
        filters = DeskFilters.read(given)
        page = queries.desk_list(request.actor, queue, filters, after=given.get("after", ""))
        shown = [_row(request, report) for report in page.reports]
        return Response({"results": shown, "next": next_page(request, given, page.next_key)})


class DeskOneReport(DeskView):
    """One report, with its history and what the caller may do now."""

    @operation("get_desk_report", _("Satu laporan di meja petugas"), DeskReport)
    def get(self, request: StaffRequest, number: str) -> Response:
        parameters(request)
        report = queries.desk_report(request.actor, number)
        story = queries.desk_story(report)
        offered = queries.offered(request.actor, story)
        lines = [
            {
                **parts.event(request, line, as_written=True),
                "actor": line.actor,
                "photos": _photos(request, line.photos),
            }
            for line in story.events
        ]
        return Response(
            {
                **parts.detail(request, story, as_written=True),
                **parts.choices(report),
                **parts.endings(report),
                **_fate(story),
                "next_due": parts.due_time(report.next_due_at),
                "area_check": report.area_check,
                "actions": offered.actions,
                "operations": _operations(offered),
                "undoable": actions.undoable(story.last_step, request.actor),
                "public_text": report.public_text,
                "proposed_public_text": redaction.propose(report.description).text,
                "photos": _photos(request, story.photos),
                "may_read_identity": queries.may_read_identity(request.actor, report),
                "timeline": lines,
            }
        )


class DeskRelated(DeskView):
    """What stands beside one report: open ones around it, and repeats."""

    @operation("get_related_reports", _("Laporan di sekitarnya, dan yang berulang"), Related)
    def get(self, request: StaffRequest, number: str) -> Response:
        parameters(request)
        actor, report = request.actor, queries.desk_report(request.actor, number)
        around = [
            {
                "number": other.number,
                "category": other.category.name,
                "state": other.state,
                "distance_m": round(other.distance_m, 1),
            }
            for other in queries.neighbours(actor, report)
        ]
        return Response(
            {
                "neighbours": around,
                "same_sender": _repeats(queries.same_sender(actor, report)),
                "same_text": _repeats(queries.same_text(actor, report)),
            }
        )


def _repeats(found: queries.Repeats) -> dict[str, Any]:
    return {"count": found.count, "newest": [other.number for other in found.newest]}


def _operations(offered: queries.Offered) -> list[str]:
    """As the table says; hiding and showing a photo are two addresses here."""
    return [*offered.operations, "show_photo"] if "hide_photo" in offered.operations else offered.operations


def _fate(story: queries.Story) -> dict[str, Any]:
    """Who has a part, what was merged into it, and the cities it came from and went to."""
    report = story.report
    return {
        "parts": [_part(part) for part in story.parts],
        "merged": [other.number for other in queries.joined(story)],
        "checked_at": parts.local(report.checked_at),
        "transferred_to": _code(report.transferred_to),
        "received_from": _code(report.received_from),
        "accept_by": parts.due_time(report.accept_by),
        "erased_at": parts.local(report.erased_at),
    }


def _part(part: Dispatch) -> dict[str, Any]:
    return {
        "unit": {"code": part.unit.code, "name": part.unit.name},
        "note": part.note,
        "at": parts.local(part.at),
        "ended_at": parts.local(part.ended_at),
        "ending": part.ending,
        "return_note": part.return_note,
    }


def _code(schema: str) -> str:
    """ "t3602" as "36.02"; "" for none."""
    return f"{schema[1:3]}.{schema[3:]}" if schema else ""


def _photos(request: StaffRequest, attachments: list[Attachment]) -> list[dict[str, Any]]:
    shown = parts.photos(request, attachments, as_written=True)
    return [
        {"id": photo.pk, "hidden": photo.is_hidden, **each} for photo, each in zip(attachments, shown, strict=True)
    ]


def _row(request: StaffRequest, report: Report) -> dict[str, Any]:
    return {
        **parts.row(request, report, shows_content=True, as_written=True),
        **parts.choices(report),
        "next_due": parts.due_time(report.next_due_at),
    }
