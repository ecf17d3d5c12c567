"""One report with everything one reader may see of it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, TypedDict, cast

from django.db.models import QuerySet
from django.db.models.fields.json import KT

from core.audit.ledger_scope import NOT_IN_LEDGER
from core.audit.models import Entry
from core.audit.sentences import citizen_sentence, desk_sentence
from core.casework.queries.photos import photos_of
from core.common.translate_data import in_language
from core.deadlines.models import Deadline
from core.deadlines.report_clocks import deadlines_of
from core.reports.models import Attachment, FollowUp, Message, Report
from core.reports.public_parts import PublicParts, public_answer, versions
from core.routing.models import Dispatch, Note
from tenants.compiled import compiled
from tenants.connection import connection

# What passes between office and reporter is not the public's.
_BETWEEN_TWO = frozenset({
    "ask", "reply", "record_reply", "withdraw_question", "go_on_without", "message", "add_info", "work_photos", "rate",
    "withdraw", "anonymise",
})  # fmt: skip

# What makes a unit have it.
_HANDS_OVER = frozenset({"dispatch", "redispatch", "add_part", "hand_over"})


@dataclass(frozen=True)
class TimelineEntry:
    """One line of a timeline, with what was said and shown then."""

    action: str
    sentence: str
    at: datetime
    actor: str
    text: str = ""
    photos: list[Attachment] = field(default_factory=list)
    state: str = ""
    seq: int = 0
    # What everybody reads instead of the text, for readers of the text itself; "" where it is the same or not public.
    public_text: str = ""


@dataclass(frozen=True)
class Story:
    """A report with everything one reader may see of it. Who had it, and its last step, are for the desk only."""

    report: Report
    events: list[TimelineEntry]
    photos: list[Attachment]
    deadlines: list[Deadline]
    shows_content: bool
    dispatches: list[Dispatch] = field(default_factory=list)
    last_step: Entry | None = None

    @property
    def public(self) -> PublicParts:
        """The report's own words as everybody may read them; nothing where this reader may read none."""
        return versions(self.report) if self.shows_content else PublicParts()

    @property
    def parts(self) -> list[Dispatch]:
        """The parts of other units, in the order they were given."""
        return [dispatch for dispatch in self.dispatches if dispatch.is_part]

    @property
    def open_parts(self) -> list[Dispatch]:
        """Those that are not finished."""
        return [part for part in self.parts if part.ended_at is None]


def public_story(report: Report) -> Story:
    """What the public sees: states at once; text, photos and answers only when published. Five queries."""
    return _story(report, citizen=True, shows_content=report.is_published, shows_messages=False)


def public_present(report: Report) -> Story:
    """What the public sees of a report as it is now, without its history. Two queries, one before it is published."""
    photos = photos_of(report, shows_messages=False) if report.is_published else []
    own = [photo for photo in photos if photo.follow_up_id is None]
    return Story(report, [], own, deadlines_of(report), report.is_published)


def reporter_story(report: Report) -> Story:
    """What the reporter sees by number and code: everything that is not the office's own business."""
    return _story(report, citizen=True, shows_content=True, shows_messages=True)


def desk_story(report: Report) -> Story:
    """What the desk sees: everything but the identity; also what the office wrote to itself.

    Four queries, five when a unit has had it.
    """
    return _story(report, citizen=False, shows_content=True, shows_messages=True)


def _story(report: Report, *, citizen: bool, shows_content: bool, shows_messages: bool) -> Story:
    photos = photos_of(report, shows_messages=shows_messages) if shows_content else []
    entries = cast(list[StatedEntry], _entries(report.number))
    undone = {entry.details["undone"] for entry in entries if "undone" in entry.details} if citizen else set()
    photos = [photo for photo in photos if photo.seq not in undone]
    texts = _texts(report, follow_ups=shows_content, messages=shows_messages, notes=not citizen)
    published = {seq: public_answer(report, seq, text) for seq, text in texts.items()}
    if not shows_messages:
        texts = published
    dispatches = [] if citizen else _dispatches(report, entries)
    notes = {} if citizen else _office_notes(report, dispatches)
    events = [
        TimelineEntry(
            action=entry.action,
            sentence=sentence,
            at=entry.at,
            actor="" if citizen else entry.actor_label,
            text=texts.get(entry.seq) or notes.get((entry.action, entry.at), ""),
            photos=[photo for photo in photos if photo.seq == entry.seq and entry.action != "submit"],
            state=entry.state,
            seq=entry.seq,
            public_text="" if published.get(entry.seq) == texts.get(entry.seq) else published[entry.seq],
        )
        for entry in entries
        if entry.seq not in undone
        and (sentence := _sentence(entry, citizen=citizen))
        and (shows_messages or entry.action not in _BETWEEN_TWO)
    ]
    from_the_field = {entry.seq for entry in entries if entry.action == "work_photos"}
    own = [photo for photo in photos if photo.follow_up_id is None and photo.seq not in from_the_field]
    last = next((entry for entry in reversed(entries) if entry.action not in NOT_IN_LEDGER), None)
    return Story(report, events, own, deadlines_of(report), shows_content, dispatches, last)


if TYPE_CHECKING:  # what the query adds to each row
    from django_stubs_ext import WithAnnotations

    class _StatedEntry(TypedDict):
        state: str

    StatedEntry = WithAnnotations[Entry, _StatedEntry]
else:
    StatedEntry = Entry


@compiled
def _entries(stream: str) -> QuerySet[StatedEntry]:
    """The history, each with its `state`, without what only a verification reads."""
    rows = Entry.objects.filter(stream=stream).annotate(state=KT("columns__state"))
    return rows.defer("columns", "digests", "previous", "hash")


def _sentence(entry: Entry, *, citizen: bool) -> str | None:
    return (citizen_sentence if citizen else desk_sentence)(entry.action, entry.details)


def _texts(report: Report, *, follow_ups: bool, messages: bool, notes: bool) -> dict[int, str]:
    """What was said to the reporter, between the two, and by the office to itself, by the entry it goes with. One
    query, none when nothing of it is to be seen."""
    wanted = [model for model, is_wanted in ((FollowUp, follow_ups), (Message, messages), (Note, notes)) if is_wanted]
    if not wanted:
        return {}
    # Written out: Django would need longer to make this statement than PostgreSQL to answer it.
    parts = (_TEXTS.format(model._meta.db_table) for model in wanted)
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), {"report": report.pk})
        return dict(cursor.fetchall())


_TEXTS = "SELECT seq, text FROM {} WHERE report_id = %(report)s"


def _dispatches(report: Report, entries: list[StatedEntry]) -> list[Dispatch]:
    """Who had the report or a part of it. One query, none before it was handed to anybody."""
    if not any(entry.action in _HANDS_OVER for entry in entries):
        return []
    return _dispatches_of.of(report, "report")


@compiled
def _dispatches_of(report: int) -> QuerySet[Dispatch]:
    return Dispatch.objects.filter(report=report).select_related("unit")


def _office_notes(report: Report, dispatches: list[Dispatch]) -> dict[tuple[str, datetime | None], str]:
    """Notes that stand in no message: of dispatching and of a unit's end (at the entry's time), of a refusal."""
    notes: dict[tuple[str, datetime | None], str] = {}
    for dispatch in dispatches:
        for action in ("dispatch", "redispatch", "add_part"):
            key = action, dispatch.at
            notes[key] = "\n".join(filter(None, (notes.get(key), _addressed(dispatch))))
        for action in ("send_back", "finish_part", "return_part", "withdraw_part"):
            notes[action, dispatch.ended_at] = dispatch.return_note
    if report.rejection_reason:
        sentence = in_language(report.rejection_reason.sentence)
        notes["reject", report.ended_at] = f"{sentence}\n{report.rejection_note}".strip()
    return notes


def _addressed(dispatch: Dispatch) -> str:
    """A note, with the unit it is for where several got one at once."""
    return f"{dispatch.unit.short_name}: {dispatch.note}" if dispatch.is_part and dispatch.note else dispatch.note
