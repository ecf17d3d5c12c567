"""The same POST twice gives one report: a double tap, a second click, a client that repeats after a broken line.

The key is claimed by inserting its row **in the transaction that does the work**. A parallel request with the same key
waits at that row until the first commits and then reads its answer, or does the work itself when the first rolls back.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.transaction import TransactionManagementError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.common import crypto
from core.common.errors import Conflict, Invalid
from core.common.models import IdempotencyKey
from core.common.present import present
from tenants.connection import connection
from tenants.sql import execute

KEEP = timedelta(hours=24)
LONGEST_KEY = 255
PURPOSE = "idempotency"
KEY_REUSED = "idempotency_key_reused"

# Takes the row when it is new or its time is over. Otherwise nothing comes back, but only once the holder of the row
# has finished: that wait is what makes two parallel requests one.
_CLAIM = """
INSERT INTO common_idempotencykey (route, key_hash, body_digest, answer, created_at, expires_at)
VALUES (%s, %s, %s, NULL, %s, %s)
ON CONFLICT (route, key_hash) DO UPDATE
SET body_digest = EXCLUDED.body_digest, answer = NULL,
    created_at = EXCLUDED.created_at, expires_at = EXCLUDED.expires_at
WHERE common_idempotencykey.expires_at <= EXCLUDED.created_at
RETURNING id
"""


@dataclass
class Slot:
    """The claimed place of one answer. `answer` is None when the work is still to be done."""

    schema: str
    key_hash: bytes
    row_id: int
    answer: bytes | None = None

    def store(self, answer: bytes) -> None:
        """Keeps the answer, encrypted, for a repetition of the request. One query."""
        sealed = crypto.encrypt(self.schema, answer, purpose=PURPOSE, associated=self.key_hash)
        IdempotencyKey.objects.filter(pk=self.row_id).update(answer=sealed)
        self.answer = answer


def digest(body: bytes) -> bytes:
    """What tells two bodies apart: SHA-256."""
    return hashlib.sha256(body).digest()


@contextmanager
def once(route: str, key: str, body_digest: bytes, *, caller: str = "", now: datetime | None = None) -> Iterator[Slot]:
    """Claims a key for one request, inside the caller's transaction:

        with transaction.atomic(), once("api:reports", key, digest(body)) as slot:
            if slot.answer is not None:
                return slot.answer
            ...
            slot.store(answer)

    `caller`: whose key it is, where somebody unknown chose it; the same key of another caller is another key. Only its
    keyed hash is kept. One query to claim, one to store. Raises Conflict "idempotency_key_reused" when the key came
    with another body in the last 24 hours, Invalid for a key that is blank or longer than 255 characters.
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError("once() belongs inside the transaction that does the work.")
    slot = _claim(route, _key_hash(route, key, caller), bytes(body_digest), now or timezone.now())
    yield slot
    if slot.answer is None:
        raise RuntimeError(f"The work of {route} ended without storing its answer.")


def earlier_answer(
    route: str, key: str, body_digest: bytes, *, caller: str = "", now: datetime | None = None
) -> bytes | None:
    """What this caller was answered for the same key and body in the last 24 hours; None when that is no repetition.
    Claims nothing. Invalid for a key that is none. One query."""
    key_hash, now = _key_hash(route, key, caller), now or timezone.now()
    earlier = IdempotencyKey.objects.filter(route=route, key_hash=key_hash, expires_at__gt=now).first()
    if earlier is None or not crypto.same(earlier.body_digest, body_digest):
        return None
    return crypto.decrypt(connection.schema_name, bytes(present(earlier.answer)), purpose=PURPOSE, associated=key_hash)


def _key_hash(route: str, key: str, caller: str) -> bytes:
    if not key.strip() or len(key) > LONGEST_KEY:
        sentence = _("Kunci Idempotency-Key harus berisi 1 sampai 255 karakter.")
        raise Invalid.at("Idempotency-Key", sentence, "idempotency_key_malformed")
    return crypto.keyed_hash(connection.schema_name, f"{route}\n{caller}\n{key}", PURPOSE)


def _claim(route: str, key_hash: bytes, body_digest: bytes, now: datetime) -> Slot:
    for (row_id,) in execute(_CLAIM, [route, key_hash, body_digest, now, now + KEEP]):
        return Slot(connection.schema_name, key_hash, row_id)
    return _earlier(route, key_hash, body_digest)


def _earlier(route: str, key_hash: bytes, body_digest: bytes) -> Slot:
    """The slot of the request that had this key before, with its answer."""
    earlier = IdempotencyKey.objects.get(route=route, key_hash=key_hash)
    if not crypto.same(earlier.body_digest, body_digest):
        sentence = _("Kunci ini sudah dipakai untuk kiriman lain. Pakai kunci baru untuk kiriman yang berbeda.")
        raise Conflict(KEY_REUSED, sentence)
    schema = connection.schema_name
    answer = crypto.decrypt(schema, bytes(present(earlier.answer)), purpose=PURPOSE, associated=key_hash)
    return Slot(schema, key_hash, earlier.pk, answer)


def forget_expired(now: datetime) -> int:
    """Deletes the current tenant's rows whose 24 hours are over; how many."""
    deleted, _by_model = IdempotencyKey.objects.filter(expires_at__lte=now).delete()
    return deleted
