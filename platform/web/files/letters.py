"""Letters as responses: PDF that no cache keeps."""

from django.http import HttpResponse

from core.casework.letters import Letter


def pdf_response(letter: Letter) -> HttpResponse:
    """Shown where the browser can, saved under the letter's name, and kept by no cache on the way."""
    return HttpResponse(
        letter.pdf,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'inline; filename="{letter.filename}"',
            "Cache-Control": "private, no-store",
            "X-Content-Type-Options": "nosniff",
            "X-Robots-Tag": "noindex",
        },
    )
