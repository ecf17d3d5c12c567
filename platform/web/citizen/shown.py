"""What the citizen's templates are given, part by part."""

from datetime import datetime
from typing import NotRequired, TypedDict

from core.common.errors import Sentence
from web.files.pictures import Picture


class ReportRow(TypedDict):
    """One report of a list; `due` only where its own reporter reads it."""

    url: str
    title: str
    words: str
    state: str
    outcome: str
    number: str
    area: str
    received_at: datetime
    due: NotRequired[datetime | None]
    thumb_url: str


class SimilarReport(TypedDict):
    """What others have already reported near a pin; `distance` in metres."""

    url: str
    number: str
    title: str
    words: str
    state: str
    received_at: datetime
    distance: int
    supporters: int


class Result(TypedDict):
    """A report before and after the work, in two photos."""

    url: str
    title: str
    area: str
    answered_at: datetime | None
    before: Picture
    after: Picture


class TimelineRow(TypedDict):
    """One event of a report's history; `private`: the sentence that says who alone sees its words."""

    title: Sentence
    at: datetime
    status: str
    icon: str
    text: str
    public_text: str
    photos: list[Picture]
    private: str


class MapFrame(TypedDict, total=False):
    """What the map component needs of the city; nothing where its boundaries are not loaded."""

    bounds: str
