"""No row ends the verification: what a check cannot even compare is a fault by itself."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.db import Error

from core.casework.verification.problems import Fault


def survived(row: str, check: Callable[..., Iterable[Fault]], *about: Any, **options: bool) -> Iterator[Fault]:
    """What a check finds. A row of a shape that nothing of ours writes (JSON of another kind, a category that is gone)
    ends that check only, and is said of `row`, under which it was looked for. A database that does not answer is no
    fault of a row."""
    try:
        yield from check(*about, **options)
    except Error:
        raise
    except Exception as error:
        yield Fault(row, f"has rows that cannot be compared ({check.__name__} ended with {type(error).__name__})")
