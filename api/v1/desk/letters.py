"""The office's letters about a report, as PDF. No identity is in them: that has an address of its own."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.renderers import BaseRenderer, JSONRenderer

from api.requests import StaffRequest
from api.schema import operation
from api.views import DeskView
from core.casework import letters, queries
from core.casework.letters import LetterKind
from tenants import sites

PDF = "application/pdf"


class PdfOrProblem(BaseRenderer):
    """So that a program may ask for PDF; what is refused is still a problem in JSON."""

    media_type = PDF
    format = "pdf"

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping[str, Any] | None = None
    ) -> bytes:
        return JSONRenderer().render(data)


class DeskLetter(DeskView):
    """One letter of a report."""

    renderer_classes = (PdfOrProblem, JSONRenderer)

    @operation(
        "get_report_letter",
        _("Surat tentang satu laporan, sebagai PDF"),
        OpenApiTypes.BINARY,
        status=(200, PDF),
        parameters=[OpenApiParameter("letter", str, OpenApiParameter.PATH, enum=list(LetterKind.values))],
    )
    def get(self, request: StaffRequest, number: str, letter: str) -> HttpResponse:
        report = queries.desk_report(request.actor, number)
        made = letters.letter_for_desk(report, letter, site=sites.here(request))
        disposition = f'attachment; filename="{made.filename}"'
        return HttpResponse(made.pdf, content_type=PDF, headers={"Content-Disposition": disposition})
