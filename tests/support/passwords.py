"""Passwords of test accounts."""

from django.contrib.auth.hashers import PBKDF2PasswordHasher


class QuickHasher(PBKDF2PasswordHasher):
    """The ordinary hasher with few rounds. The rounds are part of the hash, so the real server accepts it too."""

    iterations = 1000
