"""Until when a step of a made-up report may be taken: by the city's settings and the law, as the product asks them.

A rule that came later may still refuse a step. That ends the story of one report and is noted, nothing more.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import structlog

from core.catalogue.settings import city_settings
from core.common.errors import Refused
from core.deadlines.arithmetic import due, due_at, local_day
from tenants.connection import connection
from tenants.law.events import ClockEvent
from tenants.law.memory import Law, current_law

log = structlog.get_logger("laksa.demo")

# Steps that a deadline of the law leaves time for: the step it counts from, its code, and the event that starts it.
_WITHIN = {"reply": ("ask", "completion", ClockEvent.ASKED), "extend": ("received", "total", ClockEvent.RECEIVED)}


def _zone_of(moment: datetime) -> ZoneInfo:
    if not isinstance(moment.tzinfo, ZoneInfo):
        raise TypeError("the moments of a story are in the city's zone")
    return moment.tzinfo


@dataclass(frozen=True)
class Rules:
    """What limits the steps of a report: `reopen_days` of the city's settings, and the law."""

    reopen_days: int
    law: Law

    @classmethod
    def of_this_city(cls) -> "Rules":
        """The rules in the present seat. One query, and those of the law where they are not remembered."""
        return cls(city_settings().reopen_days, current_law())

    def last_moment(self, action: str, kind: str, happened: Mapping[str, datetime]) -> datetime | None:
        """The last moment for a step of a report of this kind; None where no rule sets one.

        `happened`: when each step was last taken, in the city's zone, the receipt as "received".
        """
        if action == "reopen":
            ended = happened["close"]
            zone = _zone_of(ended)
            return due_at(local_day(ended, zone) + timedelta(days=self.reopen_days), zone)
        if action not in _WITHIN:
            return None
        since, code, event = _WITHIN[action]
        start = happened[since]
        zone = _zone_of(start)
        on = local_day(start, zone)
        rules = [rule for rule in self.law.rules_starting(event, kind, on) if rule.code == code]
        ends = (due(start, rule.limit, rule.unit, self.law.calendar, zone) for rule in rules)
        return min((end.at for end in ends), default=None)

    @property
    def days_to_complete(self) -> int:
        """For how many days a question to a reporter stays open, whatever the kind of the report; else for a year."""
        return min((rule.limit for rule in self.law.rules if rule.code == "completion"), default=365)


def note_refusal(step: str, refused: Refused) -> None:
    """A line in the log for a step that the product refused."""
    log.warning("step of a made-up report refused", step=step, code=refused.code, tenant=connection.schema_name)
