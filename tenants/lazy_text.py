"""Text that is translated when it is shown: what `gettext_lazy` gives, by a type that says that it is text."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # only there: installed with the tools of development
    from django_stubs_ext import StrPromise as Promise
else:
    from django.utils.functional import Promise

__all__ = ["Promise"]
