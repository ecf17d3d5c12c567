"""A report and its history as the citizen's templates take them."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from core.casework.queries import Event, Story
from core.deadlines.models import Deadline
from core.reports.kinds import Status
from core.reports.models import Report
from web import files
from web.citizen import places

PRESSING = timedelta(days=2)
# After these a report stands in another public status; other entries only add to the story.
_STATUS_AFTER = {
    "submit": Status.WAITING,
    "start": Status.WORKING,
    "answer": Status.WORKING,
    "close": Status.DONE,
    "reject": Status.DONE,
}
_ICONS = {
    "ask": "message",
    "reply": "message",
    "verify": "check",
    "dispatch": "arrow-right",
    "send_back": "undo",
}


@dataclass(frozen=True)
class StoryView:
    """What a page shows of one report to one reader."""

    story: Story
    is_reporter: bool

    @property
    def report(self) -> Report:
        return self.story.report

    @property
    def shows_content(self) -> bool:
        return self.story.shows_content

    @property
    def words(self) -> str:
        """The report's text, or what the coordinator has let the public read of it; nothing while it is not shown."""
        if not self.shows_content:
            return ""
        return self.report.description if self.is_reporter else self.report.public_text or self.report.description

    @cached_property
    def area(self) -> str:
        return places.area_words(self.report.area_code)

    @cached_property
    def photos(self) -> list[dict[str, Any]]:
        """Of the report itself; those of the history stand there."""
        own = [photo for photo in self.story.photos if photo.seq == 1]
        return files.pictures(own, _("Foto laporan"))

    @cached_property
    def timeline(self) -> list[dict[str, Any]]:
        return [self._entry(event) for event in self.story.events]

    def _entry(self, event: Event) -> dict[str, Any]:
        private = self.is_reporter and event.action in ("ask", "reply")
        return {
            # The registered sentence speaks to the reporter; here others read it.
            "title": _("Laporan diterima") if event.action == "submit" and not self.is_reporter else event.sentence,
            "at": event.at,
            "status": _STATUS_AFTER.get(event.action, ""),
            "icon": _ICONS.get(event.action, ""),
            "text": event.text,
            "photos": files.pictures(event.photos, event.sentence),
            "private": _("Hanya Anda dan petugas yang melihat ini.") if private else "",
        }

    @cached_property
    def before_after(self) -> tuple[dict[str, Any], dict[str, Any]] | None:
        """The report's first photo and the first one of the newest answer that has any."""
        answered = [event for event in self.story.events if event.action == "answer" and event.photos]
        if not self.photos or not answered:
            return None
        return self.photos[0], files.picture(answered[-1].photos[0], _("Foto sesudah dikerjakan"))

    @property
    def question(self) -> str:
        """What the office asked last."""
        return next((event.text for event in reversed(self.story.events) if event.action == "ask"), "")

    @cached_property
    def deadlines(self) -> list["DeadlineView"]:
        shown = [limit for limit in self.story.deadlines if limit.outcome != Deadline.Outcome.CANCELLED]
        return [DeadlineView(limit) for limit in shown]

    @property
    def overdue(self) -> Deadline | None:
        """The open limit that is longest past."""
        now = timezone.now()
        late = [
            limit for limit in self.story.deadlines if limit.outcome == Deadline.Outcome.OPEN and limit.due_at < now
        ]
        return min(late, key=lambda limit: limit.due_at, default=None)

    @cached_property
    def map(self) -> dict[str, Any]:
        """For the map component, where there is a pin this reader may see and a city to draw."""
        if not self.shows_content or self.report.lat is None:
            return {}
        return places.map_frame()


@dataclass(frozen=True)
class DeadlineView:
    """One limit with its outcome."""

    limit: Deadline

    @property
    def is_met(self) -> bool:
        return self.limit.outcome == Deadline.Outcome.MET

    @property
    def is_late(self) -> bool:
        return self.limit.outcome == Deadline.Outcome.LATE

    @property
    def is_pressing(self) -> bool:
        """Open, and due within two days or past."""
        return self.limit.outcome == Deadline.Outcome.OPEN and self.limit.due_at < timezone.now() + PRESSING


def for_public(story: Story) -> StoryView:
    return StoryView(story, is_reporter=False)


def for_reporter(story: Story) -> StoryView:
    return StoryView(story, is_reporter=True)
