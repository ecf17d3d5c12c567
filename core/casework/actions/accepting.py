"""A report that another city has handed over: accepted, given back with a reason, or taken back by who sent it.

The receiving city has the report and its clocks from the moment it arrives, so the citizen loses no day over whose it
is; what runs out there is late there. Until it has accepted it may give it back, and the sender may take it back. It
accepts by saying so, by the first thing it does with the report (`core.reports.workflow.TAKES_ON`), or by saying
nothing until the deadline is over (`accept_by`). From then on there is no way back, whether the worker has written the
acceptance down or not.

Both ways back are one transaction in two cities, like the hand-over: the receiving city keeps its copy, ended, and the
sender has its own again, in the state it had and with everything that was said meanwhile. The second of two gets a
Conflict: all of these hold the lock of the receiving city's row.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.accounts.actors import SYSTEM, Actor
from core.casework.actions.conversing import add_note
from core.casework.actions.dispatching import release
from core.casework.actions.engine import TEXT_LENGTH, Addition, finish, known_to, take
from core.casework.actions.transferring import Parcel, leaving, pack, unpack_again
from core.casework.queries.access import lock_report, number_of
from core.common.errors import Conflict
from core.common.present import present
from core.common.text import check_text
from core.deadlines.models import Deadline
from core.reports.kinds import Outcome
from core.reports.models import Report
from core.reports.workflow import Transition, guard
from tenants import crossing
from tenants.context import current
from tenants.models import Tenant

# A reason is a sentence, not a word.
REASON_LENGTH = {"minimum": 15, "maximum": TEXT_LENGTH["maximum"]}


def accept(number: str, actor: Actor, *, at: datetime | None = None) -> Report:
    """The report is this city's from now on; it can be given back no more."""
    with transaction.atomic():
        return _accept(*take(number, actor, "accept"), "accept", actor, at)


def accept_silently(number: str, *, at: datetime | None = None) -> Report:
    """The deadline for giving it back is over and nobody has said anything. Conflict before."""
    at = at or timezone.now()
    with transaction.atomic():
        report, line = take(number, SYSTEM, "accept_silently")
        if present(report.accept_by) >= at:
            raise Conflict("too_early", _("Batas waktunya belum lewat."))
        return _accept(report, line, "accept_silently", SYSTEM, at)


def _accept(report: Report, line: Transition, action: str, actor: Actor, at: datetime | None) -> Report:
    details = {"from": report.received_from, "city": _city(report.received_from).name}
    report.accept_by = None
    return finish(report, line, action, actor, at, Addition(details))


def hand_back(number: str, actor: Actor, *, text: Any, at: datetime | None = None) -> Report:
    """Give the report back to the city it came from; the coordinators of both read why."""
    words = check_text(text, field="text", **REASON_LENGTH)
    at, here = at or timezone.now(), current()
    # Which city it came from is known before the lock is taken, and held against the locked row.
    sender = _city(_seen(number, actor, "hand_back").received_from)
    if not sender.is_enabled:
        sentence = _("%(city)s tidak memakai layanan ini lagi, jadi tidak dapat menerima laporan ini kembali.")
        raise Conflict("city_closed", sentence % {"city": sender.name})
    with crossing.handing_over(here, sender) as there:
        report, line = take(number, actor, "hand_back")
        if report.received_from != sender.schema_name:
            raise _moved_on()
        if present(report.accept_by) < at:
            raise Conflict(
                "accepted", _("Batas waktu untuk mengembalikannya sudah lewat; laporan ini sudah diterima.")
            )
        parcel = _leave(report, line, "hand_back", actor, sender, at, words)
        with there():
            unpack_again(parcel, here, "come_back", SYSTEM, at)
        return report


def recall(number: str, actor: Actor, *, at: datetime | None = None) -> Report:
    """Take a hand-over back, as long as the other city has not accepted the report. Conflict afterwards."""
    at, here = at or timezone.now(), current()
    receiver = _city(_seen(number, actor, "recall").transferred_to)
    with crossing.handing_over(here, receiver) as there:
        # This city's history of it ends with the hand-over and must not go on here before it does so there: nothing
        # is written down of a row that was changed by hand, as `take` does. The nightly look names it.
        report = known_to(actor, lock_report(number_of(number)))
        guard(actor, "recall", report)
        if report.transferred_to != receiver.schema_name:
            raise _moved_on()
        with there():
            parcel = _let_go(report.number, here, receiver, at)
        return unpack_again(parcel, receiver, "recall", actor, at)


def _let_go(number: str, sender: Tenant, receiver: Tenant, at: datetime) -> Parcel:
    """In the receiving city's seat."""
    sentence = _("%(city)s sudah menerima atau menyelesaikan laporan ini, jadi tidak dapat ditarik kembali.")
    accepted = Conflict("accepted", sentence % {"city": receiver.name})
    try:
        report, line = take(number, SYSTEM, "let_go")
    except Conflict as refused:
        raise accepted from refused
    if present(report.accept_by) < at:
        raise accepted
    if report.received_from != sender.schema_name:
        raise _moved_on()
    return _leave(report, line, "let_go", SYSTEM, sender, at)


def _leave(
    report: Report, line: Transition, action: str, actor: Actor, to: Tenant, at: datetime, words: str = ""
) -> Parcel:
    """End the report here; what goes along. Its clocks go as they stood before."""
    deadlines = list(Deadline.objects.filter(report=report))
    release(report, at)
    report.transferred_to, report.outcome, report.ended_at = to.schema_name, Outcome.TRANSFERRED, at
    report.accept_by = None
    entry = leaving(to)
    if words:
        entry.digests["note"] = add_note(report, words, at)
    return pack(finish(report, line, action, actor, at, entry), deadlines)


def _seen(number: str, actor: Actor, action: str) -> Report:
    """The report as it is before anything is locked, if this action may be taken on it."""
    report = known_to(actor, Report.objects.filter(number=number_of(number)).first())
    guard(actor, action, report)
    return report


def _city(schema: str) -> Tenant:
    """The city at the other end of a hand-over; Conflict where the report has none."""
    found = Tenant.objects.filter(schema_name=schema).first() if schema else None
    if found is None:
        raise Conflict("not_waiting", _("Laporan ini tidak sedang dialihkan."))
    return found


def _moved_on() -> Conflict:
    return Conflict("wrong_state", _("Laporan ini sudah berpindah tahap. Muat ulang halaman untuk melihatnya."))
