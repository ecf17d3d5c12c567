"""Receiving a report."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.accounts.actors import REPORTER, Actor
from core.accounts.models import User
from core.audit import writing as audit
from core.audit.chain import START
from core.casework.actions.engine import (
    Addition,
    ledger_event,
    link_for,
)
from core.casework.actions.identities import new_identity
from core.casework.actions.photos import attach, claim_photos, photo_digests
from core.casework.queries import code_hash
from core.common import numbers
from core.common.errors import Forbidden, Invalid
from core.deadlines.models import Deadline
from core.deadlines.report_clocks import next_due, preview
from core.notifications import actions as notifications
from core.notifications import outbox
from core.reports import drafts, snapshots
from core.reports.kinds import Channel, IdentityLevel, State, Visibility
from core.reports.models import Report
from core.reports.workflow import COORDINATOR
from tenants.context import current
from tenants.ledger import recording
from tenants.rows import write

# The channels by which a person of the office files for a citizen.
ASSISTED = (Channel.COUNTER, Channel.PHONE)


@dataclass(frozen=True)
class Submission:
    """What the citizen takes home: the report, its receipt code (shown once) and the due dates."""

    report: Report
    code: str
    deadlines: list[Deadline]


def submit(
    draft: drafts.Draft,
    *,
    clerk: Actor | None = None,
    account: User | None = None,
    at: datetime | None = None,
    is_synthetic: bool = False,
) -> Submission:
    """Receive a report. Invalid names every faulty field. An anonymous report stores nobody.

    `account`: the citizen's account it is sent from, which then opens it without the code; never kept with an
    anonymous report.

    `clerk`: the coordinator who files it for a citizen at the counter or on the phone; history names him or her as
    the officer who received it.
    """
    tenant = current()
    _check_channel(clerk, draft.channel)
    checked = drafts.check(draft, tenant)
    at = at or timezone.now()
    with transaction.atomic():
        pictures = claim_photos(checked.attachments)
        code = numbers.receipt_code()
        number = next_number(tenant.code, at.astimezone(tenant.zone).year)
        report = new_report(checked, number, code, at, is_synthetic)
        if account is not None and account.is_citizen and checked.identity_level != IdentityLevel.ANONYMOUS:
            report.submitted_by = account
        promised = preview(report.kind, at, tenant.zone)
        report.next_due_at = next_due(promised)
        identity = new_identity(report, checked.contact)
        entry = Addition(digests=photo_digests(pictures))
        if identity:
            entry.digests["identity"] = snapshots.identity_digest(identity, checked.contact)
        link = link_for(report, "submit", clerk or REPORTER, at, promised, entry)
        written = audit.entry_of(link)
        report.audit_head = written.hash
        for limit in promised:
            limit.report = report
        identities = [identity] if identity else []
        write(written, report, *identities, *promised, *notifications.notices(report, "submit", at))
        attach(pictures, report)
        if identity and identity.email_hash:  # nobody else follows it yet
            outbox.queue(report, "submit", at, entry_seq=report.audit_seq)
        recording.record(ledger_event(report, "submit", at, promised))
    return Submission(report, code, promised)


def _check_channel(clerk: Actor | None, channel: str) -> None:
    """Counter and telephone are the office's; who files alone came by the site or an application."""
    if clerk is None:
        if channel in ASSISTED:
            raise Invalid.at("channel", _("Saluran ini dipakai petugas di loket atau telepon."))
        return
    if not clerk.has(COORDINATOR):
        raise Forbidden()
    if channel not in ASSISTED:
        raise Invalid.at("channel", _("Pilih loket atau telepon."))


def next_number(city_code: str, year: int) -> str:
    """The next report number of a local year; the counter's row stays locked until the transaction ends. A serial that
    was given out already, while they still went one after the other, is passed over."""
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO reports_counter (year, last) VALUES (%s, 1) "
                "ON CONFLICT (year) DO UPDATE SET last = reports_counter.last + 1 RETURNING last, in_order",
                [year],
            )
            count, in_order = cursor.fetchone()
        serial = numbers.serial_of(city_code, year, count)
        if serial > in_order:
            return numbers.make_number(city_code, year, serial)


def new_report(checked: drafts.Checked, number: str, code: str, at: datetime, is_synthetic: bool) -> Report:
    # A sensitive category (violence against women and children) starts as secret whatever was chosen.
    visibility = Visibility.SECRET if checked.category.is_sensitive else checked.visibility
    return Report(
        number=number,
        kind=checked.kind,
        category=checked.category,
        state=State.SUBMITTED,
        identity_level=checked.identity_level,
        visibility=visibility,
        channel=checked.channel,
        description=checked.description,
        lat=checked.lat,
        lon=checked.lon,
        address=checked.address,
        area_code=checked.area_code,
        area_check=checked.area_check,
        received_at=at,
        code_hash=code_hash(number, code),
        audit_seq=1,
        audit_head=START,
        is_synthetic=is_synthetic,
    )
