"""What cities, units, areas, kinds and topics are compared by: the value of each measure, and how it is said. Names
are those of the address."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from oversight.columns import MOST_DAYS
from oversight.figures import ENOUGH_CASES, City, Figures, Kept, Share
from tenants.disclosure.published_tables import Group
from tenants.lazy_text import Promise
from web.html.formats import number_id

NBSP = "\N{NO-BREAK SPACE}"
# What stands where a figure is hidden; the note under each table says why.
HIDDEN = "*"


def percent_words(percent: int) -> str:
    """ "68 %", in English "68%"."""
    return (_("%(n)s %%") % {"n": percent}).replace(" ", NBSP)


def percent_text(share: Share) -> str:
    """ "68 %", or a dash where there is nothing to take a share of."""
    return "–" if share.percent is None else percent_words(share.percent)


def days_text(days: float | None) -> str:
    """ "4 hari kerja", "4,5 hari kerja", or a dash without any answer."""
    if days is None:
        return "–"
    if days > MOST_DAYS:
        return (_("lebih dari %(n)s hari kerja") % {"n": number_id(MOST_DAYS)}).replace(" ", NBSP)
    whole = days == int(days)
    words = ngettext("%(n)s hari kerja", "%(n)s hari kerja", 1 if days == 1 else 2)
    return (words % {"n": number_id(days, 0 if whole else 1)}).replace(" ", NBSP)


def score_text(score: float | None) -> str:
    """ "3,2 dari 4", or a dash without any."""
    return "–" if score is None else (_("%(score)s dari 4") % {"score": number_id(score, 1)}).replace(" ", NBSP)


def reports_text(count: int) -> str:
    return ngettext("%(n)s laporan", "%(n)s laporan", count) % {"n": number_id(count)}


Row = TypeVar("Row", bound=City | Group)
_Row = TypeVar("_Row", bound=City | Group, contravariant=True)


@dataclass(frozen=True)
class Measure(Generic[_Row]):
    """One way to compare, largest first. `cases`: how many reports stand behind a row's value, None where that is
    hidden; a row with fewer than `enough` has no rank and no bar. `reasons` says what the value is made of, so that no
    rank stands alone. The titles are for a chart of it: about the rows at both ends, of rows that are all equal, and
    where nothing can be compared."""

    name: str
    label: Promise
    value: Callable[[_Row], float | None]
    cases: Callable[[_Row], int | None]
    text: Callable[[_Row], str]
    cases_text: Callable[[_Row], str]
    title: Promise
    equal_title: Promise
    empty_title: Promise
    before: Callable[[_Row], float | None] = lambda row: None
    change: Callable[[_Row], str] = lambda row: ""
    reasons: Callable[[_Row], str] = lambda row: ""
    enough: int = ENOUGH_CASES
    least_scale: float = 1.0
    full: Callable[[float], str] = lambda top: reports_text(round(top))

    def is_ranked(self, row: _Row) -> bool:
        return (self.cases(row) or 0) >= self.enough


def ordered(rows: Iterable[Row], measure: Measure[Row]) -> list[Row]:
    """Ranked ones by value, then those with too few cases; equal cities by reports received, groups without a code
    last; then by name."""

    def order(row: Row) -> tuple[bool, float, float, str]:
        tie, name = (-row.now.received, row.place.name) if isinstance(row, City) else (not row.code, row.name)
        return (not measure.is_ranked(row), -(measure.value(row) or 0), tie, name)

    return sorted(rows, key=order)


# -- A share of the reports ----------------------------------------------------------------------------------------


def _now(row: City | Group) -> Figures | Group:
    return row.now if isinstance(row, City) else row


def on_time(figures: Figures | Group) -> Share | None:
    """Answered in time, of those that are judged; None where that is hidden."""
    if isinstance(figures, Figures):
        return figures.on_time
    return None if figures.judged is None else Share(figures.met or 0, figures.judged)


def _moved(now: Share, before: Share) -> str:
    """How a share has moved since the span before: only between shares with enough cases."""
    if not (now.is_enough and before.is_enough):
        return ""
    moved = (now.percent or 0) - (before.percent or 0)
    if moved == 0:
        return _("tetap")
    words = (
        ngettext("naik %(n)s poin", "naik %(n)s poin", moved)
        if moved > 0
        else ngettext("turun %(n)s poin", "turun %(n)s poin", -moved)
    )
    return words % {"n": number_id(abs(moved))}


def _of_reports(count: int) -> str:
    return _("dari %(reports)s") % {"reports": reports_text(count)}


def _share(
    name: str,
    label: Promise,
    titles: tuple[Promise, Promise, Promise],
    share: Callable[[Any], Share | None],
    made_of: Callable[[Figures], str],
    least_scale: float = 100.0,
) -> Measure[Any]:
    """The part of the reports for which something is true; `made_of` tells what it consists of."""

    def before(row: City | Group) -> Share | None:
        return share(row.before) if isinstance(row, City) and row.before else None

    def change(row: City | Group) -> str:
        now, earlier = share(_now(row)), before(row)
        return _moved(now, earlier) if now and earlier else ""

    return Measure(
        name,
        label,
        lambda row: found.percent if (found := share(_now(row))) else None,
        lambda row: found.whole if (found := share(_now(row))) else None,
        lambda row: percent_text(found) if (found := share(_now(row))) else HIDDEN,
        lambda row: _of_reports(found.whole) if (found := share(_now(row))) else "",
        *titles,
        before=lambda row: found.percent if (found := before(row)) else None,
        change=change,
        reasons=lambda row: made_of(row.now) if isinstance(row, City) else "",
        least_scale=least_scale,
        full=lambda top: percent_words(round(top)),
    )


def _parts(kept: Kept) -> str:
    """What a deadline's share is made of."""
    return _("%(met)s tepat waktu + %(late)s terlambat + %(open)s masih terbuka lewat batas") % {
        "met": number_id(kept.met),
        "late": number_id(kept.late),
        "open": number_id(kept.ran_out),
    }


def _escalated_parts(figures: Figures) -> str:
    head, coordinator, ombudsman = (number_id(count) for count in figures.escalated)
    return _("%(head)s sampai kepala OPD, %(coordinator)s sampai koordinator, %(ombudsman)s sampai Ombudsman") % {
        "head": head,
        "coordinator": coordinator,
        "ombudsman": ombudsman,
    }


# -- The measures --------------------------------------------------------------------------------------------------


def _slower(row: City | Group) -> str:
    if isinstance(row, Group) or row.before is None or min(row.now.measured, row.before.measured) < ENOUGH_CASES:
        return ""
    now, before = row.now.median_days or 0, row.before.median_days or 0
    if now == before:
        return _("tetap")
    if max(now, before) > MOST_DAYS:
        return ""
    words = _("lebih lama %(span)s") if now > before else _("lebih cepat %(span)s")
    return words % {"span": days_text(abs(now - before))}


def _days_of(count: int | None) -> str:
    return "" if count is None else _("median dari %(reports)s dijawab") % {"reports": reports_text(count)}


def _received_before(row: City | Group) -> str:
    if isinstance(row, Group) or row.before is None:
        return ""
    return _("sebelumnya %(n)s") % {"n": number_id(row.before.received)}


ON_TIME: Measure[City | Group] = _share(
    "tepat-waktu",
    lazy("Tepat waktu"),
    (
        lazy("%(first)s paling tepat waktu (%(first_value)s), %(last)s paling jarang (%(last_value)s)"),
        lazy("%(value)s dijawab tepat waktu"),
        lazy("Belum cukup laporan untuk membandingkan ketepatan waktu"),
    ),
    on_time,
    lambda figures: _parts(figures.answered),
)
VERIFIED: Measure[City] = _share(
    "verifikasi",
    lazy("Verifikasi tepat waktu"),
    (
        lazy("%(first)s paling tepat waktu memverifikasi (%(first_value)s), %(last)s paling jarang (%(last_value)s)"),
        lazy("%(value)s diverifikasi tepat waktu"),
        lazy("Belum cukup laporan untuk membandingkan ketepatan verifikasi"),
    ),
    lambda figures: figures.verified.share,
    lambda figures: _parts(figures.verified),
)
FOLLOWED: Measure[City] = _share(
    "tindak-lanjut",
    lazy("Tindak lanjut tepat waktu"),
    (
        lazy(
            "%(first)s paling tepat waktu menindaklanjuti (%(first_value)s), %(last)s paling jarang (%(last_value)s)"
        ),
        lazy("%(value)s ditindaklanjuti tepat waktu"),
        lazy("Belum cukup laporan untuk membandingkan ketepatan tindak lanjut"),
    ),
    lambda figures: figures.followed.share,
    lambda figures: _parts(figures.followed),
)
OVERDUE: Measure[City] = Measure(
    "lewat-batas",
    lazy("Lewat batas"),
    lambda city: city.overdue,
    lambda city: city.open,
    lambda city: number_id(city.overdue),
    lambda city: _("dari %(reports)s yang masih terbuka") % {"reports": reports_text(city.open)},
    lazy("Laporan lewat batas terbanyak ada di %(first)s (%(first_value)s)"),
    lazy("Laporan lewat batas: %(value)s di setiap kabupaten/kota"),
    lazy("Tidak ada laporan yang lewat batas"),
    enough=0,
)
DAYS: Measure[City | Group] = Measure(
    "hari-kerja",
    lazy("Waktu jawab"),
    lambda row: _now(row).median_days,
    lambda row: _now(row).measured,
    lambda row: HIDDEN if _now(row).measured is None else days_text(_now(row).median_days),
    lambda row: _days_of(_now(row).measured),
    lazy("%(first)s paling lama menjawab (%(first_value)s), %(last)s paling cepat (%(last_value)s)"),
    lazy("Jawaban pertama datang dalam %(value)s"),
    lazy("Belum cukup jawaban untuk membandingkan waktu jawab"),
    before=lambda row: row.before.median_days if isinstance(row, City) and row.before else None,
    change=_slower,
    reasons=lambda row: (
        _("sembilan dari sepuluh dijawab dalam %(span)s") % {"span": days_text(row.now.p90_days)}
        if isinstance(row, City)
        else ""
    ),
    full=days_text,
)
RECEIVED: Measure[City | Group] = Measure(
    "masuk",
    lazy("Laporan masuk"),
    lambda row: _now(row).received,
    lambda row: _now(row).received,
    lambda row: HIDDEN if _now(row).received is None else number_id(_now(row).received),
    lambda row: "" if (n := _now(row).received) is None else ngettext("laporan masuk", "laporan masuk", n),
    lazy("Laporan terbanyak masuk di %(first)s (%(first_value)s)"),
    lazy("Laporan masuk: %(value)s di setiap kabupaten/kota"),
    lazy("Belum ada laporan yang masuk"),
    before=lambda row: row.before.received if isinstance(row, City) and row.before else None,
    change=_received_before,
    enough=0,
)
REOPENED: Measure[City] = _share(
    "dibuka-kembali",
    lazy("Dibuka kembali"),
    (
        lazy("Laporan paling sering dibuka kembali di %(first)s (%(first_value)s)"),
        lazy("%(value)s dibuka kembali oleh pelapornya"),
        lazy("Tidak ada laporan yang dibuka kembali"),
    ),
    lambda figures: Share(figures.reopened, figures.received),
    lambda figures: (
        ngettext("%(n)s laporan dibuka kembali", "%(n)s laporan dibuka kembali", figures.reopened)
        % {"n": number_id(figures.reopened)}
    ),
    least_scale=10.0,
)
SCORE: Measure[City] = Measure(
    "nilai",
    lazy("Nilai dari pelapor"),
    lambda city: city.now.mean_score,
    lambda city: city.now.scored,
    lambda city: score_text(city.now.mean_score),
    lambda city: _("dari %(n)s pelapor") % {"n": number_id(city.now.scored)},
    lazy("Pelapor menilai %(first)s paling tinggi (%(first_value)s), %(last)s paling rendah (%(last_value)s)"),
    lazy("Nilai dari pelapor: %(value)s"),
    lazy("Belum cukup penilaian dari pelapor"),
    before=lambda city: city.before.mean_score if city.before and city.before.scored >= ENOUGH_CASES else None,
    reasons=lambda city: _("nilai 1 sampai 4: %(counts)s") % {"counts": ", ".join(map(number_id, city.now.scores))},
    least_scale=4.0,
    full=lambda top: score_text(4.0),
)
ESCALATED: Measure[City] = _share(
    "eskalasi",
    lazy("Dieskalasi"),
    (
        lazy("Laporan paling sering dieskalasi di %(first)s (%(first_value)s)"),
        lazy("%(value)s dieskalasi"),
        lazy("Tidak ada laporan yang dieskalasi"),
    ),
    lambda figures: Share(sum(figures.escalated), figures.received),
    _escalated_parts,
    least_scale=10.0,
)
CITY_MEASURES: dict[str, Measure[City]] = {
    measure.name: measure
    for measure in (ON_TIME, VERIFIED, FOLLOWED, OVERDUE, DAYS, RECEIVED, REOPENED, SCORE, ESCALATED)
}
# Units, areas, kinds and topics: what is published of them (`tenants.disclosure`).
GROUP_MEASURES: dict[str, Measure[Group]] = {
    measure.name: replace(measure, equal_title=lazy("%(label)s: %(value)s di mana-mana"))
    for measure in (
        ON_TIME,
        DAYS,
        replace(
            RECEIVED,
            title=lazy("Laporan terbanyak ada di %(first)s (%(first_value)s)"),
            empty_title=lazy("Belum cukup laporan untuk dibandingkan"),
            enough=1,
        ),
    )
}
