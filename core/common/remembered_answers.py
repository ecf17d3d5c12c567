"""Answers that are the same for everybody: rendered once, then sent by this process again, and kept by the caches of
others for some seconds.

Nothing of one person may be in them. So they are given to and taken from requests only that say nothing of who asks
(`is_anybodys`), and an answer that sets a cookie is none. What a page shows is bound to a `version`, which its reader
asks the database for each time: an answer from memory says what would be rendered now.
"""

import gzip
import hashlib
import re
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from weakref import WeakSet

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.middleware.csrf import get_token
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

from tenants import sites
from tenants.areas import lookup
from tenants.context import current
from tenants.remembered import Remembered

# For how long a cache that many share may send an answer again without asking, in seconds; a browser always asks. What
# is taken back (a photo, a text) may stand in such a cache for so long.
SHARED_SECONDS = 10
# Of one kind of answer, how many a process remembers; a page is some 5 kB compressed.
MOST = 500
KEPT_SECONDS = 600
# Our cookies begin so and tell who asks, all but the key of forms; so do the messages of the last page.
_OURS = "laksa_"
_MESSAGES = "messages"
_TOKEN = re.compile(rb'(?<=name="csrfmiddlewaretoken" value=")[A-Za-z0-9]{64}(?=")')


@dataclass(frozen=True)
class Made:
    """An answer that was just made, and until when its words hold (as time passes: "5 menit lalu")."""

    response: HttpResponse
    good_until: datetime


@dataclass(frozen=True)
class _Kept:
    """An answer as it is remembered: compressed, or for a page with forms in the pieces between their tokens, of which
    each reader gets his own."""

    version: Hashable
    good_until: datetime
    pieces: tuple[bytes, ...]
    compressed: bytes
    tag: str
    headers: dict[str, str]
    inline_style: str

    def sent(self, request: HttpRequest) -> HttpResponse:
        """The answer to this request. With a form in it, it is this reader's; without, it may be shared."""
        request.inline_style = self.inline_style  # type: ignore[attr-defined]  # of `web.site.requests.PageRequest`
        if self.pieces:
            return HttpResponse(get_token(request).encode().join(self.pieces), headers=self.headers)
        response = self._unchanged(request) or self._whole(request)
        response.headers["ETag"] = self.tag
        response.headers["Cache-Control"] = self.headers.get("Cache-Control", _cache_control())
        patch_vary_headers(response, ("Accept-Encoding",))
        return response

    def _unchanged(self, request: HttpRequest) -> HttpResponse | None:
        known = parse_etags(request.headers.get("If-None-Match", ""))
        return HttpResponseNotModified() if self.tag in known or "*" in known else None

    def _whole(self, request: HttpRequest) -> HttpResponse:
        if "gzip" in request.headers.get("Accept-Encoding", ""):
            return HttpResponse(self.compressed, headers={**self.headers, "Content-Encoding": "gzip"})
        return HttpResponse(gzip.decompress(self.compressed), headers=self.headers)


_all: "WeakSet[RememberedAnswers]" = WeakSet()


def forget() -> None:
    """Make every answer anew: between tests, which change what no version knows of."""
    for memory in list(_all):
        memory.forget()


class RememberedAnswers:
    """Answers of one kind, by tenant, host, language, the tenant's face and what the reader asked for."""

    def __init__(self) -> None:
        _all.add(self)
        self._kept: Remembered[_Kept] = Remembered(KEPT_SECONDS, most=MOST)

    def answer(
        self,
        request: HttpRequest,
        what: Hashable,
        version: Callable[[], Hashable | None],
        make: Callable[[], Made | HttpResponseBase],
    ) -> HttpResponseBase:
        """The answer to a request: remembered, where one of this version is and its words still hold, else made.

        `version` is asked before anything is rendered: what changes meanwhile is another version at the next request.
        None: nothing that may be remembered. Each of the two is called once at most.
        """
        stands = version() if is_anybodys(request) else None
        if stands is None:
            return _response(make())
        key = (what, *_place(request))
        known = self._kept.fresh(key)
        if known is None or known.version != stands or known.good_until <= timezone.now():
            made = make()
            known = _kept(request, stands, made) if isinstance(made, Made) else None
            if known is None:
                return _response(made)
            self._kept.keep(key, known)
        return known.sent(request)

    def forget(self) -> None:
        """Drop all of them."""
        self._kept.forget()


def is_anybodys(request: HttpRequest) -> bool:
    """Whether nothing in a request says who asks: it only reads, and brings no query, no credentials and no cookie of
    ours but the language and the key of forms, which shows nothing."""
    if request.method not in ("GET", "HEAD") or request.META.get("QUERY_STRING") or "Authorization" in request.headers:
        return False
    return not any(_is_personal(name) for name in request.COOKIES)


def _is_personal(cookie: str) -> bool:
    return (cookie.startswith(_OURS) and cookie != settings.CSRF_COOKIE_NAME) or cookie == _MESSAGES


def _cache_control() -> str:
    """Shared only in the language that is asked for by nothing: some caches do not look at Vary, and would give one
    reader's choice to the next."""
    is_usual = translation.get_language() == settings.LANGUAGE_CODE
    return f"public, max-age=0, s-maxage={SHARED_SECONDS}" if is_usual else "private, no-cache"


def _response(made: Made | HttpResponseBase) -> HttpResponseBase:
    return made.response if isinstance(made, Made) else made


def _place(request: HttpRequest) -> tuple[Hashable, ...]:
    """Whose page in which language, and all that surrounds it without being in the tenant's own tables."""
    tenant = current()
    face = (tenant.schema_name, tenant.code, tenant.name, tenant.slug, tenant.time_zone, repr(tenant.brand))
    return (*face, lookup.version(), sites.here(request), translation.get_language())


def _kept(request: HttpRequest, version: Hashable, made: Made) -> _Kept | None:
    """What is remembered of an answer; None for one that is not to be given to others."""
    response = made.response
    pieces = tuple(_TOKEN.split(response.content))
    has_form = bool(request.META.get("CSRF_COOKIE_NEEDS_UPDATE"))
    if response.status_code != HTTPStatus.OK or response.cookies or has_form != (len(pieces) > 1):
        return None
    compressed = b"" if has_form else gzip.compress(response.content, compresslevel=6, mtime=0)
    return _Kept(
        version,
        made.good_until,
        pieces if has_form else (),
        compressed,
        f'W/"{hashlib.sha256(response.content).hexdigest()[:32]}"',
        dict(response.headers),
        getattr(request, "inline_style", ""),
    )
