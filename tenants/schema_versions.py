"""Which migrations this code has, and the error of entering a city that lacks one of them."""

from functools import cache

from django.db.migrations.loader import MigrationLoader

# A migration: app label, name.
Key = tuple[str, str]


class Behind(Exception):
    """A city's schema lacks a migration that this code needs, because it failed there; the message names the city."""


@cache
def on_disk() -> frozenset[Key]:
    """Every migration of this code. Its files do not change while it runs."""
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)


@cache
def names() -> frozenset[str]:
    """The same as they are written down: "reports.0001_initial"."""
    return frozenset(map(name_of, on_disk()))


def name_of(migration: Key) -> str:
    return ".".join(migration)
