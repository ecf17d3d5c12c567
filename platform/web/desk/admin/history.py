"""`/petugas/riwayat-kantor/`: who changed what in the office, for admin and leader."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from core.audit import streams
from web.desk.admin.access import history_required
from web.desk.shell import page
from web.html.office_history import entries_page
from web.site.requests import StaffRequest

SHOWN = 50


@history_required
@require_safe
def history(request: StaffRequest) -> HttpResponse:
    """The newest first."""
    return page(request, "admin_history", entries_page(request, streams.OFFICE, size=SHOWN))
