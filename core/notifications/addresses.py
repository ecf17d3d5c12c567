"""To whom a mail really goes, read when it is sent; and the secret address on which bounces and answers come back."""

import base64
import json
import re

from django.conf import settings

from core.accounts import citizens
from core.common import crypto
from core.common.present import present
from core.notifications.models import BadAddress, Mail
from core.notifications.rules import may_tell_others
from core.reports.kinds import IdentityLevel
from core.reports.models import Identity, Report
from tenants.connection import connection

# As `core.casework.actions.identities` seals it.
_IDENTITY_PURPOSE = "identity"
_TOKEN_BYTES = 10
_TOKEN = re.compile(r"\+(t[0-9]{4})\.([0-9a-z]{1,13})\.([a-z2-7]{16})@", re.IGNORECASE)


def of(mail: Mail) -> str | None:
    """The address a mail goes to now; None when there is nobody to write to any more: the identity was erased, the
    account closed, the report hidden from those who only support it."""
    if mail.recipient == Mail.Recipient.REPORTER:
        return reporter_of(present(mail.report))
    if mail.recipient == Mail.Recipient.FOLLOWER:
        return reporter_of(present(mail.via)) if may_tell_others(present(mail.report), mail.event) else None
    user = mail.user
    if user is None or not user.is_active:
        return None
    if mail.recipient == Mail.Recipient.STAFF:
        return user.email or None
    if not user.is_citizen or not may_tell_others(present(mail.report), mail.event):
        return None
    address = citizens.email_of(user)
    return None if _is_reporter(address, present(mail.report)) else address


def reporter_of(report: Report) -> str | None:
    """The reporter's e-mail address; None where none was left. One query, none for an anonymous report."""
    if report.identity_level == IdentityLevel.ANONYMOUS:
        return None
    identity = Identity.objects.filter(report=report).first()
    if identity is None:
        return None
    sealed, tie = bytes(identity.sealed), report.number.encode()
    plain = crypto.decrypt(connection.schema_name, sealed, purpose=_IDENTITY_PURPOSE, associated=tie)
    return json.loads(plain).get("email") or None


def _is_reporter(address: str, report: Report) -> bool:
    """Whether an address is the reporter's, who gets a mail of their own."""
    reporter = reporter_of(report)
    return reporter is not None and citizens.one_form(reporter) == citizens.one_form(address)


def hash_of(address: str) -> bytes:
    """By which an address is known again without being stored."""
    return crypto.keyed_hash(connection.schema_name, citizens.one_form(address), "mail-address")


def is_bad(address_hash: bytes) -> bool:
    return BadAddress.objects.filter(address_hash=address_hash).exists()


# -- The secret address of one mail --------------------------------------------------------------------------------


def return_address(mail: Mail) -> str:
    """Where bounces of this mail and answers to it go: the installation's address with a token that names the mail and
    that nobody can make up. In lower case only, because some servers fold it."""
    local, _at, domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")
    return f"{local}+{connection.schema_name}.{_base36(mail.pk)}.{_proof(connection.schema_name, mail.pk)}@{domain}"


def mail_named_in(text: str) -> tuple[str, int] | None:
    """Schema and id of the mail whose return address stands in a line; None for none, and for one that is forged."""
    for schema, number, proof in _TOKEN.findall(text):
        schema, pk = schema.lower(), int(number, 36)
        if pk < 2**63 and crypto.same(_proof(schema, pk).encode(), proof.lower().encode()):
            return schema, pk
    return None


def _proof(schema: str, pk: int) -> str:
    digest = crypto.keyed_hash(schema, str(pk), "mail-token")[:_TOKEN_BYTES]
    return base64.b32encode(digest).decode().lower()


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[rest] + digits
    return digits or "0"
