"""Mail of a demo: written to files instead of being sent, one folder a city, and shown at `/dev/mail/`.

The address exists only where `LAKSA_DEMO` is set: who could read it elsewhere could sign in as anybody.
"""

import email
import email.policy
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage as OutgoingMessage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from tenants.connection import connection

SHOWN = 30  # messages on the page, newest first


@dataclass(frozen=True)
class Letter:
    """A message as the page shows it."""

    at: datetime
    sender: str
    to: str
    subject: str
    text: str
    html: str


def folder() -> Path:
    """Where the mail of the present city (or the province) lies."""
    return Path(settings.DATA_DIR, "mail", connection.schema_name)


class FileBackend(BaseEmailBackend):
    """Writes each message to a file of its own."""

    def send_messages(self, email_messages: Sequence[OutgoingMessage]) -> int:
        target = folder()
        target.mkdir(parents=True, exist_ok=True, mode=0o700)
        for message in email_messages:
            name = f"{timezone.now():%Y%m%d-%H%M%S-%f}-{uuid4().hex[:8]}.eml"
            (target / name).write_bytes(message.message().as_bytes())
        return len(email_messages)


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """The newest messages of this host."""
    paths = sorted(folder().glob("*.eml"), reverse=True)[:SHOWN]
    response = render(request, "account/demo_mail.html", {"letters": [_letter(path) for path in paths]})
    response["Cache-Control"] = "no-store"
    return response


def _letter(path: Path) -> Letter:
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    return Letter(
        at=datetime.fromtimestamp(path.stat().st_mtime, timezone.get_current_timezone()),
        sender=str(message["From"]),
        to=str(message["To"]),
        subject=str(message["Subject"]),
        text=_part(message, "plain"),
        html=_part(message, "html"),
    )


def _part(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    return body.get_content() if body else ""
