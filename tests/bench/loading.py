"""A city's bench data: many reports on the plain road (`demo.rows`), loaded by COPY as the owner.

Only their photos share one file. The same every time but for salts, receipt codes and ciphertexts.
"""

import itertools
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.db import connection
from django.utils import timezone

from core.accounts.models import User
from core.casework.common.actors import actor_of
from core.catalogue.models import Category
from core.common import numbers
from core.reports.drafts import Checked
from core.reports.kinds import AreaCheck, Channel, IdentityLevel, Kind, State, Visibility
from core.reports.models import Attachment, Counter, FollowUp, Report
from demo import copying, samples, scenes
from demo.plans import PHRASES, ROADS, STORIES, Area, Plan, Step
from demo.rows import Maker, Office, Rows
from tenants.models import Tenant
from tenants.seats import seated

SPAN_DAYS = 730
# What LAKSA published for 2024, of 14,012 (domain facts, section 1); the waiting ones spread over their states.
SHARES = {
    State.CLOSED: 13_421,
    State.IN_PROGRESS: 14,
    State.ANSWERED: 6,
    State.SUBMITTED: 160,
    State.NEEDS_INFO: 61,
    State.VERIFIED: 100,
    State.DISPATCHED: 250,
}
# The state change is measured on verified reports. Where too few go round, two connections meet on one, and one of
# them is told that it has moved on.
FEWEST_VERIFIED = 300
_BATCH = 2000
Progress = Callable[[int, int], None]


def load(tenant: Tenant, number: int, progress: Progress, **terms: Any) -> None:
    """Give an empty city so many reports, on the `terms` of `many`. The demo's people must be there."""
    today = timezone.now().astimezone(tenant.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    with seated(tenant):
        made, done = many(tenant, number, today, **terms), 0
        while batch := list(islice(made, _BATCH)):
            copying.write(tenant, batch)
            done += len(batch)
            progress(done, number)
        _set_counters()
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def many(
    tenant: Tenant,
    number: int,
    today: datetime,
    *,
    shares: Mapping[str, int] = SHARES,
    span_days: float = SPAN_DAYS,
) -> Iterator[Rows]:
    """So many reports in the order they came in, in the `span_days` before `today` (aware, the city's zone); `shares`
    says how many stand in which state. In the city's seat."""
    chance = random.Random(number)
    moments = sorted(today - timedelta(days=chance.uniform(0.2, span_days)) for _ in range(number))
    keys = {model: itertools.count(1) for model in (Report, FollowUp)}
    office, areas, photo = _office(tenant), samples.areas_of(tenant), samples.stored(_PHOTO)
    maker = Maker(office, lambda _drawn: _same_file(photo), lambda model: next(keys[model]), today, ())
    chooser = _Chooser(chance, list(office.categories.values()), areas, today)
    serials: dict[int, int] = {}
    for key, at in enumerate(moments, start=1):
        serials[at.year] = serials.get(at.year, 0) + 1
        fate = chance.choices(list(shares), list(shares.values()))[0]
        plan, checked = chooser.report(key, fate, at.replace(microsecond=0))
        yield maker.make(plan, checked, numbers.make_number(tenant.code, at.year, serials[at.year]))


_PHOTO = scenes.photo("road", 0, is_after=False)


def shares_of(number: int) -> Mapping[str, int]:
    """SHARES, with so many verified reports among `number` that each connection finds one of its own."""
    verified = max(SHARES[State.VERIFIED], FEWEST_VERIFIED * sum(SHARES.values()) // number)
    return {**SHARES, State.VERIFIED: verified}


def _same_file(photo: Attachment) -> Attachment:
    kept = ("full", "thumb", "width", "height", "sha256", "thumb_sha256", "uploaded_at")
    return Attachment(**{name: getattr(photo, name) for name in kept})


def _office(tenant: Tenant) -> Office:
    """The office of a furnished city, in which one officer works for all units."""
    users = {user.username: user for user in User.objects.all()}
    categories = Category.objects.filter(code__in=STORIES).select_related("lead_unit")
    officer = actor_of(users["petugas"])
    return Office(
        tenant,
        actor_of(users["koordinator"]),
        actor_of(users["koordinator2"]),
        {category.lead_unit.code: officer for category in categories},
        {category.code: category for category in categories},
        {},
    )


@dataclass(frozen=True)
class _Chooser:
    """Draws what a report says and when what happens to it."""

    chance: random.Random
    categories: Sequence[Category]
    areas: Sequence[Area]
    today: datetime

    def report(self, key: int, fate: str, at: datetime) -> tuple[Plan, Checked]:
        category = self.chance.choice(self.categories)
        checked = self._checked(key, category)
        photo = _PHOTO if self.chance.random() < 0.4 else None
        return Plan(at, {}, photo, tuple(self._steps(fate, at, category))), checked

    def _checked(self, key: int, category: Category) -> Checked:
        chance, area = self.chance, self.chance.choice(self.areas)
        lat, lon = chance.choice(area.points) if area.points else (None, None)
        slots = {"place": "Jalan Melati", "since": chance.choice(PHRASES["since"]), "area": area.name}
        text = chance.choice(STORIES[category.code]["reports"]).format_map(slots)
        identity = chance.choices(IdentityLevel.values, (62, 27, 11))[0]
        return Checked(
            kind=Kind.COMPLAINT,
            category=category,
            description=f"{text} ({key})",
            identity_level=identity,
            visibility=Visibility.SECRET if chance.random() < 0.08 else Visibility.PUBLIC,
            lat=lat,
            lon=lon,
            address=f"Jalan Melati nomor {key % 200 + 1}",
            area_code=area.code,
            area_check=AreaCheck.MATCHED if area.points else AreaCheck.UNCHECKED,
            contact=_contact(identity, key),
            attachments=[],
            channel=Channel.API,
        )

    def _steps(self, fate: str, at: datetime, category: Category) -> Iterator[Step]:
        road = ROADS[fate]
        gap = min(timedelta(hours=self.chance.expovariate(1 / 30)), (self.today - at) / (len(road) + 1))
        for place, action in enumerate(road, start=1):
            moment = (at + place * gap).replace(microsecond=0) + timedelta(seconds=place)
            texts = STORIES[category.code]["answers"] if action == "answer" else PHRASES["questions"]
            yield Step(action, moment, {"text": self.chance.choice(texts)})


def _contact(identity: str, key: int) -> dict[str, str]:
    if identity == IdentityLevel.ANONYMOUS:
        return {}
    phone = {"phone": f"+62812{key:08}"}
    return {"name": f"Warga {key}", **phone} if identity == IdentityLevel.NAMED else phone


def _set_counters() -> None:
    """Go on counting where the rows end."""
    with connection.cursor() as cursor:
        for model in (Report, FollowUp):
            table = model._meta.db_table
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")
    years: dict[int, int] = {}
    for number in Report.objects.values_list("number", flat=True).iterator():
        _city, year, serial, _check = number.split("-")
        years[2000 + int(year)] = max(int(serial), years.get(2000 + int(year), 0))
    Counter.objects.bulk_create([Counter(year=year, last=last, in_order=last) for year, last in years.items()])
