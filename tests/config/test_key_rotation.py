"""Data keys: everything moves under the first one, in steps that may be interrupted; hashes stay under the last."""

import base64

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.apps import apps
from django.conf import settings as django_settings
from django.db import transaction
from django.db.models import BinaryField

from config import key_rotation
from core.accounts import citizens
from core.casework import actions, queries, verification
from core.common import crypto, idempotency
from core.common.models import HashKey
from core.reports.models import Identity
from tests.support.cast import NAME, SECRET
from tests.support.owner import owner_login

NEW = base64.b64encode(b"a new data key of the tests, 32.").decode()
OTHER = base64.b64encode(b"another data key of these tests.").decode()
LAST_KEY = (
    "The last key of LAKSA_DATA_KEYS is not the one that receipt codes and contacts are hashed with; "
    "put that one back at the end, else no receipt code opens its report."
)


@pytest.fixture
def as_owner(fresh_database):
    """Calls a function as `laksa` commands do: logged in as the owner."""

    def call(function, *arguments):
        with owner_login(fresh_database.variables["DATABASE_URL"]):
            result = function(*arguments)
            return result if isinstance(result, set) else list(result)

    return call


@pytest.fixture
def old() -> str:
    """The only data key so far."""
    [key] = django_settings.DATA_KEYS
    return key


@pytest.fixture
def filed(cast, old):
    """Kota Tangerang with two reporters and one without a name, an account, an answer kept for repetition and recovery
    codes. Returns the first report."""
    with cast.tangerang.seat():
        filed = cast.tangerang.file()
        cast.tangerang.file(identity="masked")
        cast.tangerang.file(identity="anonymous")
        citizens.open_account("ani@contoh.id")
        RecoveryCodes.activate(cast.tangerang.siti.user)
        with transaction.atomic(), idempotency.once("route", "k-1", idempotency.digest(b"body")) as slot:
            slot.store(b"the answer")
    return filed


PEOPLE = 9  # with a second factor, in each city
OVERSEERS = 4


def test_what_is_under_an_older_key_is_counted_and_moved(filed, as_owner, old, settings):
    assert as_owner(key_rotation.problems) == []
    settings.DATA_KEYS = [NEW, old]
    still = "are still under an older data key; run `laksa keys rotate`."
    assert as_owner(key_rotation.problems) == [
        f"public: {OVERSEERS} second factors {still}",
        f"t3602: {PEOPLE} second factors {still}",
        f"t3671: 2 identities {still}",
        f"t3671: 1 accounts {still}",
        f"t3671: 1 repeated answers {still}",
        f"t3671: {PEOPLE + 1} second factors {still}",
    ]
    told = []
    outcomes = as_owner(key_rotation.rotate, lambda done, total, what: told.append((done, total)))
    assert {(each.schema, each.what): each.renewed for each in outcomes if each.renewed} == {
        ("public", "second factors"): OVERSEERS,
        ("t3602", "second factors"): PEOPLE,
        ("t3671", "identities"): 2,
        ("t3671", "accounts"): 1,
        ("t3671", "repeated answers"): 1,
        ("t3671", "second factors"): PEOPLE + 1,
    }
    assert told[0] == (0, 27)
    assert told[-1] == (27, 27)
    assert as_owner(key_rotation.problems) == []
    assert as_owner(key_rotation.marks_in_use) == {crypto.keyring()[0].mark}
    assert sum(each.renewed for each in as_owner(key_rotation.rotate)) == 0


def test_afterwards_everything_opens_without_the_old_key_but_hashes(filed, cast, as_owner, old, settings):
    settings.DATA_KEYS = [NEW, OTHER, old]
    as_owner(key_rotation.rotate)
    office = cast.tangerang
    with office.seat():
        assert queries.report_by_code(filed.number, filed.code).number == filed.number
        assert citizens.find("ani@contoh.id") is not None
    assert as_owner(verification.verify) == []
    settings.DATA_KEYS = [NEW]
    with office.seat():
        assert actions.read_identity(filed.number, office.siti)["name"] == NAME
        device = Authenticator.objects.get(user=office.siti.user, type=Authenticator.Type.TOTP)
        assert get_adapter().decrypt(device.data["secret"]) == SECRET
        codes = Authenticator.objects.get(user=office.siti.user, type=Authenticator.Type.RECOVERY_CODES)
        assert len(RecoveryCodes(codes).generate_codes()) == 10


class _Interrupted(Exception):
    pass


def test_an_interrupted_rotation_goes_on_where_it_stopped(filed, as_owner, old, settings, monkeypatch):
    settings.DATA_KEYS = [NEW, old]
    monkeypatch.setattr(key_rotation, "BATCH", 4)

    def stop(done: int, total: int, what: str) -> None:
        if done >= 8:
            raise _Interrupted

    with pytest.raises(_Interrupted):
        as_owner(key_rotation.rotate, stop)
    assert sum(each.renewed for each in as_owner(key_rotation.rotate)) == 27 - 8
    assert as_owner(key_rotation.problems) == []


def test_a_missing_key_is_told_and_what_needs_it_stays(filed, cast, as_owner, settings):
    with cast.tangerang.seat():
        before = bytes(Identity.objects.get(report__number=filed.number).sealed)
    settings.DATA_KEYS = [NEW]
    found = as_owner(key_rotation.problems)
    assert "t3671: 2 identities need a data key that is not in LAKSA_DATA_KEYS; put it back." in found
    assert found[-1] == LAST_KEY
    assert {each.what: each.unreadable for each in as_owner(key_rotation.rotate) if each.schema == "t3671"} == {
        "identities": 2,
        "accounts": 1,
        "repeated answers": 1,
        "mails to accounts": 0,
        "second factors": PEOPLE + 1,
    }
    with cast.tangerang.seat():
        assert bytes(Identity.objects.get(report__number=filed.number).sealed) == before


def test_the_last_key_is_remembered_from_the_first_migration(filed, as_owner, old, settings):
    assert bytes(as_owner(HashKey.objects.all)[0].mark) == crypto.keyring()[0].mark
    settings.DATA_KEYS = [old, NEW]
    assert as_owner(key_rotation.problems) == [LAST_KEY]


def test_the_commands(filed, fresh_database, old):
    fresh_database.variables["LAKSA_DATA_KEYS"] = f"{NEW},{old}"
    checked = fresh_database.laksa("check")
    assert checked.returncode == 1
    assert "t3671: 2 identities are still under an older data key; run `laksa keys rotate`." in checked.stdout
    rotated = fresh_database.laksa("keys", "rotate")
    assert rotated.returncode == 0, rotated.stderr
    assert "t3671   identities: 2 renewed, 0 unreadable" in rotated.stdout.splitlines()
    assert rotated.stdout.splitlines()[-1] == "Everything is under the first data key."
    assert "keys 27/27" in rotated.stderr
    assert "older data key" not in fresh_database.laksa("check").stdout


# How columns of bytes are called that hold no ciphertext.
NO_CIPHERTEXT = ("hash", "salt", "digest", "head", "previous", "sha256", "mark", "key", "voter", "geometry")


def test_every_column_of_ciphertexts_is_known_here():
    found = {
        (model.__name__, field.name)
        for model in apps.get_models()
        for field in model._meta.fields
        if isinstance(field, BinaryField) and not field.name.endswith(NO_CIPHERTEXT)
    }
    assert found == {
        (each.model.__name__, each.field) for each in key_rotation.STORES if isinstance(each, key_rotation.Column)
    }


def test_a_mark_that_was_lost_is_not_made_up_by_the_next_migration(fresh_database, as_owner):
    as_owner(lambda: [HashKey.objects.all().delete()])
    assert fresh_database.laksa("migrate").returncode == 0
    assert as_owner(HashKey.objects.all) == []
