"""Tables that every app above may need."""

from django.db import models


class IdempotencyKey(models.Model):
    """One POST that was answered, so that the same POST again gets the same answer (`core.common.idempotency`).

    A row is written in the transaction of its work: a reader who sees a row sees the answer too. The client's key is
    kept as a keyed hash, because clients put anything into it.
    """

    route = models.CharField(max_length=100)
    key_hash = models.BinaryField(max_length=32)
    body_digest = models.BinaryField(max_length=32)
    answer = models.BinaryField(null=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["route", "key_hash"], name="common_idempotency_once")]

    def __str__(self) -> str:
        return f"{self.route} {self.created_at:%Y-%m-%d %H:%M}"


class HashKey(models.Model):
    """The mark of the key that keyed hashes are made with, remembered at the first `laksa migrate`.

    Only the row in `public` is used. Under another key every receipt code and contact would be unknown, without any
    error: so web server and worker compare before they start (`core.common.data_keys`), and `laksa check` does.
    """

    mark = models.BinaryField(max_length=4)
    remembered_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return bytes(self.mark).hex()
