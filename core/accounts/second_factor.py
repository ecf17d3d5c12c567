"""Whether who is signed in has a second factor."""

from django.contrib.sessions.backends.base import SessionBase

from core.accounts.models import User

# Where a session remembers whose second factor it has seen.
KEY = "second_factor"


def has_second_factor(user: User, session: SessionBase) -> bool:
    """Whether the person has a TOTP device. It cannot be given up while signed in, so the session remembers a yes:
    one query the first time, then none."""
    if session.get(KEY) != user.pk:
        if not user.has_second_factor:
            return False
        session[KEY] = user.pk
    return True
