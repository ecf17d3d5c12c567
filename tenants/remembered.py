"""What a process remembers for some seconds, so that not every request reads it from the database.

What one tenant's rows say is kept under that tenant's schema, or under a host that leads to one tenant only.
"""

import threading
import time
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar
from weakref import WeakSet

Value = TypeVar("Value")

# Seconds that only go forwards. In tests they stand still until a test lets time pass (the fixture `clock`).
clock: Callable[[], float] = time.monotonic

_all: "WeakSet[Remembered]" = WeakSet()


class Remembered(Generic[Value]):
    """Values by key, each good for `seconds` from the moment it was kept. A setting is given as a function, which is
    asked whenever a value is kept. With `most`, so many are kept; the ones kept longest ago go.

    Any thread may ask. Two that find nothing both read, and the later one's value stays; either will do.
    """

    def __init__(self, seconds: float | Callable[[], float], *, most: int | None = None) -> None:
        self._seconds = seconds
        self._most = most
        self._lock = threading.Lock()
        self._kept: dict[Hashable, tuple[float, Value]] = {}
        _all.add(self)

    def get(self, key: Hashable, read: Callable[[], Value]) -> Value:
        """The value under the key, read when there is none or it is too old."""
        known = self._kept.get(key)
        return known[1] if known and known[0] > clock() else self.keep(key, read())

    def fresh(self, key: Hashable) -> Value | None:
        """The value under the key; None when there is none or it is too old."""
        known = self._kept.get(key)
        return known[1] if known and known[0] > clock() else None

    def latest(self, key: Hashable) -> Value | None:
        """The value under the key, however old."""
        known = self._kept.get(key)
        return known[1] if known else None

    def keep(self, key: Hashable, value: Value) -> Value:
        """Remember a value from now on; the same value comes back."""
        seconds = self._seconds() if callable(self._seconds) else self._seconds
        with self._lock:
            self._kept.pop(key, None)  # what is kept anew is the youngest
            self._kept[key] = clock() + seconds, value
            if self._most is not None and len(self._kept) > self._most:
                del self._kept[next(iter(self._kept))]
        return value

    def drop(self, key: Hashable) -> None:
        """Forget the value under a key, if there is one."""
        with self._lock:
            self._kept.pop(key, None)

    def forget(self) -> None:
        """Forget everything: in the process that has changed what is remembered."""
        with self._lock:
            self._kept.clear()

    def __len__(self) -> int:
        return len(self._kept)


def forget_everything() -> None:
    """Empty all memories of this process."""
    for memory in list(_all):
        memory.forget()
