"""The clocks of one report, read once, moved by what happens, and written back: only what changed.

    clocks = Clocks.of(report)             # one query; the caller holds the report's row lock
    clocks.happened("dispatched", at)      # stops what waited for it, starts what begins with it
    clocks.save()                          # one statement for those that changed alike, one for all new

Events are those of `tenants.law.events`, given as Event or as its word ("dispatched"); a word that is no event is a
ValueError. Pure arithmetic is in `core.deadlines.arithmetic`; nothing but a logged pause, an extension or a change of
the calendar moves a due date, and none of the first two moves one that has passed.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from core.deadlines.arithmetic import Due, due, local_day, reckon, to_the_second
from core.deadlines.calendars import Calendars, city_calendars
from core.deadlines.models import Deadline
from core.reports.snapshots import read_time
from tenants.compiled import compiled
from tenants.context import current
from tenants.law.events import FINAL_EVENTS, ClockEvent
from tenants.law.memory import current_law
from tenants.law.models import CountedFrom, DeadlineRule
from tenants.rows import write

if TYPE_CHECKING:
    from core.reports.models import Report

OPEN, MET, LATE, CANCELLED = (
    Deadline.Outcome.OPEN,
    Deadline.Outcome.MET,
    Deadline.Outcome.LATE,
    Deadline.Outcome.CANCELLED,
)
# The terms of a deadline that no entry of history tells: what a restart replaces is kept beside (`Clocks.restarted`).
_PROMISED = ("limit", "unit", "basis", "confirmed", "met_by", "pauses", "party", "extension")
_UNTOLD = (*_PROMISED, "provisional")
# What a change of terms sets anew.
_TERMS = (*_UNTOLD, "due_on", "due_at", "national_due_at")
# Everything that happens to a deadline.
_LIFE = (*_TERMS, "started_at", "met_at", "outcome", "paused_at", "paused_days", "extension_days", "waits")


class LawMissing(RuntimeError):
    """No deadline is in force for a kind of report: the law tables were never filled. No report may lack a clock."""


class Clocks:
    """The deadlines of one report, in the seat of its city."""

    def __init__(self, report: "Report", rows: Iterable[Deadline], zone: ZoneInfo) -> None:
        self.report, self.rows, self._zone = report, list(rows), zone
        self._new: list[Deadline] = []
        self._changed: dict[int, set[str]] = {}
        # By key: what a deadline had that has been begun anew.
        self.restarted: dict[str, dict[str, Any]] = {}

    @classmethod
    def of(cls, report: "Report") -> "Clocks":
        """The clocks a report has. One query, or none where they were read with the report."""
        return cls(report, deadlines_of(report), current().zone)

    # -- What happens --------------------------------------------------------------------------------------------

    def happened(self, event: str, at: datetime, *, without: Collection[str] = ()) -> None:
        """Stop what `event` at `at` (aware) meets, then start what begins with it; `without` names rules not to start.

        A deadline starts once in a report's life, so a second dispatch gives nobody new time; those that restart are
        started anew every time.
        """
        happened = ClockEvent(event)
        for row in self.rows:
            if row.is_open:
                self._stop(row, happened, at)
        for fresh in starting(self.report.kind, happened, at, self._zone, complete_at=self._complete_at()):
            if fresh.rule not in without:
                self._start(fresh)

    def _complete_at(self) -> datetime | None:
        """When the file became complete, as far as it is: when the office last stopped waiting for the reporter, else
        when the report came in."""
        ends = [row.waits[-1][1] for row in self.rows if row.waits and row.waits[-1][1]]
        replies = [row.met_at for row in self.rows if row.met_at and ClockEvent.REPLIED.value in row.met_by]
        return max([*ends, *replies], default=self.report.received_at)

    def _stop(self, row: Deadline, happened: ClockEvent, at: datetime) -> None:
        """A final event stops the others too: those whose time had already run out stay late, for ending a report must
        not wipe out a delay; the rest are cancelled. What the reporter lets pass is nobody's delay."""
        meets = happened.value in row.met_by
        if not meets and happened not in FINAL_EVENTS:
            return
        self._end_wait(row, at)
        is_late = row.is_of_the_office and at > row.due_at
        if meets:
            self._set(row, met_at=at, outcome=LATE if is_late else MET)
        else:
            self._set(row, outcome=LATE if is_late else CANCELLED)

    def _start(self, fresh: Deadline) -> None:
        known = next((row for row in self.rows if row.key == fresh.key), None)
        if known is None:
            fresh.report = self.report
            self._new.append(fresh)
            self.rows.append(fresh)
        elif fresh.restarts or known.outcome == CANCELLED:  # cancelled: by an undone step, or a kind since corrected
            again = {name: getattr(fresh, name) for name in (*_TERMS, "started_at")}
            self.restarted[known.key] = _left_behind(known, again)
            self._set(
                known, **again, met_at=None, outcome=OPEN, paused_at=None, paused_days=0, extension_days=0, waits=[]
            )

    def pause(self, at: datetime) -> None:
        """The office waits for the reporter: its deadlines that pause stand still from `at`, unless they lapsed."""
        for row in self.rows:
            if row.is_open and row.pauses:
                self._set(row, waits=[*row.waits, [at, None]])
                self._move(row)

    def resume(self, at: datetime) -> None:
        """The reporter has answered, or the office goes on without: each deadline goes on, later by the days it stood
        still (of its own unit)."""
        for row in self.rows:
            if row.is_open:
                self._end_wait(row, at)

    def _end_wait(self, row: Deadline, at: datetime) -> None:
        if row.waits and row.waits[-1][1] is None:
            self._set(row, waits=[*row.waits[:-1], [row.waits[-1][0], at]])
            self._move(row)

    def take_back_question(self) -> None:
        """The question is taken back: the deadlines go on as if it had never been asked, for whoever asks for nothing
        gains no time by it."""
        for row in self.rows:
            if row.is_open and row.waits and row.waits[-1][1] is None:
                self._set(row, waits=row.waits[:-1])
                self._move(row)

    def stop_waiting(self) -> None:
        """Nothing is asked of the reporter any more: the deadline for answering a question holds no longer."""
        for row in self.rows:
            if row.is_open and not row.is_of_the_office and ClockEvent.REPLIED.value in row.met_by:
                self._set(row, outcome=CANCELLED)

    def extend(self, days: int, at: datetime) -> list[Deadline]:
        """Give every deadline that runs at `at` and may be extended so many days more of its unit; those that were
        moved. A deadline that has lapsed is not extended: late work is not made timely.
        """
        moved = [row for row in self.rows if row.may_be_extended(at) and row.extension - row.extension_days >= days]
        for row in moved:
            self._set(row, extension_days=row.extension_days + days)
            self._move(row)
        return moved

    def recalculate(self) -> dict[str, tuple[str, str]]:
        """Compute every open deadline by the calendar as it is now; "rule_set.rule" -> local day before and after."""
        changes = {}
        for row in self.rows:
            if row.is_open:
                before, known = row.due_on, _shown(row)
                self._move(row)
                if known != _shown(row):
                    changes[row.key] = (before.isoformat(), row.due_on.isoformat())
        return changes

    def become(self, lived: "Clocks", former_kind: str, at: datetime) -> None:
        """Take over the clocks of a report that had its present kind from the start (`lived`: its history, replayed).

        Deadlines the kind does not have are cancelled. Lateness that had arisen under `former_kind` by `at` and that
        the new clocks do not show is kept beside them: a correction must not wipe it out.
        """
        found = {row.key: row for row in lived.rows}
        for row in self.rows:
            was_late, due = _is_late(row, at), to_the_second(row.due_at.astimezone(UTC)).isoformat()
            fresh = found.pop(row.key, None)
            if fresh is None:
                self._set(row, outcome=CANCELLED, paused_at=None)
            elif not _is_same_life(row, fresh):
                self._set(row, **{name: getattr(fresh, name) for name in _LIFE})
            missed = {"kind": former_kind, "due": due}
            if was_late and not _is_late(row, at) and missed not in row.late_before:
                self._set(row, late_before=[*row.late_before, missed])
        for fresh in found.values():
            self._new.append(fresh)
            self.rows.append(fresh)

    def return_to(self, earlier: Collection[Deadline]) -> None:
        """Put the deadlines back to what they were when `earlier` was copied from them."""
        found = {row.key: row for row in earlier}
        for row in self.rows:
            if then := found.get(row.key):
                self._set(row, **{name: getattr(then, name) for name in _LIFE})
            else:
                self._set(row, met_at=None, outcome=CANCELLED, paused_at=None)

    def restore(self, then: Mapping[str, Sequence], terms: Mapping[str, Mapping[str, Any]]) -> None:
        """Put the deadlines back to an earlier moment, as the history has them
        (`core.reports.snapshots.clock_values`).

        `terms`: what the deadlines that were begun anew since then had before (`restarted`). A deadline that was first
        started after that moment is removed from the report's clocks by cancelling it.
        """
        for row in self.rows:
            if row.key in then:
                self._set(row, **self._earlier(then[row.key]), **_read(terms.get(row.key, {})))
            else:
                self._set(row, met_at=None, outcome=CANCELLED, paused_at=None)

    def _earlier(self, values: Sequence) -> dict[str, Any]:
        """The columns of a deadline as an entry of history has them; three from before pauses were recorded."""
        due_text, met_text, outcome, *more = values
        end = datetime.fromisoformat(due_text)
        earlier = {
            "due_at": end,
            "due_on": local_day(end, self._zone),
            "met_at": read_time(met_text),
            "outcome": outcome,
        }
        if more:
            national, paused, paused_days, extension_days, *more = more
            earlier |= {"national_due_at": read_time(national), "paused_at": read_time(paused)}
            earlier |= {"paused_days": paused_days, "extension_days": extension_days}
        if more:
            earlier["waits"] = [[read_time(moment) for moment in wait] for wait in more[0]]
        return earlier

    # -- Writing -------------------------------------------------------------------------------------------------

    def save(self) -> None:
        """Write what changed: one statement for all deadlines that changed alike, one for all that were started."""
        alike: dict[str, tuple[dict, list[int]]] = {}
        for row in self.rows:
            if (changed := self._changed.get(id(row))) and row.pk:
                values = {name: getattr(row, name) for name in sorted(changed)}
                alike.setdefault(repr(values), (values, []))[1].append(row.pk)
        for values, keys in alike.values():
            Deadline.objects.filter(pk__in=keys).update(**values)
        if self._new:
            write(*self._new)
            vars(self.report).pop(_READ, None)  # lacks these
        self._new, self._changed = [], {}
        self.rows.sort(key=lambda row: (row.due_at, row.pk))

    def next_due(self) -> datetime | None:
        """The earliest due time that runs for the office, by which queues are sorted; None when none runs."""
        return next_due(self.rows)

    def _set(self, row: Deadline, **values: Any) -> None:
        for name, value in values.items():
            if getattr(row, name) != value:
                setattr(row, name, value)
                self._changed.setdefault(id(row), set()).add(name)

    def _move(self, row: Deadline) -> None:
        """Count the due times anew from the terms, waits and extension the deadline has."""
        calendars = city_calendars()
        days = row.limit + row.extension_days
        now = reckon(row.started_at, days, row.unit, row.waits, calendars.local, self._zone)
        national = _national(row.started_at, row.limit, row.unit, calendars, self._zone)
        self._set(row, due_on=now.end.on, due_at=now.end.at, provisional=now.end.provisional, national_due_at=national)
        self._set(row, paused_days=now.paused_days, paused_at=now.paused_at)


def _shown(row: Deadline) -> tuple:
    """What a change of the calendar may change of a deadline."""
    return row.due_at, row.national_due, row.provisional, row.paused_at, row.paused_days


def _is_late(row: Deadline, at: datetime) -> bool:
    """Whether the deadline shows a delay of the office at `at`."""
    return row.outcome == LATE or (row.is_running and row.is_of_the_office and at > row.due_at)


def _is_same_life(row: Deadline, fresh: Deadline) -> bool:
    """Whether a deadline that is over was promised on the same terms and went the same way. It stays as it was judged
    then; the calendar may have changed since."""
    same = all(getattr(row, name) == getattr(fresh, name) for name in (*_PROMISED, "started_at", "met_at", "waits"))
    return same and row.outcome in (MET, LATE) and not fresh.is_open


def _left_behind(known: Deadline, again: Mapping[str, Any]) -> dict[str, Any]:
    """When a deadline that is begun anew had been started, and the terms it loses thereby, as JSON keeps them."""
    lost = {name: getattr(known, name) for name in _UNTOLD if getattr(known, name) != again[name]}
    return {"started_at": known.started_at.astimezone(UTC).isoformat(), **lost}


def _read(left: Mapping[str, Any]) -> dict[str, Any]:
    """The columns that `_left_behind` wrote."""
    return {**left, "started_at": datetime.fromisoformat(left["started_at"])} if left else {}


_READ = "_deadlines"


@compiled
def _of_report(report: int) -> QuerySet[Deadline]:
    return Deadline.objects.filter(report=report)


def deadlines_of(report: "Report", *, read: bool = False) -> list[Deadline]:
    """A report's deadlines, the earliest first. One query; none where this object has them already, because somebody
    who holds the report's lock has asked with `read`."""
    known = vars(report)
    found = known[_READ] if _READ in known and not read else _of_report.of(report, "report")
    if read:
        known[_READ] = found
    return found


def next_due(deadlines: Iterable[Deadline]) -> datetime | None:
    """The earliest due time that runs for the office; deadlines of the reporter and those that stand still do not."""
    return min((row.due_at for row in deadlines if row.is_running and row.is_of_the_office), default=None)


def preview(kind: str, at: datetime, zone: ZoneInfo) -> list[Deadline]:
    """The deadlines a report of this kind would get if received at `at`, unsaved: what a citizen sees first."""
    return starting(kind, ClockEvent.RECEIVED, at, zone)


def starting(
    kind: str, event: str, at: datetime, zone: ZoneInfo, *, complete_at: datetime | None = None
) -> list[Deadline]:
    """The deadlines that `event` at `at` starts for a report of this kind, unsaved, the earliest first.

    `complete_at`: when the file became complete (else at `at`), from which some deadlines are counted.
    """
    rules = current_law().rules_starting(ClockEvent(event), kind, local_day(at, zone))
    if event == ClockEvent.RECEIVED and not rules:
        raise LawMissing(f"no limit is in force for a report of kind {kind} on {local_day(at, zone)}")
    calendars = city_calendars()
    day_zero = {CountedFrom.EVENT: at, CountedFrom.COMPLETE: complete_at or at}
    deadlines = [_deadline(rule, day_zero[CountedFrom(rule.counted_from)], zone, calendars) for rule in rules]
    return sorted(deadlines, key=lambda deadline: deadline.due_at)


def acceptance_until(kind: str, at: datetime) -> datetime | None:
    """Until when the city that is handed a report of this kind at `at` may give it back; None where the province
    has no such deadline. By the national calendar, so that no city gains time by days off of its own."""
    limits = starting(kind, ClockEvent.HANDED_OVER, at, current().zone)
    return min((limit.national_due for limit in limits), default=None)


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
