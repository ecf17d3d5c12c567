"""Refusals: why something cannot be done, in words for people. HTML shows these at the form, the API as problem+json.

Every refusal has a code (stable, for programs) and a message (a translatable sentence for people). Anything that is
not one of these classes is a fault of ours and may become a 500.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Self

from django.utils.translation import gettext_lazy as _

from tenants.lazy_text import Promise

# A sentence for people: translated when it is shown, so usually lazy.
Sentence = str | Promise


class Refused(Exception):
    """Something was not done, and nothing was changed. `code` and `message` default to those of the class."""

    code: str = "refused"
    message: Sentence = _("Permintaan ini tidak dapat dijalankan.")

    def __init__(self, code: str | None = None, message: Sentence | None = None) -> None:
        self.code = code or self.code
        self.message = message or self.message
        super().__init__(self.code, self.message)

    def __str__(self) -> str:
        return str(self.message)


class NotFound(Refused):
    """It does not exist, or the caller may not know whether it does: the answer is the same."""

    code = "not_found"
    message = _("Yang Anda cari tidak ditemukan.")


class Forbidden(Refused):
    """The caller may know that it exists, but may not do this to it."""

    code = "forbidden"
    message = _("Anda tidak berwenang melakukan ini.")


class Conflict(Refused):
    """The request is well formed, but does not fit the state things are in now."""

    code = "conflict"
    message = _("Keadaannya sudah berubah. Muat ulang halaman ini, lalu coba lagi.")


class Invalid(Refused):
    """Input to correct. `errors` names each field (`""`: the whole form) and what to do about it."""

    code = "invalid"
    message = _("Periksa lagi isian yang ditandai.")

    def __init__(self, errors: Mapping[str, Sequence[Sentence]], code: str | None = None) -> None:
        self.errors: dict[str, list[Sentence]] = {field: list(sentences) for field, sentences in errors.items()}
        super().__init__(code)

    @classmethod
    def at(cls, field: str, sentence: Sentence, code: str | None = None) -> Self:
        """One sentence at one field."""
        return cls({field: [sentence]}, code)


def checked(checks: Mapping[str, Callable[[], Any]]) -> dict[str, Any]:
    """The result of each check by its name; one Invalid with the sentences of all that fail."""
    values: dict[str, Any] = {}
    errors: dict[str, list] = {}
    for name, check in checks.items():
        try:
            values[name] = check()
        except Invalid as invalid:
            errors |= invalid.errors
    if errors:
        raise Invalid(errors)
    return values
