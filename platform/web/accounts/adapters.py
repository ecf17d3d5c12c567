"""What allauth asks of a project, answered: who may sign in how, secrets of second factors, mails about accounts.

Staff sign in with user name, password and TOTP, citizens with a code from their mail or a passkey (`web.citizen`).
These are two kinds of account (`core.accounts.models`), and neither way opens the other kind.
"""

import base64
from datetime import timedelta
from email.utils import formataddr
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.accounts import citizens
from core.accounts.allauth_internals import clear_login, get_authentication_records
from core.accounts.models import User
from core.common import crypto
from core.common.client_ip import client_address
from core.notifications import accounts as mails
from tenants.connection import connection
from tenants.context import current
from web.accounts import known_devices
from web.accounts.sign_in_limits import PASSWORD, guess
from web.site import errors
from web.site.context import Site
from web.site.requests import CitizenRequest

# Marks the session of a citizen, so that the head of each page knows it without asking the database.
CITIZEN = "citizen"
CODE_LENGTH = 8
LOGIN_CODE = "login_code"
# For how long it is worth trying to send a mail about an account that holds no code.
USEFUL = timedelta(days=3)


def _account(user: AbstractBaseUser) -> User:
    """allauth works with any kind of account, and is given ours."""
    if not isinstance(user, User):
        raise TypeError(f"{type(user).__name__} is no account of ours")
    return user


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

    def pre_login(self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> HttpResponse | None:
        """Refuse staff who come without a password: mail and passkeys never open a staff account."""
        records = get_authentication_records(request, user)
        if not _account(user).is_citizen and not any(record["method"] == "password" for record in records):
            clear_login(request)
            return errors.forbidden(request)
        return super().pre_login(request, user, **kwargs)

    def authenticate(self, request: HttpRequest, **credentials: str) -> AbstractBaseUser | None:
        """By user name and password. A wrong one is counted, a right one is not (`web.accounts.sign_in_limits`)."""
        tried = guess(request, PASSWORD, credentials.get("username", ""))
        user = super().authenticate(request, **credentials)
        if user is not None:
            tried.was_right()
        return user

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        super().login(request, user)
        if _account(user).is_citizen:
            request.session[CITIZEN] = True

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> HttpResponse:
        """Remember the device once both factors were given."""
        response, account = super().post_login(request, user, **kwargs), _account(user)
        if not account.is_citizen and account.has_second_factor:
            known_devices.keep(request, response, account.username)
        return response

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        is_citizen = isinstance(request.user, User) and request.user.is_citizen
        return reverse("my_reports") if is_citizen else Site(current()).desk_url

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

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        """How the app on the phone lists the account: the same name exists in several cities."""
        return f"{_account(user).username} @ {connection.tenant.name}"

    def encrypt(self, text: str) -> str:
        sealed = crypto.encrypt(connection.schema_name, text.encode(), purpose=self.PURPOSE)
        return base64.b64encode(sealed).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        sealed = base64.b64decode(encrypted_text)
        return crypto.decrypt(connection.schema_name, sealed, purpose=self.PURPOSE).decode()

    def is_mfa_enabled(self, user: AbstractBaseUser, types: list[str] | None = None) -> bool:
        """A citizen's passkey stands beside the code from the mail; it is never asked for after it."""
        return not (isinstance(user, User) and user.is_citizen) and super().is_mfa_enabled(user, types)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """For which host a passkey is good, and how the phone lists it."""
        site = Site(connection.tenant)
        return {**super().get_public_key_credential_rp_entity(), "name": f"{site.title} {site.name}"}

    def get_public_key_credential_user_entity(self, user: AbstractBaseUser) -> dict:
        entity, email = super().get_public_key_credential_user_entity(user), citizens.email_of(_account(user))
        return {**entity, "name": email, "display_name": email}

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return authenticator.type != Authenticator.Type.TOTP


def tell_by_mail(request: CitizenRequest, template: str, **context: object) -> None:
    """Tell a citizen what has happened to the account."""
    send_by_mail(request, template, citizens.email_of(request.user), **context)


def send_by_mail(request: HttpRequest, template: str, address: str, **context: object) -> None:
    """Have a mail about an account sent; the worker does it."""
    AccountAdapter(request).send_mail(template, address, context)
