"""What can happen to a report, as far as the law's deadlines know it."""

from enum import StrEnum


class ClockEvent(StrEnum):
    """The events at which deadlines start, are met or end. A rule or an action that names another one is a mistake."""

    RECEIVED = "received"
    ASKED = "asked"
    REPLIED = "replied"
    VERIFIED = "verified"
    REJECTED = "rejected"
    DISPATCHED = "dispatched"
    SENT_BACK = "sent_back"
    STARTED = "started"
    ANSWERED = "answered"
    CHECKED = "checked"
    OBJECTED = "objected"
    CLOSED = "closed"
    REOPENED = "reopened"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"
    TRANSFERRED = "transferred"
    # Between two cities: a report has arrived, and the city has taken it as its own or given it back.
    HANDED_OVER = "handed_over"
    ACCEPTED = "accepted"
    RETURNED = "returned"


FINAL_EVENTS = frozenset(
    {ClockEvent.CLOSED, ClockEvent.REJECTED, ClockEvent.WITHDRAWN, ClockEvent.MERGED, ClockEvent.TRANSFERRED}
)
