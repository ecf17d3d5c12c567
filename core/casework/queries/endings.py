"""How a report ended, and where it goes on: in another report, or in another city; and where it has been."""

from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from core.audit.ledger_scope import ARRIVES
from core.audit.models import Entry
from core.reports.kinds import Outcome, State
from core.reports.models import FollowUp, Report
from tenants import sites
from tenants.context import current
from tenants.models import Tenant
from tenants.sites import CitySite

# Reports that ended before outcomes were written down.
_OUTCOME_OF_STATE: dict[str, Outcome] = {
    State.CLOSED: Outcome.DONE,
    State.REJECTED: Outcome.REFUSED,
    State.WITHDRAWN: Outcome.WITHDRAWN,
    State.MERGED: Outcome.MERGED,
    State.TRANSFERRED: Outcome.TRANSFERRED,
}
# Endings that an answer led to.
_ANSWERED = ("", Outcome.DONE, Outcome.AUTO)


def outcome_of(report: Report) -> str:
    """How a report ended; "" while it is open."""
    return report.outcome or _OUTCOME_OF_STATE.get(report.state, "")


@dataclass(frozen=True)
class Survivor:
    """The report another one was merged into, as far as everybody may know it: of one that is not public only how it
    stands, without number and answer."""

    state: str
    outcome: str
    number: str = ""
    answer: str = ""


def survivor(report: Report) -> Survivor | None:
    """What has become of the report this one was merged into; None when it was not. One query, and only then."""
    if report.state != State.MERGED:
        return None
    answers = FollowUp.objects.filter(report=OuterRef("pk")).order_by("-seq")
    rows = Report.objects.annotate(answer=Subquery(answers.values("text")[:1]))
    found = rows.only("number", "state", "outcome", "visibility", "verified_at").get(number=report.merged_into)
    if not found.is_public:
        return Survivor(found.state, outcome_of(found))
    is_answered = found.state in (State.ANSWERED, State.CLOSED) and found.outcome in _ANSWERED
    answer = found.answer or "" if is_answered and found.is_published else ""
    return Survivor(found.state, outcome_of(found), found.number, answer)


def other_city(schema: str) -> CitySite | None:
    """The city a report went to or came from, by the schema its row names; None for none, and for a city without a
    site now. One query, none for no schema."""
    if not schema:
        return None
    return next((city for city in sites.cities() if f"t{city.code.replace('.', '')}" == schema), None)


def former_cities(report: Report) -> list[Tenant]:
    """The cities that had this report before this one, by their codes; each has kept a copy. Two queries, none for a
    report that never went anywhere."""
    if not report.received_from:
        return []
    receipts = Entry.objects.filter(stream=report.number, action__in=ARRIVES).values_list("details__from", flat=True)
    known = Tenant.objects.filter(schema_name__in=set(receipts)).exclude(schema_name=current().schema_name)
    return sorted(known, key=lambda tenant: tenant.code)
