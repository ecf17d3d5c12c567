"""`{% fingerprint report %}`: how the reporter finds her report in the daily seals."""

from typing import Any

from django import template

from core.reports.models import Report
from web.html import seal_fingerprints
from web.site.context import province_url

register = template.Library()


@register.inclusion_tag("citizen/fingerprint.html")
def fingerprint(report: Report) -> dict[str, Any]:
    return {"print": seal_fingerprints.fingerprint(report), "how_url": province_url("seal_how")}
