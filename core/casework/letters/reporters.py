"""The reporter in letters: shown in the reporter's own receipt, removed from what goes to others."""

import json
import re

from django.utils.translation import gettext as _

from core.casework.actions.identities import IDENTITY_PURPOSE
from core.common import crypto
from core.reports import redaction
from core.reports.models import Identity, Report
from tenants.connection import connection

# Shorter parts of a name ("Sri", "Nur") are words of other things as well.
_MIN_NAME_LETTERS = 4


def reporters_contact(report: Report) -> dict[str, str] | None:
    """The identity for its own reporter, known by code or account; None where nothing is stored. One query.

    What the office reads is logged (`actions.read_identity`); this is never shown to it.
    """
    identity = Identity.objects.filter(report=report).first()
    if identity is None:
        return None
    sealed, number = bytes(identity.sealed), report.number.encode()
    plain = crypto.decrypt(connection.schema_name, sealed, purpose=IDENTITY_PURPOSE, associated=number)
    return json.loads(plain)


def without_reporter(report: Report, *texts: str) -> list[str]:
    """The texts without personal data that rules find in them, and without any part of the reporter's name. One query.

    Rules miss names that look like other words; the reporter's own is known, so it is taken out wherever it stands.
    """
    contact = reporters_contact(report) or {}
    names = " ".join((contact.get("name", ""), contact.get("on_behalf_of", ""))).split()
    name_parts = sorted({re.escape(part) for part in names if len(part) >= _MIN_NAME_LETTERS}, key=len, reverse=True)
    proposed = [redaction.propose(text).text for text in texts]
    if not name_parts:
        return proposed
    pattern = re.compile(rf"\b(?:{'|'.join(name_parts)})\b", re.IGNORECASE)
    return [pattern.sub(f"[{_('nama')}]", text) for text in proposed]
