"""What the mails say: the built-in text of every event, in a TOML file of this folder for each kind of reader.

A text is a subject and paragraphs, with placeholders such as `{nomor}` in them. An empty line ends a paragraph; within
one, lines may be broken anywhere. A city's own texts (`MailText`) go first. The frame around a text adds the link, why
the mail comes, and the city's name (templates/emails/); so no text can be without them.

The files are read when a process starts. What is missing or unknown in them stops it (ImproperlyConfigured).
"""

import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy

from core.notifications.placeholders import IN_BODIES, IN_SUBJECTS, WITHOUT_REPORT, BraceTemplate
from tenants.lazy_text import Promise

LANGUAGES = ("id", "en")
READERS = ("reporter", "supporter", "follower", "staff")


@dataclass(frozen=True)
class Text:
    """A subject and its paragraphs, with placeholders not yet replaced."""

    subject: str
    body: str


@dataclass(frozen=True)
class MailEvent:
    """What there is to tell: its name on screen, the placeholders a text about it may hold besides those of every
    subject, and the built-in text in each language."""

    title: Promise
    placeholders: tuple[str, ...]
    texts: Mapping[str, Text]
    is_of_report: bool

    @property
    def in_subject(self) -> dict[str, Promise]:
        """The placeholders its subject may hold, with what they stand for."""
        names = IN_SUBJECTS if self.is_of_report else WITHOUT_REPORT
        return {name: IN_SUBJECTS[name] for name in names}

    @property
    def in_body(self) -> dict[str, Promise]:
        """The placeholders its paragraphs may hold, with what they stand for."""
        return {**self.in_subject, **{name: IN_BODIES[name] for name in self.placeholders}}


def parse(source: str, where: str, *, is_of_report: bool) -> dict[str, MailEvent]:
    """The events of a file. ImproperlyConfigured names the place of what is missing or unknown."""
    return {
        name: _event(entry, f"{where}, [{name}]", is_of_report=is_of_report)
        for name, entry in tomllib.loads(source).items()
    }


def _event(entry: Mapping[str, Any], where: str, *, is_of_report: bool) -> MailEvent:
    try:
        texts = {language: Text(entry[language]["subject"], _body(entry[language]["body"])) for language in LANGUAGES}
        event = MailEvent(gettext_lazy(entry["title"]), tuple(entry["placeholders"]), texts, is_of_report)
    except KeyError as missing:
        raise ImproperlyConfigured(f"{where}: {missing} is missing.") from None
    unknown = set(event.placeholders) - set(IN_BODIES)
    if unknown:
        raise ImproperlyConfigured(f"{where}: nothing stands for {', '.join(sorted(unknown))}.")
    for language, text in texts.items():
        _check(text.subject, event.in_subject, f"{where}, subject in {language}")
        _check(text.body, event.in_body, f"{where}, body in {language}")
    return event


def _body(written: str) -> str:
    paragraphs = re.split(r"\n\s*\n", written.strip())
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)


def _check(text: str, known: Collection[str], where: str) -> None:
    if not text:
        raise ImproperlyConfigured(f"{where}: there is nothing.")
    unknown = BraceTemplate(text).unknown(known)
    if unknown:
        raise ImproperlyConfigured(f"{where}: {unknown} is none of {', '.join(sorted(known))}.")


def _load() -> dict[str, MailEvent]:
    """Every event: the reporter's by the name of the action, the others with the reader before it."""
    found: dict[str, MailEvent] = {}
    for reader in READERS:
        source = resources.files(__package__).joinpath(f"{reader}.toml").read_text("utf-8")
        events = parse(source, f"{reader}.toml", is_of_report=reader != "staff")
        found |= events if reader == "reporter" else {f"{reader}_{name}": event for name, event in events.items()}
    return found


EVENTS = _load()
