"""Made-up reports for the demo: the same for every seeding, told from the day of seeding backwards, marked synthetic.

They take the road every report takes (`core.casework.actions`); only the owner's login may date them back.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from config.progress import Bar
from core.accounts.actors import Actor
from core.accounts.models import User
from core.casework import actions
from core.casework.people import actor_of
from core.catalogue.models import Category, Unit
from core.reports.drafts import Draft
from core.reports.kinds import IdentityLevel, Kind, Visibility
from core.reports.models import Report
from tenants.areas import lookup
from tenants.ledger import recording
from tenants.models import Tenant
from tenants.seats import PUBLIC, seated

REPORTS_A_CITY = 24
STORIES = {
    "pju-padam": ("Lampu jalan di depan pos ronda mati sudah tiga malam, jalannya gelap sekali.",
                  "Lampu sudah kami ganti dan menyala kembali. Terima kasih laporannya."),
    "jalan-rusak": ("Jalan berlubang cukup dalam di dekat sekolah, kemarin ada motor jatuh.",
                    "Lubang sudah ditambal. Perbaikan menyeluruh masuk rencana bulan depan."),
    "drainase": ("Selokan tersumbat sampah, setiap hujan air meluap ke halaman rumah warga.",
                 "Saluran sudah dikeruk dan sampahnya diangkut."),
    "sampah-menumpuk": ("Sampah di TPS belum diangkut lima hari dan baunya sampai ke rumah.",
                        "Sampah sudah diangkut. Jadwal angkut di lokasi ini menjadi setiap hari."),
    "pohon-tumbang": ("Pohon besar miring ke jalan setelah hujan angin, takut tumbang.",
                      "Dahan sudah dipangkas dan pohon diperkuat."),
    "ktp-kk-akta": ("Antrean rekam KTP-el sejak pagi belum dipanggil, mohon penjelasan.",
                    "Loket ditambah pada hari Senin dan Selasa. Silakan ambil nomor secara daring."),
}  # fmt: skip


@dataclass(frozen=True)
class _Office:
    """The people who act in a sample, as they are in their city."""

    coordinator: Actor
    checker: Actor
    units: dict[int, Actor]


def seed() -> None:
    """Seed every city that has no report yet."""
    cities = [tenant for tenant in Tenant.objects.exclude(schema_name=PUBLIC) if not _has_reports(tenant)]
    with Bar("reports") as bar:
        for done, tenant in enumerate(cities):
            bar(done, len(cities), tenant.name)
            with seated(tenant), recording.backdated(tenant.schema_name), transaction.atomic():
                _seed_city(tenant)
        bar(len(cities), len(cities), "")


def _has_reports(tenant: Tenant) -> bool:
    with seated(tenant):
        return Report.objects.exists()


def _seed_city(tenant: Tenant) -> None:
    chance = random.Random(tenant.code)  # noqa: S311 (a story, not a secret)
    now = timezone.now().replace(minute=0, second=0, microsecond=0)
    office = _office()
    moments = sorted(now - timedelta(hours=chance.uniform(2, 24 * 40)) for _ in range(REPORTS_A_CITY))
    for moment in moments:
        _report(tenant, office, chance, moment, now)


def _office() -> _Office:
    users = {user.username: user for user in User.objects.all()}
    officer = users["petugas"]
    units = {
        unit.pk: Actor("staff", officer, frozenset(), {unit.pk: frozenset({"handle_unit"})})
        for unit in Unit.objects.all()
    }
    return _Office(actor_of(users["koordinator"]), actor_of(users["koordinator2"]), units)


def _report(tenant: Tenant, office: _Office, chance: random.Random, at: datetime, now: datetime) -> None:
    code = chance.choice(list(STORIES))
    category = Category.objects.select_related("lead_unit").get(code=code)
    area = chance.choice([area for kecamatan in lookup.areas_of(tenant.code) for area in kecamatan.areas])
    centre = lookup.centre(area.code) or (None, None)
    identity = chance.choices(IdentityLevel.values, (6, 3, 1))[0]
    named = {"name": "Warga Contoh", "phone": "081200000000"} if identity == IdentityLevel.NAMED else {}
    masked = {"phone": "081200000000"} if identity == IdentityLevel.MASKED else {}
    draft = Draft(
        kind=Kind.COMPLAINT, category=code, description=f"{STORIES[code][0]} Lokasi: {area.name}.", identity=identity,
        visibility=chance.choices(Visibility.values, (9, 1))[0], lat=centre[0], lon=centre[1],
        address=f"Dekat balai warga {area.name}", area=area.code, **named, **masked,
    )  # fmt: skip
    number = actions.submit(draft, at=at, is_synthetic=True).report.number
    officer = office.units[category.lead_unit_id]
    road: list[Callable[[datetime], object]] = [
        lambda moment: actions.verify(number, office.coordinator, at=moment),
        lambda moment: actions.dispatch(number, office.coordinator, unit=category.lead_unit.code, at=moment),
        lambda moment: actions.start(number, officer, at=moment),
        lambda moment: actions.answer(number, officer, text=STORIES[code][1], at=moment),
        lambda moment: actions.close(number, office.checker, at=moment),
    ]
    for step in road:
        at += timedelta(hours=chance.expovariate(1 / 30))
        if at >= now:
            return
        step(at)
