"""Parts of an answer that several endpoints show; a report is shown from its `Story`."""

from datetime import datetime
from typing import NamedTuple

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from api.shapes import DueMoment, Moment, Shape
from core.casework.queries import KeysetPage, Story
from core.casework.queries.photo_links import photo_token
from core.common.reversed_urls import address
from core.deadlines.models import Deadline
from core.reports.kinds import Channel, IdentityLevel, Kind, State, Status, Visibility
from core.reports.models import Attachment, Report
from tenants.areas import lookup
from tenants.areas.index import AreaName
from tenants.connection import connection
from tenants.law.models import DayUnit, Party, RuleSet


class Coded(NamedTuple):
    """What a `Named` shows of something that has no object of its own."""

    code: str
    name: str


class Named(Shape):
    """Something with a stable code and a name for people."""

    is_repeatable = True

    code = serializers.CharField()
    name = serializers.CharField()


class Area(Named):
    """A desa/kelurahan."""

    type = serializers.CharField(help_text=_("desa atau kelurahan"))
    kecamatan = Named()

    def get_kecamatan(self, area: AreaName) -> Coded:
        return Coded(area.kecamatan_code, area.kecamatan)


class Location(Shape):
    lat = serializers.FloatField(
        allow_null=True, source="report.lat", help_text=_("Derajat WGS84; 0 adalah tempat yang nyata.")
    )
    lon = serializers.FloatField(allow_null=True, source="report.lon")
    address = serializers.CharField(allow_blank=True)

    def get_address(self, story: Story) -> str:
        return story.report.address if self.as_written else story.public.address


class Photo(Shape):
    """Addresses that work for a quarter of an hour; then ask for the report again."""

    width = serializers.IntegerField(help_text=_("Piksel foto penuh."))
    height = serializers.IntegerField()
    full = serializers.URLField()
    thumb = serializers.URLField(help_text=_("Sisi terpanjang 480 piksel."))

    def get_full(self, photo: Attachment) -> str:
        return self._address(photo, "full")

    def get_thumb(self, photo: Attachment) -> str:
        return self._address(photo, "thumb")

    def _address(self, photo: Attachment, size: str) -> str:
        """Reporter and desk see also what is kept from the public."""
        token = photo_token(connection.schema_name, photo, size, private=self.as_written, now=self._now)
        return self.site + address("photo", token)

    @cached_property
    def _now(self) -> datetime:
        return timezone.now()


class Due(Shape):
    """A deadline as it is promised."""

    rule = serializers.CharField(help_text=_("verify, first_follow_up, total, …"))
    rule_set = serializers.ChoiceField(RuleSet.choices, help_text=_("Aturan asalnya; beberapa berjalan berdampingan."))
    party = serializers.ChoiceField(Party.choices, help_text=_("Siapa yang harus bertindak."))
    due = DueMoment(source="due_at", help_text=_("Akhir hari menurut waktu setempat."))
    unit = serializers.ChoiceField(DayUnit.choices)
    basis = serializers.CharField(help_text=_("Dasar hukum."))
    confirmed = serializers.BooleanField(help_text=_("Apakah tafsir aturannya sudah dipastikan."))
    provisional = serializers.BooleanField(help_text=_("Cuti bersama tahun itu belum ditetapkan."))


class Missed(Shape):
    """A due time that was missed while the report had another kind."""

    kind = serializers.ChoiceField(Kind.choices)
    due = Moment()

    def get_kind(self, missed: dict[str, str]) -> str:
        return missed["kind"]

    def get_due(self, missed: dict[str, str]) -> datetime:
        return datetime.fromisoformat(missed["due"])


class Limit(Due):
    """A deadline and how it went."""

    outcome = serializers.ChoiceField(Deadline.Outcome.choices)
    met_at = Moment(allow_null=True)
    paused_at = Moment(allow_null=True, help_text=_("Berhenti sejak itu, menunggu pelapor."))
    paused_days = serializers.IntegerField(help_text=_("Hari yang sudah diberikan karena menunggu pelapor."))
    extension_days = serializers.IntegerField(help_text=_("Hari perpanjangan."))
    late_before = Missed(many=True, help_text=_("Keterlambatan yang terjadi selagi laporan ini berjenis lain."))


class TimelineEvent(Shape):
    action = serializers.CharField(help_text=_("submit, ask, reply, verify, dispatch, …"))
    sentence = serializers.CharField()
    state = serializers.ChoiceField(State.choices)
    at = Moment()
    text = serializers.CharField(allow_blank=True)
    photos = Photo(many=True)


class Rejection(Shape):
    """Why a report could not be followed up."""

    code = serializers.CharField(source="report.rejection_reason.code")
    sentence = serializers.CharField(source="report.rejection_reason.sentence")
    note = serializers.CharField(allow_null=True)

    def get_note(self, story: Story) -> str | None:
        if not story.shows_content:
            return None
        return story.report.rejection_note if self.as_written else story.public.rejection_note


class ReportRow(Shape):
    """A report as the public may know it. Text, place and photos are null or empty until it is published."""

    number = serializers.CharField(source="report.number")
    kind = serializers.ChoiceField(Kind.choices, source="report.kind")
    category = Named(source="report.category")
    status = serializers.ChoiceField(Status.choices, source="report.status")
    state = serializers.ChoiceField(State.choices, source="report.state")
    area = Area(allow_null=True)
    received_at = Moment(source="report.received_at")
    published = serializers.BooleanField(
        source="report.is_published", help_text=_("Sudah diverifikasi, sehingga uraiannya terbuka.")
    )
    description = serializers.CharField(allow_null=True)
    location = Location(allow_null=True)
    unit = Named(allow_null=True, source="report.unit")
    outcome = Named(allow_null=True, help_text=_("Bagaimana laporan berakhir; null selama berjalan."))
    url = serializers.URLField(help_text=_("Halaman laporan untuk dibaca orang."))

    def get_area(self, story: Story) -> AreaName | None:
        return lookup.place_of(story.report.area_code) if story.report.area_code else None

    def get_description(self, story: Story) -> str | None:
        if not story.shows_content:
            return None
        return story.report.description if self.as_written else story.public.text

    def get_location(self, story: Story) -> Story | None:
        return story if story.shows_content else None

    def get_outcome(self, story: Story) -> Coded | None:
        report = story.report
        return Coded(report.outcome, report.get_outcome_display()) if report.outcome else None

    def get_url(self, story: Story) -> str:
        return self.site + page_of(story.report)


class ReportDetail(ReportRow):
    """A public report with its photos and deadlines."""

    photos = Photo(many=True)
    deadlines = Limit(many=True)
    rejection = Rejection(allow_null=True)

    def get_rejection(self, story: Story) -> Story | None:
        return story if story.report.rejection_reason else None


class Choices(Shape):
    """What the citizen chose; not for the public."""

    identity = serializers.ChoiceField(IdentityLevel.choices, source="report.identity_level")
    visibility = serializers.ChoiceField(Visibility.choices, source="report.visibility")
    channel = serializers.ChoiceField(Channel.choices, source="report.channel")


class OwnEvent(TimelineEvent):
    """A line of the history, to reporter and office."""

    seq = serializers.IntegerField(help_text=_("Nomor urut kejadian dalam riwayat."))
    public_text = serializers.CharField(
        allow_blank=True, help_text=_("Yang dibaca publik sebagai ganti text; kosong: sama.")
    )


class PublicVersions(Shape):
    """What the public reads, or would read, of the report's own words."""

    text = serializers.CharField(allow_blank=True)
    address = serializers.CharField(allow_blank=True)
    rejection_note = serializers.CharField(allow_blank=True)


class TrackedReport(ReportDetail, Choices):
    """Everything the reporter may see, and what the public reads of it."""

    public = PublicVersions()
    merged_into = serializers.CharField(
        allow_blank=True, source="report.merged_into", help_text=_("Nomor laporan tempat laporan ini digabung.")
    )
    score = serializers.IntegerField(
        allow_null=True, source="report.score", help_text=_("Penilaian pelapor, 1 sampai 4.")
    )
    timeline = OwnEvent(many=True, source="events")


class Page(Shape):
    """Part of a list."""

    next = serializers.URLField(allow_null=True, help_text=_("Bagian berikutnya, atau null."))

    def get_next(self, page: KeysetPage) -> str | None:
        return self.context["view"].next_page(page.next_key)


def row_of(report: Report, *, shows_content: bool) -> Story:
    """A report as a list shows it, without what belongs to one report's own answer."""
    return Story(report, [], [], [], shows_content)


def page_of(report: Report) -> str:
    """Where a person reads the report: its own page or, for a secret one, the page that asks for the code."""
    return address("public_report", report.number) if report.is_public else reverse("track")


def city_code(schema: str) -> str:
    """ "t3602" as "36.02"; "" for none."""
    return f"{schema[1:3]}.{schema[3:]}" if schema else ""
