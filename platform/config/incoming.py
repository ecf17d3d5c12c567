"""`laksa mail receive`: one message from standard input, handed over by the mail server's pipe.

Postfix, in master.cf (LAKSA_MAIL_FROM is laksa@example.id, recipient_delimiter is +):

    laksa unix - n n - - pipe flags=DRhu user=laksa argv=laksa mail receive --to ${original_recipient}

and in transport: `laksa@example.id laksa:`. Exit status 75 (EX_TEMPFAIL) has the mail server keep the mail and try
again; whatever can be read is taken with 0, so that no stranger is sent a bounce.
"""

from typing import BinaryIO

MOST_BYTES = 30 * 1024 * 1024
TRY_AGAIN = 75


def run(source: BinaryIO, to: str) -> str:
    """Read the message to its end and take it in; what became of it, in one word. Larger than any server takes:
    "unknown", unread."""
    from core.casework.periodic.incoming_mail import Outcome, receive

    raw = source.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        while source.read(1024 * 1024):
            pass
        return Outcome.UNKNOWN
    return receive(raw, to=to)
