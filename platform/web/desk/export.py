"""A queue as a spreadsheet: the rows this person may see, narrowed as on screen, without texts and identities."""

from collections.abc import Iterator
from datetime import datetime

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.accounts.actors import Actor
from core.casework import queries
from core.casework.queries import DeskFilters
from core.reports.models import Report
from tenants.areas import lookup
from tenants.models import Tenant
from tenants.seats import seated
from web.files.spreadsheets import BOM, Cell, csv_text


def lines(tenant: Tenant, actor: Actor, queue: str, filters: DeskFilters, language: str) -> Iterator[str]:
    """The file, part by part. It is read after the request has ended, so each part takes its own seat."""
    with translation.override(language):
        yield BOM + csv_text([_head()])
    after = ""
    while True:
        with seated(tenant), translation.override(language):
            part = queries.export_part(actor, queue, filters, after=after)
            text = csv_text(_cells(report, tenant) for report in part.reports)
        yield text
        after = part.next_key
        if not after:
            return


def _head() -> list[str]:
    return [
        _("Nomor"), _("Jenis"), _("Kategori"), _("Kecamatan"), _("Kelurahan/desa"), _("Keadaan"), _("Hasil"),
        _("OPD"),
        pgettext("laporan", "Masuk"), _("Batas"),
    ]  # fmt: skip


def _cells(report: Report, tenant: Tenant) -> list[Cell]:
    place = lookup.place_of(report.area_code) if report.area_code else None
    return [
        report.number,
        report.get_kind_display(),
        report.category.name,
        place.kecamatan if place else "",
        place.name if place else "",
        report.get_state_display(),
        report.get_outcome_display(),
        report.unit.short_name if report.unit else "",
        _local(report.received_at, tenant),
        _local(report.next_due_at, tenant),
    ]


def _local(moment: datetime | None, tenant: Tenant) -> str:
    """A time of the city, as spreadsheets know it."""
    return timezone.localtime(moment, tenant.zone).strftime("%Y-%m-%d %H:%M") if moment else ""
