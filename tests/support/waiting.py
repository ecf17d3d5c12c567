"""Two transactions at once: one thread holds a lock, another is known to wait for it."""

import time
from collections.abc import Callable
from threading import Thread
from typing import Any

from django.db import connections
from psycopg2.extensions import connection as Connection

# Seconds; nothing waits so long but on a machine that does too much else, or for ever.
PATIENCE = 120.0


class Other(Thread):
    """Work in a thread of its own, on connections of its own; `result()` is what it gave or raised."""

    def __init__(self, work: Callable[[], Any]) -> None:
        super().__init__()
        self._work = work
        self._given: Any = None
        self._raised: BaseException | None = None
        self.start()

    def run(self) -> None:
        try:
            self._given = self._work()
        except BaseException as error:
            self._raised = error
        finally:
            connections.close_all()

    def result(self) -> Any:
        self.join(PATIENCE)
        assert not self.is_alive(), "the other one never ended"
        if self._raised is not None:
            raise self._raised
        return self._given

    def wait_until_it_waits(self, owner: Connection, sessions: int = 1) -> None:
        """Returns once so many sessions of the owner's database wait for a lock; `owner` is outside any transaction.

        Whoever is not yet in the queue when a row is let go may take it before the one that waited for it.
        """
        end = time.monotonic() + PATIENCE
        with owner.cursor() as cursor:
            while time.monotonic() < end and self.is_alive():
                cursor.execute(
                    "SELECT count(DISTINCT pid) FROM pg_locks l JOIN pg_stat_activity a USING (pid) "
                    "WHERE NOT l.granted AND a.datname = current_database()"
                )
                if cursor.fetchone()[0] >= sessions:
                    return
                time.sleep(0.02)
        self.result()
        raise AssertionError("it did not wait")
