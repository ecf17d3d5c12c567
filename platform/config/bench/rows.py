"""The rows of many reports without the actions' statements: bench data, made in memory and loaded by COPY.

They are what the actions would have written: limits with their outcomes, whole chains, ledger rows in order, so that
`laksa audit verify` finds nothing wrong in them. Only photos share one file. The same every time but for salts,
receipt codes and ciphertexts.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from config.demo.plans import PHRASES, STORIES, Area
from core.accounts.actors import REPORTER, Actor
from core.audit.chain import START, link_hash
from core.audit.models import Entry
from core.casework.actions.engine import CLOCK_EVENTS, Addition, ledger_event, link_for
from core.casework.actions.identities import new_identity
from core.casework.queries import code_hash
from core.catalogue.models import Category
from core.common import numbers
from core.deadlines.clocks import Clocks
from core.deadlines.models import Deadline
from core.notifications.actions import NEEDS
from core.notifications.models import Notice
from core.reports import snapshots
from core.reports.kinds import AreaCheck, Channel, IdentityLevel, Kind, Outcome, State, Visibility
from core.reports.models import Attachment, FollowUp, Identity, Report
from core.routing.models import Dispatch
from tenants.law.events import Event as LawEvent
from tenants.ledger.recording import Event
from tenants.models import Tenant

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
_ROAD = ("verify", "dispatch", "start", "answer", "close")
_LEADS_TO = {
    "ask": State.NEEDS_INFO,
    "verify": State.VERIFIED,
    "dispatch": State.DISPATCHED,
    "start": State.IN_PROGRESS,
    "answer": State.ANSWERED,
    "close": State.CLOSED,
}
_STEPS_TO = {state: place + 1 for place, action in enumerate(_ROAD) if (state := _LEADS_TO[action])}


@dataclass(frozen=True)
class Photo:
    """The one stored file that every photo of the bench shows."""

    full: str
    thumb: str
    sha256: bytes
    width: int
    height: int


@dataclass(frozen=True)
class City:
    """What reports are made of: the tenant, its catalogue, places, people, and the photo."""

    tenant: Tenant
    categories: Sequence[Category]
    areas: Sequence[Area]
    coordinator: Actor
    checker: Actor
    officer: Actor
    photo: Photo


@dataclass
class Rows:
    """The rows of one report, by model; ledger rows as the events the city tells."""

    report: Report
    identity: Identity | None = None
    deadlines: list[Deadline] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    dispatches: list[Dispatch] = field(default_factory=list)
    follow_ups: list[FollowUp] = field(default_factory=list)
    photos: list[Attachment] = field(default_factory=list)
    ledger: list[Event] = field(default_factory=list)


def many(
    city: City,
    number: int,
    today: datetime,
    *,
    shares: Mapping[str, int] = SHARES,
    span_days: float = SPAN_DAYS,
) -> Iterator[Rows]:
    """So many reports in the order they came in, in the `span_days` before `today` (aware, the city's zone); `shares`
    says how many stand in which state. In the city's seat."""
    chance = random.Random(number)  # noqa: S311 (stories, no secrets)
    moments = sorted(today - timedelta(days=chance.uniform(0.2, span_days)) for _ in range(number))
    serials: dict[int, int] = {}
    for key, at in enumerate(moments, start=1):
        serials[at.year] = serials.get(at.year, 0) + 1
        report_number = numbers.make_number(city.tenant.code, at.year, serials[at.year])
        yield _Maker(city, chance, today, shares).make(key, report_number, at.replace(microsecond=0))


class _Maker:
    """One report: received, then led down the road to the state it stands in."""

    def __init__(self, city: City, chance: random.Random, today: datetime, shares: Mapping[str, int]) -> None:
        self._city, self._chance, self._today, self._shares = city, chance, today, shares

    def make(self, key: int, number: str, at: datetime) -> Rows:
        fate = self._chance.choices(list(self._shares), list(self._shares.values()))[0]
        self._rows = Rows(self._report(key, number, at))
        self._receive(at)
        actions = ("ask",) if fate == State.NEEDS_INFO else _ROAD[: _STEPS_TO.get(fate, 0)]
        gap = min(timedelta(hours=self._chance.expovariate(1 / 30)), (self._today - at) / (len(actions) + 1))
        for place, action in enumerate(actions, start=1):
            self._step(action, (at + place * gap).replace(microsecond=0) + timedelta(seconds=place))
        return self._rows

    def _report(self, key: int, number: str, at: datetime) -> Report:
        chance, category = self._chance, self._chance.choice(self._city.categories)
        area = chance.choice(self._city.areas)
        lat, lon = chance.choice(area.points) if area.points else (None, None)
        slots = {"place": "Jalan Melati", "since": chance.choice(PHRASES["since"]), "area": area.name}
        text = chance.choice(STORIES[category.code]["reports"]).format_map(slots)
        is_secret = category.is_sensitive or chance.random() < 0.08
        return Report(
            id=key,
            number=number,
            kind=Kind.COMPLAINT,
            category=category,
            state=State.SUBMITTED,
            identity_level=chance.choices(IdentityLevel.values, (62, 27, 11))[0],
            visibility=Visibility.SECRET if is_secret else Visibility.PUBLIC,
            channel=Channel.API,
            description=f"{text} ({key})",
            lat=lat,
            lon=lon,
            address=f"Jalan Melati nomor {key % 200 + 1}",
            area_code=area.code,
            area_check=AreaCheck.MATCHED if area.points else AreaCheck.UNCHECKED,
            received_at=at,
            code_hash=code_hash(number, numbers.receipt_code()),
            audit_seq=0,
            audit_head=START,
            is_synthetic=True,
        )

    def _receive(self, at: datetime) -> None:
        report, entry = self._rows.report, Addition()
        contact = self._contact(report)
        identity = new_identity(report, contact)
        if identity:
            identity.report_id = report.pk
            entry.digests["identity"] = snapshots.identity_digest(identity, contact)
            self._rows.identity = identity
        if self._chance.random() < 0.4:
            entry.digests |= self._add_photo(at, None)
        self._clocks = Clocks(report, [], self._city.tenant.zone)
        self._clocks.happened(LawEvent.RECEIVED, at)
        self._rows.deadlines = self._clocks.rows
        self._tell("submit", REPORTER, at, entry)

    def _contact(self, report: Report) -> dict[str, str]:
        if report.identity_level == IdentityLevel.ANONYMOUS:
            return {}
        phone = {"phone": f"+62812{report.pk:08}"}
        return {"name": f"Warga {report.pk}", **phone} if report.identity_level == IdentityLevel.NAMED else phone

    def _add_photo(self, at: datetime, follow_up: FollowUp | None) -> dict[str, Any]:
        photo, rows = self._city.photo, self._rows
        row = Attachment(
            report=rows.report, follow_up=follow_up, seq=rows.report.audit_seq + 1, full=photo.full, thumb=photo.thumb,
            width=photo.width, height=photo.height, sha256=photo.sha256, uploaded_at=at,
        )  # fmt: skip
        rows.photos.append(row)
        return {"photos": {str(row.pk): snapshots.photo_digest(row)}}

    def _step(self, action: str, at: datetime) -> None:
        report, actor, entry = self._rows.report, self._actor(action), Addition()
        report.state = _LEADS_TO[action]
        # The question of "ask" is left out of bench data: a message would need its own row and digest.
        if action == "verify":
            report.verified_at = at
        elif action == "dispatch":
            self._dispatch(at, entry)
        elif action == "start":
            entry.details["unit"] = report.unit.short_name
        elif action == "answer":
            self._answer(at, entry)
        elif action == "close":
            report.outcome, report.ended_at = Outcome.DONE, at
            report.checked_at, report.checked_by = at, actor.user
        self._happened(action, at)
        self._tell(action, actor, at, entry)

    def _actor(self, action: str) -> Actor:
        actors = {"start": self._city.officer, "answer": self._city.officer, "close": self._city.checker}
        return actors.get(action, self._city.coordinator)

    def _dispatch(self, at: datetime, entry: Addition) -> None:
        report = self._rows.report
        report.unit = report.category.lead_unit
        self._rows.dispatches.append(
            Dispatch(report=report, unit=report.unit, by=self._city.coordinator.user, note="", at=at)
        )
        entry.details |= {"unit": report.unit.short_name, "unit_code": report.unit.code}

    def _answer(self, at: datetime, entry: Addition) -> None:
        report, author = self._rows.report, self._city.officer.user
        text = self._chance.choice(STORIES[report.category.code]["answers"])
        # Follow-ups are numbered as their reports are: there is at most one.
        follow_up = FollowUp(
            id=report.pk, report=report, unit=report.unit, author=author, text=text, at=at, seq=report.audit_seq + 1
        )
        self._rows.follow_ups.append(follow_up)
        report.answered_at, report.answered_by = at, author
        entry.details["unit"] = report.unit.short_name
        entry.digests["follow_up"] = snapshots.text_digest(follow_up)

    def _happened(self, action: str, at: datetime) -> None:
        self._clocks.happened(CLOCK_EVENTS[action], at)
        if action == "ask":
            self._clocks.pause(at)

    def _tell(self, action: str, actor: Actor, at: datetime, entry: Addition) -> None:
        """What every action ends with: the next link of the chain, whose turn it is, and the ledger row."""
        report, rows = self._rows.report, self._rows
        report.next_due_at = self._clocks.next_due()
        report.audit_seq += 1
        link = link_for(report, action, actor, at, rows.deadlines, entry)
        report.audit_head = link_hash(link)
        rows.entries.append(Entry(**vars(link), hash=report.audit_head))
        for notice in rows.notices:
            notice.handled_at = notice.handled_at or at
        self._notify(action, at)
        rows.ledger.append(ledger_event(report, action, at, rows.deadlines))

    def _notify(self, action: str, at: datetime) -> None:
        audience = NEEDS.get(self._rows.report.state)
        if audience == "unit":
            self._rows.notices.append(
                Notice(report=self._rows.report, event=action, unit_id=self._rows.report.unit_id, at=at)
            )
        elif audience:
            self._rows.notices.append(Notice(report=self._rows.report, event=action, role=audience, at=at))
