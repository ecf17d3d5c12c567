"""What the desk's templates are given, part by part (`web.desk.presenters` makes them)."""

from datetime import datetime
from typing import NotRequired, TypedDict
from uuid import UUID

from core.common.errors import Sentence
from core.reports.models import Report
from core.routing.models import Unit
from tenants.areas.index import AreaName
from web.files.pictures import Picture


class QueueRow(TypedDict):
    """One line of a queue."""

    report: Report
    number: str
    url: str
    is_checked: bool
    is_waiting: bool
    is_secret: bool
    category: str
    area: str
    unit: str
    words: str
    thumb_url: str
    held_up_by: str


class NoticeRow(TypedDict):
    """What needs somebody now."""

    url: str
    title: Sentence
    state: str
    number: str
    words: str
    area: str
    due: datetime | None
    received_at: datetime


class TimelineRow(TypedDict):
    """One event of a report's history; `private` says that only the office sees it."""

    title: str
    at: datetime
    actor: str
    text: str
    public_text: str
    photos: list[Picture]
    status: str
    icon: str
    private: str


class Place(TypedDict):
    """Where a report is; without a pin the area alone."""

    area: AreaName | None
    check: str
    address: str
    pin_area: NotRequired[AreaName | None]
    has_pin: NotRequired[bool]
    lat: NotRequired[float]
    lon: NotRequired[float]
    coordinates: NotRequired[str]
    near_bounds: NotRequired[str]
    neighbours: NotRequired[str]
    bounds: NotRequired[str]
    outline: NotRequired[str]
    map_url: NotRequired[str]


class Neighbour(TypedDict):
    """Another open report nearby."""

    url: str
    report: Report
    metres: int


class PhotoSwitch(Picture):
    """A photo, with whether the public is kept from it."""

    id: UUID
    is_hidden: bool


class Undo(TypedDict):
    """The step somebody may take back, and for how many minutes more."""

    step: str
    title: Sentence
    minutes: int


class Part(TypedDict):
    """What another unit does of the work."""

    unit: Unit
    is_done: bool
    holds_up: bool
    words: str
    at: datetime | None
    note: str
    return_note: str


class Crossing(TypedDict):
    """A step between two cities, with why it was handed back."""

    sentence: str
    reason: str


class Links(TypedDict):
    """What a report was merged into or took in, and the cities it went to or came from."""

    into: str
    joined: list[str]
    crossed: list[Crossing]
    accept_by: datetime | None
    leads_on: bool


class Refusal(TypedDict):
    """Why an action was not done."""

    title: str
    text: Sentence
    at: NotRequired[datetime]
