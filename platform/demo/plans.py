"""What happens in each made-up report, drawn by lot from a seed: pure, so the same city and day give the same plan.

Times are told backwards from `today`, the local midnight of the day of seeding; people in offices act in office hours,
and nobody later than the rules of the product allow (`demo.rules`).
"""

import random
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib import resources
from typing import Any

from core.catalogue.seeding import SENSITIVE
from core.reports.kinds import Channel, IdentityLevel, Kind, State, Visibility
from demo import scenes, volumes
from demo.rules import Rules

_FILES = resources.files(__package__)
STORIES: dict[str, dict[str, Any]] = tomllib.loads(_FILES.joinpath("stories.toml").read_text("utf-8"))
PHRASES: dict[str, Any] = tomllib.loads(_FILES.joinpath("phrases.toml").read_text("utf-8"))

SPAN = timedelta(days=365)
# Mean hours of each step in the pilot.
_HOURS = {"ask": 9, "reply": 30, "verify": 12, "dispatch": 4, "start": 26, "send_back": 20, "answer": 60, "close": 40,
          "reject": 20, "correct": 1, "redact": 1, "hide_photo": 1, "message": 2, "add_info": 20, "refer": 20,
          "withdraw": 30, "resolve_outside": 40, "redispatch": 16, "add_part": 4, "finish_part": 24, "rework": 20,
          "follow_up": 30, "extend": 4, "note": 2, "rate": 30, "reopen": 60}  # fmt: skip
# What reporters do at any hour; the rest is done in the office.
_OF_THE_REPORTER = ("reply", "add_info", "withdraw", "rate", "reopen")
_OPENS, _CLOSES = 7.5, 16.0  # office hours, Monday to Friday
_BETWEEN = timedelta(seconds=40)  # from one step to the next, at least
_MISCONDUCT = "pungli-maladministrasi"
# The last step of a report that stands in a state.
ROADS: dict[str, tuple[str, ...]] = {
    State.SUBMITTED: (),
    State.NEEDS_INFO: ("ask",),
    State.VERIFIED: ("verify",),
    State.DISPATCHED: ("verify", "dispatch"),
    State.IN_PROGRESS: ("verify", "dispatch", "start"),
    State.ANSWERED: ("verify", "dispatch", "start", "answer"),
    State.CLOSED: ("verify", "dispatch", "start", "answer", "close"),
    State.REJECTED: ("reject",),
}
# How a report may end besides a plain refusal.
_OTHER_ENDS = (
    ("ask", "reject"), ("verify", "reject"), ("refer",), ("verify", "refer"), ("withdraw",),
    ("verify", "dispatch", "withdraw"), ("resolve_outside",), ("verify", "dispatch", "resolve_outside"),
)  # fmt: skip


@dataclass(frozen=True)
class Area:
    """A kelurahan or desa: code, name, and points in it (lat, lon); none where its outline is not known."""

    code: str
    name: str
    points: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True)
class Step:
    """One action on a report at a moment, with the words it needs."""

    action: str
    at: datetime
    words: dict[str, Any] = field(default_factory=dict)
    photo: bytes | None = None


@dataclass(frozen=True)
class Plan:
    """A report and its life."""

    at: datetime
    draft: dict[str, Any]
    photo: bytes | None
    steps: tuple[Step, ...]
    supporters: int = 0

    def supported_at(self, today: datetime) -> list[datetime]:
        """When each of the supporters came, none after `today`."""
        return [min(self.at + timedelta(hours=2 + place), today) for place in range(self.supporters)]


def plans(
    code: str, total: int, today: datetime, categories: Sequence[str], areas: Sequence[Area], rules: Rules
) -> list[Plan]:
    """The reports of one city in the order they came in. `today` is aware, in the city's zone."""
    manner = volumes.manner(code, total)
    fates = [state for state, number in manner.open_states.items() for _ in range(number)][:total]
    ended = total - len(fates)
    fates += [State.REJECTED] * min(manner.rejected, ended) + [State.CLOSED] * max(ended - manner.rejected, 0)
    # A lot for each report, so that a rule or a holiday that changes one changes no other.
    lots = (random.Random(f"{code} {place}") for place in range(total))  # noqa: S311 (stories, no secrets)
    made = (
        _Planner(lot, manner.pace, today, categories, areas, rules).plan(fate)
        for lot, fate in zip(lots, fates, strict=True)
    )
    return sorted(made, key=lambda plan: plan.at)


class _Planner:
    def __init__(
        self, chance: random.Random, pace: float, today: datetime, categories: Sequence[str], areas: Sequence[Area],
        rules: Rules,
    ) -> None:  # fmt: skip
        self._chance, self._pace, self._today, self._areas, self._rules = chance, pace, today, areas, rules
        self._codes = [code for code in categories if code in STORIES]
        self._weights = [STORIES[code]["weight"] for code in self._codes]

    def plan(self, fate: str) -> Plan:
        received = self._received(fate)
        category = self._chance.choices(self._codes, self._weights)[0]
        kind = self._kind(category)
        area = self._chance.choice(self._areas)
        slots = {"place": self._place(), "since": self._one(PHRASES["since"]), "area": area.name}
        self._variant = self._chance.randrange(scenes.VARIANTS)  # before and after show the same street
        draft, photo = self._draft(kind, category, area, slots)
        steps = tuple(self._steps(fate, received, kind, category, draft))
        is_public = draft["visibility"] == Visibility.PUBLIC
        supporters = int(self._chance.paretovariate(1.3)) if is_public and self._happens(0.18) else 0
        return Plan(received, draft, photo, steps, min(supporters, 25))

    # -- When -----------------------------------------------------------------------------------------------------

    def _received(self, fate: str) -> datetime:
        """Citizens write at any hour, most in the day. Open reports are young, but some have been left lying."""
        if fate in (State.CLOSED, State.REJECTED):
            days = self._chance.uniform(3, SPAN.days)
        else:
            days = min(self._chance.expovariate(1 / (5 * self._pace)) + 0.1, 90)
            days += self._chance.uniform(15, 60) if self._happens(0.22) else 0
        if fate == State.NEEDS_INFO:  # one that is asked for longer has been withdrawn by law
            days = min(days, self._chance.uniform(1, self._rules.days_to_complete))
        moment = self._today - timedelta(days=days)
        hour = min(max(self._chance.gauss(12.5, 4.5), 0), 23.9)
        moment = moment.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(hours=hour)
        return min(moment, self._today - timedelta(hours=1)).replace(microsecond=0)

    def _times(self, received: datetime, kind: str, actions: Sequence[str]) -> Iterator[tuple[str, datetime]]:
        """Each action with its moment, later than the one before and before today. An extension is left out where
        there is nothing left to extend."""
        hours = [self._chance.expovariate(1 / (_HOURS[action] * self._pace)) for action in actions]
        available = (self._today - received).total_seconds() / 3600 * 0.9
        factor = min(1.0, available / (sum(hours) or 1))
        happened, before, at = {"received": received}, received, received
        for action, wait in zip(actions, hours, strict=True):
            at += timedelta(hours=wait * factor)
            last = self._rules.last_moment(action, kind, happened)
            if last and before + _BETWEEN > last:
                continue
            if last and at > last:
                at = before + (last - before) * self._chance.uniform(0.1, 0.9)
            worked = at if action in _OF_THE_REPORTER else self._in_office(at)
            fits = worked < self._today and not (last and worked > last)
            moment = max(worked if fits else at, before + _BETWEEN)
            before = happened[action] = moment.replace(microsecond=0)
            yield action, before

    def _in_office(self, at: datetime) -> datetime:
        """The moment itself in office hours, else some time in the next office morning."""
        hour = at.hour + at.minute / 60
        if at.weekday() < 5 and _OPENS <= hour < _CLOSES:
            return at
        day = at.replace(hour=0, minute=0, second=0)
        if hour >= _CLOSES or at.weekday() >= 5:
            day += timedelta(days=1)
        while day.weekday() >= 5:
            day += timedelta(days=1)
        return day + timedelta(hours=self._chance.uniform(_OPENS, _OPENS + 3))

    # -- What -----------------------------------------------------------------------------------------------------

    def _kind(self, category: str) -> str:
        if category == _MISCONDUCT:
            return Kind.MISCONDUCT
        return self._chance.choices((Kind.COMPLAINT, Kind.ASPIRATION, Kind.INFORMATION), (90, 5, 5))[0]

    def _draft(
        self, kind: str, category: str, area: Area, slots: dict[str, str]
    ) -> tuple[dict[str, Any], bytes | None]:
        # A sensitive category starts as secret whatever the citizen chooses.
        secret = kind == Kind.MISCONDUCT or category in SENSITIVE or self._happens(0.08)
        weights = (0, 7, 3) if kind == Kind.MISCONDUCT else (62, 27, 11)
        identity = self._chance.choices(IdentityLevel.values, weights)[0]
        words: dict[str, list[str]] = {
            Kind.ASPIRATION: PHRASES["aspirations"],
            Kind.INFORMATION: PHRASES["information"],
        }
        text = self._one(words.get(kind, STORIES[category]["reports"])).format_map(slots) + self._one(
            PHRASES["closings"]
        )
        if self._happens(0.02):
            text += PHRASES["personal"]
        lat, lon = self._one(area.points) if area.points else (None, None)
        draft = {
            "kind": kind,
            "category": category,
            "description": text[0].upper() + text[1:],
            "identity": identity,
            "visibility": Visibility.SECRET if secret else Visibility.PUBLIC,
            "lat": lat,
            "lon": lon,
            "address": slots["place"][0].upper() + slots["place"][1:],
            "area": area.code,
            "channel": self._chance.choices(Channel.values, (70, 16, 8, 6))[0],
            **self._contact(identity),
        }
        return draft, self._photo(kind, category, is_after=False, share=0.55)

    def _contact(self, identity: str) -> dict[str, str]:
        """Numbers nobody has: 0812 0000 and four digits."""
        if identity == IdentityLevel.ANONYMOUS:
            return {}
        number = self._chance.randrange(10_000)
        contact = {"phone": f"08120000{number:04}"}
        if identity == IdentityLevel.NAMED:
            contact["name"] = f"Warga Contoh {number:04}"
        return contact

    def _photo(self, kind: str, category: str, *, is_after: bool, share: float) -> bytes | None:
        scene = STORIES[category].get("scene")
        if kind != Kind.COMPLAINT or scene is None or not self._happens(share):
            return None
        return scenes.photo(scene, self._variant, is_after)

    def _place(self) -> str:
        place = self._one(PHRASES["places"])
        return place.format(rt=f"{self._chance.randint(1, 12):02}", rw=f"{self._chance.randint(1, 15):02}")

    # -- What happens to it ---------------------------------------------------------------------------------------

    def _steps(self, fate: str, received: datetime, kind: str, category: str, draft: dict) -> Iterator[Step]:
        for action, at in self._times(received, kind, self._road(fate, draft)):
            photo = self._photo(kind, category, is_after=True, share=0.65) if action == "answer" else None
            yield Step(action, at, self._words(action, kind, category, draft), photo)

    def _road(self, fate: str, draft: dict) -> list[str]:
        """The road to the fate, with the detours that some reports take."""
        road = list(ROADS[fate])
        if fate == State.REJECTED and self._happens(0.7):
            road = list(self._one(_OTHER_ENDS))
        elif road[:1] == ["verify"] and self._happens(0.08):
            road = ["ask", "reply", *road]
        if "start" in road and self._happens(0.05):
            at = road.index("start")
            road[at:at] = ["send_back", "dispatch"]
        self._put(road, "correct", after="verify", share=0.03 if draft["visibility"] == Visibility.PUBLIC else 0)
        self._put(road, "hide_photo", after="verify", share=0.03)
        self._put(road, "redact", after="verify", share=float(draft["description"].endswith(PHRASES["personal"])))
        self._put(road, "add_info", after="dispatch", share=0.03)
        self._put(road, "message", after="start", share=0.05)
        self._put(road, "note", after="dispatch", share=0.04)
        self._put(road, "redispatch", after="dispatch", share=0.02)
        self._put(road, "extend", after="dispatch", share=0.02)
        if "answer" in road and "close" in road:
            self._after_the_answer(road)
        return road

    def _after_the_answer(self, road: list[str]) -> None:
        """Parts of other units before it, and what an answer may still lead to."""
        at = road.index("answer")
        if self._happens(0.03):
            road[at:at] = ["add_part", "finish_part"]
        at = road.index("close")
        if self._happens(0.03):
            road[at:at] = ["rework", "answer"]
        elif self._happens(0.03):
            road[at:at] = ["follow_up"]
        if self._happens(0.03):
            road += ["reopen", "dispatch", "start", "answer", "close"]
        if self._happens(0.4):
            road.append("rate")

    def _put(self, road: list[str], action: str, *, after: str, share: float) -> None:
        if after in road and self._happens(share):
            road.insert(road.index(after) + 1, action)

    def _words(self, action: str, kind: str, category: str, draft: dict) -> dict[str, Any]:
        answers: dict[str, list[str]] = {
            Kind.ASPIRATION: PHRASES["aspiration_answers"],
            Kind.INFORMATION: PHRASES["information_answers"],
        }
        said = {
            "ask": lambda: {"text": self._one(PHRASES["questions"])},
            "reply": lambda: {"text": self._one(PHRASES["replies"])},
            "add_info": lambda: {"text": self._one(PHRASES["additions"])},
            "message": lambda: {"text": self._one(PHRASES["messages"])},
            "send_back": lambda: {"note": self._one(PHRASES["returned"])},
            "answer": lambda: {"text": self._one(answers.get(kind, STORIES[category]["answers"]))},
            "reject": self._rejection,
            "refer": lambda: self._one(PHRASES["referrals"]),
            "resolve_outside": lambda: {"text": self._one(PHRASES["outside"])},
            "redispatch": lambda: {"note": self._one(PHRASES["returned"])},
            "add_part": lambda: {"note": self._one(PHRASES["parts"])},
            "finish_part": lambda: {"note": self._one(PHRASES["parts_done"])},
            "rework": lambda: {"note": self._one(PHRASES["reworks"])},
            "follow_up": lambda: {"text": self._one(PHRASES["follow_ups"])},
            "extend": lambda: {"days": 2, "text": self._one(PHRASES["extensions"])},
            "note": lambda: {"text": self._one(PHRASES["notes"])},
            "rate": lambda: {"score": self._chance.choices((1, 2, 3, 4), (6, 10, 44, 40))[0]},
            "reopen": lambda: {"text": self._one(PHRASES["reopenings"])},
            "withdraw": lambda: {"text": self._one(PHRASES["withdrawals"])},
            "correct": lambda: {"visibility": Visibility.SECRET},
            "redact": lambda: {"text": draft["description"].removesuffix(PHRASES["personal"])},
        }
        return said[action]() if action in said else {}

    def _rejection(self) -> dict[str, str]:
        reason = self._one(list(PHRASES["rejections"]))
        return {"reason": reason, "note": PHRASES["rejections"][reason]}

    def _one(self, choices: Sequence[Any]) -> Any:
        return self._chance.choice(choices)

    def _happens(self, share: float) -> bool:
        return self._chance.random() < share
