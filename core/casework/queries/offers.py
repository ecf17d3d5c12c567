"""Which actions are worth offering: those the table allows, without those that have nothing to do just now."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import timezone

from core.accounts.actors import Actor
from core.casework.queries.stories import Story
from core.reports.kinds import State
from core.reports.workflow import UNIT_HEAD, UNIT_OFFICER, available, operations


@dataclass(frozen=True)
class Offered:
    """Names of the table: what moves the report, and what leaves it in its state."""

    actions: list[str]
    operations: list[str]

    @property
    def all(self) -> list[str]:
        return self.actions + self.operations


def offered(actor: Actor, story: Story) -> Offered:
    """What this actor is offered on the report of a desk's story. No query but the table's own."""
    idle = set(_idle(actor, story))
    return Offered(
        [name for name in available(actor, story.report) if name not in idle],
        [name for name in operations(actor, story.report) if name not in idle and name not in _ONLY_ALONG],
    )


# The other side of a merger: they are never taken by themselves.
_ONLY_ALONG = frozenset({"absorb", "follow"})


def _idle(actor: Actor, story: Story) -> Iterator[str]:
    """Actions that would be refused now although role and state fit."""
    report = story.report
    mine = [part for part in story.open_parts if actor.has_in_unit(part.unit_id, UNIT_OFFICER, UNIT_HEAD)]
    if not mine:
        yield from ("finish_part", "return_part")
    if story.open_parts:
        yield from ("answer", "follow_up")
    else:
        yield "withdraw_part"
    if report.checked_at:
        yield "check"
    if report.erased_at:
        yield from ("anonymise", "redact", "hide_photo")
    if report.is_open and report.accept_by:
        yield "transfer"
        if report.accept_by < timezone.now():
            yield "hand_back"
    # In the city that handed it over; whether the other one was faster is known there alone.
    if report.state == State.TRANSFERRED and report.accept_by and report.accept_by < timezone.now():
        yield "recall"
    if any(event.action == "answer" for event in story.events):
        yield "transfer"
    now = timezone.now()
    if not any(row.may_be_extended(now) for row in story.deadlines):
        yield "extend"
