"""Who of the Ombudsman may do what: one table. The operator runs the installation and may do none of it."""

from core.accounts.actors import Actor
from core.accounts.roles import Role
from core.common.errors import Forbidden

_ALL = frozenset({Role.ASSISTANT, Role.LEAD, Role.HEAD})
_LEADING = frozenset({Role.LEAD, Role.HEAD})
_HEAD = frozenset({Role.HEAD})

POWERS: dict[str, frozenset[str]] = {
    "read": _ALL,
    "send_note": _ALL,
    "send_clarification": _ALL,
    # A saran binds the office: it is signed by who leads.
    "send_advice": _LEADING,
    "reply": _ALL,
    # Besides, whoever sent a request may close it.
    "close_request": _LEADING,
    "open_case": _LEADING,
    "assign_case": _LEADING,
    "close_case": _LEADING,
    # The head reads secret reports through every case; others only through those they work on.
    "every_case": _HEAD,
    "see_readings": _HEAD,
    "appoint": _HEAD,
}
# Whom the head appoints. Another head, or the operator, is the installation's matter.
APPOINTED = (Role.ASSISTANT, Role.LEAD)


def has(officer: Actor, power: str) -> bool:
    return bool(officer.roles & POWERS[power])


def need(officer: Actor, power: str) -> None:
    """Forbidden when the actor does not have the power."""
    if not has(officer, power):
        raise Forbidden()
