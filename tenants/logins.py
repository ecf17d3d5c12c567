"""The seats' logins: what each is called, and its password, which is derived from LAKSA_DATABASE_KEY and kept nowhere.

A password is HKDF-SHA256 (RFC 5869) of the key over the login's name, so that a new city needs no configuration and no
login's password tells another's. PostgreSQL is sent its SCRAM-SHA-256 verifier (RFC 5802, 7677), never the password:
no log of the server holds anything one could log in with. One iteration is enough, because the work of more of them
is for secrets that can be guessed, and this one has 256 bits.
"""

import base64
import hashlib
import hmac

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_ITERATIONS = 1
_SALT_BYTES = 16


def derived(purpose: str, name: str) -> bytes:
    """32 bytes of this installation for one purpose and one name."""
    info = f"laksa {purpose}:{name}".encode()
    return HKDF(SHA256(), length=32, salt=None, info=info).derive(settings.DATABASE_KEY)


def password(login: str) -> str:
    return base64.urlsafe_b64encode(derived("login", login)).decode()


def verifier(login: str) -> str:
    """What PostgreSQL keeps of the password: `SCRAM-SHA-256$<iterations>:<salt>$<StoredKey>:<ServerKey>`. The salt is
    derived, too, so that setting it again changes nothing."""
    salt = derived("salt", login)[:_SALT_BYTES]
    salted = hashlib.pbkdf2_hmac("sha256", password(login).encode(), salt, _ITERATIONS)
    client_key = hmac.digest(salted, b"Client Key", "sha256")
    server_key = hmac.digest(salted, b"Server Key", "sha256")
    parts = (salt, hashlib.sha256(client_key).digest(), server_key)
    told_salt, stored_key, told_key = (base64.b64encode(part).decode() for part in parts)
    return f"SCRAM-SHA-256${_ITERATIONS}:{told_salt}${stored_key}:{told_key}"
