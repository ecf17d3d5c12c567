"""The office's letters at the desk. The receipt shows who reported only by a button, because that is logged."""

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from core.casework import letters, queries
from core.casework.letters import LetterKind
from core.common.errors import NotFound
from tenants.sites import here
from web.desk.shell import reports_required
from web.files.letters import pdf_response
from web.site.requests import StaffRequest


@reports_required
@require_http_methods(["GET", "HEAD", "POST"])
def letter(request: StaffRequest, number: str, letter: str) -> HttpResponse:
    """A letter of a report this person may see; sent as a form, the receipt with the reporter's identity."""
    report = queries.desk_report(request.actor, number)
    if request.method != "POST":
        return pdf_response(letters.letter_for_desk(report, letter, site=here(request)))
    if letter != LetterKind.RECEIPT:
        raise NotFound()
    return pdf_response(letters.receipt_with_identity(report, request.actor, site=here(request)))
