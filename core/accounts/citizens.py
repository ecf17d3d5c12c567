"""Accounts of citizens: opened and found by an e-mail address whose owner has just proved to read it; no password.

The address is kept as a reporter's contact is: a keyed hash finds the account, the address itself is encrypted.
"""

import secrets

from django.db import IntegrityError, transaction

from core.accounts.models import User
from core.common import crypto
from core.common.phones import normalise_email
from core.common.present import present
from tenants.connection import connection

PURPOSE = "account-email"


def one_form(email: object) -> str:
    """The form of an address by which accounts are told apart: no provider gives "Ani@" and "ani@" to two people.

    Invalid at `email` when it is no address.
    """
    return normalise_email(email).lower()


def find(email: str) -> User | None:
    """The citizen's account of an address; None when there is none. Staff are never found here. One query."""
    return User.objects.filter(email_hash=_hash(email)).first()


def open_account(email: str) -> User:
    """The account of an address, made if there is none. The caller has checked who reads the address."""
    found = find(email)
    if found:
        return found
    digest = _hash(email)
    sealed = crypto.encrypt(connection.schema_name, email.encode(), purpose=PURPOSE, associated=digest)
    user = User(username=f"warga-{secrets.token_hex(8)}", email_hash=digest, sealed_email=sealed)
    user.set_unusable_password()
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError:  # the same person was quicker in another window
        return User.objects.get(email_hash=digest)
    return user


def email_of(user: User) -> str:
    """The address of a citizen's account."""
    sealed, digest = bytes(present(user.sealed_email)), bytes(present(user.email_hash))
    return crypto.decrypt(connection.schema_name, sealed, purpose=PURPOSE, associated=digest).decode()


def _hash(email: str) -> bytes:
    return crypto.keyed_hash(connection.schema_name, one_form(email), PURPOSE)
