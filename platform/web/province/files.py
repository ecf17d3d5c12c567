"""The comparison as a file for everybody."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from oversight import queries
from oversight.figures import Figures
from oversight.periods import period
from web.province.asked import asked
from web.spreadsheets import Cell, download

_COLUMNS = (
    "kode",
    "nama",
    "masuk",
    "menunggu",
    "proses",
    "selesai",
    "tepat_waktu_persen",
    "jatuh_tempo",
    "median_hari_kerja",
    "dijawab",
    "terbuka_sekarang",
    "lewat_batas_sekarang",
    "rentang",
    "data_per",
)


@require_safe
def comparison(request: HttpRequest) -> HttpResponse:
    """One row a city and one for all of them, from one snapshot."""
    wanted, now = asked(request), timezone.now()
    found = queries.comparison(now, period(wanted.period, now, request.tenant.zone))
    stamp = (wanted.period, timezone.localtime(now).isoformat(timespec="seconds"))
    rows: list[tuple[Cell, ...]] = [
        (city.place.code, city.place.name, *_figures(city.now), city.open, city.overdue, *stamp)
        for city in found.cities
    ]
    name = _("Seluruh %(name)s") % {"name": request.tenant.name}
    rows.append((request.tenant.code, name, *_figures(found.whole), found.open, found.overdue, *stamp))
    return download(f"perbandingan-{request.tenant.slug}-{wanted.period}", [_COLUMNS, *rows])


def _figures(figures: Figures) -> tuple[Cell, ...]:
    return (
        figures.received,
        *figures.by_status.values(),
        figures.on_time.percent,
        figures.on_time.whole,
        figures.median_days,
        figures.measured,
    )
