"""Every private interface of django-allauth that this project uses. Nothing else imports `allauth.*.internal`.

`pyproject.toml` holds allauth below the next version; `tests/core/accounts/test_allauth_internals.py` says in one
sentence what has changed when it is raised.
"""

from allauth.account.internal.flows.login import get_authentication_records, perform_login, record_authentication
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.internal.stagekit import clear_login
from allauth.account.mixins import RedirectAuthenticatedUserMixin
from allauth.account.stages import LoginByCodeStage, LoginStage, LoginStageController
from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.webauthn.internal import auth as webauthn
from allauth.mfa.webauthn.internal.flows import perform_passwordless_login
from django.http import HttpRequest, HttpResponseRedirect

__all__ = [
    "IgnoresPendingCode",
    "LoginByCodeStage",
    "LoginCodeVerificationProcess",
    "LoginStageController",
    "clear_login",
    "compare_user_code",
    "format_hotp_value",
    "get_authentication_records",
    "hotp_value",
    "perform_login",
    "perform_passwordless_login",
    "record_authentication",
    "webauthn",
    "yield_hotp_counters_from_time",
]


class IgnoresPendingCode(RedirectAuthenticatedUserMixin):
    """A login view for those who have asked for a citizen's code before and are not held to it."""

    def _redirect_to_pending_stage(self, request: HttpRequest, stage: LoginStage) -> HttpResponseRedirect | None:
        return None if stage.key == LoginByCodeStage.key else super()._redirect_to_pending_stage(request, stage)
