"""How a text becomes what is sent: which placeholders it may hold, the city's own words, and filling it in.

A paragraph whose placeholder has nothing to stand for (no date, no words of the office) is left out whole.
"""

import re
from collections.abc import Collection, Mapping
from datetime import datetime

from django.core.exceptions import ImproperlyConfigured
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from core.accounts.models import User
from core.common.errors import Invalid, NotFound, checked
from core.common.text import check_line, check_text
from core.notifications import rules
from core.notifications.models import Mail, MailText
from core.notifications.placeholders import BraceTemplate
from core.notifications.texts import EVENTS, LANGUAGES, Text
from core.reports.kinds import Kind

SUBJECT_LENGTH = 150
BODY_LENGTH = 4000
# Endings that a supporter reads of in the same words.
_AS_CLOSED = ("auto_close", "resolve_outside")
# Reporters of reports merged into this one before follow the survivor by then (`core.casework.actions.merging`).
_NOT_FOR_FOLLOWERS = ("merge",)


def name_of(event: str, recipient: str) -> str:
    """The key in `EVENTS` of the text for this recipient."""
    if recipient == Mail.Recipient.REPORTER:
        return event
    is_citizen = recipient != Mail.Recipient.STAFF
    return f"{recipient}_{'close' if is_citizen and event in _AS_CLOSED else event}"


def check_completeness() -> None:
    """Whether there is a text for everybody whom an action tells; ImproperlyConfigured for one that was forgotten."""
    for action, rule in rules.RULES.items():
        readers = [Mail.Recipient.REPORTER]
        if rule.followers:
            readers.append(Mail.Recipient.SUPPORTER)
        if rule.followers and action not in _NOT_FOR_FOLLOWERS:
            readers.append(Mail.Recipient.FOLLOWER)
        for reader in readers:
            if name_of(action, reader) not in EVENTS:
                raise ImproperlyConfigured(f"core/notifications/texts/{reader}.toml: there is no text for {action}.")


def recipient_of(name: str) -> str:
    """Who reads a text of `EVENTS`."""
    first = name.partition("_")[0]
    others = (Mail.Recipient.SUPPORTER, Mail.Recipient.FOLLOWER, Mail.Recipient.STAFF)
    return next((other for other in others if first == other), Mail.Recipient.REPORTER)


def current(name: str, kind: str, language: str) -> Text:
    """The text in force: the city's own for this kind of report, its own for every kind, or the built-in one. One
    query."""
    own = {row.kind: row for row in MailText.objects.filter(event=name, language=language, kind__in=("", kind))}
    row = own.get(kind) or own.get("")
    return Text(row.subject, row.body) if row else EVENTS[name].texts[language]


def place(name: str, kind: str, language: str) -> tuple[str, str, str]:
    """Which text an address means; NotFound for one there cannot be."""
    if name not in EVENTS or language not in LANGUAGES or kind not in ("", *Kind.values):
        raise NotFound()
    if kind and not EVENTS[name].is_of_report:
        raise NotFound()
    return name, kind, language


def check(name: str, subject: object, body: object) -> Text:
    """A text as it was typed, made fit to be kept. Invalid at `subject` or `body`: unknown placeholders, wrong
    lengths."""
    event = EVENTS[name]

    def checked_subject() -> str:
        text = check_line(subject, field="subject", minimum=3, maximum=SUBJECT_LENGTH)
        return _with_known_placeholders(text, "subject", event.in_subject)

    def checked_body() -> str:
        text = check_text(body, field="body", minimum=10, maximum=BODY_LENGTH)
        return _with_known_placeholders(text, "body", event.in_body)

    return Text(**checked({"subject": checked_subject, "body": checked_body}))


def _with_known_placeholders(text: str, field: str, known: Collection[str]) -> str:
    found = BraceTemplate(text).unknown(known)
    if found:
        names = ", ".join(f"{{{name}}}" for name in sorted(known))
        sentence = _("Tanda {found} tidak dikenal di sini. Yang dapat dipakai: {names}.")
        raise Invalid.at(field, format_lazy(sentence, found=found, names=names), "unknown_sign")
    return text


def paragraphs(body: str, values: Mapping[str, str]) -> list[BraceTemplate]:
    """The paragraphs of a body that have something to say, to be filled in."""
    parts = [BraceTemplate(part.strip()) for part in re.split(r"\n\s*\n", body)]
    return [part for part in parts if part.template and all(values.get(name) for name in part.get_identifiers())]


# -- The city's own words ------------------------------------------------------------------------------------------


def own_texts() -> dict[tuple[str, str, str], MailText]:
    """Every text the city has written itself, by event, kind and language. One query."""
    rows = MailText.objects.select_related("edited_by")
    return {(row.event, row.kind, row.language): row for row in rows}


def keep(name: str, kind: str, language: str, subject: object, body: object, *, by: User, at: datetime) -> MailText:
    """Write a text of the city's own. Invalid at `subject` or `body`; NotFound for an event there is not."""
    place(name, kind, language)
    text = check(name, subject, body)
    row, _made = MailText.objects.update_or_create(
        event=name,
        kind=kind,
        language=language,
        defaults={"subject": text.subject, "body": text.body, "edited_by": by, "edited_at": at},
    )
    return row


def reset(name: str, kind: str, language: str) -> None:
    """Back to the text that stands behind the city's own."""
    MailText.objects.filter(event=name, kind=kind, language=language).delete()
