"""Configuration from the environment. Every reader names the variable it could not use; nothing is guessed.

A value may also come from a file: with `LAKSA_SECRET_KEY_FILE=/run/secrets/key` the content of that file is the value
of `LAKSA_SECRET_KEY` (the convention of container secrets).
"""

import base64
import binascii
import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from django.core.exceptions import ImproperlyConfigured
from psycopg2 import ProgrammingError
from psycopg2.extensions import parse_dsn

T = TypeVar("T")


def text(name: str, default: str | None = None) -> str:
    """The value of NAME, or the content of the file NAME_FILE points to; without either, the default or a stop."""
    path = os.environ.get(f"{name}_FILE")
    if path:
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise ImproperlyConfigured(f"{name}_FILE names {path}, which cannot be read: {error}") from error
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"{name} is not set. See deploy/env.example for what it means.")
    return value


def _converted(name: str, default: T, convert: Callable[[str], T], wanted: str) -> T:
    value = text(name, "")
    if value == "":
        return default
    try:
        return convert(value)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} is {value!r}, but must be {wanted}.") from error


def integer(name: str, default: int, *, minimum: int = 0) -> int:
    def convert(value: str) -> int:
        number = int(value)
        if number < minimum:
            raise ValueError(value)
        return number

    return _converted(name, default, convert, f"a whole number from {minimum}")


def flag(name: str, default: bool) -> bool:
    words = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}

    def convert(value: str) -> bool:
        if value.lower() not in words:
            raise ValueError(value)
        return words[value.lower()]

    return _converted(name, default, convert, "one of 1, true, yes, 0, false, no")


def choice(name: str, default: str, choices: set[str]) -> str:
    def convert(value: str) -> str:
        if value not in choices:
            raise ValueError(value)
        return value

    return _converted(name, default, convert, "one of " + ", ".join(sorted(choices)))


def listed(name: str, default: str = "") -> list[str]:
    """A list of values separated by commas; blanks are dropped."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def database(name: str, default: str | None = None) -> dict:
    """A PostgreSQL URL or key/value string (as libpq reads it) in the form of a Django DATABASES entry."""
    dsn = text(name, default)
    try:
        parts = parse_dsn(dsn)
    except ProgrammingError as error:
        raise ImproperlyConfigured(f"{name} is not a PostgreSQL connection string: {error}") from error
    if not parts.get("dbname"):
        raise ImproperlyConfigured(f"{name} does not name a database.")
    return {
        "NAME": parts.pop("dbname"),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": parts.pop("port", ""),
        "OPTIONS": parts,
    }


def place(name: str) -> dict:
    """A database without a login: who logs in there is each seat's own matter (`tenants.logins`)."""
    found = database(name)
    if found["USER"] or found["PASSWORD"]:
        raise ImproperlyConfigured(
            f"{name} names a user or a password. Host, port and database are enough: each city has a login of its "
            "own, whose password is derived from LAKSA_DATABASE_KEY."
        )
    return found


def key(name: str) -> bytes:
    """A key of 32 bytes, given as base64."""
    try:
        found = base64.b64decode(text(name), validate=True)
    except (binascii.Error, ValueError):
        found = b""
    if len(found) != 32:
        raise ImproperlyConfigured(f"{name} must be the base64 of 32 random bytes, as `openssl rand -base64 32` says.")
    return found
