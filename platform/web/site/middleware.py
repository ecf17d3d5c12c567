"""Security headers, callers from other sites, what there is no room for, health, the session's tenant, the language,
limits and refusals."""

import re
from collections.abc import Callable
from typing import cast
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.cache import patch_vary_headers

from core.common import rate_limits
from core.common.errors import Refused
from core.common.outages import busy
from core.common.present import present
from core.common.transactions import collided, is_collision
from tenants import hosts
from tenants.connection import connection
from tenants.hosts import MACHINE_PATHS
from tenants.requests import TenantRequest
from web.site import errors, metrics, readiness

GetResponse = Callable[[HttpRequest], HttpResponse]

# What is shown behind sign-in, or tells who reported, stays in no cache.
PRIVATE_PATHS = ("/petugas/", "/ombudsman/", "/platform/", "/akun/")
SESSION_TENANT = "tenant"
# For how long a browser that was here once asks for this host by TLS only (RFC 6797). Other hosts of the domain may
# not be ours, so nothing is said of them.
HSTS_SECONDS = 365 * 24 * 3600


def tile_source(tile_url: str) -> str:
    """The Content-Security-Policy source of map tiles: "https://{s}.tiles.example/{z}/…" -> "https://*.tiles.example"."""
    parts = urlsplit(tile_url)
    if not parts.netloc:
        return ""
    host = ".".join("*" if label.startswith("{") else label for label in parts.netloc.split("."))
    return f"{parts.scheme}://{host}"


def content_security_policy(inline_style: str = "") -> str:
    """Only our own scripts, styles and pictures, the tiles of the map, and the one inline style that is named."""
    return "; ".join(
        (
            "default-src 'self'",
            f"style-src 'self' {inline_style}".rstrip(),
            f"img-src 'self' data: blob: {tile_source(settings.TILE_URL)}".rstrip(),
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


# Where pages of other sites may read (LAKSA_CORS_ORIGINS): the API, but not the desk's part of it.
CROSS_ORIGIN = "/api/v1/"
NOT_CROSS_ORIGIN = "/api/v1/desk/"
PREFLIGHT_SECONDS = 7200


def is_cross_origin(request: HttpRequest) -> bool:
    """Whether other sites' pages are answered at this address at all."""
    return bool(_origins()) and request.path.startswith(CROSS_ORIGIN) and not request.path.startswith(NOT_CROSS_ORIGIN)


def _origins() -> list[str]:
    return settings.CORS_ORIGINS


def is_preflight(request: HttpRequest) -> bool:
    """A browser's question whether a page of another site may send what it is about to send."""
    return request.method == "OPTIONS" and "HTTP_ACCESS_CONTROL_REQUEST_METHOD" in request.META


def allow_origin(request: HttpRequest, response: HttpResponse) -> None:
    """The headers by which a browser lets a page of another site read this answer (Fetch standard, "CORS protocol").
    Cookies are never part of it: the public API looks at none."""
    patch_vary_headers(response, ("Origin",))
    origin = request.headers.get("Origin")
    allowed = "*" if "*" in _origins() else origin
    if origin is None or (allowed != "*" and allowed not in _origins()):
        return
    response.headers["Access-Control-Allow-Origin"] = allowed
    response.headers["Access-Control-Expose-Headers"] = "Idempotency-Replayed, Retry-After, X-Request-Id"
    if is_preflight(request):
        response.headers["Access-Control-Allow-Methods"] = "GET, POST"
        response.headers["Access-Control-Allow-Headers"] = "Accept-Language, Content-Type, Idempotency-Key"
        response.headers["Access-Control-Max-Age"] = str(PREFLIGHT_SECONDS)


class SecurityHeadersMiddleware:
    """Headers on every answer, errors and static files included. A view may set its own policy; it is then kept."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        for_others = is_cross_origin(request)
        response = HttpResponse(status=204) if for_others and is_preflight(request) else self.get_response(request)
        if for_others:
            allow_origin(request, response)
        policy = content_security_policy(getattr(request, "inline_style", ""))
        for name, value in (
            ("Content-Security-Policy", policy),
            ("Permissions-Policy", "geolocation=(self), camera=(self), microphone=(), payment=(), usb=()"),
            ("Cross-Origin-Opener-Policy", "same-origin"),
            ("Cross-Origin-Resource-Policy", "same-origin"),
            ("Referrer-Policy", settings.SECURE_REFERRER_POLICY),
            ("X-Content-Type-Options", "nosniff"),
            ("X-Frame-Options", settings.X_FRAME_OPTIONS),
        ):
            response.headers.setdefault(name, value)
        if settings.PUBLIC_SCHEME == "https" and request.is_secure():
            response.headers.setdefault("Strict-Transport-Security", f"max-age={HSTS_SECONDS}")
        if request.path.startswith(PRIVATE_PATHS):
            response.headers["Cache-Control"] = "no-store"
        elif not (said := response.headers.get("Cache-Control")) or (response.cookies and "public" in said):
            # Pages depend on who asks and in which language; a cache asks again each time. What brings somebody a
            # cookie is for nobody else, whatever its view has said.
            response.headers["Cache-Control"] = "private, no-cache"
        return response


# As `config.lanes` names it in the environment of a request.
REFUSE = "laksa.refuse"


class CapacityMiddleware:
    """What the web server could not give a thread or had no room for is refused here, in the product's words; without
    the database, which may be what everybody waits for."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        status = request.META.get(REFUSE)
        if status is None:
            return self.get_response(request)
        if tenant := hosts.remembered(request.META.get("HTTP_HOST", "")):
            cast(TenantRequest, request).tenant = tenant
        return errors.page(request, 413) if status == 413 else errors.unavailable(request, busy())


HOST_NAME = re.compile(r"[A-Za-z0-9.-]{1,253}")


class HealthMiddleware:
    """`/healthz`: the process answers. `/readyz`: the installation can do its work, or which parts cannot
    (`web.site.readiness`). `/metrics`: figures for Prometheus (`web.site.metrics`). On any host.

    `/tls-ask?domain=`: whether a certificate may be asked for this host (Caddy's `on_demand_tls`). Only for the proxy
    itself: what it hands on from outside carries X-Forwarded-For.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == "/healthz":
            return _plain("ok", 200)
        if request.path == "/readyz":
            faults = readiness.faults()
            return _plain(f"not ready: {', '.join(faults)}", 503) if faults else _plain("ok", 200)
        if request.path == "/metrics":
            return metrics.answer(request)
        if request.path == "/tls-ask" and "HTTP_X_FORWARDED_FOR" not in request.META:
            name = request.GET.get("domain", "")
            known = bool(HOST_NAME.fullmatch(name)) and hosts.find(name) is not None
            return _plain("ok", 200) if known else _plain("unknown host", 404)
        return self.get_response(request)


def _plain(text: str, status: int) -> HttpResponse:
    headers = {"Cache-Control": "no-store", "Content-Length": str(len(text))}
    return HttpResponse(text, status=status, content_type="text/plain", headers=headers)


class TextCompressionMiddleware(GZipMiddleware):
    """Compresses what shrinks. Pictures do not: they would only cost time."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.headers.get("Content-Type", "").startswith("image/"):
            return response
        return super().process_response(request, response)


class SessionTenantMiddleware:
    """A session belongs to the tenant it began in. Brought to another one it is thrown away: nobody is signed in."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        schema = connection.schema_name
        session = request.session
        # Without the cookie there is nothing to look at, and looking would cost a query.
        brought = settings.SESSION_COOKIE_NAME in request.COOKIES and not session.is_empty()
        if brought and session.get(SESSION_TENANT) != schema:
            session.flush()
        response = self.get_response(request)
        if request.session.modified and not request.session.is_empty():
            request.session[SESSION_TENANT] = schema
        return response


class LanguageMiddleware(LocaleMiddleware):
    """Indonesian unless the visitor chose English (`web.site.language`). Machines say what they want by
    Accept-Language.
    """

    def process_request(self, request: HttpRequest) -> None:
        if request.path.startswith(MACHINE_PATHS):
            super().process_request(request)
            return
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        translation.activate(language)
        request.LANGUAGE_CODE = language

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if request.path.startswith(MACHINE_PATHS):
            return super().process_response(request, response)
        patch_vary_headers(response, ("Cookie",))
        response.headers.setdefault("Content-Language", translation.get_language() or settings.LANGUAGE_CODE)
        return response


# What may be sent to a page only so often from one address: the start of its route, and the limit's name. Reports,
# passwords and codes are counted where it is known whether they were right.
LIMITED = (("laporan/", "support"),)


class RefusalMiddleware:
    """A refusal of the domain that a view let through becomes a page with its sentence, never a 500. So does what one
    address sends too often (`core.common.rate_limits`)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> HttpResponse | None:
        try:
            for name in _limits_of(request):
                rate_limits.spend(name, request)
        except rate_limits.TooMany as refusal:
            return errors.refused(request, refusal)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if is_collision(exception):
            exception = collided()
        return errors.refused(request, exception) if isinstance(exception, Refused) else None


def _limits_of(request: HttpRequest) -> list[str]:
    """The limits that what is sent to a page counts against: one or none."""
    if request.method != "POST":
        return []
    return [name for start, name in LIMITED if present(request.resolver_match).route.startswith(start)]
