"""`laksa keys rotate`: whatever is stored under an older data key, encrypted anew under the first; and what
`laksa check` says about keys. Owner only.

It may run beside the web server and be stopped at any time: a row is changed only if nobody else has changed it
meanwhile, and what is done is not looked at again. Keyed hashes stay as they are; see `core.common.crypto`.
"""

import base64
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import BinaryField, Model, QuerySet
from django.db.models.functions import Substr

from core.accounts import citizens
from core.accounts.models import User
from core.casework.actions.identities import IDENTITY_PURPOSE
from core.common import crypto, idempotency
from core.common.models import HashKey, IdempotencyKey
from core.notifications import sealed
from core.notifications.models import Mail
from core.reports.models import Identity
from tenants import migration
from tenants.connection import connection
from tenants.models import Tenant
from tenants.seats import PUBLIC, Seat, seated

Progress = Callable[[int, int, str], None]
BATCH = 500
CITY, BOTH = "city", "both"


@dataclass(frozen=True)
class Column:
    """A column of ciphertexts. `associated` is the lookup of what ties each to its row."""

    what: str
    where: str
    model: type[Model]
    field: str
    purpose: str
    associated: str

    def marks(self) -> Iterator[bytes]:
        """The mark of each stored ciphertext in the present seat."""
        return (bytes(mark) for mark in self._stored().values_list("mark", flat=True).iterator(BATCH))

    def batch(self, after: int, mark: bytes) -> list[int]:
        """The next rows that are not under the key with this mark."""
        rows = self._stored().exclude(mark=mark).filter(pk__gt=after).order_by("pk")
        return list(rows.values_list("pk", flat=True)[:BATCH])

    def renew(self, pk: int) -> None:
        """Encrypt one row anew, unless it has gone or changed meanwhile."""
        rows = self.model._default_manager.filter(pk=pk)
        for old, tie in rows.values_list(self.field, self.associated):
            associated = tie.encode() if isinstance(tie, str) else bytes(tie)
            new = crypto.renewed(connection.schema_name, old, purpose=self.purpose, associated=associated)
            rows.filter(**{self.field: old}).update(**{self.field: new})

    def _stored(self) -> QuerySet:
        first, length = len(crypto.VERSION) + 1, crypto.MARK_BYTES
        mark = Substr(self.field, first, length, output_field=BinaryField())
        return self.model._default_manager.exclude(**{self.field: None}).annotate(mark=mark).exclude(mark=b"")


class SecondFactors:
    """The secrets of authenticators, each as base64 in a JSON document with what else a device needs."""

    what, where = "second factors", BOTH
    _names = ("secret", "seed")

    def marks(self) -> Iterator[bytes]:
        for device in Authenticator.objects.iterator(BATCH):
            yield from self._marks_of(device)

    def batch(self, after: int, mark: bytes) -> list[int]:
        devices = Authenticator.objects.filter(pk__gt=after).order_by("pk").iterator(BATCH)
        older = (device.pk for device in devices if any(found != mark for found in self._marks_of(device)))
        return list(islice(older, BATCH))

    def renew(self, pk: int) -> None:
        with transaction.atomic():
            for device in Authenticator.objects.select_for_update().filter(pk=pk):
                for name in self._sealed(device):
                    device.data[name] = get_adapter().encrypt(get_adapter().decrypt(device.data[name]))
                device.save(update_fields=["data"])

    def _sealed(self, device: Authenticator) -> list[str]:
        return [name for name in self._names if name in device.data]

    def _marks_of(self, device: Authenticator) -> Iterator[bytes]:
        return (crypto.mark_of(base64.b64decode(device.data[name])) for name in self._sealed(device))


STORES: tuple[Column | SecondFactors, ...] = (
    Column("identities", CITY, Identity, "sealed", IDENTITY_PURPOSE, "report__number"),
    Column("accounts", BOTH, User, "sealed_email", citizens.PURPOSE, "email_hash"),
    Column("repeated answers", BOTH, IdempotencyKey, "answer", idempotency.PURPOSE, "key_hash"),
    Column("mails to accounts", CITY, Mail, "sealed", sealed.PURPOSE, "event"),
    SecondFactors(),
)


@dataclass
class Outcome:
    """What became of one kind of ciphertexts of one tenant."""

    schema: str
    what: str
    renewed: int = 0
    unreadable: int = 0


def rotate(progress: Progress | None = None) -> list[Outcome]:
    """Encrypt everything anew that is not under the first key. What does not open stays as it is and is counted."""
    report = progress or (lambda done, total, what: None)
    total = sum(_count(store, lambda mark: mark != _first()) for _schema, store in _everything())
    outcomes, done = [], 0
    report(0, total, "")
    for schema, store in _everything():
        outcome = Outcome(schema, store.what)
        outcomes.append(outcome)
        after = 0
        while batch := store.batch(after, _first()):
            for pk in batch:
                _renew(store, pk, outcome)
            after = batch[-1]
            done += len(batch)
            report(min(done, total), total, f"{schema} {store.what}")
    report(total, total, "")
    return outcomes


def _renew(store: Column | SecondFactors, pk: int, outcome: Outcome) -> None:
    try:
        store.renew(pk)
        outcome.renewed += 1
    except crypto.NotDecryptable:
        outcome.unreadable += 1


def problems() -> Iterator[str]:
    """What `laksa check` says: ciphertexts under older or missing keys, and hashes made with another key than now."""
    known = {key.mark for key in crypto.keyring()}
    for schema, store in _everything():
        if older := _count(store, lambda mark: mark in known and mark != _first()):
            yield f"{schema}: {older} {store.what} are still under an older data key; run `laksa keys rotate`."
        if lost := _count(store, lambda mark: mark not in known):
            yield f"{schema}: {lost} {store.what} need a data key that is not in LAKSA_DATA_KEYS; put it back."
    with seated(Seat(PUBLIC, "owner")):
        remembered = HashKey.objects.values_list("mark", flat=True).first()
    if remembered is not None and bytes(remembered) != crypto.keyring()[-1].mark:
        yield (
            "The last key of LAKSA_DATA_KEYS is not the one that receipt codes and contacts are hashed with; "
            "put that one back at the end, else no receipt code opens its report."
        )


def marks_in_use() -> set[bytes]:
    """The marks of all keys that something stored needs."""
    return {mark for _schema, store in _everything() for mark in store.marks()}


def _first() -> bytes:
    return crypto.keyring()[0].mark


def _count(store: Column | SecondFactors, is_meant: Callable[[bytes], bool]) -> int:
    return sum(is_meant(mark) for mark in store.marks())


def _everything() -> Iterator[tuple[str, Column | SecondFactors]]:
    """Every kind of ciphertexts of every tenant whose tables are there, while the connection sits in that tenant."""
    with seated(Seat(PUBLIC, "owner")):
        tenants = list(Tenant.objects.order_by("schema_name"))
    for tenant in tenants:
        with seated(tenant):
            for store in STORES:
                if store.where == BOTH or not tenant.is_province:
                    yield tenant.schema_name, store


def is_migrated() -> bool:
    """Whether every tenant has the tables that are looked at here."""
    with seated(Seat(PUBLIC, "owner")):
        return not any(migration.pending(tenant.schema_name) for tenant in Tenant.objects.all())
