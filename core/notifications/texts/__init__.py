"""What the mails say: the built-in text of every event, as data. A city's own (`MailText`) go first.

A text is a subject and paragraphs, with signs such as `{nomor}` in them (`core.notifications.wording`). The frame
around it (templates/emails/) adds the link, why the mail comes, and the city's name; so no text can be without them.
"""

from core.notifications.texts.reporters import REPORTER
from core.notifications.texts.shapes import BODY_SIGNS, LANGUAGES, SUBJECT_SIGNS, Event, Text
from core.notifications.texts.staff import STAFF
from core.notifications.texts.supporters import FOLLOWER, SUPPORTER

__all__ = [
    "BODY_SIGNS",
    "EVENTS",
    "FOLLOWER",
    "LANGUAGES",
    "REPORTER",
    "STAFF",
    "SUBJECT_SIGNS",
    "SUPPORTER",
    "Event",
    "Text",
]

EVENTS: dict[str, Event] = {
    **REPORTER,
    **{f"supporter_{name}": event for name, event in SUPPORTER.items()},
    **{f"follower_{name}": event for name, event in FOLLOWER.items()},
    **{f"staff_{name}": event for name, event in STAFF.items()},
}
