"""Sentences made from the figures: the first line of a page, and the title of a chart that says what it shows."""

from collections.abc import Sequence
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from core.common.translate_data import in_language
from core.reports.kinds import Kind
from oversight.figures import City, Comparison, Figures
from oversight.periods import ALL, LAST_MONTH, MONTHS_12, THIS_MONTH
from oversight.queries import Only
from web.figures.links import short_name
from web.figures.measures import (
    DAYS,
    ESCALATED,
    FOLLOWED,
    ON_TIME,
    OVERDUE,
    RECEIVED,
    REOPENED,
    SCORE,
    VERIFIED,
    Measure,
    percent_text,
    reports_text,
)
from web.html.formats import number_id

_LABELS = {
    THIS_MONTH: lazy("Bulan ini"),
    LAST_MONTH: lazy("Bulan lalu"),
    MONTHS_12: lazy("12 bulan terakhir"),
    ALL: lazy("Semua waktu"),
}
_INSIDE = {
    THIS_MONTH: lazy("bulan ini"),
    LAST_MONTH: lazy("bulan lalu"),
    MONTHS_12: lazy("dalam 12 bulan terakhir"),
    ALL: lazy("sejak awal"),
}


def period_label(name: str) -> str:
    """The span as a choice: "12 bulan terakhir", "Triwulan II 2026", "Maret 2026"."""
    if name in _LABELS:
        return str(_LABELS[name])
    year, _dash, part = name.partition("-")
    if not part:
        return _("Tahun %(year)s") % {"year": year}
    if part.startswith("T"):
        return _("Triwulan %(quarter)s %(year)s") % {
            "quarter": ("I", "II", "III", "IV")[int(part[1]) - 1],
            "year": year,
        }
    return date_format(date(int(year), int(part), 1), "F Y")


def in_period(name: str) -> str:
    """The span inside a sentence."""
    if name in _INSIDE:
        return str(_INSIDE[name])
    label = period_label(name)
    return _("pada %(period)s") % {"period": label[0].lower() + label[1:] if not name[5:].isdigit() else label}


def before_label(name: str) -> str:
    """The span before it, of the same length."""
    if name == THIS_MONTH:
        return _("bulan lalu")
    if name == MONTHS_12:
        return _("12 bulan sebelumnya")
    part = name.partition("-")[2]
    if not part:
        return _("tahun sebelumnya")
    return _("triwulan sebelumnya") if part.startswith("T") else _("bulan sebelumnya")


def only_label(only: Only) -> str:
    """Which reports alone are compared: "Pengaduan, Perhubungan"; empty: all."""
    kind = str(Kind(only.kind).label) if only.kind else ""
    return ", ".join(part for part in (kind, in_language(only.group)) if part)


def overdue_title(count: int) -> str:
    if not count:
        return _("Tidak ada laporan yang lewat batas")
    return ngettext("%(n)s laporan lewat batas", "%(n)s laporan lewat batas", count) % {"n": number_id(count)}


def first_line(comparison: Comparison) -> str:
    """What matters most in these figures: the city that keeps its time least, and how many of its reports wait."""
    ranked = [(share, city) for city in comparison.cities if (share := city.now.on_time).is_enough]
    whole = {
        "reports": reports_text(comparison.whole.received),
        "in_period": in_period(comparison.period.name),
        "share": percent_text(comparison.whole.on_time),
        "overdue": _overdue(comparison.overdue),
    }
    if not comparison.whole.received:
        return _("Belum ada laporan yang masuk %(in_period)s") % whole
    if not ranked:
        return _("%(reports)s masuk %(in_period)s, belum cukup untuk membandingkan kabupaten/kota") % whole
    if len(ranked) > 1 and len({share.percent for share, _city in ranked}) == 1:
        return _("Semua kabupaten/kota sama-sama menjawab %(share)s tepat waktu; %(overdue)s") % whole
    _share, lowest = min(ranked, key=lambda found: (found[0].percent, -found[0].whole))
    return _with_change(lowest, _("%(city)s paling jarang tepat waktu: %(share)s"))


def city_line(city: City) -> str:
    """One city: "Kab. Lebak menjawab tepat waktu 68 % dari 140 laporan, turun 9 poin; 14 laporan lewat batas"."""
    if not ON_TIME.is_ranked(city):
        words = _("%(city)s menerima %(reports)s; %(overdue)s")
        reports = reports_text(city.now.received)
        return words % {"city": short_name(city.place), "reports": reports, "overdue": _overdue(city.overdue)}
    return _with_change(city, _("%(city)s menjawab tepat waktu %(share)s"))


def _with_change(city: City, words: str) -> str:
    share = f"{ON_TIME.text(city)} {ON_TIME.cases(city)}"
    begun = words % {"city": short_name(city.place), "share": share}
    change = ON_TIME.change(city)
    return f"{begun}, {change}; {_overdue(city.overdue)}" if change else f"{begun}; {_overdue(city.overdue)}"


def _overdue(count: int) -> str:
    if not count:
        return _("tidak ada laporan lewat batas")
    return ngettext("%(n)s laporan lewat batas", "%(n)s laporan lewat batas", count) % {"n": number_id(count)}


def whole_line(whole: Figures, overdue: int, province: str, period: str) -> str:
    """The second line: all cities together, and the parts that add up."""
    counts = whole.by_status
    words = {
        "province": province,
        "reports": reports_text(whole.received),
        "in_period": in_period(period),
        "waiting": number_id(counts["menunggu"]),
        "working": number_id(counts["proses"]),
        "done": number_id(counts["selesai"]),
        "share": percent_text(whole.on_time),
        "overdue": _overdue(overdue),
    }
    sums = _(
        "Di seluruh %(province)s %(reports)s masuk %(in_period)s: "
        "%(waiting)s menunggu, %(working)s proses, %(done)s selesai."
    )
    judged = _("Dijawab tepat waktu: %(share)s; sekarang %(overdue)s.") if whole.on_time.whole else ""
    return f"{sums} {judged or _('Sekarang %(overdue)s.')}" % words


def chart_title(ends: Sequence[City], measure: Measure) -> str:
    """What the bars of a measure show, in one sentence about the cities at both ends of the ranking."""
    if not ends or not measure.value(ends[0]):
        return str(_EMPTY_TITLES[measure.name])
    first, last = ends
    words = {
        "first": short_name(first.place),
        "first_value": measure.text(first),
        "last": short_name(last.place),
        "last_value": measure.text(last),
    }
    if measure.value(first) == measure.value(last):
        return str(_EQUAL_TITLES[measure.name]) % {"value": measure.text(first)}
    return str(_TITLES[measure.name]) % words


_TITLES = {
    ON_TIME.name: lazy("%(first)s paling tepat waktu (%(first_value)s), %(last)s paling jarang (%(last_value)s)"),
    VERIFIED.name: lazy(
        "%(first)s paling tepat waktu memverifikasi (%(first_value)s), %(last)s paling jarang (%(last_value)s)"
    ),
    FOLLOWED.name: lazy(
        "%(first)s paling tepat waktu menindaklanjuti (%(first_value)s), %(last)s paling jarang (%(last_value)s)"
    ),
    OVERDUE.name: lazy("Laporan lewat batas terbanyak ada di %(first)s (%(first_value)s)"),
    DAYS.name: lazy("%(first)s paling lama menjawab (%(first_value)s), %(last)s paling cepat (%(last_value)s)"),
    RECEIVED.name: lazy("Laporan terbanyak masuk di %(first)s (%(first_value)s)"),
    REOPENED.name: lazy("Laporan paling sering dibuka kembali di %(first)s (%(first_value)s)"),
    SCORE.name: lazy(
        "Pelapor menilai %(first)s paling tinggi (%(first_value)s), %(last)s paling rendah (%(last_value)s)"
    ),
    ESCALATED.name: lazy("Laporan paling sering dieskalasi di %(first)s (%(first_value)s)"),
}
_EQUAL_TITLES = {
    ON_TIME.name: lazy("%(value)s dijawab tepat waktu"),
    VERIFIED.name: lazy("%(value)s diverifikasi tepat waktu"),
    FOLLOWED.name: lazy("%(value)s ditindaklanjuti tepat waktu"),
    OVERDUE.name: lazy("Laporan lewat batas: %(value)s di setiap kabupaten/kota"),
    DAYS.name: lazy("Jawaban pertama datang dalam %(value)s"),
    RECEIVED.name: lazy("Laporan masuk: %(value)s di setiap kabupaten/kota"),
    REOPENED.name: lazy("%(value)s dibuka kembali oleh pelapornya"),
    SCORE.name: lazy("Nilai dari pelapor: %(value)s"),
    ESCALATED.name: lazy("%(value)s dieskalasi"),
}
_EMPTY_TITLES = {
    ON_TIME.name: lazy("Belum cukup laporan untuk membandingkan ketepatan waktu"),
    VERIFIED.name: lazy("Belum cukup laporan untuk membandingkan ketepatan verifikasi"),
    FOLLOWED.name: lazy("Belum cukup laporan untuk membandingkan ketepatan tindak lanjut"),
    OVERDUE.name: lazy("Tidak ada laporan yang lewat batas"),
    DAYS.name: lazy("Belum cukup jawaban untuk membandingkan waktu jawab"),
    RECEIVED.name: lazy("Belum ada laporan yang masuk"),
    REOPENED.name: lazy("Tidak ada laporan yang dibuka kembali"),
    SCORE.name: lazy("Belum cukup penilaian dari pelapor"),
    ESCALATED.name: lazy("Tidak ada laporan yang dieskalasi"),
}
