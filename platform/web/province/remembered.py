"""Pages of figures for everybody: remembered as long as no figure, city or statement changes, and for the minute whose
figures they say they are."""

from collections.abc import Callable, Hashable, Iterable
from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone

from core.common.remembered_answers import Made, RememberedAnswers
from oversight.statements import figures_version
from web.html.formats import hold_until

_memory = RememberedAnswers()


def answer(request: HttpRequest, what: Hashable, make: Callable[[], Made]) -> HttpResponseBase:
    """One query where nothing has changed."""
    return _memory.answer(request, what, lambda: figures_version(timezone.now()), make)


def of_this_minute(response: HttpResponse, now: datetime, told: Iterable[datetime]) -> Made:
    """A page made `now`, on which it is said how long ago each of the moments `told` was."""
    minute_ends = now.replace(second=0, microsecond=0) + timedelta(minutes=1)
    return Made(response, min(minute_ends, hold_until(told, now)))
