"""A real mail server for tests, that takes mails, refuses them, or dies in the middle of its work."""

import contextlib
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

SMTP_BACKEND = "django.core.mail.backends.smtp.EmailBackend"


@dataclass(frozen=True)
class Taken:
    """A mail as the server got it: envelope and content."""

    sender: str
    to: str
    message: EmailMessage

    @property
    def text(self) -> str:
        return self.message.get_body(("plain",)).get_content().replace("\r\n", "\n")

    @property
    def html(self) -> str:
        return self.message.get_body(("html",)).get_content()


@dataclass
class Handler:
    """What the server does: `refusals` by recipient, `content` in answer to a mail's content; after `dies_after`
    mails it hangs up."""

    refusals: dict[str, str] = field(default_factory=dict)
    content: str = "250 OK"
    sender: str = "250 OK"
    dies_after: int = 1000
    taken: list[Taken] = field(default_factory=list)
    connections: int = 0

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(self, server: SMTP, session, envelope, address, options):
        if len(self.taken) >= self.dies_after:
            server.transport.close()
        if self.sender.startswith("250"):
            envelope.mail_from = address
        return self.sender

    async def handle_RCPT(self, server, session, envelope, address, options):
        answer = self.refusals.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, session, envelope):
        if self.content.startswith("250"):
            message = message_from_bytes(envelope.content, policy=policy.default)
            (to,) = envelope.rcpt_tos
            self.taken.append(Taken(envelope.mail_from, to, message))
        return self.content


def free_port() -> int:
    with contextlib.closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@contextlib.contextmanager
def running(settings, **behaviour) -> Iterator[Handler]:
    """A server that Django's settings lead to, for the length of the block."""
    handler = Handler(**behaviour)
    controller = Controller(handler, hostname="127.0.0.1", port=free_port())
    controller.start()
    lead_to(settings, controller.port)
    try:
        yield handler
    finally:
        controller.stop()


@contextlib.contextmanager
def stalling(settings) -> Iterator[None]:
    """A server that takes connections and says nothing."""
    with contextlib.closing(socket.socket()) as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        lead_to(settings, silent.getsockname()[1])
        settings.EMAIL_TIMEOUT = 0.3
        yield


def lead_to(settings, port: int) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = SMTP_BACKEND, "127.0.0.1", port
    settings.EMAIL_TIMEOUT = 5
