"""The tenant of the code that is running. Asking without one raises: forgetting the tenant must be loud."""

from tenants.connection import connection
from tenants.models import Tenant


class NoTenant(RuntimeError):
    """Code that needs a tenant ran without one."""


def current() -> Tenant:
    """The tenant whose seat the connection is in; NoTenant at the gate and in the worker's seat."""
    tenant = connection.tenant
    if not isinstance(tenant, Tenant):
        raise NoTenant(f"this code needs a tenant, but the connection sits at {connection.schema_name}")
    return tenant
