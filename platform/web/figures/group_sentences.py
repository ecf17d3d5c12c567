"""Sentences made from a city's figures."""

from django.utils.translation import gettext as _

from oversight.figures import ENOUGH_CASES
from tenants.disclosure.published_tables import Group
from web.figures.group_measures import on_time
from web.figures.measures import days_text, percent_text, reports_text
from web.figures.sentences import in_period
from web.html.formats import number_id


def headline(city: str, whole: Group, period: str) -> str:
    """What matters first: how often the city keeps its time."""
    words = {
        "city": city,
        "share": percent_text(on_time(whole)),
        "judged": reports_text(whole.judged or 0),
        "reports": reports_text(whole.received or 0),
        "in_period": in_period(period),
    }
    if not whole.received:
        return _("Belum ada laporan yang masuk di %(city)s %(in_period)s") % words
    if (whole.judged or 0) < ENOUGH_CASES:
        return _("%(city)s menerima %(reports)s %(in_period)s; belum cukup yang jatuh tempo untuk dinilai") % words
    return _("%(city)s menjawab %(share)s dari %(judged)s tepat waktu %(in_period)s") % words


def whole_line(whole: Group) -> str:
    """The sum and its parts, and how long an answer takes."""
    words = {
        "reports": reports_text(whole.received or 0),
        "waiting": number_id(whole.by_status["menunggu"]),
        "working": number_id(whole.by_status["proses"]),
        "done": number_id(whole.by_status["selesai"]),
        "days": days_text(whole.median_days),
        "answered": reports_text(whole.measured or 0),
    }
    line = _("%(reports)s masuk: %(waiting)s menunggu, %(working)s proses, %(done)s selesai.") % words
    if not whole.measured:
        return line
    return (
        line + " " + _("Jawaban pertama datang dalam %(days)s (nilai tengah dari %(answered)s yang dijawab).") % words
    )
