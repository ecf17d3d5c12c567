"""Links to letters: `{% load letters %}{% reporter_letters report %}`, at the desk `{% desk_letters report %}`."""

from typing import Any

from django import template
from django.urls import reverse

from core.casework.letters import FOR_DESK, LetterKind, available_letters
from core.reports.models import Report

register = template.Library()


@register.inclusion_tag("components/letters.html")
def reporter_letters(report: Report, *, from_account: bool = False) -> dict[str, Any]:
    """The letters the reporter may have now, under `/lacak/` or in the account. No query."""
    return {
        "letters": [
            {
                "title": kind.label,
                "url": reverse("my_letter", args=[report.number, kind])
                if from_account
                else reverse("tracked_letter", args=[kind]),
            }
            for kind in available_letters(report)
        ]
    }


@register.inclusion_tag("desk/letters.html", takes_context=True)
def desk_letters(context: template.Context, report: Report) -> dict[str, Any]:
    """The letters of a report for the desk, and the button to the receipt that says who reported. No query."""
    kinds = available_letters(report, readers=FOR_DESK)
    links = [{"title": kind.label, "url": reverse("desk_letter", args=[report.number, kind])} for kind in kinds]
    return {
        "letters": links,
        "csrf_token": context.get("csrf_token"),
        "identity_url": reverse("desk_letter", args=[report.number, LetterKind.RECEIPT])
        if context.get("may_read_identity") and LetterKind.RECEIPT in kinds
        else "",
    }
