"""The OpenAPI document of one kind of host, and the page that shows it."""

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from api.views import PublicView


@lru_cache(maxsize=8)
def document(urlconf: str, language: str) -> dict[str, Any]:
    """The OpenAPI 3.1 document of a URL set in one language. Made once a process: it depends on nothing else."""
    with translation.override(language):
        return SchemaGenerator(urlconf=urlconf).get_schema(request=None, public=True)


class Schema(PublicView):
    """The document as JSON."""

    schema = None
    renderer_classes = (JSONRenderer, OpenApiJsonRenderer)

    def get(self, request: Request) -> Response:
        return Response(document(request._request.urlconf, translation.get_language() or settings.LANGUAGE_CODE))


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """The document for people: Swagger UI, with scripts and styles of our own host only."""
    return render(request, "api/docs.html")
