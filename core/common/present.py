"""Values that may be empty in the database, where the procedure says that they are there."""

from typing import TypeVar

_Value = TypeVar("_Value")


def present(value: _Value | None) -> _Value:
    """The value itself; ValueError where it is missing, which is a fault of ours and nobody's input."""
    if value is None:
        raise ValueError("a value is missing that the state of its row says is there")
    return value
