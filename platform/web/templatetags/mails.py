"""The mails of a report at the desk: `{% load mails %}{% report_mails report as mails %}`, and beside an action who
will get one: `{% mail_preview report "answer" as sentence %}`."""

from typing import Any

from django import template

from core.accounts.roles import Role
from core.notifications import log, outbox, rules
from core.reports.models import Report
from tenants.lazy_text import Promise

register = template.Library()


@register.simple_tag(takes_context=True)
def report_mails(context: template.Context, report: Report) -> dict[str, Any]:
    """What was mailed about a report, and whether its reporter cannot be reached. Two queries at most."""
    return {
        "rows": log.of_report(report),
        "is_in_trouble": outbox.trouble(report),
        "may_resend": context["request"].actor.has(Role.COORDINATOR),
    }


@register.simple_tag
def mail_preview(report: Report, action: str) -> Promise | str:
    """Who will get a mail when this action is taken; nothing for what never causes one. One query for all actions."""
    told = rules.SENT_THERE.get(action, action)
    return outbox.preview_sentence(report, told) if told in rules.RULES else ""
