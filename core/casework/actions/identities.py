"""The reporter's identity: sealed under the city's key, opened only by a logged act."""

import json
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.accounts.actors import Actor
from core.audit import writing as audit
from core.casework.actions.engine import (
    Addition,
    link_for,
    locked,
)
from core.casework.queries import may_read_identity
from core.common import crypto
from core.common.errors import Forbidden, NotFound
from core.common.present import present
from core.deadlines.report_clocks import deadlines_of
from core.reports import snapshots
from core.reports.kinds import IdentityLevel
from core.reports.models import Identity, Report, new_salt
from tenants.connection import connection

IDENTITY_PURPOSE = "identity"


def new_identity(report: Report, contact: dict[str, str]) -> Identity | None:
    if report.identity_level == IdentityLevel.ANONYMOUS:
        return None
    sealed = crypto.encrypt(
        connection.schema_name,
        snapshots.dump_contact(contact),
        purpose=IDENTITY_PURPOSE,
        associated=report.number.encode(),
    )
    return Identity(
        report=report,
        sealed=sealed,
        email_hash=contact_hash(contact, "email"),
        phone_hash=contact_hash(contact, "phone"),
        salt=new_salt(),
    )


def contact_hash(contact: dict[str, str], kind: str) -> bytes:
    """By what a reporter's e-mail or phone is found without standing in the open; empty where there is none."""
    return crypto.keyed_hash(connection.schema_name, contact[kind], kind) if contact.get(kind) else b""


def read_identity(number: str, actor: Actor, *, at: datetime | None = None) -> dict[str, str]:
    """The reporter's name and contact. Every reading is an entry in the report's history."""
    with transaction.atomic():
        report = locked(number, actor)
        identity = Identity.objects.filter(report=report).first()
        if identity is None and actor.sees_reports:
            raise NotFound("no_identity", _("Pelapor memilih tanpa identitas; tidak ada yang tersimpan."))
        if not may_read_identity(actor, report):
            raise Forbidden()
        log_reading(report, "identity_read", actor, at or timezone.now())
        plain = crypto.decrypt(
            connection.schema_name,
            bytes(present(identity).sealed),
            purpose=IDENTITY_PURPOSE,
            associated=report.number.encode(),
        )
    return json.loads(plain)


def log_reading(report: Report, action: str, actor: Actor, at: datetime) -> None:
    """Write into the report's history what the province does not count, above all that somebody has read; nothing else
    happens to it. The caller has locked it."""
    report.audit_seq += 1
    link = link_for(report, action, actor, at, deadlines_of(report), Addition())
    report.audit_head = audit.append_outside_ledger(**vars(link)).hash
    report.save(update_fields=["audit_seq", "audit_head"])
