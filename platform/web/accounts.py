"""Signing in: adapters for allauth, the gates of staff pages and citizens' pages, and the page behind a one-time link.

Staff sign in with user name, password and TOTP, citizens with a code from their mail or a passkey (`web.citizen`).
These are two kinds of account (`core.accounts.models`), and neither way opens the other kind.
"""

import base64
import time
from collections.abc import Callable
from datetime import timedelta
from email.utils import formataddr
from functools import wraps
from urllib.parse import urlencode

from allauth.account import views as allauth_views
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.account.internal.stagekit import clear_login
from allauth.account.stages import LoginByCodeStage, LoginStage
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base import views as mfa_views
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import views as totp_views
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.core.exceptions import NON_FIELD_ERRORS
from django.db import connection, transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from core.accounts import citizens, invitations, one_time_codes
from core.accounts.actors import Actor
from core.accounts.models import User
from core.accounts.roles import CITY_ROLES, PROVINCE_ROLES
from core.accounts.second_factor import has_second_factor
from core.casework.common.actors import actor_of, overseer_of
from core.common import crypto
from core.common.client_ip import client_address
from core.common.errors import NotFound
from core.notifications import accounts as mails
from web import errors, known_devices
from web.account_forms import NewDeviceForm, NewPasswordForm
from web.context import Site
from web.guesses import PASSWORD, TOO_MANY, guess

View = Callable[..., HttpResponse]
# Marks the session of a citizen, so that the head of each page knows it without asking the database.
CITIZEN = "citizen"
# For how long after signing in a citizen may change what protects the account, or close it.
FRESH = timedelta(minutes=15)
CODE_LENGTH = 8
LOGIN_CODE = "login_code"
# For how long it is worth trying to send a mail about an account that holds no code.
USEFUL = timedelta(days=3)


class AccountAdapter(DefaultAccountAdapter):
    """Staff accounts are made by an admin; a citizen's is made by signing in (`web.citizen.signing_in`)."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("Akun ini tidak aktif. Hubungi admin kota Anda."),
        "incorrect_code": _("Kode tidak cocok. Lihat e-mail terbaru dari kami, lalu ketik 8 angkanya."),
        "enter_current_password": _("Kata sandi sekarang tidak cocok. Ketik ulang."),
        "incorrect_password": _("Kata sandi tidak cocok. Ketik ulang."),
        "invalid_login": _("Nama pengguna atau kata sandi tidak cocok."),
        "username_password_mismatch": _("Nama pengguna atau kata sandi tidak cocok."),
    }

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_login(self, request: HttpRequest, user: User, **kwargs: object) -> HttpResponse | None:
        """Whoever comes without a password must be a citizen: mail and passkeys never open a staff account."""
        records = get_authentication_records(request, user)
        if not user.is_citizen and not any(record["method"] == "password" for record in records):
            clear_login(request)
            return errors.forbidden(request)
        return super().pre_login(request, user, **kwargs)

    def authenticate(self, request: HttpRequest, **credentials: str) -> User | None:
        """By user name and password. A wrong one is counted, a right one is not (`web.guesses`)."""
        tried = guess(request, PASSWORD, credentials.get("username", ""))
        user = super().authenticate(request, **credentials)
        if user is not None:
            tried.was_right()
        return user

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        if user.is_citizen:
            request.session[CITIZEN] = True

    def post_login(self, request: HttpRequest, user: User, **kwargs: object) -> HttpResponse:
        """Whoever has given both factors is known at this device from now on."""
        response = super().post_login(request, user, **kwargs)
        if not user.is_citizen and user.has_second_factor:
            known_devices.keep(request, response, user.username)
        return response

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return reverse("my_reports") if request.user.is_citizen else Site(request.tenant).desk_url

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account_login")

    def generate_login_code(self) -> str:
        """Digits, because phones offer keys for them: of 10^8, with three tries a code."""
        return get_random_string(CODE_LENGTH, "0123456789")

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """Into the city's outbox, with the city's face, which a mail's subject is made with, too. Accounts of the
        province are sent none."""
        message = self.render_mail(
            template_prefix, email, {"email": email, "site": Site(connection.tenant), **context}
        )
        event = template_prefix.rpartition("/")[2]
        useful = timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT) if event == LOGIN_CODE else USEFUL
        mails.queue(message, event, get_language() or settings.LANGUAGE_CODE, timezone.now(), useful)

    def get_from_email(self) -> str:
        """The installation's address under the city's name."""
        site = Site(connection.tenant)
        return formataddr((f"{site.title} {site.name}", settings.DEFAULT_FROM_EMAIL))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("mfa_index")


class MFAAdapter(DefaultMFAAdapter):
    """Secrets of second factors are encrypted under the city's key, and staff cannot go without one."""

    PURPOSE = "mfa"
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": _(
            "Petugas wajib memakai aplikasi autentikator. Jika ponsel Anda hilang atau berganti, minta admin mengirim "
            "tautan undangan baru."
        ),
        "incorrect_code": _(
            "Kode tidak cocok. Ketik 6 angka yang sekarang tampak di aplikasi autentikator. Setiap kode berlaku "
            "sekali: bila baru saja dipakai, tunggu kode berikutnya."
        ),
    }

    def get_totp_label(self, user: User) -> str:
        """How the app on the phone lists the account: the same name exists in several cities."""
        return f"{user.username} @ {connection.tenant.name}"

    def encrypt(self, text: str) -> str:
        sealed = crypto.encrypt(connection.schema_name, text.encode(), purpose=self.PURPOSE)
        return base64.b64encode(sealed).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        sealed = base64.b64decode(encrypted_text)
        return crypto.decrypt(connection.schema_name, sealed, purpose=self.PURPOSE).decode()

    def is_mfa_enabled(self, user: User, types: list[str] | None = None) -> bool:
        """A citizen's passkey stands beside the code from the mail; it is never asked for after it."""
        return not (user.is_authenticated and user.is_citizen) and super().is_mfa_enabled(user, types)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """For which host a passkey is good, and how the phone lists it."""
        site = Site(connection.tenant)
        return {**super().get_public_key_credential_rp_entity(), "name": f"{site.title} {site.name}"}

    def get_public_key_credential_user_entity(self, user: User) -> dict:
        entity = super().get_public_key_credential_user_entity(user)
        return {**entity, "name": citizens.email_of(user), "display_name": citizens.email_of(user)}

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return authenticator.type != Authenticator.Type.TOTP


def _actor(request: HttpRequest) -> Actor:
    """The signed-in person's roles on this host: one query in a city, none in the province."""
    return overseer_of(request.user) if request.tenant.is_province else actor_of(request.user)


def staff_required(view: View) -> View:
    """Only for staff with a second factor; gives the view `request.actor`.

    A stranger is sent to sign in, staff without TOTP to set it up; an account without any role on this host gets 403.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not request.user.is_authenticated:
            return _to("account_login", request.get_full_path())
        request.actor = _actor(request)
        wanted = PROVINCE_ROLES if request.tenant.is_province else CITY_ROLES
        if not (request.actor.roles & set(wanted) or request.actor.unit_roles):
            return errors.forbidden(request)
        if not has_second_factor(request.user, request.session):
            return _to("mfa_activate_totp", request.get_full_path())
        return view(request, *args, **kwargs)

    return guarded


def citizen_required(view: View) -> View:
    """Only for a signed-in citizen; a stranger is sent to sign in, a person of the office gets 403. Nothing is kept
    in a cache."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not request.user.is_authenticated:
            return _to("citizen_login", request.get_full_path() if request.method == "GET" else reverse("my_reports"))
        if not request.user.is_citizen:
            return errors.forbidden(request)
        response = view(request, *args, **kwargs)
        response.headers["Cache-Control"] = "no-store"
        return response

    return guarded


def fresh_sign_in_required(view: View) -> View:
    """For a citizen who has signed in within the last quarter of an hour; anybody else signs in anew first: a phone
    left on a table must not be enough to take the account over or to close it."""

    @wraps(view)
    @citizen_required
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        records = get_authentication_records(request, request.user)
        if records and time.time() - records[-1]["at"] < FRESH.total_seconds():
            return view(request, *args, **kwargs)
        path = request.path if request.method == "GET" else reverse("my_account")
        logout(request)
        messages.info(request, _("Demi keamanan akun Anda, masuk sekali lagi untuk melanjutkan."))
        return _to("citizen_login", path)

    return guarded


def citizen_of(request: HttpRequest) -> User | None:
    """The citizen who is signed in; None for a stranger (no query) and for a person of the office."""
    user = request.user
    return user if user.is_authenticated and user.is_citizen else None


def office_only(view: View) -> View:
    """For allauth's pages about passwords and authenticators, which a citizen's account does not have."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if citizen_of(request):
            return HttpResponseRedirect(reverse("my_account"))
        return view(request, *args, **kwargs)

    return guarded


def tell_by_mail(request: HttpRequest, template: str, **context: object) -> None:
    """Tell a citizen what has happened to the account."""
    send_by_mail(request, template, citizens.email_of(request.user), **context)


def send_by_mail(request: HttpRequest, template: str, address: str, **context: object) -> None:
    """Have a mail about an account sent; the worker does it."""
    AccountAdapter(request).send_mail(template, address, context)


def _to(name: str, next_path: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{reverse(name)}?{urlencode({'next': next_path})}")


class _OwnSite:
    """allauth puts its idea of a site into the context under the name ours has (`web.context`)."""

    def get_context_data(self, **kwargs: object) -> dict:
        context = super().get_context_data(**kwargs)
        context.pop("site", None)
        return context


class LoginView(_OwnSite, allauth_views.LoginView):
    """Of staff. Who has asked for a citizen's code before is not held to it."""

    def _redirect_to_pending_stage(self, request: HttpRequest, stage: LoginStage) -> HttpResponse | None:
        return None if stage.key == LoginByCodeStage.key else super()._redirect_to_pending_stage(request, stage)

    def form_invalid(self, form: Form) -> HttpResponse:
        response = super().form_invalid(form)
        response.status_code = 429 if form.has_error(NON_FIELD_ERRORS, TOO_MANY) else response.status_code
        return response


class CodeView(_OwnSite, mfa_views.AuthenticateView):
    pass


class NewDeviceView(totp_views.ActivateTOTPView):
    """Setting up the app. The code that proves it is used up as any other."""

    def form_valid(self, form: NewDeviceForm) -> HttpResponse:
        with transaction.atomic():
            response = super().form_valid(form)
            device = self.request.user.authenticator_set.get(type=Authenticator.Type.TOTP)
            one_time_codes.take(device, form.step)
        return response


@sensitive_post_parameters("password", "again")
@never_cache
def accept_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Behind a one-time link: choose a password, then set up the second factor. A wrong or used link gets 404."""
    try:
        user = invitations.find(token)
    except NotFound:
        return render(request, "account/invitation_invalid.html", status=404)
    form = NewPasswordForm(request.POST or None, user=user)
    if request.method != "POST" or not form.is_valid():
        return render(request, "account/invitation.html", {"form": form, "invited": user})
    _start_over(request, token, form.cleaned_data["password"])
    return _to("mfa_activate_totp", Site(request.tenant).desk_url)


def _start_over(request: HttpRequest, token: str, password: str) -> None:
    """Set the password, forget a second factor of before (a lost phone is why links are sent again), and sign in."""
    with transaction.atomic():
        user = invitations.accept(token, password)
        user.authenticator_set.all().delete()
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    # The password was given a moment ago; setting up the second factor does not ask for it again.
    record_authentication(request, user, "password", username=user.username, reauthenticated=True)
