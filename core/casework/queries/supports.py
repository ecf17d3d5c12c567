"""Who supports a report, without knowing who that is."""

from core.accounts.models import User
from core.common import crypto
from core.reports.models import Report, Support
from tenants.connection import connection


def voter_key(voter: str, user: User | None) -> bytes:
    """Who supports, as a keyed hash: the account where there is one, else the device's key."""
    return crypto.keyed_hash(connection.schema_name, f"user:{user.pk}" if user else f"device:{voter}", "support")


def supports(report: Report, *, voter: str, user: User | None = None) -> bool:
    """Whether this device (or account) supports the report. One query; none for a device without a key."""
    if not voter and user is None:
        return False
    return Support.objects.filter(report=report, voter=voter_key(voter, user)).exists()
