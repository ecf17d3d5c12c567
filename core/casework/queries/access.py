"""Who may know of which report. "Absent" and "forbidden" look the same from outside: both are NotFound."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from core.accounts.actors import Actor
from core.accounts.roles import READS_IDENTITY, UnitRole
from core.common import crypto, numbers
from core.common.errors import Invalid, NotFound
from core.common.present import present
from core.reports.kinds import IdentityLevel, State, Visibility
from core.reports.models import Report
from tenants.compiled import compiled


def visible_to(actor: Actor) -> QuerySet[Report]:
    """The reports a person of the office may see: all of them, or those that the person's units have, or a part of."""
    if actor.sees_every_report:
        return Report.objects.all()
    units = list(actor.unit_roles)
    return Report.objects.filter(Q(unit_id__in=units) | Q(part_units__overlap=units))


def may_see(actor: Actor, report: Report) -> bool:
    """Whether `visible_to` holds this report, as it is now in memory."""
    return actor.sees_every_report or bool({report.unit_id, *report.part_units} & actor.unit_roles.keys())


def may_read_identity(actor: Actor, report: Report) -> bool:
    """Whether this actor may open the reporter's identity, where there is one. Opening it is logged.

    A named reporter is known to those who handle the report, a masked one ("anonim") to coordinators only. What went
    to another city is that city's: here nothing more is written into its history.
    """
    is_gone = report.state == State.TRANSFERRED or report.erased_at is not None
    if report.identity_level == IdentityLevel.ANONYMOUS or is_gone:
        return False
    if actor.roles & READS_IDENTITY:
        return True
    handles = actor.has_in_unit(report.unit_id, UnitRole.OFFICER, UnitRole.HEAD)
    return report.identity_level == IdentityLevel.NAMED and handles


def public_reports() -> QuerySet[Report]:
    """The reports the public may know of. A secret one is absent, as if it had never been."""
    return Report.objects.filter(visibility=Visibility.PUBLIC)


def public_report(number: Any) -> Report:
    """One public report by its number, however it is typed; NotFound for secret ones and for none."""
    report = _by_number.first(number_of(number))
    if report is None or not report.is_public:
        raise NotFound()
    return report


def report_by_code(number: Any, code: Any) -> Report:
    """The reporter's own view: number and receipt code together. NotFound when either is wrong."""
    try:
        wanted, digits = numbers.parse_number(number), numbers.parse_code(code)
    except Invalid as error:
        raise _unknown_pair() from error
    report = _by_number.first(wanted)
    given = code_hash(wanted, digits)
    if report is None or not crypto.same(bytes(report.code_hash), given):
        raise _unknown_pair()
    return report


def code_hash(number: str, code: str) -> bytes:
    """How a receipt code is kept: only by its keyed hash, bound to the report's number and the city it was filed in,
    whose key it stays under when another city takes the report over."""
    return crypto.keyed_hash(f"t{number[:4]}", f"{number}:{code}", "receipt-code")


def _unknown_pair() -> NotFound:
    return NotFound("unknown_number_or_code", _("Nomor dan kode ini tidak cocok. Periksa lagi tanda terima Anda."))


def desk_report(actor: Actor, number: Any) -> Report:
    """One report for the desk; NotFound when it is not one of the actor's."""
    report = _by_number.first(number_of(number))
    if report is None or not may_see(actor, report):
        raise NotFound()
    return report


def number_of(number: Any) -> str:
    try:
        return numbers.parse_number(number)
    except Invalid as error:
        raise NotFound() from error


def whole(reports: QuerySet[Report]) -> QuerySet[Report]:
    return reports.select_related("category", "unit", "rejection_reason")


@compiled
def _by_number(number: str) -> QuerySet[Report]:
    return whole(Report.objects.all()).filter(number=number)


@compiled
def _lock(number: str) -> QuerySet[Report]:
    return Report.objects.select_for_update().filter(number=number).only("pk")


def lock_report(number: str) -> Report | None:
    """The report with this number, its row locked until the end of the transaction; None when there is none.

    The bare row is locked first, and what hangs on it is read afterwards: after a wait PostgreSQL reads only the
    locked row anew, so a joined unit would be that of before the wait, or the join would lose the row. Two queries.
    """
    if _lock.first(number) is None:
        return None
    report = present(_by_number.first(number))
    report.keep_as_locked()
    return report
