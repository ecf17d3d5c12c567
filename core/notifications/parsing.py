"""A mail that came in, read with distrust: what kind it is, and what a person wrote in it."""

import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage, Message, MIMEPart
from itertools import takewhile
from typing import Any

from django.utils.html import strip_tags

_AUTOMATIC_SUBJECT = re.compile(
    r"(out of (the )?office|auto(matic)?[ -]?(reply|response)|autoreply|balasan otomatis|jawaban otomatis"
    r"|di luar kantor|sedang cuti|mailbox full|undeliver|delivery status)",
    re.IGNORECASE,
)
_MACHINES = re.compile(r"^(mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?)\b", re.IGNORECASE)
_MACHINE_HEADERS = ("X-Autoreply", "X-Autorespond", "List-Id", "List-Unsubscribe", "X-Loop")
_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")
# Where what a mail program repeats begins. No library does this for us: mail-parser-reply 1.36 knows no Indonesian,
# takes "Thanks, ..." and "Warning: ..." for a signature and a disclaimer, with words that follow, and works three
# quarters of a minute on 20,000 empty lines, which a stranger can send.
_HISTORY = (
    re.compile(r"-{2,}\s*(original message|pesan asli|forwarded message|pesan terusan)", re.IGNORECASE),
    re.compile(r"_{10,}$"),
    re.compile(r"-- ?$"),
    re.compile(r"(sent from|dikirim dari) \S", re.IGNORECASE),
)
_WROTE = re.compile(r".*<[^<>\s]+@[^<>\s]+>.*(wrote|menulis):$", re.IGNORECASE)
_WROTE_IN_LINES = re.compile(r"(on|pada)\b.*(wrote|menulis):$", re.IGNORECASE)
_REPEATED_HEAD = re.compile(r"\*?(from|dari)\s*:\*?\s", re.IGNORECASE)
_REPEATED_NEXT = re.compile(r"\*?(sent|date|to|dikirim|tanggal|kepada|ke)\s*:\*?\s", re.IGNORECASE)
# A mail program breaks the line that says who wrote when.
_WROTE_LINES = 3


class UnreadableMail(ValueError):
    """What came in is no mail that can be read."""


@dataclass(frozen=True)
class Bounce:
    """What another server says became of a mail of ours (RFC 3464)."""

    action: str
    status: str


@dataclass(frozen=True)
class Arrived:
    """A mail that came in. `to` are all lines that may name our secret address."""

    to: str
    sender: str
    is_automatic: bool
    bounce: Bounce | None
    text: str
    attachments: int


def parse(raw: bytes, to: str = "") -> Arrived:
    """Read a message (RFC 5322). UnreadableMail when it is none. `to`: the envelope's recipient, where it is known."""
    try:
        return _parsed(message_from_bytes(raw, policy=policy.default), to)
    except Exception as error:  # the library fails in many ways at what strangers write
        raise UnreadableMail(type(error).__name__) from error


def _parsed(message: EmailMessage, to: str) -> Arrived:
    lines = [
        to,
        *(str(line) for name in ("Delivered-To", "X-Original-To", "To", "Cc") for line in _all(message, name)),
    ]
    bounce = _bounce(message)
    return Arrived(
        to="\n".join(lines),
        sender=_sender(message),
        is_automatic=bounce is not None or _is_automatic(message),
        bounce=bounce,
        text=said(_text(message)),
        attachments=sum(1 for _part in message.iter_attachments()) if message.is_multipart() else 0,
    )


def _all(message: EmailMessage, name: str) -> list[Any]:
    return message.get_all(name, [])


def _sender(message: EmailMessage) -> str:
    """The one address it says to be from; empty when it is not exactly one."""
    addresses = [address.addr_spec for header in _all(message, "From") for address in header.addresses]
    return addresses[0] if len(addresses) == 1 else ""


def _bounce(message: EmailMessage) -> Bounce | None:
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status":
            blocks = [block for block in part.get_payload() if isinstance(block, Message) and block.get("Action")]
            for block in blocks:
                status = _STATUS.search(str(block.get("Status", "")))
                return Bounce(str(block["Action"]).strip().lower(), status[0] if status else "5.0.0")
    return None


def _is_automatic(message: EmailMessage) -> bool:
    """Whether a machine wrote it (RFC 3834), by every sign that machines give of themselves."""
    submitted = str(message.get("Auto-Submitted", "no")).strip().lower()
    precedence = str(message.get("Precedence", "")).strip().lower()
    return (
        not submitted.startswith("no")
        or precedence in {"bulk", "junk", "list", "auto_reply"}
        or any(message.get(name) is not None for name in _MACHINE_HEADERS)
        or str(message.get("Return-Path", "")).strip() == "<>"
        or message.get_content_type() == "multipart/report"
        or _MACHINES.match(_sender(message)) is not None
        or _AUTOMATIC_SUBJECT.search(str(message.get("Subject", ""))) is not None
    )


def _text(message: EmailMessage) -> str:
    body = message.get_body(("plain", "html"))
    if body is None:
        return ""
    text = _decoded(body)
    return text if body.get_content_type() == "text/plain" else _without_markup(text)


def _decoded(part: MIMEPart) -> str:
    try:
        return part.get_content()
    except (LookupError, UnicodeError):  # a character set nobody knows
        raw = part.get_payload(decode=True)
        return raw.decode("utf-8", "replace") if isinstance(raw, bytes) else ""


def _without_markup(html: str) -> str:
    """What an HTML mail says, without what it quotes."""
    html = re.sub(r"(?is)<(style|script|head|title)\b.*?</\1>", "", html)
    html = re.sub(r"(?is)<blockquote\b.*", "", html)
    html = re.sub(r"(?i)<br\s*/?>|</(p|div|tr|li|h\d)>", "\n", html)
    return strip_tags(html).replace("&nbsp;", " ").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def said(text: str) -> str:
    """What is new in an answer: without quoted lines, the history below it and the signature."""
    lines = [line.strip() for line in text.replace("\r\n", "\n").split("\n")]
    kept = []
    for number, line in enumerate(lines):
        if _begins_history(lines[number : number + _WROTE_LINES + 1]):
            break
        if not line.startswith(">"):
            kept.append(line)
    return "\n".join(kept).strip()


def _begins_history(lines: list[str]) -> bool:
    line = lines[0]
    if any(pattern.match(line) for pattern in _HISTORY):
        return True
    if _REPEATED_HEAD.match(line) and any(_REPEATED_NEXT.match(following) for following in lines[1:]):
        return True
    paragraph = list(takewhile(bool, lines[:_WROTE_LINES]))
    joined = (" ".join(paragraph[:count]) for count in range(1, len(paragraph) + 1))
    return bool(_WROTE.match(line)) or any(_WROTE_IN_LINES.match(text) for text in joined)
