"""Random walks: people of two cities do whatever comes into their heads, at random times, on real PostgreSQL.

After every step, accepted or refused, the invariants hold: every open report has an owner and a clock, totals add up,
the history verifies, the ledger says what the city's tables say, and a refusal has changed nothing. The seed is
printed when a walk fails; `LAKSA_WALKS=200 LAKSA_WALK_SEED=5 pytest tests/core/casework/test_random_walks.py` walks
longer and elsewhere.
"""

import os
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from django.db.models import Count

from core.accounts.actors import Actor
from core.casework import actions, queries
from core.casework import office as of_the_office
from core.casework.periodic import sweeping
from core.catalogue.models import CitySettings
from core.common.errors import Refused
from core.deadlines.calendars import forget
from core.deadlines.models import LocalDayOff
from core.notifications.actions import NEEDS
from core.notifications.models import Notice
from core.reports import workflow
from core.reports.kinds import Kind
from core.reports.models import Report
from core.routing.models import Dispatch
from tenants.ledger.models import Entry as LedgerEntry
from tenants.ledger.models import Fact
from tenants.seats import province_seat
from tests.support import contents, verified
from tests.support.cast import Cast, Office, add_photo

WALKS = int(os.environ.get("LAKSA_WALKS", "6"))
STEPS = int(os.environ.get("LAKSA_WALK_STEPS", "50"))
SEED = int(os.environ.get("LAKSA_WALK_SEED", "3671"))
START = datetime(2026, 3, 12, 1, 0, tzinfo=UTC)
TEXT = "Kami periksa hari ini."
OPEN = ("submitted", "needs_info", "verified", "dispatched", "in_progress", "answered")
ENDED = ("closed", "rejected", "withdrawn", "merged", "transferred")
QUEUE = {
    "verify": ("submitted",), "needs_info": ("needs_info",), "dispatch": ("verified",),
    "unit": ("dispatched", "in_progress"), "check": ("answered",), "all": OPEN,
}  # fmt: skip


@dataclass
class Known:
    """A report as its reporter knows it: number and receipt code, and the city it was filed in."""

    number: str
    code: str
    office: Office


@dataclass
class Walk:
    """One walk: what has been filed, what time it is, and what was done so far."""

    cast: Cast
    dice: random.Random
    now: datetime = START
    filed: list[Known] = field(default_factory=list)
    log: list[str] = field(default_factory=list)
    # Digests of every table after the last step that was taken.
    stored: dict = field(default_factory=dict)
    # How often each deed was done, of those that were not refused.
    taken: dict[str, int] = field(default_factory=dict)

    @property
    def offices(self) -> list[Office]:
        return [self.cast.tangerang, self.cast.lebak]

    def step(self) -> None:
        """Time goes on, somebody does something in one of the cities, and everything is looked at."""
        self.now += timedelta(seconds=self.dice.choice((1, 60, 3600, 3600, 86400, 86400, 3 * 86400, 9 * 86400)))
        if not self.filed or self.dice.random() < 0.1:
            return self._file(self.dice.choice(self.offices))
        known = self.dice.choice(self.filed[-5:])
        office, name = self._sensible(known) if self.dice.random() < 0.8 else self._foolish()
        who = self.dice.choice(PEOPLE_OF[name])
        self.log.append(f"{self.now:%d %b %H:%M} {office.schema} {known.number} {name} by {who}")
        try:
            with office.seat(), transaction.atomic():
                DEEDS[name](Deed(self, office, known, who))
        except Refused as refusal:
            self.log[-1] += f": {type(refusal).__name__} {refusal.code}"
            assert self._stored() == self.stored
        else:
            self.stored = self._stored()
            self.taken[name] = self.taken.get(name, 0) + 1
        self.look_at(known.number)

    def _stored(self) -> dict[str, dict[str, str]]:
        return {each.schema: contents.digests(each.tenant) for each in self.offices}

    def _foolish(self) -> tuple[Office, str]:
        return self.dice.choice(self.offices), self.dice.choice(list(DEEDS))

    def _sensible(self, known: Known) -> tuple[Office, str]:
        """The city that has the report now, and something that may be done to it by somebody."""
        for office in self.offices:
            with office.seat():
                report = Report.objects.exclude(state="transferred").filter(number=known.number).first()
            if report:
                lines = workflow.LINES
                names = [name for name in DEEDS if name not in lines or report.state in lines[name].sources]
                names += ["recall"] * (report.accept_by is not None)
                return office, self.dice.choices(names, [WEIGHTS.get(name, 3) for name in names])[0]
        raise AssertionError(f"no city has {known.number}")

    def _file(self, office: Office) -> None:
        changes = {
            "kind": self.dice.choice(Kind.values),
            "identity": self.dice.choice(("named", "masked", "anonymous")),
        }
        changes["visibility"] = self.dice.choice(("public", "public", "secret"))
        if changes["kind"] == "misconduct":
            changes |= {"visibility": "secret", "identity": "masked"}
        with office.seat():
            if self.dice.random() < 0.3:
                changes["attachments"] = [add_photo().pk]
            filed = actions.submit(office.draft(**changes), at=self.now)
        self.stored = self._stored()
        self.log.append(f"{self.now:%d %b %H:%M} {office.schema} {filed.report.number} submit {changes['kind']}")
        self.filed.append(Known(filed.report.number, filed.code, office))
        self.look_at(filed.report.number)

    # -- What always holds -------------------------------------------------------------------------------------------

    def look_at(self, number: str) -> None:
        for office in self.offices:
            with office.seat():
                self._owner_and_clock(office)
                self._totals(office)
                held = Report.objects.filter(number=number).exists()
            if held:
                assert verified.faults(office.tenant, number) == []
        self._ledger_is_tables()

    def _owner_and_clock(self, office: Office) -> None:
        reports = Report.objects.filter(state__in=OPEN).prefetch_related("deadlines")
        told = Notice.objects.filter(handled_at=None)
        waiting = {notice.report_id: notice for notice in told.exclude(event__in=("part", "escalate"))}
        parts = Dispatch.objects.filter(is_part=True, ended_at=None).values_list("report", "unit")
        assert sorted(told.filter(event="part").values_list("report", "unit")) == sorted(parts)
        leads = dict(Dispatch.objects.filter(is_part=False, ended_at=None).values_list("report", "unit"))
        heads = told.filter(event="escalate").exclude(unit=None).values_list("report", "unit")
        assert set(heads) <= {*leads.items(), *parts}, "the head of a unit that has nothing of it is told to hurry"
        for report in reports:
            assert [row for row in report.deadlines.all() if row.outcome == "open"], f"{report.number} has no clock"
            notice, owner = waiting.pop(report.pk, None), NEEDS.get(report.state)
            if owner == "unit":
                assert report.unit_id is not None
                assert leads.pop(report.pk) == report.unit_id == notice.unit_id
            elif owner:
                assert notice.role == owner == "coordinator"
            else:
                assert (report.state, notice) == ("needs_info", None)
        assert waiting == {}, "somebody is told to act on an ended report"
        ended = Report.objects.filter(state__in=ENDED)
        assert not ended.filter(deadlines__outcome="open").exists(), "a clock runs on an ended report"
        assert not ended.filter(outcome="").exists()
        assert not ended.filter(ended_at=None).exists()
        assert not Report.objects.filter(state__in=OPEN).exclude(outcome="", ended_at=None).exists()
        # The unit that answered keeps a closed report; nobody keeps another one, or a part of any.
        assert not Dispatch.objects.filter(ended_at=None, report__in=ended.exclude(state="closed")).exists()
        assert not Dispatch.objects.filter(ended_at=None, report__in=ended, is_part=True).exists()

    def _totals(self, office: Office) -> None:
        counts = dict(Report.objects.values_list("state").annotate(n=Count("pk")))
        queues = queries.desk_counts(office.siti, now=self.now)
        assert {name: queues[name] for name in QUEUE} == {
            name: sum(counts.get(state, 0) for state in states) for name, states in QUEUE.items()
        }
        counts.pop("transferred", None)  # counted where it is now
        assert queries.figures().received == sum(counts.values())

    def _ledger_is_tables(self) -> None:
        with province_seat():
            facts = {fact.number: fact for fact in Fact.objects.all()}
            told = dict(LedgerEntry.objects.values_list("number").annotate(n=Count("pk")))
        for office in self.offices:
            with office.seat():
                here = Report.objects.exclude(state="transferred").select_related("category", "unit")
                for report in here.prefetch_related("deadlines"):
                    fact = facts.pop(report.number)
                    due = {row.rule: row.national_due for row in report.deadlines.all() if row.rule_set == "sp4n"}
                    assert told[report.number] <= report.audit_seq
                    assert _fields(fact) == {
                        "tenant": office.schema,
                        "state": report.state,
                        "kind": report.kind,
                        "category_group": report.category.group,
                        "unit_type": report.unit.type if report.unit else "",
                        "area_code": report.area_code,
                        "due_verify": due.get("verify"),
                        "due_first_follow_up": due.get("first_follow_up"),
                        "due_total": due.get("total"),
                        "has_ended": report.state in ENDED,
                        "pending_to": None,
                    }
                    assert report.score in (None, fact.score)
        assert facts == {}, "a report the province knows and no city has"


def _fields(fact: Fact) -> dict:
    names = ("tenant", "state", "kind", "category_group", "unit_type", "area_code", "due_verify",
             "due_first_follow_up", "due_total", "pending_to")  # fmt: skip
    return {name: getattr(fact, name) for name in names} | {"has_ended": fact.ended_at is not None}


# -- What people do ---------------------------------------------------------------------------------------------------


@dataclass
class Deed:
    """One deed: where, to which report, by whom."""

    walk: Walk
    office: Office
    known: Known
    who: str

    @property
    def number(self) -> str:
        return self.known.number

    @property
    def actor(self) -> Actor:
        return self.office.people[self.who]

    @property
    def at(self) -> datetime:
        return self.walk.now

    @property
    def key(self) -> actions.ByCode:
        return actions.ByCode(self.known.number, self.known.code)

    def one_of(self, *choices):
        return self.walk.dice.choice(choices)

    def other(self) -> str:
        return self.walk.dice.choice(self.walk.filed).number

    def in_the_other_city(self, do: Callable[[Office], object]) -> object:
        other = next(office for office in self.walk.offices if office is not self.office)
        with other.seat():
            return do(other)

    def photo(self) -> list:
        """Sometimes a photo, of any of the reports; there are photos nobody has used only where one is uploaded."""
        return [add_photo().pk] if self.walk.dice.random() < 0.3 else []


def _of_photo(deed: Deed):
    report = Report.objects.filter(number=deed.number).first()
    photo = report.attachments.first() if report else None
    if photo is None:
        raise Refused()
    return actions.hide_photo(deed.number, deed.actor, photo=photo.pk, hidden=deed.one_of(True, False), at=deed.at)


def _new_day_off(deed: Deed):
    day = (deed.at + timedelta(days=deed.one_of(2, 3, 4, 5))).date()
    LocalDayOff.objects.get_or_create(
        date=day, defaults={"name": "HUT kota", "legal_basis": "SK Wali Kota", "changed_at": deed.at}
    )
    forget()
    for number in Report.objects.filter(state__in=OPEN).values_list("number", flat=True):
        actions.recalculate(number, cause="HUT kota", at=deed.at)


def _settings(deed: Deed):
    CitySettings.objects.update_or_create(pk=1, defaults={"independent_check": deed.one_of(True, False)})


def _sweep(deed: Deed):
    """What is late comes to higher ears, in this city."""
    assert sweeping.sweep(at=deed.at).failed == 0


def _close_unit(deed: Deed):
    """A unit is closed, with or without another that follows it; later it works again, empty."""
    closed, follows = deed.one_of(("dishub", "dlh"), ("dlh", "dishub"), ("dlh", ""))
    of_the_office.close_unit(closed, deed.office.admin, successor=follows, at=deed.at)
    moved = of_the_office.empty_closed_units.func(deed.office.schema)
    assert moved["failed"] == 0
    of_the_office.reopen_unit(closed, deed.office.admin, at=deed.at)


DEEDS: dict[str, Callable[[Deed], object]] = {
    "ask": lambda d: actions.ask(d.number, d.actor, text=TEXT, at=d.at),
    "record_reply": lambda d: actions.record_reply(d.number, d.actor, text=TEXT, at=d.at),
    "withdraw_question": lambda d: actions.withdraw_question(d.number, d.actor, text=TEXT, at=d.at),
    "go_on_without": lambda d: actions.go_on_without(d.number, d.actor, text=TEXT, at=d.at),
    "verify": lambda d: actions.verify(
        d.number, d.actor, kind=d.one_of(None, None, *Kind.values), unit=d.one_of(None, "dishub"), at=d.at
    ),
    "reject": lambda d: actions.reject(d.number, d.actor, reason="tidak-jelas", at=d.at),
    "refer": lambda d: actions.refer(d.number, d.actor, agency="PLN", text=TEXT, at=d.at),
    "transfer": lambda d: actions.transfer(d.number, d.actor, to=d.one_of("36.02", "36.71"), note=TEXT, at=d.at),
    "accept": lambda d: actions.accept(d.number, d.actor, at=d.at),
    "accept_silently": lambda d: actions.accept_silently(d.number, at=d.at),
    "hand_back": lambda d: actions.hand_back(d.number, d.actor, text=TEXT, at=d.at),
    "recall": lambda d: d.in_the_other_city(lambda office: actions.recall(d.number, office.people[d.who], at=d.at)),
    "merge": lambda d: actions.merge(d.number, d.actor, into=d.other(), at=d.at),
    "resolve_outside": lambda d: actions.resolve_outside(d.number, d.actor, text=TEXT, at=d.at),
    "dispatch": lambda d: actions.dispatch(
        d.number, d.actor, unit=d.one_of("dishub", "dlh"), parts=d.one_of((), [{"unit": "dlh", "note": TEXT}]), at=d.at
    ),
    "redispatch": lambda d: actions.redispatch(d.number, d.actor, unit=d.one_of("dishub", "dlh"), at=d.at),
    "send_back": lambda d: actions.send_back(d.number, d.actor, note=TEXT, at=d.at),
    "start": lambda d: actions.start(d.number, d.actor, at=d.at),
    "answer": lambda d: actions.answer(d.number, d.actor, text=TEXT, attachments=d.photo(), at=d.at),
    "follow_up": lambda d: actions.follow_up(d.number, d.actor, text=TEXT, attachments=d.photo(), at=d.at),
    "check": lambda d: actions.check(d.number, d.actor, at=d.at),
    "rework": lambda d: actions.rework(d.number, d.actor, note=TEXT, at=d.at),
    "close": lambda d: actions.close(d.number, d.actor, at=d.at),
    "undo": lambda d: actions.undo(d.number, d.actor, at=d.at),
    "add_part": lambda d: actions.add_part(d.number, d.actor, unit=d.one_of("dishub", "dlh"), note=TEXT, at=d.at),
    "finish_part": lambda d: actions.finish_part(d.number, d.actor, note=TEXT, at=d.at),
    "return_part": lambda d: actions.return_part(d.number, d.actor, note=TEXT, at=d.at),
    "withdraw_part": lambda d: actions.withdraw_part(d.number, d.actor, unit="dlh", note=TEXT, at=d.at),
    "correct": lambda d: actions.correct(
        d.number, d.actor, kind=d.one_of(*Kind.values), visibility=d.one_of(None, "public", "secret"), at=d.at
    ),
    "redact": lambda d: actions.redact(d.number, d.actor, text=d.one_of("", TEXT), at=d.at),
    "hide_photo": _of_photo,
    "message": lambda d: actions.message(d.number, d.actor, text=TEXT, at=d.at),
    "note": lambda d: actions.note(d.number, d.actor, text=TEXT, at=d.at),
    "extend": lambda d: actions.extend(d.number, d.actor, days=d.one_of(1, 3, 7), text=TEXT, at=d.at),
    "work_photos": lambda d: actions.work_photos(d.number, d.actor, attachments=[add_photo().pk], at=d.at),
    "anonymise": lambda d: actions.anonymise(d.number, d.actor, cause="request", at=d.at),
    "read_identity": lambda d: actions.read_identity(d.number, d.actor, at=d.at),
    "reply": lambda d: actions.reply_by(d.key, text=TEXT, attachments=d.photo(), at=d.at),
    "withdraw": lambda d: actions.withdraw(d.key, text=d.one_of("", TEXT), at=d.at),
    "reopen": lambda d: actions.reopen(d.key, text=TEXT, attachments=d.photo(), at=d.at),
    "rate": lambda d: actions.rate(d.key, score=d.one_of(1, 2, 3, 4), text=d.one_of("", TEXT), at=d.at),
    "lapse": lambda d: actions.lapse(d.number, at=d.at),
    "auto_close": lambda d: actions.auto_close(d.number, at=d.at),
    "sweep": _sweep,
    "new day off": _new_day_off,
    "settings": _settings,
    "close unit": _close_unit,
}
# How often something is done beside the rest: work goes on more often than it ends.
WEIGHTS = {
    **dict.fromkeys(("verify", "dispatch", "answer"), 12),
    **dict.fromkeys(("start", "close", "check", "rework", "reply", "reopen", "rate", "ask", "finish_part", "undo"), 6),
    **dict.fromkeys(("withdraw", "reject", "refer", "merge", "resolve_outside", "new day off", "close unit"), 1),
    **dict.fromkeys(("transfer", "hand_back", "recall"), 4),
    **dict.fromkeys(("settings", "redact", "read_identity", "message", "correct"), 1),
}
COORDINATORS, UNITS = ("siti", "joko", "siti", "joko", "dewi", "leader"), ("dewi", "rahmat", "budi", "agus", "siti")
PEOPLE_OF = {
    **dict.fromkeys(DEEDS, COORDINATORS),
    **dict.fromkeys(
        ("send_back", "start", "answer", "follow_up", "finish_part", "return_part", "work_photos", "undo"), UNITS
    ),
}


@pytest.mark.search
@pytest.mark.parametrize("walk", range(WALKS))
def test_whatever_people_do_nothing_is_lost_and_everything_adds_up(cast, walk):
    """A walk of its own seed; the same seed takes the same steps."""
    there = Walk(cast, random.Random(f"{SEED}/{walk}"))
    try:
        for _ in range(STEPS):
            there.step()
    except BaseException:
        print(f"seed {SEED}, walk {walk}:", *there.log[-25:], sep="\n")
        raise
    finally:
        forget()
    print(f"seed {SEED}, walk {walk}:", there.taken)
