"""What every page knows about the site it belongs to. Asks the database nothing."""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import cast
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.template.backends.utils import csrf_input
from django.urls import reverse
from django.utils import translation
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import SafeString

from tenants.models import Tenant
from tenants.sites import address
from web.site import brand
from web.site.requests import PageRequest


@dataclass(frozen=True)
class Language:
    """One choice of the language switch."""

    code: str
    name: str
    url: str
    is_current: bool


class Site:
    """The city's (or the province's) face: name, mark, colour, phone numbers, map tiles."""

    def __init__(self, tenant: Tenant, path: str = "/") -> None:
        self.tenant = tenant
        self.path = path
        self.is_province = tenant.is_province
        self.name: str = tenant.name
        self.title: str = tenant.brand.get("site_name") or "LAKSA"
        self.tagline: str = tenant.brand.get("tagline", "")
        self.logo: str = tenant.brand.get("logo", "")
        self.emergency_phone: str = tenant.brand.get("emergency_phone", "")
        self.tile_url: str = settings.TILE_URL
        self.tile_attribution: str = settings.TILE_ATTRIBUTION

    @property
    def mark(self) -> str:
        """The letters that stand where there is no logo: "Kota Tangerang Selatan" -> "TS"."""
        words = [word for word in self.name.split() if word not in {"Kota", "Kabupaten", "Kab."}] or ["L"]
        return "".join(word[0] for word in words[:2]) if len(words) > 1 else words[0][:2]

    @property
    def style(self) -> SafeString:
        return _style(str(self.tenant.brand.get("color")))[0]

    @property
    def style_source(self) -> str:
        return _style(str(self.tenant.brand.get("color")))[1]

    @property
    def desk_url(self) -> str:
        return "/ombudsman/" if self.is_province else "/petugas/"

    @property
    def seals_url(self) -> str:
        """The page of the province with this city's daily seals."""
        return province_url("seals_city", self.tenant.slug)

    @cached_property
    def languages(self) -> list[Language]:
        current = translation.get_language()
        return [
            Language(
                code,
                name,
                f"{reverse('choose_language', args=[code])}?{urlencode({'next': self.path})}",
                code == current,
            )
            for code, name in settings.LANGUAGES
        ]


@lru_cache(maxsize=1024)
def _style(color: str) -> tuple[SafeString, str]:
    """The page's one inline style, and its source for the Content-Security-Policy."""
    style = brand.style(brand.color_of({"color": color}))
    return style, brand.style_source(style)


def site(request: HttpRequest) -> dict[str, Site | None]:
    """`site` for templates; None where no tenant was found. Tells the security headers which inline style is ours."""
    tenant = getattr(request, "tenant", None)
    if not isinstance(tenant, Tenant):
        return {"site": None}
    face = Site(tenant, request.get_full_path() if request.method == "GET" else "/")
    cast(PageRequest, request).inline_style = face.style_source
    return {"site": face}


def token(request: HttpRequest) -> dict[str, object]:
    """`csrf_input` for templates, made once a page that has forms; a new mask for each of fourteen forms helps nobody.

    What makes a token unreadable by compression (BREACH) is another mask for each answer.
    """
    return {"csrf_input": SimpleLazyObject(lambda: csrf_input(request))}


def province_url(name: str, *arguments: str) -> str:
    """The address of a page on the province's host, from a city's."""
    path = reverse(name, urlconf=settings.PUBLIC_SCHEMA_URLCONF, args=arguments)
    return address(settings.BASE_DOMAIN) + path
