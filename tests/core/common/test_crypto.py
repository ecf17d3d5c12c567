"""A ciphertext opens for its own tenant, purpose and row, with any configured key, and only unaltered."""

import base64

import pytest
from django.core.exceptions import ImproperlyConfigured

from core.common import crypto

OLD = base64.b64encode(b"the old key of these tests, 32 b").decode()
NEW = base64.b64encode(b"the new key of these tests, 32 b").decode()
IDENTITY = {"purpose": "identity", "associated": b"3671-26-000123-L"}


@pytest.fixture(autouse=True)
def _old_key(settings) -> None:
    settings.DATA_KEYS = [OLD]


def test_what_goes_in_comes_out() -> None:
    sealed = crypto.encrypt("t3671", b"Siti Aminah", **IDENTITY)
    assert crypto.decrypt("t3671", sealed, **IDENTITY) == b"Siti Aminah"
    assert crypto.decrypt("t3671", memoryview(sealed), **IDENTITY) == b"Siti Aminah"
    assert b"Siti" not in sealed


def test_the_same_text_is_never_sealed_the_same_way() -> None:
    assert crypto.encrypt("t3671", b"x", purpose="identity") != crypto.encrypt("t3671", b"x", purpose="identity")


@pytest.mark.parametrize(
    ("schema", "purpose", "associated"),
    [
        ("t3602", "identity", b"3671-26-000123-L"),
        ("t3671", "message", b"3671-26-000123-L"),
        ("t3671", "identity", b"3671-26-000124-7"),
        ("t3671", "identity", b""),
    ],
)
def test_moved_elsewhere_it_does_not_open(schema: str, purpose: str, associated: bytes) -> None:
    sealed = crypto.encrypt("t3671", b"Siti Aminah", **IDENTITY)
    with pytest.raises(crypto.NotDecryptable):
        crypto.decrypt(schema, sealed, purpose=purpose, associated=associated)


def test_any_altered_byte_is_noticed() -> None:
    sealed = crypto.encrypt("t3671", b"Siti", **IDENTITY)
    for position in range(len(sealed)):
        altered = bytearray(sealed)
        altered[position] ^= 1
        with pytest.raises(crypto.NotDecryptable):
            crypto.decrypt("t3671", bytes(altered), **IDENTITY)


@pytest.mark.parametrize("junk", [b"", b"\x01", b"Siti Aminah", b"\x01" + b"0" * 15])
def test_what_is_no_ciphertext_is_told_so(junk: bytes) -> None:
    with pytest.raises(crypto.NotDecryptable):
        crypto.decrypt("t3671", junk, **IDENTITY)


def test_rotation_seals_with_the_first_key_and_opens_with_all(settings) -> None:
    before = crypto.encrypt("t3671", b"lama", **IDENTITY)
    settings.DATA_KEYS = [NEW, OLD]
    after = crypto.encrypt("t3671", b"baru", **IDENTITY)
    assert crypto.decrypt("t3671", before, **IDENTITY) == b"lama"
    assert crypto.decrypt("t3671", after, **IDENTITY) == b"baru"
    settings.DATA_KEYS = [NEW]
    assert crypto.decrypt("t3671", after, **IDENTITY) == b"baru"
    with pytest.raises(crypto.NotDecryptable, match="LAKSA_DATA_KEYS"):
        crypto.decrypt("t3671", before, **IDENTITY)


def test_a_keyed_hash_outlives_rotation(settings) -> None:
    before = crypto.keyed_hash("t3671", "+6281234567890", "phone")
    settings.DATA_KEYS = [NEW, OLD]
    assert crypto.keyed_hash("t3671", "+6281234567890", "phone") == before


def test_a_keyed_hash_belongs_to_tenant_purpose_and_value() -> None:
    hashes = {
        crypto.keyed_hash("t3671", "+6281234567890", "phone"),
        crypto.keyed_hash("t3602", "+6281234567890", "phone"),
        crypto.keyed_hash("t3671", "+6281234567890", "code"),
        crypto.keyed_hash("t3671", "+6281234567891", "phone"),
    }
    assert [len(one) for one in hashes] == [32] * 4


def test_a_lone_surrogate_can_be_hashed() -> None:
    assert len(crypto.keyed_hash("t3671", "\ud800", "phone")) == 32


def test_same() -> None:
    assert crypto.same(b"abc", memoryview(b"abc"))
    assert not crypto.same(b"abc", b"abd")


@pytest.mark.parametrize(
    "bad", ["", "short", "bukan base64!", base64.b64encode(b"x" * 31).decode(), OLD + OLD, "kunci-é"]
)
def test_a_bad_key_stops_with_its_variable_and_place_but_not_its_value(settings, bad: str) -> None:
    settings.DATA_KEYS = [OLD, bad]
    with pytest.raises(ImproperlyConfigured, match="LAKSA_DATA_KEYS: key 2 is not base64 of 32 random bytes") as stop:
        crypto.keyring()
    assert not bad or bad not in str(stop.value)


def test_no_key_at_all_stops(settings) -> None:
    settings.DATA_KEYS = []
    with pytest.raises(ImproperlyConfigured, match="LAKSA_DATA_KEYS holds no key"):
        crypto.keyring()


def test_the_url_safe_alphabet_is_the_same_key(settings) -> None:
    secret = bytes(range(224, 256))
    settings.DATA_KEYS = [base64.b64encode(secret).decode()]
    sealed = crypto.encrypt("t3671", b"x", **IDENTITY)
    settings.DATA_KEYS = [base64.urlsafe_b64encode(secret).decode()]
    assert crypto.decrypt("t3671", sealed, **IDENTITY) == b"x"


def test_a_key_is_not_shown_when_printed() -> None:
    assert "old key" not in repr(crypto.keyring())
