"""Requests of the Ombudsman to this city: who sees them."""

from core.accounts.actors import Actor
from core.accounts.roles import Role

SEES = frozenset({Role.COORDINATOR, Role.LEADER})


def sees_requests(actor: Actor) -> bool:
    """Whether somebody of a city sees the Ombudsman's requests."""
    return bool(actor.roles & SEES)
