"""Mail that comes back to the installation: bounces, what machines answer, and reporters who write.

A mail is attached to a report only by the secret address it was answered on *and* the reporter's own address. A report
number in the subject attaches nothing. Machines are never answered.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import structlog
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from core.casework.actions.conversing import reply_by
from core.common import crypto
from core.common.errors import Conflict, Invalid
from core.common.present import present
from core.common.text import clean_text
from core.notifications import addresses, delivery, outbox
from core.notifications.models import Mail
from core.notifications.parsing import Arrived, UnreadableMail, parse
from core.reports.models import Message, Report
from tenants.models import Tenant
from tenants.seats import gate, seated

log = structlog.get_logger("laksa.mail")

# A mail server may hand the same mail over twice; and a reader gets one notice a day that answers cannot be recorded.
_ONCE_IN = timedelta(days=1)


class Outcome(StrEnum):
    """What became of a mail that came in."""

    RECORDED = "recorded"
    REFUSED = "refused"
    BOUNCED = "bounced"
    AUTOMATIC = "automatic"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class ByMail:
    """The reporter, known by a secret address and the reporter's own (a key of `core.casework.actions.reporters`)."""

    report: Report

    def find(self) -> Report:
        return self.report


def receive(raw: bytes, *, to: str = "", now: datetime | None = None) -> Outcome:
    """Take one message in. `to`: the recipient on its envelope, where the mail server says it. Raises Behind where the
    city cannot take it yet: the mail server keeps it."""
    try:
        arrived = parse(raw, to)
    except UnreadableMail:
        return Outcome.UNKNOWN
    named = addresses.mail_named_in(arrived.to)
    if named is None:
        return Outcome.UNKNOWN
    schema, pk = named
    with gate():
        tenant = Tenant.objects.filter(schema_name=schema, is_enabled=True).first()
    if tenant is None:
        return Outcome.UNKNOWN
    tenant.require_current()
    with seated(tenant), timezone.override(tenant.zone):
        mail = Mail.objects.select_related("report").filter(pk=pk).first()
        outcome = _of_mail(mail, arrived, now or timezone.now()) if mail else Outcome.UNKNOWN
    log.info("mail_received", tenant=schema, mail=pk, outcome=str(outcome))
    return outcome


def _of_mail(mail: Mail, arrived: Arrived, now: datetime) -> Outcome:
    if arrived.bounce:
        return _bounced(mail, arrived.bounce.action, arrived.bounce.status)
    if arrived.is_automatic:
        return Outcome.AUTOMATIC
    if mail.recipient != Mail.Recipient.REPORTER or not _is_reporter(present(mail.report), arrived.sender):
        return Outcome.UNKNOWN
    with translation.override(mail.language):
        return _said(mail, arrived, now)


def _bounced(mail: Mail, action: str, status: str) -> Outcome:
    """Only "failed" is the end of an attempt; a server that says "delayed" goes on trying by itself."""
    if action != "failed" or mail.status != Mail.Status.SENT:
        return Outcome.AUTOMATIC
    delivery.bounced(mail, status)
    return Outcome.BOUNCED


def _is_reporter(report: Report, sender: str) -> bool:
    known = addresses.reporter_of(report)
    try:
        return known is not None and crypto.same(addresses.hash_of(sender), addresses.hash_of(known))
    except Invalid:  # no address at all
        return False


def _said(mail: Mail, arrived: Arrived, now: datetime) -> Outcome:
    text = arrived.text
    if arrived.attachments:
        text += "\n\n" + _("(Lampiran surel tidak ikut tercatat.)")
    recent = Message.objects.filter(report=mail.report, from_reporter=True, at__gt=now - _ONCE_IN)
    if recent.filter(text=clean_text(text)).exists():
        return Outcome.RECORDED
    try:
        if not arrived.text:
            raise Invalid.at("text", _("Surel Anda tidak berisi tulisan."))
        reply_by(ByMail(present(mail.report)), text=text, at=now)
    except (Invalid, Conflict) as refusal:
        _tell(mail, refusal, now)
        return Outcome.REFUSED
    return Outcome.RECORDED


def _tell(mail: Mail, refusal: Invalid | Conflict, now: datetime) -> None:
    """Tell the reporter why, once a day: something that answers like a person may be a machine after all."""
    sentences = [str(line) for lines in getattr(refusal, "errors", {}).values() for line in lines]
    reason = " ".join(sentences) or str(refusal.message)
    earlier = Mail.objects.filter(report=mail.report, event="reply_refused", queued_at__gt=now - _ONCE_IN)
    if not earlier.exists():
        outbox.again(mail, "reply_refused", {"alasan": reason}, now)
