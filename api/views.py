"""What the endpoints share: their base class, query parameters, and POSTs that repeat without doing anything twice."""

import json
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import UnsupportedMediaType
from rest_framework.parsers import BaseParser
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.encoders import JSONEncoder
from rest_framework.views import APIView

from api.authentication import StaffSession
from api.parsers import StrictJSONParser
from api.permissions import DeskStaff, Everybody, OverseerStaff
from api.schema import IDEMPOTENCY_KEY, Described
from api.shapes import Shape
from core.common.client_ip import client_network
from core.common.errors import Invalid, NotFound
from core.common.idempotency import digest, earlier_answer, once
from core.common.transactions import retried
from tenants import sites

JSON = StrictJSONParser.media_type


class View(APIView):
    """What all endpoints are: JSON in, JSON out, described in the OpenAPI document."""

    schema: Any = Described()
    parser_classes: Sequence[type[BaseParser]] = (StrictJSONParser,)
    metadata_class = None  # OPTIONS: the schema says more
    # Whether whoever calls reads a report as it was written, or as the public may.
    as_written = False
    # The query parameters that were given, of those the operation describes.
    given: dict[str, str]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        described = getattr(getattr(self, str(request.method).lower(), None), "described", None)
        if described is not None:
            self.given = parameters(request, described)

    def show(self, shape: type[Shape], found: Any, **context: Any) -> dict[str, Any]:
        """What an answer of this view shows of an object; `context` is what else the shape asks for."""
        return shape(found, context={"request": self.request, "view": self, **context}).data

    def next_page(self, key: str) -> str | None:
        """The address of the list's next part, with the same filters; None on the last."""
        if not key:
            return None
        return f"{sites.here(self.request, self.request.path)}?{urlencode({**self.given, 'after': key})}"


class PublicView(View):
    """For anybody. Looks at no session, so that a caller's sign-in changes nothing and costs nothing."""

    authentication_classes = ()
    permission_classes: Sequence[type[BasePermission]] = (Everybody,)


class DeskView(View):
    """For staff; `request.actor` is who is calling. Takes nothing but JSON, is kept in no cache."""

    authentication_classes = (StaffSession,)
    permission_classes: Sequence[type[BasePermission]] = (DeskStaff,)
    as_written = True

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        # Before anybody looks for a CSRF token in a form: that would use up the body of one.
        has_body = request.META.get("CONTENT_LENGTH") not in (None, "", "0")
        if has_body and request.content_type.partition(";")[0].strip() != JSON:
            raise UnsupportedMediaType(request.content_type)
        super().initial(request, *args, **kwargs)

    def finalize_response(self, *args: Any, **kwargs: Any) -> Response:
        response = super().finalize_response(*args, **kwargs)
        response["Cache-Control"] = "no-store"
        return response


class OverseerView(DeskView):
    """For the Ombudsman's people, on the province's host."""

    permission_classes = (OverseerStaff,)


class Unknown(PublicView):
    """Any address under the API that is none, whatever the method."""

    schema = None

    def initial(self, request: Request, *args: object, **kwargs: object) -> None:
        raise NotFound(message=_("Alamat ini tidak ada di API. Setiap alamat diakhiri garis miring."))


def parameters(request: Request, names: Sequence[str]) -> dict[str, str]:
    """The query parameters of a request, each once; Invalid names one that is not known here, or holds a NUL, which
    no text in the database does."""
    unknown = [name for name in request.GET if name not in names]
    if unknown:
        raise Invalid({name[:100]: [_("Parameter ini tidak dikenal. Periksa ejaannya.")] for name in unknown[:20]})
    given = {name: request.GET[name] for name in names if request.GET.get(name)}
    if unreadable := [name for name, value in given.items() if "\x00" in value]:
        raise Invalid({name: [_("Nilai ini berisi karakter yang tidak dapat dibaca.")] for name in unreadable})
    return given


Work = Callable[[], tuple[int, dict[str, Any]]]
REPLAYED = "Idempotency-Replayed"


def answer_once(
    request: Request, route: str, work: Work, *, body_digest: bytes | None = None, caller: str | None = None
) -> Response:
    """Do the work of a POST, or repeat the answer it gave this caller before under the same Idempotency-Key.

    `work` gives status and body, and is done again when it collided with another transaction. The key belongs to
    tenant, route, caller and body (`body_digest`, by default of the raw body): the answer may hold a receipt code, so
    nobody else gets it, whatever key he or she chose. `caller` names who it is where the body proves it. Two queries
    more.
    """
    key = request.headers.get(IDEMPOTENCY_KEY)
    if key is None:
        status, body = retried(work)
        return Response(body, status=status)
    sent, own = body_digest or digest(request.body), _caller(request) if caller is None else caller

    def repeatable() -> Response:
        with transaction.atomic(), once(route, key, sent, caller=own) as slot:
            if slot.answer is not None:
                return _replay(slot.answer)
            status, body = work()
            slot.store(json.dumps([status, body], cls=JSONEncoder).encode())
        return Response(body, status=status)

    return retried(repeatable)


def repeated(request: Request, route: str, *, body_digest: bytes | None = None) -> Response | None:
    """The answer this caller has had already for this key and body, so that repeating it counts against no limit; None
    for anything new. One query, none without a key."""
    key = request.headers.get(IDEMPOTENCY_KEY)
    if key is None:
        return None
    answer = earlier_answer(route, key, body_digest or digest(request.body), caller=_caller(request))
    return None if answer is None else _replay(answer)


def _caller(request: Request) -> str:
    """Who calls: the account that is signed in, else the network the call comes from."""
    return f"user {request.user.pk}" if request.user.is_authenticated else client_network(request)


def _replay(answer: bytes) -> Response:
    status, body = json.loads(answer)
    return Response(body, status=status, headers={REPLAYED: "true"})
