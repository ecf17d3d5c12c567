"""What the desk's templates are given, part by part (`web.desk.presenters` makes them)."""

from collections.abc import Sequence
from datetime import datetime
from typing import NotRequired, TypedDict
from uuid import UUID

from django.forms import Form
from django.forms.boundfield import BoundField

from core.casework.queries import Extension
from core.common.errors import Sentence
from core.deadlines.models import Deadline
from core.reports.models import Report
from core.reports.redaction import Found
from core.routing.models import Unit
from tenants.areas.index import AreaName
from tenants.lazy_text import Promise
from tenants.supervision.models import Statement
from web.desk.forms import Action, ActionForm
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


class FilterBar(TypedDict):
    """What narrows a queue, as the address says."""

    form: Form
    is_narrowed: bool
    hidden_count: int
    query: str


class Standing(TypedDict):
    """How a deadline stands: `kind` is met, late, ahead, soon, paused or over."""

    kind: str
    words: str


class Limit(Standing):
    """A deadline with how it stands; `is_next`: of the open ones of the office the first to run out."""

    deadline: Deadline
    label: Sentence
    notes: list[str]
    is_next: NotRequired[bool]


class LimitGroup(TypedDict):
    """The open deadlines of one law, or of the reporter."""

    title: str
    entries: list[Limit]


class KeptPhoto(Picture):
    """A photo that was taken in before its form was refused."""

    id: UUID


class CitizenSentence(TypedDict):
    """What the citizen's history will say, around the text of the field that stands within it."""

    before: str
    field: str
    after: str


class Panel(TypedDict):
    """An action that is offered, with its form; `previewed` and `CitizenSentence.field` are CSS selectors of fields.

    The form's groups of fields are handed on by name: a template that asks a form for what is no field of it has to
    fail at that first.
    """

    name: str
    line: Action
    form: ActionForm
    kept: list[KeptPhoto]
    paired: list[BoundField]
    plain: list[BoundField]
    folded: list[BoundField]
    folded_title: Sentence
    is_unfolded: bool
    published: list[tuple[BoundField, str]]
    found: Sequence[Found]
    extensions: Sequence[Extension]
    url: str
    is_open: bool
    sentence: CitizenSentence | None
    previewed: str


class ClosedPanel(TypedDict):
    """An action that is offered, whose form is fetched when somebody opens it."""

    name: str
    line: Action
    form: None
    url: str
    is_open: bool


class Compared(TypedDict):
    """The reporter's photos beside those of the answer, with its words."""

    before: list[Picture]
    after: list[Picture]
    texts: list[str]


class Choice(TypedDict):
    """One of several links of which one is where the reader is."""

    url: str
    label: Sentence
    is_current: bool


class NavigationItem(Choice):
    count: int | None
    is_late: NotRequired[bool]


class NavigationGroup(TypedDict):
    title: Promise
    items: list[NavigationItem]


class CityMap(TypedDict, total=False):
    """What a map to choose a place on needs; nothing without boundaries."""

    bounds: str
    outline: str


class StatementRow(TypedDict):
    """What the city says to a published figure."""

    statement: Statement
    measure: Sentence
    period: Sentence
