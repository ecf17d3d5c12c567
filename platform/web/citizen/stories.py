"""A report and its history as the citizen's templates take them."""

from dataclasses import dataclass

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from core.audit.ledger_scope import ARRIVES, LEAVES
from core.casework import queries
from core.casework.queries import Story, TimelineEntry
from core.reports.kinds import Status
from core.reports.models import Report
from tenants.context import current
from tenants.sites import CitySite
from web.citizen import places, shown
from web.citizen.deadlines import ReportDeadlines
from web.files import pictures

# After these a report stands in another public status; other entries only add to the story.
_STATUS_AFTER = {
    **dict.fromkeys(("submit", "reopen", "redispatch", "hand_over"), Status.WAITING),
    **dict.fromkeys(("start", "answer", "rework"), Status.WORKING),
    **dict.fromkeys(
        ("close", "auto_close", "resolve_outside", "reject", "refer", "withdraw", "lapse", "merge"), Status.DONE
    ),
}
_ICONS = {
    **dict.fromkeys(("ask", "reply", "record_reply", "message", "add_info", "rate"), "message-square"),
    **dict.fromkeys(("verify", "check", "finish_part"), "check"),
    **dict.fromkeys(("dispatch", "redispatch", "add_part", "go_on_without", *LEAVES, *ARRIVES), "arrow-right"),
    **dict.fromkeys(("send_back", "hand_over", "reopen", "withdraw_question"), "undo-2"),
    **dict.fromkeys(("extend", "recalculate"), "clock"),
    "work_photos": "camera",
}
# What units say in answer is published with the report; every other word is between office and reporter.
_SPOKEN_TO_ALL = ("answer", "follow_up")


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
        return self.report.description if self.is_reporter else self.story.public.text

    @property
    def address(self) -> str:
        """The same of the address line."""
        return self.report.address if self.is_reporter else self.story.public.address

    @property
    def public_words(self) -> str:
        """To the reporter: what everybody reads instead of the text; "" where it is the same, or nobody reads it."""
        return self._instead(self.story.public.text, self.report.description)

    @property
    def public_address(self) -> str:
        """The same of the address line; where none is shown at all, a word for that."""
        return self._instead(self.story.public.address or _("(tidak ditampilkan)"), self.report.address)

    def _instead(self, shown: str, original: str) -> str:
        return shown if self.is_reporter and self.report.is_published and original and shown != original else ""

    @property
    def is_redacted(self) -> bool:
        """Whether what this reader of the public reads is another text than the reporter's."""
        return not self.is_reporter and self.words != self.report.description and self.shows_content

    @cached_property
    def area(self) -> str:
        return places.area_words(self.report.area_code)

    @cached_property
    def photos(self) -> list[pictures.Picture]:
        """Of the report itself; those of the history stand there."""
        own = [photo for photo in self.story.photos if photo.seq == 1]
        return pictures.pictures(own, _("Foto laporan"), private=self.is_reporter)

    @cached_property
    def timeline(self) -> list[shown.TimelineRow]:
        return [self._entry(event) for event in self.story.events]

    def _entry(self, event: TimelineEntry) -> shown.TimelineRow:
        private = self.is_reporter and event.text and event.action not in _SPOKEN_TO_ALL
        return {
            # The registered sentence speaks to the reporter; here others read it.
            "title": _("Laporan diterima") if event.action == "submit" and not self.is_reporter else event.sentence,
            "at": event.at,
            "status": _STATUS_AFTER.get(event.action, ""),
            "icon": _ICONS.get(event.action, ""),
            "text": event.text,
            "public_text": event.public_text if self.report.is_published else "",
            "photos": pictures.pictures(event.photos, event.sentence, private=self.is_reporter),
            "private": _("Hanya Anda dan petugas yang melihat ini.") if private else "",
        }

    @cached_property
    def before_after(self) -> tuple[pictures.Picture, pictures.Picture] | None:
        """The report's first photo and the first one of the newest answer that has any."""
        answered = [event for event in self.story.events if event.action in _SPOKEN_TO_ALL and event.photos]
        if not self.photos or not answered:
            return None
        return self.photos[0], pictures.picture(
            answered[-1].photos[0], _("Foto sesudah dikerjakan"), private=self.is_reporter
        )

    @property
    def question(self) -> str:
        """What the office asked last."""
        return self._last("ask").text

    @property
    def closing_words(self) -> str:
        """The office's words to the reporter when it ended the report without an answer."""
        return self._last("refer", "resolve_outside").text if self.is_reporter else ""

    @property
    def answer(self) -> str:
        """What the office answered last, as far as this reader may read it."""
        return self._last(*_SPOKEN_TO_ALL).text

    @property
    def receiver(self) -> str:
        """The sentence that names the agency outside which has the report now."""
        return self._last("refer").sentence

    def _last(self, *actions: str) -> TimelineEntry:
        found = (event for event in reversed(self.story.events) if event.action in actions)
        return next(found, TimelineEntry("", "", self.report.received_at, ""))

    @cached_property
    def came_from(self) -> CitySite | None:
        """The city that a report of its own was handed over by; None for one that was filed here and has come back.
        One query for such a report."""
        if self.report.number.startswith(current().code.replace(".", "")):
            return None
        return queries.other_city(self.report.received_from)

    @cached_property
    def limits(self) -> ReportDeadlines:
        return ReportDeadlines(self.story.deadlines, self.is_reporter)

    @cached_property
    def map(self) -> shown.MapFrame:
        """For the map component, where there is a pin this reader may see and a city to draw."""
        if not self.shows_content or self.report.lat is None:
            return {}
        return places.map_frame()


def for_public(story: Story) -> StoryView:
    return StoryView(story, is_reporter=False)


def for_reporter(story: Story) -> StoryView:
    return StoryView(story, is_reporter=True)
