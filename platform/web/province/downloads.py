"""The comparison as a file for everybody."""

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from oversight import queries
from oversight.figures import Comparison
from oversight.periods import period
from tenants.models import Tenant
from web.figures import exports
from web.figures.columns import IN_FILES, Counted
from web.figures.query_params import FigureQuery
from web.figures.tables import row
from web.files.spreadsheets import Cell
from web.site.requests import TenantRequest


@require_safe
def comparison(request: TenantRequest, form: str) -> HttpResponse:
    """One row a city and one for all of them, from one snapshot."""
    query, now = FigureQuery.from_request(request), timezone.now()
    found = queries.comparison(now, period(query.period, now, request.tenant.zone))
    return exports.answer(
        form,
        f"perbandingan-{request.tenant.slug}-{query.period}",
        *comparison_rows(found, request.tenant, query),
    )


def comparison_rows(
    found: Comparison, province: Tenant, query: FigureQuery
) -> tuple[tuple[str, ...], list[tuple[Cell, ...]]]:
    """The columns, and every city in the order of the codes with the whole last."""
    stamp = (query.period, timezone.localtime(found.at).isoformat(timespec="seconds"))
    rows = [
        (city.place.code, city.place.name, *row(Counted(city.now, city.open, city.overdue), IN_FILES), *stamp)
        for city in found.cities
    ]
    name = _("Seluruh %(name)s") % {"name": province.name}
    whole = Counted(found.whole, found.open, found.overdue)
    rows.append((province.code, name, *row(whole, IN_FILES), *stamp))
    return ("kode", "nama", *(column.name for column in IN_FILES), "rentang", "data_per"), rows
