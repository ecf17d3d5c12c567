"""How an endpoint is described in the OpenAPI document."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.views import APIView

from api.problems import MEDIA_TYPE
from tenants.lazy_text import Promise

IDEMPOTENCY_KEY = "Idempotency-Key"
F = TypeVar("F", bound=Callable[..., Any])
V = TypeVar("V", bound=APIView)


class Described(AutoSchema):
    """Describes by summaries and help texts, which are translated; docstrings are for programmers."""

    def get_description(self) -> str:  # type: ignore[override]  # as drf-spectacular itself overrides it
        return ""

    def _map_serializer(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        schema = super()._map_serializer(*args, **kwargs)
        schema.pop("description", None)
        return schema


class StaffSessionScheme(OpenApiAuthenticationExtension):
    """How the document says that an endpoint is for staff who signed in on this host."""

    target_class = "api.authentication.StaffSession"
    name = "session"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        sentence = _("Sesi petugas di situs ini, dengan faktor kedua; POST menyertakan token CSRF di X-CSRFToken.")
        return {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME, "description": sentence}


class Problem(serializers.Serializer):
    """RFC 9457."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField(help_text=_("Tetap sama dalam setiap bahasa."))
    detail = serializers.CharField(help_text=_("Kalimat untuk manusia, menurut Accept-Language (id, en)."))
    errors = serializers.DictField(  # type: ignore[assignment]  # a field of RFC 9457, not what is wrong here
        child=serializers.ListField(child=serializers.CharField()),
        required=False,
        help_text=_("Untuk isian yang perlu diperbaiki: kalimat menurut nama isian."),
    )
    city_code = serializers.CharField(required=False, help_text=_("Bila tempatnya di daerah lain: kodenya."))
    city_name = serializers.CharField(required=False)
    url = serializers.CharField(required=False, help_text=_("Formulir daerah lain itu, dengan pin terisi."))


_KEY = OpenApiParameter(
    IDEMPOTENCY_KEY,
    {"type": "string", "minLength": 1, "maxLength": 255},
    OpenApiParameter.HEADER,
    description=_(
        "1 sampai 255 karakter. Kiriman yang diulang dengan kunci yang sama dalam 24 jam mendapat jawaban yang sama "
        "(dengan kepala Idempotency-Replayed: true); dengan isi lain ditolak dengan 422. Kunci berlaku "
        "bagi pengirim yang sama: akun yang masuk, atau jaringan asal kiriman."
    ),
)


def operation(
    name: str,
    summary: Promise,
    answer: type[serializers.BaseSerializer] | OpenApiTypes,
    *,
    status: int | tuple[int, str] = 200,
    repeatable: bool = False,
    parameters: Sequence[OpenApiParameter] = (),
    **more: Any,
) -> Callable[[F], F]:
    """Describe an operation: what it answers, and that everything else it may answer is a problem.

    `name` is what generated clients call it. A GET is refused with query parameters other than these (`api.views`).
    """
    described = extend_schema(
        operation_id=name,
        summary=summary,
        parameters=[*parameters, *([_KEY] if repeatable else [])],
        responses={status: answer, ("default", MEDIA_TYPE): Problem},
        **more,
    )

    def mark(method: F) -> F:
        if method.__name__ == "get":
            names = [parameter.name for parameter in parameters if parameter.location == OpenApiParameter.QUERY]
            setattr(method, "described", names)  # noqa: B010 (a function's own attribute has no type)
        return described(method)

    return mark


def endpoint(
    base: type[V],
    operation_id: str,
    summary: Promise,
    answer: type[serializers.BaseSerializer],
    *,
    name: str,
    run: Callable[..., Any],
    body: type[serializers.BaseSerializer],
) -> type[V]:
    """A view that differs from others by what it runs with what a body says: `post` is that of `base`."""
    attributes = {"name": name, "run": staticmethod(run), "body": body, "__doc__": run.__doc__}
    described = extend_schema_view(post=operation(operation_id, summary, answer, repeatable=True, request=body))
    return described(type(f"{base.__name__}_{name}", (base,), attributes))


def query(name: str, description: Promise, **more: Any) -> OpenApiParameter:
    """A query parameter. Of one that is given empty, nothing is asked (`api.views.parameters`), unless it is
    a number."""
    if "enum" in more:
        more["enum"] = [*more["enum"], ""]
    return OpenApiParameter(name, location=OpenApiParameter.QUERY, description=description, **more)
