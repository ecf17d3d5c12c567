"""Encryption of what may not be read in the database, and keyed hashes of what must be found without being read.

The keys come from `LAKSA_DATA_KEYS`: base64 of 32 random bytes each, separated by commas. The first encrypts, all of
them decrypt. From each one HKDF-SHA256 derives a key of its own per tenant schema and purpose, so a ciphertext carried
to another tenant, or to a column with another purpose, does not open; `associated` ties it to its row as well.

Rotation: put the new key in front, then `laksa keys rotate`. A keyed hash must stay the same for as long as it is
looked up, so it always uses the **last** (oldest) key of the list. That one stays at the end for as long as its hashes
live: taking it away makes contacts unfindable and every receipt code unknown.
"""

import base64
import binascii
import hashlib
import hmac
import os
from dataclasses import dataclass
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

KEY_BYTES = 32
# Ciphertext: version (1 byte), which data key (4), nonce (12), AES-256-GCM ciphertext with its tag (16).
VERSION = b"\x01"
MARK_BYTES = 4
NONCE_BYTES = 12
HEADER_BYTES = len(VERSION) + MARK_BYTES + NONCE_BYTES


class NotDecryptable(Exception):
    """A ciphertext that does not open: altered, moved here from elsewhere, or its data key is no longer configured."""


@dataclass(frozen=True, repr=False)
class DataKey:
    """One key of `LAKSA_DATA_KEYS`. The mark says which key a ciphertext needs and tells nothing about the key."""

    secret: bytes
    mark: bytes


def keyring() -> tuple[DataKey, ...]:
    """The configured keys in their order. Raises ImproperlyConfigured, naming LAKSA_DATA_KEYS, when one is no key."""
    return _parsed(tuple(settings.DATA_KEYS))


@lru_cache(maxsize=4)
def _parsed(texts: tuple[str, ...]) -> tuple[DataKey, ...]:
    if not texts:
        raise ImproperlyConfigured("LAKSA_DATA_KEYS holds no key. It takes base64 of 32 random bytes.")
    return tuple(_parsed_key(text, position) for position, text in enumerate(texts, start=1))


def _parsed_key(text: str, position: int) -> DataKey:
    try:
        secret = base64.b64decode(text.replace("-", "+").replace("_", "/"), validate=True)
    except (ValueError, binascii.Error):
        secret = b""
    if len(secret) != KEY_BYTES:
        raise ImproperlyConfigured(f"LAKSA_DATA_KEYS: key {position} is not base64 of {KEY_BYTES} random bytes.")
    return DataKey(secret, mark=_derived(secret, b"mark", MARK_BYTES))


def _derived(secret: bytes, info: bytes, length: int = KEY_BYTES) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=None, info=b"laksa\x00" + info).derive(secret)


@lru_cache(maxsize=4096)
def _tenant_key(secret: bytes, use: str, schema: str, purpose: str) -> bytes:
    if not schema or not purpose:
        raise ValueError("A key needs a schema and a purpose.")
    return _derived(secret, "\x00".join((use, schema, purpose)).encode())


def encrypt(schema: str, plaintext: bytes, *, purpose: str, associated: bytes = b"") -> bytes:
    """Ciphertext that opens only for the same schema, purpose and associated bytes (what names its row)."""
    key = keyring()[0]
    nonce = os.urandom(NONCE_BYTES)
    cipher = AESGCM(_tenant_key(key.secret, "encrypt", schema, purpose))
    return VERSION + key.mark + nonce + cipher.encrypt(nonce, plaintext, associated)


def decrypt(schema: str, ciphertext: bytes | memoryview, *, purpose: str, associated: bytes = b"") -> bytes:
    """What `encrypt` was given. Raises NotDecryptable when the ciphertext does not open here."""
    ciphertext = bytes(ciphertext)  # the database driver hands out memoryviews
    mark, nonce = ciphertext[1 : 1 + MARK_BYTES], ciphertext[1 + MARK_BYTES : HEADER_BYTES]
    if len(ciphertext) < HEADER_BYTES or not ciphertext.startswith(VERSION):
        raise NotDecryptable("This is not a ciphertext of ours.")
    for key in keyring():
        if key.mark == mark:
            return _opened(_tenant_key(key.secret, "encrypt", schema, purpose), nonce, ciphertext, associated)
    raise NotDecryptable("The data key of this ciphertext is not in LAKSA_DATA_KEYS.")


def mark_of(ciphertext: bytes) -> bytes:
    """Which data key a ciphertext needs (`DataKey.mark`); no key is needed to tell."""
    return bytes(ciphertext[len(VERSION) : len(VERSION) + MARK_BYTES])


def renewed(schema: str, ciphertext: bytes, *, purpose: str, associated: bytes = b"") -> bytes:
    """The same plaintext under the first data key. Raises NotDecryptable when it does not open here."""
    plaintext = decrypt(schema, ciphertext, purpose=purpose, associated=associated)
    return encrypt(schema, plaintext, purpose=purpose, associated=associated)


def _opened(key: bytes, nonce: bytes, ciphertext: bytes, associated: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(nonce, ciphertext[HEADER_BYTES:], associated)
    except InvalidTag as error:
        raise NotDecryptable("This ciphertext was altered or belongs to another tenant, purpose or row.") from error


def keyed_hash(schema: str, value: str, purpose: str) -> bytes:
    """HMAC-SHA256 (32 bytes) by which a tenant finds an e-mail, phone number or receipt code it does not store.

    The value must already have its one form (`core.common.phones`, `core.common.numbers`): other spelling, other hash.
    """
    key = _tenant_key(keyring()[-1].secret, "hash", schema, purpose)
    return hmac.digest(key, value.encode("utf-8", "surrogatepass"), hashlib.sha256)


def lasting_key(schema: str, purpose: str) -> bytes:
    """A key of a tenant that never changes: of the last data key, like the keyed hashes."""
    return _tenant_key(keyring()[-1].secret, "lasting", schema, purpose)


def same(one: bytes | memoryview, other: bytes | memoryview) -> bool:
    """Equality in a time that does not depend on where they differ."""
    return hmac.compare_digest(bytes(one), bytes(other))
