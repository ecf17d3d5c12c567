"""Time-based one-time codes (RFC 6238): a step of 30 seconds is accepted once, however many processes are asked."""

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import decrypt
from django.db import connection

from core.accounts.allauth_internals import (
    compare_user_code,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)

# Where a device keeps the last step it was accepted with, beside its secret.
LAST_STEP = "last_step"
# Two who come with the same code at once: the second finds the first one's step and changes nothing.
_TAKE = """
UPDATE mfa_authenticator SET data = jsonb_set(data, ARRAY[%(name)s], to_jsonb(%(step)s::bigint))
 WHERE id = %(id)s AND coalesce((data ->> %(name)s)::bigint, -1) < %(step)s
"""


def accept(device: Authenticator, code: str) -> bool:
    """Whether this is the code of a step that may still be used; it and every earlier one then may not.

    RFC 6238, 5.2: "The verifier MUST NOT accept the second attempt of the OTP after the successful validation has been
    issued for the first OTP". One query for a right code, none for a wrong one.
    """
    step = step_of(decrypt(device.data["secret"]), code)
    return step is not None and take(device, step)


def take(device: Authenticator, step: int) -> bool:
    """Use a step up; whether nobody has used it, or a later one, before. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, {"id": device.pk, "name": LAST_STEP, "step": step})
        return cursor.rowcount == 1


def step_of(secret: str, code: str) -> int | None:
    """The step a code belongs to, of those a phone's clock may be at now; None for a wrong code."""
    for step in yield_hotp_counters_from_time():
        if compare_user_code(actual=code, expected=code_at(secret, step)):
            return step
    return None


def code_at(secret: str, step: int) -> str:
    return format_hotp_value(hotp_value(secret, step))


def next_code(device: Authenticator) -> str | None:
    """A code that would be accepted now: this moment's, or the next one, for phones that are fast. None when both
    have been used, for half a minute at most."""
    last = int(device.data.get(LAST_STEP, -1))
    steps = sorted(yield_hotp_counters_from_time())
    free = [step for step in steps[len(steps) // 2 :] if step > last]
    return code_at(decrypt(device.data["secret"]), free[0]) if free else None
