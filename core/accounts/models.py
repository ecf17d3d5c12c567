"""People who sign in. Accounts are per host: the same person in two cities has two.

Two kinds that never mix: staff have a user name, a password, roles and a second factor; a citizen has an e-mail
address and no role at all (`core.accounts.citizens`). Somebody who is both has two accounts.
"""

from functools import cached_property

from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.fields import ArrayField
from django.contrib.sessions.backends.base import SessionBase
from django.db import models

from core.accounts.roles import Role

# Where a session remembers whose second factor it has seen.
SECOND_FACTOR = "second_factor"


class User(AbstractUser):
    """A person of this city (or of the province). Unit roles are object permissions on `catalogue.Unit`."""

    roles = ArrayField(models.CharField(max_length=20, choices=Role.choices), default=list, blank=True)
    # Only a citizen's account has these: by which address it is found, and the address itself, encrypted.
    email_hash = models.BinaryField(null=True, unique=True)
    sealed_email = models.BinaryField(null=True)

    class Meta:
        verbose_name = "user"
        constraints = [
            # What a citizen signs in with is one factor; no role may ever hang on it.
            models.CheckConstraint(
                condition=models.Q(email_hash=None) | models.Q(roles=[]), name="citizen_without_roles"
            )
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    @property
    def is_citizen(self) -> bool:
        """Whether this is a citizen's account, which opens "laporan saya" and nothing of the office."""
        return self.email_hash is not None

    def has_shown_second_factor(self, session: SessionBase) -> bool:
        """Whether this person, who is signed in, has a TOTP device. It cannot be given up while signed in, so the
        session remembers a yes: one query the first time, then none."""
        if session.get(SECOND_FACTOR) != self.pk:
            if not self.has_second_factor:
                return False
            session[SECOND_FACTOR] = self.pk
        return True

    @cached_property
    def has_second_factor(self) -> bool:
        """Whether a TOTP device is set up; staff pages open only then."""
        return self.authenticator_set.filter(type="totp").exists()


class Invitation(models.Model):
    """A one-time link with which a person made by an admin sets a password. Only the link's hash is kept."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="invitation")
    token_hash = models.BinaryField()
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"invitation of {self.user_id}"


class RoleGrant(models.Model):
    """A role of the whole city that an admin wants to give, until a second person has said yes or no
    (`core.casework.office.granting`)."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="waiting_roles")
    role = models.CharField(max_length=20)
    asked_by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField()

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["user", "role"], name="role_waits_once")]

    def __str__(self) -> str:
        return f"{self.role} for {self.user_id}"

    @property
    def label(self) -> str:
        return str(Role(self.role).label)
