"""What an operator sees of the installation: which cities there are and how they are set up. No report is read."""

from dataclasses import dataclass
from datetime import datetime

from oversight.statements import rows_of


@dataclass(frozen=True)
class Member:
    """A city of the installation as the table of tenants has it; `host` without port, "" when it has none."""

    code: str
    name: str
    schema_name: str
    host: str
    time_zone: str
    is_enabled: bool
    is_sandbox: bool
    created_at: datetime


_MEMBERS = """
SELECT t.code, t.name, t.schema_name, coalesce(d.domain, ''), t.time_zone, t.is_enabled, t.is_sandbox, t.created_at
  FROM tenants_tenant t LEFT JOIN tenants_domain d ON d.tenant_id = t.id AND d.is_primary
 WHERE t.schema_name <> %(public)s
 ORDER BY t.code
"""


def members() -> list[Member]:
    """Every city, disabled ones and sandboxes too. One query."""
    return [Member(*row) for row in rows_of(_MEMBERS)]
