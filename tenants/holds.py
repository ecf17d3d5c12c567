"""A restored installation sends nothing until somebody opens it.

The database of a backup knows of mails that wait, and of seals that are due. The installation it was made from may
have sent them since, or may be running still: a second copy would send every mail twice and publish a second seal of
the same day. So `laksa restore` leaves a mark, and while it is there the worker sends no mail and makes no seal.
An operator who copies a database in another way sets the mark with `laksa hold` before the worker starts.
"""

from datetime import datetime

from tenants.models import Hold

SENTENCE = (
    "This installation was restored on {day} and sends nothing: no mail, no seal. When it is to take the place of the "
    "old one, and that one is off, run `laksa open`."
)


def since() -> datetime | None:
    """Since when nothing is sent; None for an installation that is open. One query."""
    return Hold.objects.values_list("since", flat=True).first()


def is_held() -> bool:
    return since() is not None


def hold(now: datetime) -> None:
    """Send nothing from now on. Owner only; what is held already stays so."""
    Hold.objects.get_or_create(pk=1, defaults={"since": now})


def release() -> None:
    """Send again. Owner only."""
    Hold.objects.all().delete()


def sentence(when: datetime) -> str:
    """For the operator."""
    return SENTENCE.format(day=f"{when:%Y-%m-%d %H:%M} UTC")
