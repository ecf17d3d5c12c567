"""What the templates of the desk's pages are given: a page by its name, over the parts in `web.desk.shown`."""

from collections.abc import Mapping
from datetime import datetime
from typing import TypedDict

from core.audit.models import Entry
from core.casework import queries
from core.casework.queries.overdue import Overdue
from core.common.errors import Invalid, Sentence
from core.notifications.log import Logged
from core.notifications.models import MailText
from core.notifications.rendering import RenderedMail
from core.reports.models import Report
from tenants.lazy_text import Promise
from tenants.supervision.models import Reply, Request
from web.desk import shown
from web.desk.filing import FilingForm
from web.desk.forms import Action
from web.files.pictures import Picture
from web.html.forms import PlainForm


class QueuePage(TypedDict):
    title: Sentence
    bar: shown.FilterBar
    invalid: Invalid | None
    overdue: Overdue | None
    now: datetime
    rows: list[shown.QueueRow]
    shows_unit: bool
    empty: Sentence
    export_url: str
    clear_url: str
    first_url: str
    next_url: str


class ReportPage(TypedDict):
    report: Report
    back_url: str
    back_title: Sentence
    photos: list[Picture]
    compared: shown.Compared | None
    photo_switches: list[shown.PhotoSwitch]
    hide_photo: Action
    timeline: list[shown.TimelineRow]
    limit_groups: list[shown.LimitGroup]
    past_limits: list[shown.Limit]
    place: shown.Place
    neighbours: list[shown.Neighbour]
    same_sender: queries.Repeats
    same_text: queries.Repeats
    undo: shown.Undo | None
    undo_line: Action
    panels: list[shown.Panel | shown.ClosedPanel]
    more_panels: list[shown.Panel | shown.ClosedPanel]
    parts: list[shown.Part]
    links: shown.Links
    turn: str
    waits_for_parts: str
    check_sentence: str
    refusal: shown.Refusal | None
    unsent: list[str]
    identity_sentence: str
    may_read_identity: bool
    identity: list[tuple[Promise, str]] | None


class ReceiptPage(TypedDict):
    """Of a report filed for a citizen; the only page that shows the code."""

    report: Report
    code: str
    reporter: list[tuple[str, str]]
    officer: str
    place: shown.Place
    entries: list[shown.Limit]


class FilingPage(TypedDict):
    form: FilingForm
    kept: list[shown.KeptPhoto]
    map: shown.CityMap


class NoticesPage(TypedDict):
    notices: list[shown.NoticeRow]
    shown: int


class MailGroup(TypedDict):
    """The mails to one kind of reader."""

    title: Promise
    rows: list["MailRow"]


class MailRow(TypedDict):
    """A mail, with how many of its texts are the city's own and which of them was changed last."""

    title: Sentence
    url: str
    changed: MailText | None
    count: int


class MailTextsPage(TypedDict):
    groups: list[MailGroup]


class MailTextPage(TypedDict):
    title: Sentence
    form: PlainForm
    example: RenderedMail | None
    language: str
    placeholders: Mapping[str, Promise]
    own: MailText | None
    languages: list[shown.Choice]
    kinds: list[shown.Choice]


class MailSentPage(TypedDict):
    rows: list[Logged]
    filters: list[shown.Choice]
    sees_reports: bool
    next_url: str
    first_url: str


class RequestRow(TypedDict):
    """A request of the Ombudsman's to this city."""

    asked: Request
    is_late: bool


class RequestsPage(TypedDict):
    rows: list[RequestRow]
    next_url: str


class RequestPage(TypedDict):
    asked: Request
    replies: list[Reply]
    form: PlainForm | None
    refusal: Sentence
    unsent: str


class ReadingsPage(TypedDict):
    entries: list[Entry]
    next_url: str


class StatementsPage(TypedDict):
    rows: list[shown.StatementRow]
    form: PlainForm | None
