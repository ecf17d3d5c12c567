"""What a request is behind the checks of `web.accounts.access`: for annotations, the objects are Django's own."""

from django.http import HttpRequest

from core.accounts.actors import Actor
from core.accounts.models import User
from tenants.requests import TenantRequest

__all__ = ["CitizenRequest", "PageRequest", "StaffRequest", "TenantRequest"]


class PageRequest(HttpRequest):
    """One whose page is being made: `inline_style` is ours on it (`web.site.context`)."""

    inline_style: str


class StaffRequest(TenantRequest):
    """Of a person of the office who is signed in: `actor` is his or her roles on this host (`staff_required`)."""

    user: User
    actor: Actor


class CitizenRequest(TenantRequest):
    """Of a citizen who is signed in (`citizen_required`)."""

    user: User
