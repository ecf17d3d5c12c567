"""What the database holds in our own words: names and sentences of the lists every installation starts with."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import ParamSpec, TypeVar

from django.utils.translation import get_language, gettext

Arguments = ParamSpec("Arguments")
Words = TypeVar("Words")


def once_a_language(words: Callable[Arguments, Words]) -> Callable[Arguments, Words]:
    """For words that hang on their arguments and the active language alone: found once in a process, asked for often.

    To find one in the catalog takes longer than to remember it, and a page asks for hundreds.
    """

    @lru_cache(maxsize=8192)
    def held(language: str | None, /, *args: Arguments.args, **kwargs: Arguments.kwargs) -> Words:
        return words(*args, **kwargs)

    @wraps(words)
    def ask(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Words:
        return held(get_language(), *args, **kwargs)  # type: ignore[arg-type]  # words hang on hashable things

    return ask


@once_a_language
def in_language(text: str) -> str:
    """A category, topic, reason or legal basis in the reader's language.

    Those of the seeded lists have an English; what a city or the province wrote itself is returned as it stands.
    """
    return gettext(text) if text else ""
