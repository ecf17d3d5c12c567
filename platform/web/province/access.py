"""Who may see the Ombudsman's pages."""

from functools import wraps

from django.http import HttpRequest, HttpResponse

from core.accounts.roles import OVERSEES
from web import errors
from web.accounts import View, staff_required


def overseer_required(view: View) -> View:
    """Only for the Ombudsman's people, with a second factor. Operators run the installation and get 403."""

    @staff_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not request.actor.roles & OVERSEES:
            return errors.forbidden(request)
        return view(request, *args, **kwargs)

    return guarded
