"""What a request is behind `tenants.hosts`, for annotations: the objects themselves are Django's."""

from django.http import HttpRequest

from tenants.models import Tenant


class TenantRequest(HttpRequest):
    """A request whose host belongs to a tenant."""

    tenant: Tenant
