"""The clocks of one report, read once, moved by what happens, and written back: only what changed.

    clocks = Clocks.of(report)             # one query; the caller holds the report's row lock
    clocks.happened("dispatched", at)      # stops what waited for it, starts what begins with it
    clocks.save()                          # one statement for those that changed alike, one for all new

Events are those of `tenants.law.events`, given as Event or as its word ("dispatched"); a word that is no event is a
ValueError. Pure arithmetic is in `core.deadlines.clock`; nothing but a logged pause, an extension or a change of the
calendar moves a due date.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from core.deadlines.calendars import Calendars, city_calendars
from core.deadlines.clock import Due, due, local_day, working_days_between
from core.deadlines.models import Deadline
from core.reports.snapshots import read_time
from tenants.context import current
from tenants.law.events import FINAL_EVENTS, Event
from tenants.law.memory import current_law
from tenants.law.models import DayUnit, DeadlineRule, Party

if TYPE_CHECKING:
    from core.reports.models import Report

OPEN, MET, LATE, CANCELLED = (
    Deadline.Outcome.OPEN,
    Deadline.Outcome.MET,
    Deadline.Outcome.LATE,
    Deadline.Outcome.CANCELLED,
)
# The terms of a limit that no entry of history tells: what a restart replaces is kept beside (`Clocks.restarted`).
_UNTOLD = ("limit", "unit", "basis", "confirmed", "provisional", "met_by", "pauses", "party", "extension")
# What a change of terms sets anew.
_TERMS = (*_UNTOLD, "due_on", "due_at", "national_due_at")


class LawMissing(RuntimeError):
    """No limit is in force for a kind of report: the law tables were never filled. No report may lack a clock."""


class Clocks:
    """The limits of one report, in the seat of its city."""

    def __init__(self, report: "Report", rows: Iterable[Deadline], zone: ZoneInfo) -> None:
        self.report, self.rows, self._zone = report, list(rows), zone
        self._new: list[Deadline] = []
        self._changed: dict[int, set[str]] = {}
        # By key: what a limit had that has been begun anew.
        self.restarted: dict[str, dict[str, Any]] = {}

    @classmethod
    def of(cls, report: "Report") -> "Clocks":
        """The clocks a report has. One query, or none where they were read with the report."""
        return cls(report, report.deadlines.all(), current().zone)

    # -- What happens --------------------------------------------------------------------------------------------

    def happened(self, event: str, at: datetime, *, without: Collection[str] = ()) -> None:
        """Stop what `event` at `at` (aware) meets, then start what begins with it; `without` names rules not to start.

        A limit starts once in a report's life, so a second dispatch gives nobody new time; those that restart are
        started anew every time.
        """
        happened = Event(event)
        for row in self.rows:
            if row.is_open:
                self._stop(row, happened, at)
        for fresh in starting(self.report.kind, happened, at, self._zone):
            if fresh.rule not in without:
                self._start(fresh)

    def _stop(self, row: Deadline, happened: Event, at: datetime) -> None:
        """A final event stops the others too: those whose time had already run out stay late, for ending a report must
        not wipe out a delay; the rest are cancelled. What the reporter lets pass is nobody's delay."""
        is_late = row.is_of_the_office and (row.paused_at or at) > row.due_at
        if happened.value in row.met_by:
            self._set(row, met_at=at, outcome=LATE if is_late else MET, paused_at=None)
        elif happened in FINAL_EVENTS:
            self._set(row, outcome=LATE if is_late else CANCELLED, paused_at=None)

    def _start(self, fresh: Deadline) -> None:
        known = next((row for row in self.rows if row.key == fresh.key), None)
        if known is None:
            fresh.report = self.report
            self._new.append(fresh)
            self.rows.append(fresh)
        elif fresh.restarts or known.outcome == CANCELLED:  # cancelled: by an undone step, or a kind since corrected
            again = {name: getattr(fresh, name) for name in (*_TERMS, "started_at")}
            self.restarted[known.key] = _left_behind(known, again)
            self._set(known, **again, met_at=None, outcome=OPEN, paused_at=None, paused_days=0, extension_days=0)

    def pause(self, at: datetime) -> None:
        """The office waits for the reporter: its limits that pause stand still from `at`."""
        for row in self.rows:
            if row.is_running and row.pauses:
                self._set(row, paused_at=at)

    def resume(self, at: datetime) -> None:
        """The reporter has answered: each limit goes on, later by the days it stood still (of its own unit)."""
        for row in self.rows:
            if row.is_open and row.paused_at:
                days = self._days(row.unit, row.paused_at, at)
                self._set(row, paused_at=None, paused_days=row.paused_days + days)
                self._move(row)

    def extend(self, days: int) -> list[Deadline]:
        """Give every running limit that may be extended so many days more of its unit; those that were moved."""
        moved = [row for row in self.rows if row.is_running and row.extension - row.extension_days >= days]
        for row in moved:
            self._set(row, extension_days=row.extension_days + days)
            self._move(row)
        return moved

    def recalculate(self) -> dict[str, tuple[str, str]]:
        """Compute every open limit by the calendar as it is now; "rule_set.rule" -> local day before and after."""
        changes = {}
        for row in self.rows:
            if row.is_open:
                before, known = row.due_on, (row.due_at, row.national_due, row.provisional)
                self._move(row)
                if known != (row.due_at, row.national_due, row.provisional):
                    changes[row.key] = (before.isoformat(), row.due_on.isoformat())
        return changes

    def reterm(self) -> None:
        """Give a report of another kind that kind's limits, counted from the same starts. Those already met stay met
        or become late by the new due time; limits the kind does not have are cancelled, its own are begun."""
        law = current_law()
        for row in list(self.rows):
            started = local_day(row.started_at, self._zone)
            rules = [rule for rule in law.rules if rule.kind == self.report.kind and rule.is_in_force(started)]
            rule = next((rule for rule in rules if (rule.rule_set, rule.code) == (row.rule_set, row.rule)), None)
            if rule is None:
                self._hand_on(row, rules)
                continue
            fresh = _deadline(rule, row.started_at, self._zone, city_calendars())
            self._set(row, **{name: getattr(fresh, name) for name in _TERMS})
            self._move(row)
            if row.met_at:
                is_late = row.is_of_the_office and row.met_at > row.due_at
                self._set(row, outcome=LATE if is_late else MET)
        if self.report.is_open:
            self._begin_what_the_kind_has()

    def _hand_on(self, row: Deadline, rules: Collection[DeadlineRule]) -> None:
        """Cancel a limit the kind does not have; what another body of law calls by the same name runs in its place."""
        if not row.is_open:
            return
        self._set(row, outcome=CANCELLED, paused_at=None)
        for rule in rules:
            if rule.code == row.rule:
                self._start(_deadline(rule, row.started_at, self._zone, city_calendars()))

    def _begin_what_the_kind_has(self) -> None:
        """Limits of the new kind that its receipt or verification would have begun."""
        moments = ((Event.RECEIVED, self.report.received_at), (Event.VERIFIED, self.report.verified_at))
        for event, at in moments:
            for fresh in starting(self.report.kind, event, at, self._zone) if at else ():
                if fresh.party == Party.OFFICE and not self._is_over(fresh):
                    self._start(fresh)

    def _is_over(self, fresh: Deadline) -> bool:
        """Whether the report is past the events the limit waits for."""
        happened = {Event.VERIFIED.value: self.report.verified_at, Event.ANSWERED.value: self.report.answered_at}
        return any(happened.get(event) for event in fresh.met_by)

    def restore(self, then: Mapping[str, Sequence], terms: Mapping[str, Mapping[str, Any]]) -> None:
        """Put the limits back to an earlier moment, as the history has them (`core.reports.snapshots.clock_values`).

        `terms`: what the limits that were begun anew since then had before (`restarted`). A limit that was first
        started after that moment is removed from the report's clocks by cancelling it.
        """
        for row in self.rows:
            if row.key in then:
                self._set(row, **self._earlier(then[row.key]), **_read(terms.get(row.key, {})))
            else:
                self._set(row, met_at=None, outcome=CANCELLED, paused_at=None)

    def _earlier(self, values: Sequence) -> dict[str, Any]:
        """The columns of a limit as an entry of history tells them; one from before pauses were told has three."""
        due_text, met_text, outcome, *more = values
        end = datetime.fromisoformat(due_text)
        earlier = {
            "due_at": end,
            "due_on": local_day(end, self._zone),
            "met_at": read_time(met_text),
            "outcome": outcome,
        }
        if more:
            national, paused, paused_days, extension_days = more
            earlier |= {"national_due_at": read_time(national), "paused_at": read_time(paused)}
            earlier |= {"paused_days": paused_days, "extension_days": extension_days}
        return earlier

    # -- Writing -------------------------------------------------------------------------------------------------

    def save(self) -> None:
        """Write what changed: one statement for all limits that changed alike, one for all that were started."""
        alike: dict[str, tuple[dict, list[int]]] = {}
        for row in self.rows:
            if (changed := self._changed.get(id(row))) and row.pk:
                values = {name: getattr(row, name) for name in sorted(changed)}
                alike.setdefault(repr(values), (values, []))[1].append(row.pk)
        for values, keys in alike.values():
            Deadline.objects.filter(pk__in=keys).update(**values)
        if self._new:
            Deadline.objects.bulk_create(self._new)
            # What was read with the report (`core.casework.actions.breaks`) lacks these.
            getattr(self.report, "_prefetched_objects_cache", {}).pop("deadlines", None)
        self._new, self._changed = [], {}
        self.rows.sort(key=lambda row: (row.due_at, row.pk))

    def next_due(self) -> datetime | None:
        """The earliest due time that runs for the office, by which queues are sorted; None when none runs."""
        return next_due(self.rows)

    def _set(self, row: Deadline, **values) -> None:
        for name, value in values.items():
            if getattr(row, name) != value:
                setattr(row, name, value)
                self._changed.setdefault(id(row), set()).add(name)

    def _move(self, row: Deadline) -> None:
        """Set the due times by the terms, pauses and extension the limit has."""
        calendars = city_calendars()
        days = row.limit + row.paused_days + row.extension_days
        end = due(row.started_at, days, row.unit, calendars.local, self._zone)
        national = _national(row.started_at, row.limit, row.unit, calendars, self._zone)
        self._set(row, due_on=end.on, due_at=end.at, provisional=end.provisional, national_due_at=national)

    def _days(self, unit: str, start: datetime, end: datetime) -> int:
        if unit == DayUnit.CALENDAR_DAYS:
            return max(0, (local_day(end, self._zone) - local_day(start, self._zone)).days)
        return max(0, working_days_between(start, end, city_calendars().local, self._zone))


def _left_behind(known: Deadline, again: Mapping[str, Any]) -> dict[str, Any]:
    """When a limit that is begun anew had been started, and the terms it loses thereby, as JSON keeps them."""
    lost = {name: getattr(known, name) for name in _UNTOLD if getattr(known, name) != again[name]}
    return {"started_at": known.started_at.astimezone(UTC).isoformat(), **lost}


def _read(left: Mapping[str, Any]) -> dict[str, Any]:
    """The columns that `_left_behind` wrote."""
    return {**left, "started_at": datetime.fromisoformat(left["started_at"])} if left else {}


def next_due(deadlines: Iterable[Deadline]) -> datetime | None:
    """The earliest due time that runs for the office; limits of the reporter and those that stand still do not."""
    return min((row.due_at for row in deadlines if row.is_running and row.is_of_the_office), default=None)


def preview(kind: str, at: datetime, zone: ZoneInfo) -> list[Deadline]:
    """The limits a report of this kind would get if it were received at `at`, unsaved: what a citizen sees first."""
    return starting(kind, Event.RECEIVED, at, zone)


def starting(kind: str, event: str, at: datetime, zone: ZoneInfo) -> list[Deadline]:
    """The limits that `event` at `at` starts for a report of this kind, unsaved, the earliest first."""
    rules = current_law().rules_starting(Event(event), kind, local_day(at, zone))
    if event == Event.RECEIVED and not rules:
        raise LawMissing(f"no limit is in force for a report of kind {kind} on {local_day(at, zone)}")
    calendars = city_calendars()
    deadlines = [_deadline(rule, at, zone, calendars) for rule in rules]
    return sorted(deadlines, key=lambda deadline: deadline.due_at)


def _deadline(rule: DeadlineRule, started_at: datetime, zone: ZoneInfo, calendars: Calendars) -> Deadline:
    end: Due = due(started_at, rule.limit, rule.unit, calendars.local, zone)
    deadline = Deadline(
        rule=rule.code,
        rule_set=rule.rule_set,
        party=rule.party,
        limit=rule.limit,
        unit=rule.unit,
        basis=rule.legal_basis,
        confirmed=rule.confirmed,
        provisional=end.provisional,
        pauses=rule.pauses,
        extension=rule.extension,
        met_by=rule.met_by,
        started_at=started_at,
        due_on=end.on,
        due_at=end.at,
        national_due_at=_national(started_at, rule.limit, rule.unit, calendars, zone, end),
    )
    deadline.restarts = rule.restarts
    return deadline


def _national(
    started_at: datetime, limit: int, unit: str, calendars: Calendars, zone: ZoneInfo, end: Due | None = None
) -> datetime:
    """The due time by the national calendar alone; `end` is the answer already where the calendars are the same."""
    if end is not None and calendars.local is calendars.national:
        return end.at
    return due(started_at, limit, unit, calendars.national, zone).at
