"""`{% fingerprint report %}`: how the reporter finds her report in the daily seals."""

from typing import Any

from django import template

from core.reports.models import Report
from web import fingerprints

register = template.Library()


@register.inclusion_tag("citizen/fingerprint.html")
def fingerprint(report: Report) -> dict[str, Any]:
    return {"print": fingerprints.fingerprint(report), "how_url": fingerprints.province_url("seal_how")}
