"""Requests of the Ombudsman that wait for this city, as part of a statement that counts other things."""

from django.db import connection
from django.db.models import Count, Subquery, Value
from django.db.models.functions import Coalesce

from core.accounts.actors import Actor
from core.accounts.roles import Role
from tenants.supervision.models import Request

# Who of a city sees the Ombudsman's requests.
SEES = frozenset({Role.COORDINATOR, Role.LEADER})


def sees_requests(actor: Actor) -> bool:
    """Whether somebody of a city sees the Ombudsman's requests."""
    return bool(actor.roles & SEES)


def waiting_requests() -> Coalesce:
    """How many requests to this city are open, as an expression."""
    rows = Request.objects.filter(tenant=connection.schema_name, state=Request.State.OPEN).order_by()
    counted = rows.values("tenant").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), Value(0))
