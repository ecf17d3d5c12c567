"""How staff are known to the API: by the session of this host, with a CSRF token on whatever changes something."""

from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request

from core.common.errors import Forbidden


class StaffSession(SessionAuthentication):
    """Session and CSRF token. A caller who is not signed in gets 401, one without the token 403 `csrf_failed`."""

    def authenticate_header(self, request: Request) -> str:
        return "Session"

    def enforce_csrf(self, request: Request) -> None:
        try:
            super().enforce_csrf(request)
        except PermissionDenied as error:
            sentence = _("Sertakan token CSRF dari kuki laksa_csrf pada kepala X-CSRFToken.")
            raise Forbidden("csrf_failed", sentence) from error
