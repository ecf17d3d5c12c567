"""Mails about accounts: one-time codes, invitations, news of a key. They go through the outbox like all others, so
that no visitor waits for a mail server.

Such a mail may hold a secret and go to an address nobody has an account with. So it is encrypted as a whole until it
has been sent, and nothing of it is left afterwards but that there was one.
"""

from datetime import datetime, timedelta

from django.core.mail import EmailMessage
from django.db import transaction

from core.notifications.delivery import deliver
from core.notifications.models import Mail
from core.notifications.sealed import SealedMail, seal
from tenants.jobs import enqueue


def queue(message: EmailMessage, event: str, language: str, at: datetime, useful: timedelta) -> Mail:
    """Put a message to one address into the outbox; not sent once it has been there for longer than `useful`."""
    (to,) = message.to
    html = next((part.content for part in getattr(message, "alternatives", ()) if part.mimetype == "text/html"), "")
    until = (at + useful).isoformat()
    sealed = SealedMail(message.from_email, to, str(message.subject), str(message.body), html, until)
    with transaction.atomic():
        mail = Mail.objects.create(
            event=event,
            recipient=Mail.Recipient.ACCOUNT,
            language=language,
            sealed=seal(sealed, event),
            queued_at=at,
            next_at=at,
        )
        enqueue(deliver)
    return mail
