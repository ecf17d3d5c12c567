"""How a report ended, for its reporter and for everybody; templates/citizen/ending.html has the words for it."""

from dataclasses import dataclass

from django.urls import reverse

from core.casework import queries
from core.casework.queries import Survivor
from core.common.translate_data import in_language
from core.reports.kinds import Outcome
from core.reports.models import Report
from tenants.sites import CitySite


@dataclass(frozen=True)
class Ending:
    """The end of a report. `reason`: the rule a refusal rests on, with the office's `note`.

    `city` and `onward_url`: where a transferred report is now; `survivor`: what became of the one it was merged into.
    """

    outcome: str
    reason: str
    note: str
    city: CitySite | None
    onward_url: str
    survivor: Survivor | None

    @property
    def survivor_url(self) -> str:
        number = self.survivor.number if self.survivor else ""
        return reverse("public_report", args=[number]) if number else ""


def for_reporter(report: Report) -> Ending | None:
    """How a report ended; None while it is open. One query for a merged or transferred one."""
    reason = report.rejection_reason
    path = f"{reverse('track')}?nomor={report.number}"
    return _ending(report, in_language(reason.sentence) if reason else "", report.rejection_note, path)


def for_public(report: Report) -> Ending | None:
    """The same with what everybody may know. One query for a merged or transferred one."""
    reason = report.rejection_reason
    return _ending(
        report, in_language(reason.name) if reason else "", "", reverse("public_report", args=[report.number])
    )


def _ending(report: Report, reason: str, note: str, path: str) -> Ending | None:
    outcome = queries.outcome_of(report)
    if not outcome:
        return None
    city = queries.other_city(report.transferred_to)
    is_refused = outcome == Outcome.REFUSED
    return Ending(
        outcome,
        reason if is_refused else "",
        note if is_refused else "",
        city,
        f"{city.url}{path}" if city else "",
        queries.survivor(report),
    )
