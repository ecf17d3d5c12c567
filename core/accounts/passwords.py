"""What Django's validators let through: a password that is somebody's own name with a few digits."""

import re
from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.accounts.models import User

# Letters a password must have besides the names of its owner.
LEAST = 4
_SHORTEST_NAME = 3
_LETTERS = re.compile(r"[^\W\d_]+")


class MoreThanTheName:
    """Refuses a password that is made of the person's names, digits and signs, in whatever order and case."""

    def validate(self, password: str, user: User | None = None) -> None:
        rest = letters = "".join(_LETTERS.findall(password.casefold()))
        for name in sorted(set(_names(user)), key=len, reverse=True):
            rest = rest.replace(name, "")
        if len(rest) < LEAST and (rest != letters or not letters):
            raise ValidationError(self._sentence(), code="password_is_the_name")

    def get_help_text(self) -> str:
        return self._sentence()

    def _sentence(self) -> str:
        return _("Kata sandi tidak boleh hanya nama Anda atau angka: tambahkan kata lain.")


def _names(user: User | None) -> Iterator[str]:
    """The names of a person in letters only, whole and in parts."""
    if user is None:
        return
    for text in (user.username, user.get_full_name(), user.email.partition("@")[0]):
        parts = [part for part in _LETTERS.findall(text.casefold()) if len(part) >= _SHORTEST_NAME]
        yield from parts
        if parts:
            yield "".join(parts)
