"""`/privasi/`: what is asked, for what, on which legal ground, who sees it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Text only; no query."""
    return render(request, "citizen/privacy.html")
