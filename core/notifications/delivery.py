"""Sending what is in the outbox. A dead mail server delays mails; it loses none and keeps nobody waiting.

A mail is marked before the talk with the server and settled after it, each in a transaction of its own. If the worker
dies between, the mail counts as lost after `LEASE` and is sent again: a reader may get it twice then, but never not at
all. Its Message-ID is the same, by which mail programs and servers know a second copy.
"""

import time
from datetime import datetime, timedelta
from email.utils import formataddr

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import F, Value
from django.db.models.lookups import Exact
from django.utils import timezone

from core.common.crypto import NotDecryptable
from core.notifications import addresses, rendering, sealed, sending
from core.notifications.models import BadAddress, Mail
from core.notifications.rendering import Sender
from tenants import holds
from tenants.connection import connection
from tenants.context import current
from tenants.jobs import enqueue, tenant_task

log = structlog.get_logger("laksa.mail")

# For how long a mail may be in the hands of one worker.
LEASE = timedelta(minutes=10)
# Tried again after 1, 2, 4 … minutes, at most an hour apart, for three days.
LONGEST_PAUSE = timedelta(hours=1)
GIVE_UP_AFTER = timedelta(days=3)
# One city's turn. What is left goes behind the other cities' jobs.
MOST_AT_ONCE = 100
SECONDS_AT_ONCE = 60.0
IN_HAND = (Mail.Status.QUEUED, Mail.Status.SENDING)


@tenant_task
def deliver() -> dict[str, int]:
    """Send the mails of one city that are due. How many ended in which status. None while a restored installation is
    held: they wait."""
    counts: dict[str, int] = {}
    if holds.is_held():
        return counts
    sender = rendering.sender_of(current())
    ends = time.monotonic() + SECONDS_AT_ONCE
    with sending.smtp_session() as post:
        while post is not None and (mail := _claim(timezone.now(), sender)):
            status = _deliver_one(mail, sender, post)
            counts[status] = counts.get(status, 0) + 1
            if sum(counts.values()) >= MOST_AT_ONCE or time.monotonic() >= ends:
                enqueue(deliver)
                break
    return counts


def _claim(now: datetime, sender: Sender) -> Mail | None:
    """The next mail that is due, marked as being sent; None when there is none. Two workers never get the same."""
    # Mails about accounts first: somebody waits for the code.
    is_other = ~Exact(F("recipient"), Value(Mail.Recipient.ACCOUNT.value))
    due = Mail.objects.filter(status__in=IN_HAND, next_at__lte=now).order_by(is_other, "next_at", "pk")
    with transaction.atomic():
        mail = due.select_for_update(skip_locked=True).first()
        if mail is None:
            return None
        mail.status, mail.next_at = Mail.Status.SENDING, now + LEASE
        mail.attempts += 1
        mail.message_id = mail.message_id or f"<{connection.schema_name}.{mail.pk}.{mail.event}@{sender.host}>"
        mail.save(update_fields=["status", "next_at", "attempts", "message_id"])
    return Mail.objects.select_related("report__unit", "report__rejection_reason", "via", "user").get(pk=mail.pk)


def _deliver_one(mail: Mail, sender: Sender, post: sending.SmtpSession) -> str:
    """Send a claimed mail and write down how it ended. ServerDown ends the run; the mail is in the outbox again."""
    if mail.attempts > 1 and timezone.now() - mail.queued_at >= GIVE_UP_AFTER:
        return _settle(mail, Mail.Status.FAILED, mail.last_error or "lost")
    try:
        _send(mail, sender, post)
    except sending.WrongAddress as error:
        if mail.recipient != Mail.Recipient.ACCOUNT:  # a typing error in an address says nothing of its owner's mails
            _mark_bad(mail)
        return _settle(mail, Mail.Status.BOUNCED, error.code)
    except sending.RefusedMail as error:
        return _settle(mail, Mail.Status.FAILED, error.code)
    except sending.TryLater as error:
        return put_off(mail, error.code)
    except sending.ServerDown as error:
        put_off(mail, error.code)
        raise
    except (NotDecryptable, ValueError) as error:  # a data key that is missing, an address no mail can be made for
        return put_off(mail, type(error).__name__)
    return mail.status


def _send(mail: Mail, sender: Sender, post: sending.SmtpSession) -> None:
    if mail.recipient == Mail.Recipient.ACCOUNT:
        _send_of_account(mail, post)
        return
    if _is_said_by_another(mail):
        _settle(mail, Mail.Status.CANCELLED, "")
        return
    address = addresses.of(mail)
    if address is None:
        _settle(mail, Mail.Status.CANCELLED, "")
        return
    mail.address_hash = addresses.hash_of(address)
    if addresses.is_bad(mail.address_hash):
        _settle(mail, Mail.Status.BOUNCED, "bad_address")
        return
    post.send(_message(mail, address, sender))
    mail.sent_at = timezone.now()
    _settle(mail, Mail.Status.SENT, "")


def _send_of_account(mail: Mail, post: sending.SmtpSession) -> None:
    """Whether its address was refused before does not matter: its owner asks for it."""
    written = sealed.opened(mail)
    if written.is_late:
        _settle(mail, Mail.Status.CANCELLED, "")
        return
    headers = {"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated", "Content-Language": mail.language}
    post.send(written.message(headers))
    mail.sent_at = timezone.now()
    _settle(mail, Mail.Status.SENT, "")


def _is_said_by_another(mail: Mail) -> bool:
    """Verified and dispatched in one breath: the second mail says both."""
    if mail.event != "verify":
        return False
    return Mail.objects.filter(report=mail.report, event="dispatch", queued_at=mail.queued_at).exists()


def _message(mail: Mail, address: str, sender: Sender) -> EmailMultiAlternatives:
    """The mail as it goes over the wire. The sender on its envelope is secret: bounces say by it whose they are."""
    rendered = rendering.render(mail, sender)
    secret = addresses.return_address(mail)
    headers = {
        "From": formataddr((f"{sender.title} {sender.city}", settings.DEFAULT_FROM_EMAIL)),
        "Message-ID": mail.message_id,
        "Auto-Submitted": "auto-generated",  # RFC 3834: nobody's machine answers it
        "Content-Language": mail.language,
    }
    if mail.recipient == Mail.Recipient.REPORTER:
        headers["Reply-To"] = secret
    message = EmailMultiAlternatives(rendered.subject, rendered.text, secret, [address], headers=headers)
    message.attach_alternative(rendered.html, "text/html")
    return message


def put_off(mail: Mail, code: str) -> str:
    """Back into the outbox for another attempt, or given up after three days."""
    now = timezone.now()
    if now - mail.queued_at >= GIVE_UP_AFTER:
        return _settle(mail, Mail.Status.FAILED, code)
    mail.next_at = now + min(timedelta(minutes=2 ** min(mail.attempts - 1, 10)), LONGEST_PAUSE)
    return _settle(mail, Mail.Status.QUEUED, code)


def _settle(mail: Mail, status: str, code: str) -> str:
    mail.status, mail.last_error = status, code[:200]
    if status not in IN_HAND:
        mail.next_at, mail.sealed = None, None
    mail.save(update_fields=["status", "last_error", "next_at", "sent_at", "address_hash", "sealed"])
    if code:
        log.warning("mail_not_sent", mail=mail.pk, status=str(status), code=code)
    return status


def _mark_bad(mail: Mail) -> None:
    BadAddress.objects.get_or_create(address_hash=mail.address_hash, defaults={"since": timezone.now()})


def bounced(mail: Mail, status: str) -> str:
    """A mail that had been taken came back with an enhanced status (RFC 3463): tried again, given up, or its address
    marked as bad. How it stands now."""
    refusal = sending.refusal_of(status)
    if refusal is sending.TryLater:
        return put_off(mail, status)
    if refusal is sending.RefusedMail:
        return _settle(mail, Mail.Status.FAILED, status)
    _mark_bad(mail)
    return _settle(mail, Mail.Status.BOUNCED, status)


def resend(mail: Mail, now: datetime) -> None:
    """Somebody of the office wants it sent again: as if it had been queued now, also to an address marked bad."""
    BadAddress.objects.filter(address_hash=mail.address_hash).delete()
    mail.status, mail.attempts, mail.queued_at, mail.next_at = Mail.Status.QUEUED, 0, now, now
    mail.last_error, mail.message_id, mail.sent_at = "", "", None
    mail.save()
    enqueue(deliver)
