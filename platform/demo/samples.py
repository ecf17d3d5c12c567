"""Carrying out the plans of made-up reports (`demo.plans`), marked synthetic.

The rows of the common ones are made in memory (`demo.rows`); the others take the road every report takes
(`core.casework.actions`). Only the owner's login may date them back. A city is one transaction, so that an
interrupted seeding leaves no half city; cities are seeded by several processes at once.
"""

import gc
import itertools
import os
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import lru_cache
from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from config import parallel
from config.progress import Bar
from core.accounts.actors import Actor
from core.accounts.models import User
from core.casework import actions
from core.casework.actions.engine import unwanted_deadlines
from core.casework.actions.photos import new_photo
from core.casework.actions.submitting import ASSISTED, next_number
from core.casework.common.actors import actor_of
from core.catalogue.models import Category, RejectionReason, Unit
from core.common.errors import Refused
from core.reports import image_intake
from core.reports.drafts import Draft, check
from core.reports.kinds import State, Visibility
from core.reports.models import Attachment, Report
from demo import across, copying, rows, scenes
from demo.backdating import backdated
from demo.people import unit_officer
from demo.plans import Area, Plan, Step, plans
from demo.rules import Rules, note_refusal
from demo.volumes import TOTAL, count
from tenants.areas import lookup
from tenants.models import Tenant
from tenants.seats import PUBLIC, seated

# Points in each kelurahan, so that pins do not all stand on one spot.
_POINTS = 5
_SPREAD_DEGREES = 0.004
# Pairs of duplicates in each city.
_MERGED = 2


def seed(*, total: int = TOTAL, processes: int | None = None) -> None:
    """Make the reports of every city that has none, `total` in all; with one process also inside a transaction."""
    cities = [tenant for tenant in Tenant.objects.exclude(schema_name=PUBLIC) if not _has_reports(tenant)]
    # The largest first, so that no process ends with it while the others are idle.
    cities.sort(key=lambda tenant: -count(tenant.code, total))
    wanted = sum(count(tenant.code, total) for tenant in cities)
    processes = min(processes or os.cpu_count() or 1, len(cities))
    jobs = [(tenant, total) for tenant in cities]
    with Bar("reports") as bar:
        if processes > 1:
            parallel.each(_seed_city, jobs, processes=processes, show=lambda done: bar(done, wanted))
        else:
            done = itertools.count(1)
            for job in jobs:
                _seed_city(job, lambda: bar(next(done), wanted))
    across.seed()


def _has_reports(tenant: Tenant) -> bool:
    with seated(tenant):
        return Report.objects.exists()


def _seed_city(job: tuple[Tenant, int], tick: Callable[[], None]) -> None:
    tenant, total = job
    today = timezone.now().astimezone(tenant.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    with _few_collections(), seated(tenant), backdated(), transaction.atomic():
        office, number, now = office_of_city(tenant), count(tenant.code, total), timezone.now()
        maker = rows.Maker(office, stored, next_key, today, unwanted_deadlines())
        made = []
        # In their order, because numbers and keys are given in it.
        for plan in plans(tenant.code, number, today, list(office.categories), areas_of(tenant), Rules.of_this_city()):
            if rows.is_common(plan, now):
                made += rows_of(plan, maker, tenant)
            else:
                carry_out(plan, office, today)
            tick()
        copying.write(tenant, made)
        _merge(office.coordinator, today)


def rows_of(plan: Plan, maker: rows.Maker, tenant: Tenant) -> list[rows.Rows]:
    """The rows of a plan, in keys of the tables' own sequences; none, and a line in the log, where it is refused."""
    try:
        checked = check(Draft(**plan.draft), tenant)
    except Refused as refused:
        note_refusal("submit", refused)
        return []
    number = next_number(tenant.code, plan.at.astimezone(tenant.zone).year)
    return [maker.make(plan, checked, number)]


def next_key(model: type[Model]) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [model._meta.db_table])
        return cursor.fetchone()[0]


def areas_of(tenant: Tenant) -> list[Area]:
    """The kelurahan and desa of a city with points in them, the same every time."""
    found = [area for kecamatan in lookup.areas_of(tenant.code) for area in kecamatan.areas]
    return [Area(area.code, area.name, _points(area.code)) for area in found]


def _points(code: str) -> tuple[tuple[float, float], ...]:
    """A few points in the area, the same every time; the centre where the others fall outside."""
    centre = lookup.centre(code)
    if centre is None:
        return ()
    chance = random.Random(code)  # noqa: S311 (pins, no secrets)
    points = [centre]
    for _ in range(_POINTS - 1):
        lat, lon = (round(degrees + chance.uniform(-1, 1) * _SPREAD_DEGREES, 6) for degrees in centre)
        place = lookup.locate(lat, lon)
        points.append((lat, lon) if place and place.code == code else centre)
    return tuple(points)


def office_of_city(tenant: Tenant) -> rows.Office:
    """The people and the catalogue of the present seat's city."""
    users = {user.username: user for user in User.objects.all()}
    units = Unit.objects.filter(leads__isnull=False).distinct()
    return rows.Office(
        tenant,
        actor_of(users["koordinator"]),
        actor_of(users["koordinator2"]),
        {unit.code: actor_of(users[unit_officer(unit.code)]) for unit in units},
        {category.code: category for category in Category.objects.select_related("lead_unit")},
        {reason.code: reason for reason in RejectionReason.objects.all()},
    )


def carry_out(plan: Plan, office: rows.Office, today: datetime) -> None:
    """File the report and take its steps. A step that is refused ends the story of this report, with a line in the
    log, and nobody else's."""
    doing = "submit"
    try:
        draft = Draft(**plan.draft, attachments=_upload(plan.photo))
        clerk = office.coordinator if draft.channel in ASSISTED else None
        submission = actions.submit(draft, clerk=clerk, at=plan.at, is_synthetic=True)
        number = submission.report.number
        for place, moment in enumerate(plan.supported_at(today)):
            actions.support(number, voter=f"{number} {place}", at=moment)
        unit = office.lead_unit(str(draft.category)).code
        for step in plan.steps:
            doing = step.action
            _take(step, number, submission.code, unit, office)
    except Refused as refused:
        note_refusal(doing, refused)


def _take(step: Step, number: str, code: str, unit: str, office: rows.Office) -> None:
    coordinator, officer = office.coordinator, office.officers[unit]
    words, at = step.words, step.at
    match step.action:
        case "reply" | "add_info":
            actions.reply(number, code, at=at, **words)
        case "withdraw" | "reopen" | "rate":
            getattr(actions, step.action)(actions.ByCode(number, code), at=at, **words)
        case "answer":
            actions.answer(number, officer, attachments=_upload(step.photo), at=at, **words)
        case "redispatch":
            # To another unit, which sends it back to the one whose work it is.
            actions.redispatch(number, coordinator, unit=_other(unit, office), at=at, **words)
            actions.redispatch(number, coordinator, unit=unit, at=at + timedelta(seconds=20))
        case "add_part":
            actions.add_part(number, coordinator, unit=_other(unit, office), at=at, **words)
        case "finish_part":
            actions.finish_part(number, office.officers[_other(unit, office)], at=at, **words)
        case "start" | "send_back" | "message" | "follow_up":
            getattr(actions, step.action)(number, officer, at=at, **words)
        case "dispatch":
            actions.dispatch(number, coordinator, unit=unit, at=at)
        case "close":
            actions.close(number, office.checker, at=at)
        case "hide_photo":
            photo = Attachment.objects.filter(report__number=number).first()
            if photo:
                actions.hide_photo(number, coordinator, photo=photo.pk, at=at)
        case _:
            getattr(actions, step.action)(number, coordinator, at=at, **words)


def _other(unit: str, office: rows.Office) -> str:
    """Another unit with people, the same every time."""
    units = sorted(office.officers)
    return units[(units.index(unit) + 1) % len(units)]


def _merge(coordinator: Actor, today: datetime) -> None:
    """Open reports about the same thing end in the first of them."""
    waiting: dict[int, list[str]] = {}
    rows = Report.objects.filter(state__in=(State.SUBMITTED, State.VERIFIED), visibility=Visibility.PUBLIC)
    for category, number in rows.order_by("pk").values_list("category", "number"):
        waiting.setdefault(category, []).append(number)
    for first, *others in [numbers for numbers in waiting.values() if len(numbers) > 1][:_MERGED]:
        try:
            actions.merge(others[0], coordinator, into=first, at=today)
        except Refused as refused:
            note_refusal("merge", refused)


def _upload(photo: bytes | None) -> list[Any]:
    return [actions.store_photo(_processed(photo)).pk] if photo else []


def stored(photo: bytes) -> Attachment:
    """The unsaved row of a drawn photo whose files are stored."""
    return new_photo(
        _processed(photo), timezone.now(), lambda name, content: default_storage.save(name, ContentFile(content))
    )


@lru_cache(maxsize=2 * scenes.VARIANTS * len(scenes.SCENES))
def _processed(photo: bytes) -> image_intake.Processed:
    """Some photos are drawn for all reports, and decoding one and encoding it again is much of filing a report."""
    limits = {"max_bytes": settings.PHOTO_MAX_BYTES, "max_pixels": settings.PHOTO_MAX_PIXELS}
    return image_intake.process(BytesIO(photo), **limits)


@contextmanager
def _few_collections() -> Iterator[None]:
    """Objects of statements come and go by the million here; looking for circles among them finds little."""
    before = gc.get_threshold()
    gc.set_threshold(50_000, 50, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)
