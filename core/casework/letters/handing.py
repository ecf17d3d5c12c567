"""To whom outside the city's office a report was passed on."""

from dataclasses import dataclass
from datetime import datetime

from core.audit.ledger_scope import LEAVES
from core.audit.models import Entry
from core.reports.kinds import Outcome
from core.reports.models import Message, Report
from core.routing.models import Note

# action of history: the detail that names the receiver
_RECEIVERS = {"refer": "agency", **dict.fromkeys(LEAVES, "city")}


@dataclass(frozen=True)
class Handing:
    """Who received it and when. `said`: the coordinator's words to the reporter; `note`: the receiving city."""

    to: str
    at: datetime
    said: str = ""
    note: str = ""


def handed_outside(report: Report) -> Handing | None:
    """The agency or the other city a report ended with; None for every other report. Three queries, and only then."""
    if report.outcome not in (Outcome.REFERRED, Outcome.TRANSFERRED):
        return None
    entry = Entry.objects.filter(stream=report.number, action__in=_RECEIVERS).last()
    if entry is None:
        return None
    texts = [
        rows.objects.filter(report=report, seq=entry.seq).values_list("text", flat=True).first()
        for rows in (Message, Note)
    ]
    said, note = (text or "" for text in texts)
    return Handing(str(entry.details.get(_RECEIVERS[entry.action], "")), entry.at, said, note)
