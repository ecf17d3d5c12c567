"""One-time links: how the first admin, and anyone an admin adds, gets in without a password on paper."""

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from core.accounts.models import Invitation, User
from core.accounts.roles import Role
from core.common.errors import NotFound
from tenants.models import Tenant
from tenants.seats import tenant_seat

VALID_FOR = timedelta(days=7)


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def invite(user: User) -> str:
    """A new token for a user, valid once and for seven days; an older one stops working."""
    token = secrets.token_urlsafe(32)
    Invitation.objects.update_or_create(
        user=user, defaults={"token_hash": _hash(token), "expires_at": timezone.now() + VALID_FOR}
    )
    return token


def find(token: str) -> User:
    """The user a token belongs to; NotFound when it is wrong, used or too old."""
    invitation = (
        Invitation.objects.select_related("user")
        .filter(token_hash=_hash(token), expires_at__gt=timezone.now(), user__is_active=True)
        .first()
    )
    if invitation is None:
        raise NotFound()
    return invitation.user


def accept(token: str, password: str) -> User:
    """Set the password of the token's user and use the token up. The caller has validated the password."""
    with transaction.atomic():
        user = find(token)
        # The row goes first: of two who use the link at once, the second finds nothing to delete.
        used, _rows = Invitation.objects.filter(user=user, token_hash=_hash(token)).delete()
        if not used:
            raise NotFound()
        user.set_password(password)
        user.save(update_fields=["password"])
    return user


def address(host: str, token: str) -> str:
    port = f":{settings.PUBLIC_PORT}" if settings.PUBLIC_PORT else ""
    return f"{settings.PUBLIC_SCHEME}://{host}{port}/akun/undangan/{token}/"


def furnish(tenant: Tenant, options: dict) -> dict[str, str]:
    """A new city's first admin, who gets in by a one-time link."""
    with tenant_seat(tenant.schema_name):
        admin = User.objects.create_user(options["admin_username"], options["admin_email"], roles=[Role.ADMIN])
        token = invite(admin)
    return {"admin_link": address(f"{tenant.slug}.{settings.BASE_DOMAIN}", token)}
