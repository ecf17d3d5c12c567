"""The cluster's roles: made once, owning nothing, able to do nothing but what `tenants.grants` says."""

from django.conf import settings
from django.db import connection

from tenants.grants import FIXED_ROLES
from tenants.seats import role_name


def app_role() -> str:
    """The login of web and worker: no rights of its own, member of every seat's role."""
    return role_name("app")


def ensure_seat_role(suffix: str) -> None:
    """Make a seat's role (NOLOGIN, NOINHERIT) and let the app's login take it. Owner only; safe to repeat."""
    quote = connection.ops.quote_name
    role, login = role_name(suffix), app_role()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolcanlogin OR rolinherit, pg_has_role(%s, oid, 'MEMBER') FROM pg_roles WHERE rolname = %s",
            [login, role],
        )
        is_loose, is_taken = cursor.fetchone() or (None, False)
        if is_loose is None:
            cursor.execute(f"CREATE ROLE {quote(role)} NOLOGIN NOINHERIT")
        elif is_loose:
            cursor.execute(f"ALTER ROLE {quote(role)} NOLOGIN NOINHERIT")
        if not is_taken:
            cursor.execute(f"GRANT {quote(role)} TO {quote(login)}")


def ensure_login_and_fixed_roles() -> None:
    """The app's login and the roles gate, province and worker. Owner only; safe to repeat.

    The login's password is LAKSA_APP_DATABASE_URL's; without one (trusted socket) it gets none.
    """
    quote = connection.ops.quote_name
    login = app_role()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [login])
        verb = "ALTER" if cursor.fetchone() else "CREATE"
        statement = f"{verb} ROLE {quote(login)} LOGIN NOINHERIT"
        if settings.APP_DATABASE_PASSWORD:
            cursor.execute(f"{statement} PASSWORD %s", [settings.APP_DATABASE_PASSWORD])
        else:
            cursor.execute(statement)
    for suffix in FIXED_ROLES:
        ensure_seat_role(suffix)
