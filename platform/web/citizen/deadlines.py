"""The deadlines of a report as a citizen reads them: one date for each stage, whose turn it is, and the laws behind.

Several laws may set a deadline for the same stage; the one that ends first is the one to keep, so it is the one shown.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.deadlines.models import Deadline
from tenants.law.models import DayUnit, RuleSet
from tenants.lazy_text import Promise
from web.html.formats import local_date

PRESSING = timedelta(days=2)
# Deadlines of the office for one and the same thing, by the codes of their rules; a code that is not here stands
# alone.
_STAGE_OF_RULE = {"complete": "verify", "decision": "total", "told": "check"}
# The stages as a report passes through them; others come after.
_STAGES = ("verify", "first_follow_up", "total", "check", "objection", "reopened")
# What the reporter's deadlines mean: to the reporter, and to everybody else.
_TURNS: dict[str, tuple[Promise, Promise]] = {
    "completion": (
        gettext_lazy("Anda punya waktu sampai %(date)s; bila tidak dilengkapi, laporan dianggap dicabut."),
        gettext_lazy(
            "Pelapor punya waktu sampai %(date)s untuk melengkapi; bila tidak dilengkapi, laporan dianggap dicabut."
        ),
    ),
    "auto_close": (
        gettext_lazy("Bila Anda tidak menanggapi jawaban sampai %(date)s, laporan ditutup."),
        gettext_lazy("Bila pelapor tidak menanggapi jawaban sampai %(date)s, laporan ditutup."),
    ),
}


@dataclass(frozen=True)
class DeadlineView:
    """One deadline with how it stands, called as its reader is spoken to."""

    limit: Deadline
    is_reporter: bool = True

    @property
    def label(self) -> Promise:
        return self.limit.label_to_reporter if self.is_reporter else self.limit.label

    @property
    def is_met(self) -> bool:
        return self.limit.outcome == Deadline.Outcome.MET

    @property
    def is_late(self) -> bool:
        return self.limit.outcome == Deadline.Outcome.LATE

    @property
    def is_paused(self) -> bool:
        return self.limit.is_open and self.limit.paused_at is not None

    @property
    def is_pressing(self) -> bool:
        """Running, and due within two days or past."""
        return self.limit.is_running and self.limit.due_at < timezone.now() + PRESSING

    @property
    def is_provisional(self) -> bool:
        return self.limit.is_open and self.limit.provisional

    @property
    def extended(self) -> str:
        """By how much the deadline was extended, in words."""
        if not self.limit.extension_days:
            return ""
        return _("diperpanjang %(days)s") % {"days": _days(self.limit.extension_days, self.limit.unit)}

    @property
    def law(self) -> str:
        """By whose rule, how much time."""
        return f"{RuleSet(self.limit.rule_set).label}, {_days(self.limit.limit, self.limit.unit)}"


def _days(number: int, unit: str) -> str:
    if unit == DayUnit.WORKING_DAYS:
        return ngettext("%(n)d hari kerja", "%(n)d hari kerja", number) % {"n": number}
    return ngettext("%(n)d hari kalender", "%(n)d hari kalender", number) % {"n": number}


@dataclass(frozen=True)
class ReportDeadlines:
    """The deadlines of one report for one reader; also of one that is not sent yet."""

    rows: list[Deadline]
    is_reporter: bool = True

    @cached_property
    def stages(self) -> list[DeadlineView]:
        """The office's deadlines in the order of the stages, one for each: of the open ones that which ends first,
        else the first of all.
        """
        found: dict[str, Deadline] = {}
        for row in sorted(self._office, key=lambda row: (not row.is_open, row.due_at)):
            found.setdefault(_STAGE_OF_RULE.get(row.rule, row.rule), row)
        order = [*_STAGES, *(stage for stage in found if stage not in _STAGES)]
        return self._views(found[stage] for stage in order if stage in found)

    @property
    def laws(self) -> list[DeadlineView]:
        """Every deadline that counts, the earliest first."""
        return self._views(self._valid)

    @cached_property
    def turn(self) -> str:
        """What the reporter has to do until when; "" when nothing waits for the reporter."""
        for row in self._valid:
            if row.is_running and row.rule in _TURNS:
                to_reporter, to_others = _TURNS[row.rule]
                return str(to_reporter if self.is_reporter else to_others) % {"date": local_date(row.due_at)}
        return ""

    @property
    def paused_since(self) -> datetime | None:
        """Since when time stands still for the office, waiting for the reporter."""
        return min((row.paused_at for row in self._office if row.is_open and row.paused_at), default=None)

    @property
    def is_provisional(self) -> bool:
        """Whether a date shown may still move."""
        return any(view.is_provisional for view in self.stages)

    @property
    def overdue(self) -> Deadline | None:
        """The office's running deadline that is longest past."""
        now = timezone.now()
        late = [row for row in self._office if row.is_running and row.due_at < now]
        return min(late, key=lambda row: row.due_at, default=None)

    def _views(self, rows: Iterable[Deadline]) -> list[DeadlineView]:
        return [DeadlineView(row, self.is_reporter) for row in rows]

    @cached_property
    def _valid(self) -> list[Deadline]:
        valid = (row for row in self.rows if row.outcome != Deadline.Outcome.CANCELLED)
        return sorted(valid, key=lambda row: row.due_at)

    @property
    def _office(self) -> list[Deadline]:
        return [row for row in self._valid if row.is_of_the_office]


def promised(rows: Iterable[Deadline]) -> ReportDeadlines:
    """The deadlines a report would get, before it is sent."""
    return ReportDeadlines(list(rows))
