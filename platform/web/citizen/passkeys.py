"""Passkeys (kunci sandi): a citizen's fingerprint, face or device PIN instead of the code from the mail.

WebAuthn by allauth and python-fido2. A key belongs to the host it was made on, so to one city. It stands beside the
code, not behind it: someone who loses the device still signs in by mail.
"""

from typing import Any

from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import LoginWebAuthnForm
from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.accounts.allauth_internals import perform_passwordless_login, webauthn
from core.accounts.models import User
from core.common import rate_limits
from core.common.errors import Conflict
from web.accounts.access import fresh_sign_in_required
from web.accounts.adapters import tell_by_mail
from web.citizen.signing_in import with_next
from web.site.requests import CitizenRequest

MOST = 10  # keys of one account
NAME_LENGTH = 60


class NewKeyForm(forms.Form):
    """A name for the key, and what the browser has made."""

    name = forms.CharField(
        label=_("Nama kunci"),
        max_length=NAME_LENGTH,
        help_text=_("Supaya Anda mengenalinya nanti, misalnya: HP saya."),
        error_messages={"required": _("Beri nama kunci ini.")},
    )
    credential = forms.JSONField(
        widget=forms.HiddenInput,
        error_messages={
            "required": _("Peramban belum membuat kunci. Tekan tombolnya sekali lagi."),
            "invalid": _("Peramban belum membuat kunci. Tekan tombolnya sekali lagi."),
        },
    )

    def clean_credential(self) -> Any:
        """The key must have asked for finger, face or PIN: it will be the only thing asked for."""
        credential = self.cleaned_data["credential"]
        try:
            webauthn.parse_registration_response(credential)
            made = webauthn.complete_registration(credential)
        except (ValidationError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise ValidationError(_("Kunci ini tidak dapat dipakai. Coba sekali lagi.")) from error
        if not made.is_user_verified():
            raise ValidationError(_("Kunci ini tidak meminta sidik jari, wajah, atau PIN, jadi tidak dapat dipakai."))
        return credential


def keys_of(user: User) -> list[Authenticator]:
    """The passkeys of an account, the oldest first. One query."""
    return list(user.authenticator_set.filter(type=Authenticator.Type.WEBAUTHN).order_by("created_at", "pk"))


@fresh_sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def add_passkey(request: CitizenRequest) -> HttpResponse:
    """Make a key on this device and keep its public half."""
    if len(keys_of(request.user)) >= MOST:
        raise Conflict("too_many_keys", _("Akun ini sudah punya 10 kunci sandi. Hapus dulu yang tidak dipakai."))
    form = NewKeyForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        webauthn.WebAuthn.add(request.user, form.cleaned_data["name"], form.cleaned_data["credential"])
        messages.success(request, _("Kunci sandi sudah ditambahkan."))
        tell_by_mail(request, "account/email/passkey_added", name=form.cleaned_data["name"])
        return HttpResponseRedirect(reverse("my_account"))
    context = {"form": form, "options": webauthn.begin_registration(request.user, passwordless=True)}
    return render(request, "account/passkey_add.html", context, status=400 if form.is_bound else 200)


@fresh_sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def remove_passkey(request: CitizenRequest, pk: int) -> HttpResponse:
    """Forget a key of this account; another account's is unknown here."""
    key = get_object_or_404(request.user.authenticator_set, pk=pk, type=Authenticator.Type.WEBAUTHN)
    if request.method != "POST":
        return render(request, "account/passkey_remove.html", {"key": key})
    key.delete()
    messages.success(request, _("Kunci sandi sudah dihapus."))
    return HttpResponseRedirect(reverse("my_account"))


@never_cache
@require_safe
def passkey_options(request: CitizenRequest) -> HttpResponse:
    """What the browser needs to ask for a key; the challenge is remembered in the session."""
    return JsonResponse(webauthn.begin_authentication(user=None))


@never_cache
@require_POST
def passkey_login(request: CitizenRequest) -> HttpResponse:
    """Sign in with a key that this host has made."""
    tried = rate_limits.spend("sign_in", request)
    account = _account_behind(request)
    if account is None:
        messages.error(request, _("Kunci sandi ini tidak dikenal di sini. Masuk dengan kode lewat e-mail."))
        return HttpResponseRedirect(with_next(request, "citizen_login"))
    tried.give_back()
    login = Login(user=account.user, redirect_url=get_next_redirect_url(request))
    return perform_passwordless_login(request, account, login)


def _account_behind(request: CitizenRequest) -> Authenticator | None:
    """The citizen's key that has signed the challenge; None for anything else, whatever it is."""
    form = LoginWebAuthnForm(request.POST)
    try:
        found = form.cleaned_data["credential"] if form.is_valid() else None
    except (ValueError, KeyError, TypeError, AttributeError):  # JSON of another shape than a credential's
        return None
    return found if found and found.user.is_citizen else None
