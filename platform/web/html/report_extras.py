"""What templates ask for themselves about the report they show: its letters and its mails."""

from typing import NamedTuple

import jinja2
from django.urls import reverse

from core.accounts.roles import Role
from core.casework.letters import FOR_DESK, LetterKind, available_letters
from core.notifications import log, outbox, rules
from core.reports.models import Report
from tenants.lazy_text import Promise


class Link(NamedTuple):
    """A letter: its title and its address."""

    title: Promise | str
    url: str


class ReportMails(NamedTuple):
    """What was mailed about a report, and whether its reporter cannot be reached."""

    rows: list[log.Logged]
    is_in_trouble: bool
    may_resend: bool


def reporter_letters(report: Report, *, from_account: bool = False) -> list[Link]:
    """The letters the reporter may have now, under `/lacak/` or in the account. No query."""
    route, before = ("my_letter", [report.number]) if from_account else ("tracked_letter", [])
    return [Link(kind.label, reverse(route, args=[*before, kind])) for kind in available_letters(report)]


def desk_letters(report: Report) -> list[Link]:
    """The letters of a report for the desk. No query."""
    kinds = available_letters(report, readers=FOR_DESK)
    return [Link(kind.label, reverse("desk_letter", args=[report.number, kind])) for kind in kinds]


def identity_letter_url(report: Report) -> str:
    """The receipt that says who reported; "" where there is none. No query."""
    kinds = available_letters(report, readers=FOR_DESK)
    return reverse("desk_letter", args=[report.number, LetterKind.RECEIPT]) if LetterKind.RECEIPT in kinds else ""


@jinja2.pass_context
def report_mails(context: jinja2.runtime.Context, report: Report) -> ReportMails:
    """Two queries at most."""
    may_resend = context["request"].actor.has(Role.COORDINATOR)
    return ReportMails(log.of_report(report), outbox.trouble(report), may_resend)


def mail_preview(report: Report, action: str) -> Promise | str:
    """Who will get a mail when this action is taken; nothing for what never causes one. One query for all actions."""
    sent = rules.SENT_THERE.get(action, action)
    return outbox.preview_sentence(report, sent) if sent in rules.RULES else ""
