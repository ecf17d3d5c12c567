"""The forms in which staff type passwords and one-time codes.

allauth's own count tries and remember used codes in the cache of one process; these do both in the database.
"""

from typing import Any

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.forms import ChangePasswordForm
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.utils.translation import gettext_lazy as _

from core.accounts import one_time_codes
from core.accounts.models import User
from web.accounts.sign_in_limits import CODE, guess


class _CodeOnce:
    """A code from the app, each step once, or one of the recovery codes, each once."""

    user: User
    cleaned_data: dict[str, Any]

    def clean_code(self) -> str:
        code = self.cleaned_data["code"]
        tried = guess(context.request, CODE, self.user.username)
        for device in self.user.authenticator_set.exclude(type=Authenticator.Type.WEBAUTHN):
            if _accepts(device, code):
                tried.was_right()
                device.user = self.user
                self.authenticator = device
                return code
        raise get_adapter().validation_error("incorrect_code")


def _accepts(device: Authenticator, code: str) -> bool:
    if device.type == Authenticator.Type.TOTP:
        return one_time_codes.accept(device, code)
    return device.wrap().validate_code(code)


class SignInCodeForm(_CodeOnce, AuthenticateForm):
    """After the password."""


class ConfirmCodeForm(_CodeOnce, ReauthenticateForm):
    """Before something about the account is changed."""


class NewDeviceForm(ActivateTOTPForm):
    """The first code of an app that is being set up. `step` is the one it belongs to, for the caller to use up."""

    step: int | None

    def clean_code(self) -> str:
        code = super().clean_code()
        self.step = one_time_codes.step_of(self.secret, code)
        return code


class NewPasswordForm(forms.Form):
    """A password typed twice, checked by the validators of the installation."""

    password = forms.CharField(
        label=_("Kata sandi baru"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _("Ketik kata sandi baru.")},
    )
    again = forms.CharField(
        label=_("Ulangi kata sandi"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _("Ketik kata sandi yang sama sekali lagi.")},
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["password"].help_text = " ".join(password_validators_help_texts())

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        validate_password(password, self.user)
        return password

    def clean_again(self) -> str:
        if self.cleaned_data.get("password", self.cleaned_data["again"]) != self.cleaned_data["again"]:
            raise forms.ValidationError(_("Kedua kata sandi tidak sama. Ketik ulang."))
        return self.cleaned_data["again"]


class OldAndNewPasswordForm(ChangePasswordForm):
    """The old password is guessed at like any other."""

    user: User

    def clean_oldpassword(self) -> str:
        password = self.cleaned_data["oldpassword"]
        if not get_account_adapter().reauthenticate(self.user, password):
            raise get_account_adapter().validation_error("enter_current_password")
        return password
