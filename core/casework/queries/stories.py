"""One report with everything one reader may see of it."""

from dataclasses import dataclass, field
from datetime import datetime

from core.audit.models import Entry
from core.audit.sentences import citizen_sentence, desk_sentence
from core.casework.queries.photos import photos_of
from core.reports.models import Attachment, FollowUp, Message, Report
from core.routing.models import Dispatch, Note

# What passes between office and reporter is not the public's.
_BETWEEN_TWO = frozenset({"ask", "reply", "message", "add_info", "work_photos", "rate", "withdraw", "anonymise"})


@dataclass(frozen=True)
class Event:
    """One line of a timeline, with what was said and shown then."""

    action: str
    sentence: str
    at: datetime
    actor: str
    text: str = ""
    photos: list[Attachment] = field(default_factory=list)
    state: str = ""


@dataclass(frozen=True)
class Story:
    """A report with everything one reader may see of it."""

    report: Report
    events: list[Event]
    photos: list[Attachment]
    deadlines: list
    shows_content: bool


def public_story(report: Report) -> Story:
    """What the public sees: states at once; text, photos and answers only when published. Five queries."""
    return _story(report, citizen=True, shows_content=report.is_published, shows_messages=False)


def public_present(report: Report) -> Story:
    """What the public sees of a report as it is now, without its history. Two queries, one before it is published."""
    photos = photos_of(report, shows_messages=False) if report.is_published else []
    own = [photo for photo in photos if photo.follow_up_id is None]
    return Story(report, [], own, list(report.deadlines.all()), report.is_published)


def reporter_story(report: Report) -> Story:
    """What the reporter sees by number and code: everything that is not the office's own business."""
    return _story(report, citizen=True, shows_content=True, shows_messages=True)


def desk_story(report: Report) -> Story:
    """What the desk sees: everything but the identity; also what the office wrote to itself. Seven queries."""
    return _story(report, citizen=False, shows_content=True, shows_messages=True)


def _story(report: Report, *, citizen: bool, shows_content: bool, shows_messages: bool) -> Story:
    photos = photos_of(report, shows_messages=shows_messages) if shows_content else []
    entries = list(Entry.objects.filter(stream=report.number))
    undone = {entry.details["undone"] for entry in entries if "undone" in entry.details} if citizen else set()
    photos = [photo for photo in photos if photo.seq not in undone]
    texts = _texts(report, shows_content=shows_content, shows_messages=shows_messages)
    notes, words = ({}, {}) if citizen else (_office_notes(report), _words_of_the_office(report))
    events = [
        Event(
            action=entry.action,
            sentence=sentence,
            at=entry.at,
            actor="" if citizen else entry.actor_label,
            text=texts.get(entry.seq) or words.get(entry.seq) or notes.get((entry.action, entry.at), ""),
            photos=[photo for photo in photos if photo.seq == entry.seq and entry.action != "submit"],
            state=entry.columns["state"],
        )
        for entry in entries
        if entry.seq not in undone
        and (sentence := _sentence(entry, citizen=citizen))
        and (shows_messages or entry.action not in _BETWEEN_TWO)
    ]
    from_the_field = {entry.seq for entry in entries if entry.action == "work_photos"}
    own = [photo for photo in photos if photo.follow_up_id is None and photo.seq not in from_the_field]
    return Story(report, events, own, list(report.deadlines.all()), shows_content)


def _sentence(entry: Entry, *, citizen: bool) -> str | None:
    return (citizen_sentence if citizen else desk_sentence)(entry.action, entry.details)


def _texts(report: Report, *, shows_content: bool, shows_messages: bool) -> dict[int, str]:
    texts: dict[int, str] = {}
    if shows_content:
        texts |= dict(FollowUp.objects.filter(report=report).values_list("seq", "text"))
    if shows_messages:
        texts |= dict(Message.objects.filter(report=report).values_list("seq", "text"))
    return texts


def _words_of_the_office(report: Report) -> dict[int, str]:
    """What the office wrote to itself, by the entry it goes with."""
    return dict(Note.objects.filter(report=report).values_list("seq", "text"))


def _office_notes(report: Report) -> dict[tuple[str, datetime | None], str]:
    """Notes that stand in no message: of dispatching and of a unit's end (at the entry's time), of a refusal."""
    notes: dict[tuple[str, datetime | None], str] = {}
    for dispatch in report.dispatches.select_related("unit"):
        for action in ("dispatch", "redispatch", "add_part"):
            key = action, dispatch.at
            notes[key] = "\n".join(filter(None, (notes.get(key), _addressed(dispatch))))
        for action in ("send_back", "finish_part", "return_part"):
            notes[action, dispatch.ended_at] = dispatch.return_note
    if report.rejection_reason:
        notes["reject", report.ended_at] = f"{report.rejection_reason.sentence}\n{report.rejection_note}".strip()
    return notes


def _addressed(dispatch: Dispatch) -> str:
    """A note, with the unit it is for where several got one at once."""
    return f"{dispatch.unit.short_name}: {dispatch.note}" if dispatch.is_part and dispatch.note else dispatch.note
