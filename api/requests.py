"""What a request is behind `api.permissions`, for annotations: the objects themselves are REST framework's."""

from rest_framework.request import Request

from core.accounts.actors import Actor
from core.accounts.models import User
from tenants.models import Tenant


class TenantRequest(Request):
    """A request whose host belongs to a tenant."""

    tenant: Tenant


class StaffRequest(TenantRequest):
    """Of a person of the office who is signed in: `actor` is his or her roles on this host (`DeskStaff`)."""

    user: User
    actor: Actor
