"""Which letters a report has now, and who opens them."""

from collections.abc import Callable

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from core.accounts.actors import Actor
from core.casework import actions
from core.casework.letters.base import Letter
from core.casework.letters.decisions import WORDINGS, decision, outcome_of
from core.casework.letters.forwarding import forwarding
from core.casework.letters.receipts import receipt
from core.casework.letters.reporters import reporters_contact
from core.casework.letters.requests import request_for_completion
from core.common.errors import NotFound
from core.reports.kinds import Outcome, State
from core.reports.models import Report


class LetterKind(TextChoices):
    """The letters, named as in addresses."""

    RECEIPT = "tanda-terima", _("Tanda terima laporan")
    COMPLETION = "kelengkapan", _("Permintaan kelengkapan laporan")
    FORWARDING = "penerusan", _("Penerusan laporan")
    DECISION = "keputusan", _("Pemberitahuan hasil laporan")


FOR_DESK = frozenset(LetterKind)
# What the office writes to others is not the reporter's.
FOR_REPORTER = FOR_DESK - {LetterKind.FORWARDING}

_MADE: dict[LetterKind, Callable[..., Letter]] = {
    LetterKind.RECEIPT: receipt,
    LetterKind.COMPLETION: request_for_completion,
    LetterKind.FORWARDING: forwarding,
    LetterKind.DECISION: decision,
}


def available_letters(report: Report, *, readers: frozenset[LetterKind] = FOR_REPORTER) -> list[LetterKind]:
    """The letters this report has as it stands, of those its readers may open. No query.

    Words that were erased make no letter.
    """
    if report.erased_at:
        return []
    exists = {
        LetterKind.RECEIPT: True,
        LetterKind.COMPLETION: report.state == State.NEEDS_INFO,
        LetterKind.FORWARDING: bool(report.unit_id) or report.outcome in (Outcome.REFERRED, Outcome.TRANSFERRED),
        LetterKind.DECISION: outcome_of(report) in WORDINGS,
    }
    return [kind for kind in LetterKind if exists[kind] and kind in readers]


def letter_for_reporter(report: Report, kind: str, *, site: str) -> Letter:
    """A letter for the reporter, known by code or account: the receipt with the identity as the reporter gave it.

    NotFound for a letter the report does not have.
    """
    wanted = _wanted(report, kind, FOR_REPORTER)
    if wanted == LetterKind.RECEIPT:
        return receipt(report, site=site, contact=reporters_contact(report))
    return _MADE[wanted](report, site=site)


def letter_for_desk(report: Report, kind: str, *, site: str) -> Letter:
    """A letter for people of the office who see the report (`queries.desk_report`); no identity is in it."""
    return _MADE[_wanted(report, kind, FOR_DESK)](report, site=site)


def receipt_with_identity(report: Report, actor: Actor, *, site: str) -> Letter:
    """The receipt with the reporter's identity, for those who may read it; logs the reading. Else Forbidden."""
    _wanted(report, LetterKind.RECEIPT, FOR_DESK)
    return receipt(report, site=site, contact=actions.read_identity(report.number, actor))


def _wanted(report: Report, kind: str, readers: frozenset[LetterKind]) -> LetterKind:
    if kind not in available_letters(report, readers=readers):
        raise NotFound()
    return LetterKind(kind)
