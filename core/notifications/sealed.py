"""A mail about an account as it lies in the outbox: encrypted as a whole (`core.notifications.accounts`)."""

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from django.core.mail import EmailMultiAlternatives

from core.common import crypto
from core.common.present import present
from core.notifications.models import Mail
from tenants.connection import connection

PURPOSE = "account-mail"


@dataclass(frozen=True)
class SealedMail:
    """What goes over the wire. After `until` (ISO 8601) it would be of no use: a code that has expired."""

    sender: str
    to: str
    subject: str
    text: str
    html: str
    until: str

    @property
    def is_late(self) -> bool:
        return datetime.now(UTC) >= datetime.fromisoformat(self.until)

    def message(self, headers: dict[str, str]) -> EmailMultiAlternatives:
        message = EmailMultiAlternatives(self.subject, self.text, self.sender, [self.to], headers=headers)
        if self.html:
            message.attach_alternative(self.html, "text/html")
        return message


def seal(mail: SealedMail, event: str) -> bytes:
    return crypto.encrypt(
        connection.schema_name, json.dumps(asdict(mail)).encode(), purpose=PURPOSE, associated=event.encode()
    )


def opened(mail: Mail) -> SealedMail:
    """Raises `crypto.NotDecryptable` when its data key is missing."""
    plain = crypto.decrypt(
        connection.schema_name, bytes(present(mail.sealed)), purpose=PURPOSE, associated=mail.event.encode()
    )
    return SealedMail(**json.loads(plain))
