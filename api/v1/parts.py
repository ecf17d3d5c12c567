"""Parts that several answers share: each as a documented shape and the function that fills it."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request

from core.casework.queries import Story, TimelineEntry
from core.casework.queries.photo_links import photo_token
from core.deadlines.arithmetic import to_the_second
from core.deadlines.models import Deadline
from core.reports.kinds import Channel, IdentityLevel, Kind, State, Status, Visibility
from core.reports.models import Attachment, Report
from core.reports.public_parts import versions
from tenants import sites
from tenants.areas import lookup
from tenants.areas.index import AreaName
from tenants.connection import connection
from tenants.context import current
from tenants.law.models import DayUnit, Party, RuleSet


class Named(serializers.Serializer):
    """Something with a stable code and a name for people."""

    code = serializers.CharField()
    name = serializers.CharField()


class Area(Named):
    """A desa/kelurahan."""

    type = serializers.CharField(help_text=_("desa atau kelurahan"))
    kecamatan = Named()


class Location(serializers.Serializer):
    lat = serializers.FloatField(allow_null=True, help_text=_("Derajat WGS84; 0 adalah tempat yang nyata."))
    lon = serializers.FloatField(allow_null=True)
    address = serializers.CharField(allow_blank=True)


class Photo(serializers.Serializer):
    """Addresses that work for a quarter of an hour; then ask for the report again."""

    width = serializers.IntegerField(help_text=_("Piksel foto penuh."))
    height = serializers.IntegerField()
    full = serializers.URLField()
    thumb = serializers.URLField(help_text=_("Sisi terpanjang 480 piksel."))


class Due(serializers.Serializer):
    """A deadline as it is promised."""

    rule = serializers.CharField(help_text=_("verify, first_follow_up, total, …"))
    rule_set = serializers.ChoiceField(RuleSet.choices, help_text=_("Aturan asalnya; beberapa berjalan berdampingan."))
    party = serializers.ChoiceField(Party.choices, help_text=_("Siapa yang harus bertindak."))
    due = serializers.DateTimeField(help_text=_("Akhir hari menurut waktu setempat."))
    unit = serializers.ChoiceField(DayUnit.choices)
    basis = serializers.CharField(help_text=_("Dasar hukum."))
    confirmed = serializers.BooleanField(help_text=_("Apakah tafsir aturannya sudah dipastikan."))
    provisional = serializers.BooleanField(help_text=_("Cuti bersama tahun itu belum ditetapkan."))


class Missed(serializers.Serializer):
    """A due time that was missed while the report had another kind."""

    kind = serializers.ChoiceField(Kind.choices)
    due = serializers.DateTimeField()


class Limit(Due):
    """A deadline and how it went."""

    outcome = serializers.ChoiceField(Deadline.Outcome.choices)
    met_at = serializers.DateTimeField(allow_null=True)
    paused_at = serializers.DateTimeField(allow_null=True, help_text=_("Berhenti sejak itu, menunggu pelapor."))
    paused_days = serializers.IntegerField(help_text=_("Hari yang sudah diberikan karena menunggu pelapor."))
    extension_days = serializers.IntegerField(help_text=_("Hari perpanjangan."))
    late_before = Missed(many=True, help_text=_("Keterlambatan yang terjadi selagi laporan ini berjenis lain."))


class TimelineEvent(serializers.Serializer):
    action = serializers.CharField(help_text=_("submit, ask, reply, verify, dispatch, …"))
    sentence = serializers.CharField()
    state = serializers.ChoiceField(State.choices)
    at = serializers.DateTimeField()
    text = serializers.CharField(allow_blank=True)
    photos = Photo(many=True)


class Rejection(serializers.Serializer):
    """Why a report could not be followed up."""

    code = serializers.CharField()
    sentence = serializers.CharField()
    note = serializers.CharField(allow_null=True)


class ReportRow(serializers.Serializer):
    """A report as the public may know it. Text, place and photos are null or empty until it is published."""

    number = serializers.CharField()
    kind = serializers.ChoiceField(Kind.choices)
    category = Named()
    status = serializers.ChoiceField(Status.choices)
    state = serializers.ChoiceField(State.choices)
    area = Area(allow_null=True)
    received_at = serializers.DateTimeField()
    published = serializers.BooleanField(help_text=_("Sudah diverifikasi, sehingga uraiannya terbuka."))
    description = serializers.CharField(allow_null=True)
    location = Location(allow_null=True)
    unit = Named(allow_null=True)
    outcome = Named(allow_null=True, help_text=_("Bagaimana laporan berakhir; null selama berjalan."))
    url = serializers.URLField(help_text=_("Halaman laporan untuk dibaca orang."))


class ReportDetail(ReportRow):
    """A public report with its photos and deadlines."""

    photos = Photo(many=True)
    deadlines = Limit(many=True)
    rejection = Rejection(allow_null=True)


class Choices(serializers.Serializer):
    """What the citizen chose; not for the public."""

    identity = serializers.ChoiceField(IdentityLevel.choices)
    visibility = serializers.ChoiceField(Visibility.choices)
    channel = serializers.ChoiceField(Channel.choices)


class OwnEvent(TimelineEvent):
    """A line of the history, to reporter and office."""

    seq = serializers.IntegerField(help_text=_("Nomor urut kejadian dalam riwayat."))
    public_text = serializers.CharField(
        allow_blank=True, help_text=_("Yang dibaca publik sebagai ganti text; kosong: sama.")
    )


class PublicVersions(serializers.Serializer):
    """What the public reads, or would read, of the report's own words."""

    text = serializers.CharField(allow_blank=True)
    address = serializers.CharField(allow_blank=True)
    rejection_note = serializers.CharField(allow_blank=True)


class TrackedReport(ReportDetail, Choices):
    """Everything the reporter may see, and what the public reads of it."""

    public = PublicVersions()
    merged_into = serializers.CharField(allow_blank=True, help_text=_("Nomor laporan tempat laporan ini digabung."))
    score = serializers.IntegerField(allow_null=True, help_text=_("Penilaian pelapor, 1 sampai 4."))
    timeline = OwnEvent(many=True)


class Page(serializers.Serializer):
    """Part of a list."""

    next = serializers.URLField(allow_null=True, help_text=_("Bagian berikutnya, atau null."))


def local(moment: datetime | None) -> str | None:
    """A time as the API shows it: ISO 8601 with the offset of the city's own zone."""
    return moment.astimezone(current().zone).isoformat() if moment else None


def due_time(moment: datetime | None) -> str | None:
    """The end of a deadline as the API shows it: the last second of its day, in the city's own zone."""
    return local(to_the_second(moment)) if moment else None


def area(place: AreaName | None) -> dict[str, Any] | None:
    if place is None:
        return None
    kecamatan = {"code": place.kecamatan_code, "name": place.kecamatan}
    return {"code": place.code, "name": place.name, "type": place.type, "kecamatan": kecamatan}


def due(limit: Deadline) -> dict[str, Any]:
    return {
        "rule": limit.rule,
        "rule_set": limit.rule_set,
        "party": limit.party,
        "due": due_time(limit.due_at),
        "unit": limit.unit,
        "basis": limit.basis,
        "confirmed": limit.confirmed,
        "provisional": limit.provisional,
    }


def page_url(request: Request, report: Report) -> str:
    """Where a person reads the report: its own page or, for a secret one, the page that asks for the code."""
    page = reverse("public_report", args=[report.number]) if report.is_public else reverse("track")
    return sites.here(request, page)


def row(request: Request, report: Report, *, shows_content: bool, as_written: bool = False) -> dict[str, Any]:
    """What a list shows of a report; its text as the public may read it or, to reporter and desk, as written."""
    unit = report.unit
    public = versions(report)
    text, address = (report.description, report.address) if as_written else (public.text, public.address)
    return {
        "number": report.number,
        "kind": report.kind,
        "category": {"code": report.category.code, "name": report.category.name},
        "status": report.status,
        "state": report.state,
        "area": area(lookup.place_of(report.area_code)) if report.area_code else None,
        "received_at": local(report.received_at),
        "published": report.is_published,
        "description": text if shows_content else None,
        "location": _location(report, address) if shows_content else None,
        "unit": {"code": unit.code, "name": unit.name} if unit else None,
        "outcome": {"code": report.outcome, "name": report.get_outcome_display()} if report.outcome else None,
        "url": page_url(request, report),
    }


def detail(request: Request, story: Story, *, as_written: bool = False) -> dict[str, Any]:
    """What one report's own answer shows, to a reader who may see this story."""
    return {
        **row(request, story.report, shows_content=story.shows_content, as_written=as_written),
        "photos": photos(request, story.photos, as_written=as_written),
        "deadlines": [_limit(limit) for limit in story.deadlines],
        "rejection": _rejection(story, as_written=as_written),
    }


def choices(report: Report) -> dict[str, str]:
    """Fills `Choices`."""
    return {"identity": report.identity_level, "visibility": report.visibility, "channel": report.channel}


def endings(report: Report) -> dict[str, Any]:
    """What a tracked report adds: where it went, how satisfied the reporter was, what the public reads of it."""
    public = versions(report)
    return {
        "merged_into": report.merged_into,
        "score": report.score,
        "public": {"text": public.text, "address": public.address, "rejection_note": public.rejection_note},
    }


def timeline(request: Request, events: list[TimelineEntry], *, as_written: bool = False) -> list[dict[str, Any]]:
    return [event(request, each, as_written=as_written) for each in events]


def event(request: Request, line: TimelineEntry, *, as_written: bool = False) -> dict[str, Any]:
    return {
        "action": line.action,
        "sentence": line.sentence,
        "state": line.state,
        "at": local(line.at),
        "text": line.text,
        "photos": photos(request, line.photos, as_written=as_written),
        **({"seq": line.seq, "public_text": line.public_text} if as_written else {}),
    }


def photos(request: Request, attachments: list[Attachment], *, as_written: bool = False) -> list[dict[str, Any]]:
    """`as_written`: to reporter or desk, who see also what is kept from the public."""
    schema, now = connection.schema_name, timezone.now()
    return [
        {
            "width": photo.width,
            "height": photo.height,
            "full": _photo_url(request, photo_token(schema, photo, private=as_written, now=now)),
            "thumb": _photo_url(request, photo_token(schema, photo, "thumb", private=as_written, now=now)),
        }
        for photo in attachments
    ]


def _photo_url(request: Request, token: str) -> str:
    return sites.here(request, reverse("photo", args=[token]))


def _location(report: Report, address: str) -> dict[str, Any]:
    return {"lat": report.lat, "lon": report.lon, "address": address}


def _limit(limit: Deadline) -> dict[str, Any]:
    return {
        **due(limit),
        "outcome": limit.outcome,
        "met_at": local(limit.met_at),
        "paused_at": local(limit.paused_at),
        "paused_days": limit.paused_days,
        "extension_days": limit.extension_days,
        "late_before": [
            {**missed, "due": local(datetime.fromisoformat(missed["due"]))} for missed in limit.late_before
        ],
    }


def _rejection(story: Story, *, as_written: bool) -> dict[str, Any] | None:
    reason = story.report.rejection_reason
    if reason is None:
        return None
    words = story.report.rejection_note if as_written else story.public.rejection_note
    note = words if story.shows_content else None
    return {"code": reason.code, "sentence": reason.sentence, "note": note}
