"""Sessions in the database, and who is signed in by one; each read by a query that is made once (decision 28).

settings.AUTHENTICATION_BACKENDS and SESSION_ENGINE."""

from datetime import datetime

from django.contrib.auth import backends
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from core.accounts.actors import Actor
from core.accounts.models import User
from tenants.compiled import compiled


@compiled
def _user(key: int) -> QuerySet[User]:
    return User.objects.filter(pk=key)


class ModelBackend(backends.ModelBackend):
    def get_user(self, user_id: int) -> User | None:
        user = _user.first(user_id)
        return user if self.user_can_authenticate(user) else None


@compiled
def _session(key: str, now: datetime) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key, expire_date__gt=now)


class SessionStore(db.SessionStore):
    def _get_session_from_db(self) -> Session | None:
        found = _session.first(self.session_key or "", timezone.now())
        if found is None:
            self._session_key = None
        return found


def overseer_of(user: User) -> Actor:
    """The actor a signed-in user of the province is; units are a city's matter."""
    return Actor("staff", user, frozenset(user.roles))
