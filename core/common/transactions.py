"""Two transactions that get in each other's way: PostgreSQL ends one of them, and it is done again.

Locks are taken in one order everywhere, so this is rare; what is left (a foreign key's lock, a row of another action)
must still never be somebody's error page.
"""

from collections.abc import Callable
from typing import TypeVar

from django.db import OperationalError, connection
from django.utils.translation import gettext_lazy as _

from core.common.errors import Conflict

T = TypeVar("T")

# SQLSTATE of what may be done again as it was: deadlock_detected and serialization_failure.
COLLISIONS = frozenset({"40P01", "40001"})
ATTEMPTS = 3


def is_collision(error: BaseException) -> bool:
    """Whether PostgreSQL ended a transaction because of another one, and nothing else was wrong with it."""
    return isinstance(error, OperationalError) and getattr(error.__cause__, "pgcode", None) in COLLISIONS


def collided() -> Conflict:
    """The refusal of work that collided with others every time."""
    sentence = _("Orang lain sedang mengubah hal yang sama. Tidak ada yang berubah; coba sekali lagi.")
    return Conflict("busy", sentence)


def retried(work: Callable[[], T]) -> T:
    """Do `work`, which begins and ends its transactions itself, and do it again when it collided with another.

    Conflict "busy" after the third time. Inside a transaction of the caller nothing can be done again: the caller's
    own `retried` does it, so the error goes on to that one.
    """
    if connection.in_atomic_block:
        return work()
    for _attempt in range(ATTEMPTS):
        try:
            return work()
        except OperationalError as error:
            if not is_collision(error):
                raise
    raise collided()
