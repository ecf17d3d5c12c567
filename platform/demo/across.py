"""What happens between the demo's cities, and between them and the Ombudsman, once each has its reports: hand-overs,
readings, requests and answers. What is missing is made, by the owner's login; what is there stays."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from django.db.models import Exists, OuterRef
from django.utils import timezone

from core.accounts.actors import SYSTEM, Actor
from core.accounts.backends import overseer_of
from core.accounts.models import User
from core.audit.models import Entry
from core.casework import actions
from core.casework.common.actors import actor_of
from core.casework.supervision import papers, readings, requests
from core.common.errors import Refused
from core.reports.kinds import State, Visibility
from core.reports.models import Report
from demo.backdating import backdated
from demo.rules import note_refusal
from demo.volumes import count
from tenants.models import Tenant
from tenants.seats import PUBLIC, province_seat, seated
from tenants.supervision.models import Reply, Request

# (kind, subject, text, the city's answer or "", the Ombudsman's verdict or "")
_REQUESTS = (
    (
        "clarification",
        "Laporan lewat batas",
        "Mohon jelaskan mengapa laporan ini belum dijawab, dan kapan warga mendapat jawaban.",
        "Alat kerja baru tiba pekan ini. Petugas turun hari Kamis, lalu kami jawab pelapor.",
        "done",
    ),
    (
        "advice",
        "Antrean verifikasi menumpuk",
        "Sebaiknya ada petugas pengganti saat koordinator cuti, agar verifikasi tidak lewat tiga hari kerja.",
        "Kami siapkan dua petugas pengganti mulai bulan depan.",
        "",
    ),
    ("clarification", "Jawaban tanpa foto", "Mohon kirim foto sesudah pekerjaan untuk laporan ini.", "", ""),
    ("note", "Catatan pemantauan", "Waktu jawab membaik dibanding bulan lalu. Terima kasih.", "", ""),
)


def seed() -> None:
    """Make what is missing between the cities of the province; nothing where there is only one."""
    real = [tenant for tenant in Tenant.objects.exclude(schema_name=PUBLIC) if not tenant.is_sandbox]
    now = timezone.now().replace(microsecond=0)
    for former, to in list(pairwise(sorted(real, key=lambda tenant: tenant.code)))[:3]:
        with seated(to):
            is_done = Report.objects.filter(received_from=former.schema_name).exists()
        if not is_done:
            _hand_over(former, to, now.astimezone(former.zone).replace(hour=0, minute=0, second=0))
    if len(real) > 1:
        _supervise(sorted(real, key=lambda tenant: -count(tenant.code)), now)


def _hand_over(former: Tenant, to: Tenant, at: datetime) -> None:
    """The oldest waiting report that may go and to which nothing has happened since `at`."""
    later = Entry.objects.filter(stream=OuterRef("number"), at__gte=at)
    with seated(former), backdated():
        waiting = Report.objects.filter(
            state__in=(State.SUBMITTED, State.VERIFIED), follow_ups=None, is_synthetic=True
        )
        for number in waiting.exclude(Exists(later)).order_by("pk").values_list("number", flat=True):
            try:
                note = "Jalan ini ternyata masuk wilayah Anda."
                actions.transfer(number, _coordinator(), to=to.code, note=note, own_pin=True, at=at)
            except Refused as refused:
                note_refusal("transfer", refused)
            else:
                return


def _coordinator() -> Actor:
    return actor_of(User.objects.get(username="koordinator"))


def _supervise(cities: Sequence[Tenant], now: datetime) -> None:
    """The team lead opens late reports and asks their cities; some have answered."""
    for place, (tenant, words) in enumerate(zip(cities, _REQUESTS, strict=False)):
        try:
            _correspond(tenant, now, now - timedelta(days=9 - 2 * place), *words)
        except Refused as refused:
            note_refusal("request", refused)


def _correspond(
    tenant: Tenant, now: datetime, at: datetime, kind: str, subject: str, text: str, answer: str, verdict: str
) -> None:
    asked = _asked(tenant, now, kind=kind, subject=subject, text=text, at=at)
    if answer and not Reply.objects.filter(request=asked).exists():
        # The owner has no city of its own, so its row names one.
        reply = Reply.objects.create(
            request=asked, tenant=asked.tenant, from_city=True, text=answer,
            author_label="Koordinator Siti", at=min(at + timedelta(days=2), now),
        )  # fmt: skip
        with seated(tenant):
            papers.write(SYSTEM, "answer_request", reply.at, papers.paper(reply), request=asked.pk)
    if verdict and not asked.is_closed:
        with province_seat():
            requests.close(_lead(), asked.pk, verdict=verdict, words="Terima kasih atas tanggapannya.")


def _asked(tenant: Tenant, now: datetime, *, subject: str, at: datetime, **words: str) -> Request:
    """The request with this subject, sent now where it is missing."""
    with province_seat():
        if known := Request.objects.filter(subject=subject).first():
            return known
    number = _late_number(tenant, now)
    with province_seat():
        lead = _lead()
        if number:
            readings.open_report(number, lead, at=at)
        return requests.send(lead, number=number, city=tenant.code, subject=subject, at=at, **words)


def _lead() -> Actor:
    return overseer_of(User.objects.get(username="ketua-tim"))


def _late_number(tenant: Tenant, now: datetime) -> str:
    with seated(tenant):
        late = Report.objects.filter(next_due_at__lt=now, visibility=Visibility.PUBLIC, state=State.DISPATCHED)
        return late.order_by("next_due_at").values_list("number", flat=True).first() or ""
