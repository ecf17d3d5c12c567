"""What happens between the demo's cities, and between them and the Ombudsman, once each has its reports: hand-overs,
readings, requests and answers. Made once, by the owner's login."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from django.utils import timezone

from core.accounts.actors import Actor
from core.accounts.models import User
from core.casework import actions
from core.casework.people import actor_of, overseer_of
from core.casework.supervision import readings, requests
from core.reports.kinds import State, Visibility
from core.reports.models import Report
from tenants.ledger import recording
from tenants.models import Tenant
from tenants.seats import province_seat, seated
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


def seed(cities: Sequence[Tenant]) -> None:
    """Between the cities that were just given their reports; nothing without two of them, or done before."""
    real = [tenant for tenant in cities if not tenant.is_sandbox]
    with province_seat():
        if Request.objects.exists():
            return
    now = timezone.now().replace(microsecond=0)
    for former, to in list(pairwise(sorted(real, key=lambda tenant: tenant.code)))[:3]:
        _hand_over(former, to, now.astimezone(former.zone).replace(hour=0, minute=0, second=0))
    _supervise(real, now)


def _hand_over(former: Tenant, to: Tenant, at: datetime) -> None:
    with seated(former), recording.backdated(former.schema_name):
        waiting = Report.objects.filter(state__in=(State.SUBMITTED, State.VERIFIED), follow_ups=None)
        report = waiting.order_by("pk").first()
        if report:
            note = "Jalan ini ternyata masuk wilayah Anda."
            actions.transfer(report.number, _coordinator(), to=to.code, note=note, at=at)


def _coordinator() -> Actor:
    return actor_of(User.objects.get(username="koordinator"))


def _supervise(cities: Sequence[Tenant], now: datetime) -> None:
    """The team lead opens late reports and asks their cities; some have answered."""
    for place, (tenant, words) in enumerate(zip(cities, _REQUESTS, strict=False)):
        kind, subject, text, answer, verdict = words
        number = _late_number(tenant, now)
        at = now - timedelta(days=9 - 2 * place)
        with province_seat():
            lead = overseer_of(User.objects.get(username="ketua-tim"))
            if number:
                readings.open_report(number, lead, at=at)
            asked = requests.send(lead, kind=kind, number=number, city=tenant.code, subject=subject, text=text, at=at)
        if answer:
            # The owner has no city of its own, so its row names one.
            Reply.objects.create(
                request=asked, tenant=tenant.schema_name, from_city=True, text=answer,
                author_label="Koordinator Siti", at=min(at + timedelta(days=2), now),
            )  # fmt: skip
        if verdict:
            with province_seat():
                requests.close(lead, asked.pk, verdict=verdict, words="Terima kasih atas tanggapannya.")


def _late_number(tenant: Tenant, now: datetime) -> str:
    with seated(tenant):
        late = Report.objects.filter(next_due_at__lt=now, visibility=Visibility.PUBLIC, state=State.DISPATCHED)
        return late.order_by("next_due_at").values_list("number", flat=True).first() or ""
