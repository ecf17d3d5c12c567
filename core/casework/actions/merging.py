"""Duplicates: one report survives, the others end in it, and their reporters follow the survivor."""

from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.accounts.actors import Actor
from core.casework.actions.dispatching import release
from core.casework.actions.engine import Addition, finish, locked
from core.casework.queries.access import number_of
from core.common.errors import Conflict, Invalid, NotFound
from core.common.present import present
from core.reports.kinds import Outcome
from core.reports.models import Report
from core.reports.workflow import guard

# Supporters of the merged report support the survivor, each once.
_MOVE_SUPPORTS = """
WITH moved AS (
  INSERT INTO reports_support (report_id, voter, user_id, at)
  SELECT %(survivor)s, voter, user_id, at FROM reports_support WHERE report_id = %(merged)s
  ON CONFLICT ON CONSTRAINT support_once DO NOTHING RETURNING 1
)
UPDATE reports_report SET supporters = supporters + (SELECT count(*) FROM moved) WHERE id = %(survivor)s
"""


def merge(number: str, actor: Actor, *, into: Any, at: datetime | None = None) -> Report:
    """End a report in another about the same thing. Not a word of it is copied: a secret text stays where it is.

    A public report does not end in a secret one, whose answer its reporter could not read. What had been merged into
    it before follows along.
    """
    at = at or timezone.now()
    with transaction.atomic():
        report, survivor, followers = _locked(number, into, actor)
        line = guard(actor, "merge", report)
        guard(actor, "absorb", survivor)
        if report.is_public and not survivor.is_public:
            raise Conflict("secret_survivor", _("Laporan publik tidak dapat digabung ke laporan rahasia."))
        for follower in followers:
            _follow(follower, survivor, actor, at)
        release(report, at)
        report.merged_into, report.outcome, report.ended_at = survivor.number, Outcome.MERGED, at
        finish(survivor, guard(actor, "absorb", survivor), "absorb", actor, at, Addition({"from": report.number}))
        report = finish(report, line, "merge", actor, at, Addition({"into": survivor.number}))
        with connection.cursor() as cursor:
            cursor.execute(_MOVE_SUPPORTS, {"survivor": survivor.pk, "merged": report.pk})
        return report


def _locked(number: str, into: Any, actor: Actor) -> tuple[Report, Report, list[Report]]:
    """Both rows and those that follow the first, all locked in the order of their numbers, so that mergers in a ring
    do not wait for each other. Conflict when another merger has added a follower meanwhile."""
    own = number_of(number)
    try:
        wanted = number_of(into)
    except NotFound:
        wanted = ""
    following = _following(own)
    rows = {found: _found(found, actor) for found in sorted({own, wanted, *following})}
    report, survivor = rows[own], rows[wanted]
    if report is None:
        raise NotFound()
    guard(actor, "merge", report)
    if survivor is None:
        raise Invalid.at("into", _("Laporan dengan nomor ini tidak ada."))
    if survivor.pk == report.pk:
        raise Invalid.at("into", _("Isi nomor laporan lain."))
    if not survivor.is_open:
        raise Invalid.at("into", _("Laporan tujuan sudah berakhir."))
    if _following(own) != following:
        raise Conflict()
    return report, survivor, [present(rows[follower]) for follower in following]


def _following(number: str) -> list[str]:
    """The reports that ended in this one, by number. One query."""
    return sorted(Report.objects.filter(merged_into=number).values_list("number", flat=True))


def _found(number: str, actor: Actor) -> Report | None:
    try:
        return locked(number, actor)
    except NotFound:
        return None


def _follow(follower: Report, survivor: Report, actor: Actor, at: datetime) -> None:
    line = guard(actor, "follow", follower)
    follower.merged_into = survivor.number
    finish(follower, line, "follow", actor, at, Addition({"into": survivor.number}))
