"""Where mail goes: to the server that LAKSA_MAIL_URL names; in a demo without one, to files (`demo.mailbox`).

    smtp://relay.internal:25                              a relay that asks no password, in one's own network
    smtp+starttls://user:password@mail.example.id:587     encrypted by STARTTLS before the password is said
    smtps://user:password@mail.example.id:465             encrypted from the first byte

User and password are percent-encoded where they hold signs that an address gives a meaning to.

Bounces and answers come back to LAKSA_MAIL_FROM with a token behind a plus sign. An operator whose mail server hands
these to `laksa mail receive` sets LAKSA_MAIL_REPLIES=1; mails then invite their reader to answer.
"""

from email.utils import parseaddr
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email

from config import env

SMTP = "django.core.mail.backends.smtp.EmailBackend"
FILES = "demo.mailbox.FileBackend"
_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
# A mail server that says nothing must not hold a web process: seconds until we give up.
_TIMEOUT = 10


def settings_from_environment(*, is_demo: bool, base_domain: str) -> dict:
    """Django's settings of mail. ImproperlyConfigured names the variable that cannot be used, never what it holds."""
    url = env.text("LAKSA_MAIL_URL", "" if is_demo else "smtp://localhost:25")
    sender = env.text("LAKSA_MAIL_FROM", f"laksa@{base_domain}" if "." in base_domain else f"laksa@{base_domain}.id")
    return {
        "DEFAULT_FROM_EMAIL": _address(sender),
        "MAIL_REPLIES": env.flag("LAKSA_MAIL_REPLIES", False),
        **(_server(url) if url else {"EMAIL_BACKEND": FILES}),
    }


def _address(sender: str) -> str:
    try:
        validate_email(sender)
    except ValidationError as error:
        raise ImproperlyConfigured(
            "LAKSA_MAIL_FROM must be a plain e-mail address such as laksa@example.id."
        ) from error
    return parseaddr(sender)[1]


def _server(url: str) -> dict:
    wanted = "LAKSA_MAIL_URL must look like smtp+starttls://user:password@host:587 (or smtp://, smtps://)."
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:  # a port that is no number, brackets that do not close
        raise ImproperlyConfigured(wanted) from error
    extra = parts.path.strip("/") or parts.query or parts.fragment
    if parts.scheme not in _PORTS or not parts.hostname or extra or port == 0:
        raise ImproperlyConfigured(wanted)
    if bool(parts.username) != bool(parts.password):
        raise ImproperlyConfigured("LAKSA_MAIL_URL names a user without a password, or a password without a user.")
    return {
        "EMAIL_BACKEND": SMTP,
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port or _PORTS[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+starttls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_TIMEOUT": _TIMEOUT,
    }
