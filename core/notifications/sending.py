"""The talk with the mail server: one connection for many mails, and what a refusal means.

A server that is dead or silent must cost the worker little: after a failed connection this process leaves it alone for
`QUIET` seconds, whatever city's turn it is.
"""

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from tenants.remembered import Remembered

QUIET = 60.0
# Enhanced status codes (RFC 3463) that speak of something else than a wrong address: a full mailbox, a policy.
_FULL, _POLICY = ".2.2", ".7."
_CLOSING = 421
# The installation has one mail server, for all its cities.
_SERVER = "server"
_down: Remembered[bool] = Remembered(QUIET)


class NotSent(Exception):
    """A mail was not taken. `code` says why without naming anybody: "550 5.1.1", "TimeoutError"."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class TryLater(NotSent):
    """This mail was not taken for now; the next one may be."""


class ServerDown(NotSent):
    """The server takes no mail at all just now."""


class WrongAddress(NotSent):
    """There is no such mailbox."""


class RefusedMail(NotSent):
    """The server refuses this mail for every recipient."""


@dataclass
class SmtpSession:
    """An open connection, opened with the first mail."""

    backend: BaseEmailBackend

    def send(self, message: EmailMessage) -> None:
        """Hand one mail over; one of the errors above when the server does not take it."""
        try:
            self.backend.open()
            self.backend.send_messages([message])
        except smtplib.SMTPRecipientsRefused as error:
            ((code, said),) = error.recipients.values()
            raise _refusal(code, said) from error
        except smtplib.SMTPDataError as error:
            raise _refusal_of_content(error.smtp_code, error.smtp_error) from error
        except smtplib.SMTPResponseException as error:  # greeting, HELO, sign-in, sender
            raise ServerDown(_code(error.smtp_code, error.smtp_error)) from error
        except (smtplib.SMTPException, OSError) as error:
            raise ServerDown(type(error).__name__) from error


@contextmanager
def smtp_session() -> Iterator[SmtpSession | None]:
    """A connection for the length of a block; None while the server is left alone. Closing it never fails.

    ServerDown ends the block."""
    if _down.fresh(_SERVER):
        yield None
        return
    opened = SmtpSession(get_connection())
    try:
        yield opened
    except ServerDown:
        _down.keep(_SERVER, True)
    finally:
        with suppress(OSError):  # smtplib's errors are such, too
            opened.backend.close()


def _refusal(code: int, said: bytes) -> NotSent:
    reply = _code(code, said)
    return ServerDown(reply) if code == _CLOSING else refusal_of(reply)(reply)


def refusal_of(reply: str) -> type[NotSent]:
    """What "550 5.1.1", "450" or "5.2.2" means for a mail to one address."""
    if reply.startswith("4") or reply.endswith(_FULL):
        return TryLater
    return RefusedMail if _POLICY in reply else WrongAddress


def _refusal_of_content(code: int, said: bytes | str) -> NotSent:
    reply = _code(code, said)
    if code == _CLOSING:
        return ServerDown(reply)
    return TryLater(reply) if 400 <= code < 500 else RefusedMail(reply)


def _code(code: int, said: bytes | str) -> str:
    """ "550 5.1.1": the reply's code and enhanced status. The words after them may hold the address."""
    text = said.decode("ascii", "replace") if isinstance(said, bytes) else str(said)
    first = text.split(maxsplit=1)[0] if text.split() else ""
    digits = first.split(".")
    is_status = len(digits) == 3 and all(part.isascii() and part.isdigit() and len(part) < 4 for part in digits)
    return f"{code} {first}" if is_status else str(code)
