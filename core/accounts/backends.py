"""Who is signed in, by a query that is made once (decision 28). settings.AUTHENTICATION_BACKENDS."""

from django.contrib.auth import backends
from django.db.models import QuerySet

from core.accounts.models import User
from tenants.compiled import compiled


@compiled
def _user(key: int) -> QuerySet[User]:
    return User.objects.filter(pk=key)


class ModelBackend(backends.ModelBackend):
    def get_user(self, user_id: int) -> User | None:
        user = _user.first(user_id)
        return user if self.user_can_authenticate(user) else None
