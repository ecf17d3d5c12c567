"""The cluster's roles: made once, owning nothing, able to do nothing but what `tenants.grants` says."""

from django.conf import settings
from django.db import connection

from tenants.grants import FIXED_ROLES
from tenants.seats import role_name


def _exists(cursor, role: str) -> bool:
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
    return cursor.fetchone() is not None


def app_role() -> str:
    """The login of web and worker: no rights of its own, member of every seat's role."""
    return role_name("app")


def ensure_seat_role(suffix: str) -> None:
    """Make a seat's role (NOLOGIN, NOINHERIT) and let the app's login take it. Owner only; safe to repeat."""
    quote = connection.ops.quote_name
    role = role_name(suffix)
    with connection.cursor() as cursor:
        if not _exists(cursor, role):
            cursor.execute(f"CREATE ROLE {quote(role)} NOLOGIN NOINHERIT")
        cursor.execute(f"GRANT {quote(role)} TO {quote(app_role())}")


def drop_seat_role(suffix: str) -> None:
    quote = connection.ops.quote_name
    role = role_name(suffix)
    with connection.cursor() as cursor:
        if _exists(cursor, role):
            # DROP OWNED would want the role's own rights; revoking by hand needs only the owner's.
            cursor.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {quote(role)}")
            cursor.execute(f"REVOKE ALL ON SCHEMA public FROM {quote(role)}")
            cursor.execute(f"REVOKE ALL ON FUNCTION public.laksa_city() FROM {quote(role)}")
            cursor.execute(f"DROP ROLE {quote(role)}")


def ensure_login_and_fixed_roles() -> None:
    """The app's login and the roles gate, province and worker. Owner only; safe to repeat.

    The login's password is LAKSA_APP_DATABASE_URL's; without one (trusted socket) it gets none.
    """
    quote = connection.ops.quote_name
    login = app_role()
    with connection.cursor() as cursor:
        verb = "ALTER" if _exists(cursor, login) else "CREATE"
        statement = f"{verb} ROLE {quote(login)} LOGIN NOINHERIT"
        if settings.APP_DATABASE_PASSWORD:
            cursor.execute(f"{statement} PASSWORD %s", [settings.APP_DATABASE_PASSWORD])
        else:
            cursor.execute(statement)
    for suffix in FIXED_ROLES:
        ensure_seat_role(suffix)
