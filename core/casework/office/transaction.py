"""What every change of the office shares: who may, the lock, the entry."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import datetime, time
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.text import slugify

from core.accounts.actors import Actor
from core.accounts.roles import Role
from core.audit import streams, vouching
from core.casework.common import vouched_tables
from core.common.errors import Forbidden

Write = Callable[..., None]
ADMINS = (Role.ADMIN,)


@contextmanager
def change_of_office(actor: Actor, at: datetime | None = None, *, roles: Collection[str] = ADMINS) -> Iterator[Write]:
    """A transaction in which an admin (or another role) changes the office; `write(action, details)` adds the entry
    about it."""
    if not actor.roles & set(roles):
        raise Forbidden()
    with vouched_change(streams.OFFICE, actor, at) as write:
        yield write


@contextmanager
def vouched_change(stream: str, actor: Actor, at: datetime | None) -> Iterator[Write]:
    """A transaction in which what a stream vouches for is changed (`core.casework.common.vouched_tables`).

    The entries are written at its end, the first with the digests of changed rows; what somebody has changed past the
    stream is written down before.
    """
    with transaction.atomic():
        streams.lock(stream)
        vouched_tables.look(stream)
        before = vouched_tables.rows_of(stream)
        changes: list[tuple[str, dict[str, Any]]] = []

        def write(action: str, **details: Any) -> None:
            changes.append((action, details))

        yield write
        rows = vouching.differences(before, vouched_tables.rows_of(stream)) if changes else {}
        for action, details in changes:
            streams.append(
                stream,
                action,
                actor_kind=actor.kind,
                actor_id=actor.user.pk if actor.user else None,
                actor_label=actor.label,
                at=at or timezone.now(),
                details=details,
                digests={"rows": rows} if rows else {},
            )
            rows = {}


def take_over(row: Any, values: dict[str, Any]) -> dict[str, list[Any]]:
    """Set a row's columns and keep it, where something differs; what they were and become."""
    changes = differences(row, values)
    if changes:
        for name, value in values.items():
            setattr(row, name, value)
        row.save(update_fields=None if row._state.adding else list(values))
    return changes


def free_code(model: type[Model], name: str, otherwise: str) -> str:
    """A code for a new row, made of its name, that no other has."""
    base = slugify(name)[:50] or otherwise
    taken = set(model._default_manager.filter(code__startswith=base).values_list("code", flat=True))
    return next(code for n in range(1, len(taken) + 2) if (code := base if n == 1 else f"{base}-{n}") not in taken)


def differences(row: Any, values: dict[str, Any]) -> dict[str, list[Any]]:
    """What a row's columns were and become, where that is not the same; as history keeps it."""
    found = {name: [getattr(row, name), value] for name, value in values.items() if getattr(row, name) != value}
    return {name: [_plain(side) for side in sides] for name, sides in found.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return value if value is None or isinstance(value, str | int | bool | list) else str(value)
