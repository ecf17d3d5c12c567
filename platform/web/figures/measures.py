"""What cities can be compared by: the value of each measure, and how it is said. Names are those of the address."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.reports.kinds import Kind
from oversight.columns import MOST_DAYS
from oversight.figures import ENOUGH_CASES, City, Figures, Kept, Share
from tenants.lazy_text import Promise
from web.html.formats import number_id

NBSP = "\N{NO-BREAK SPACE}"


def kind_name(code: str) -> str:
    """A kind as public tables name it: among complaints those of misconduct are counted, too."""
    return _("Pengaduan, termasuk berkadar pengawasan") if code == Kind.COMPLAINT else str(Kind(code).label)


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


@dataclass(frozen=True)
class Measure:
    """One way to compare. Largest first. `is_ranked` says whether enough cases stand behind a city's value; `reasons`
    what the value is made of, so that no rank stands alone."""

    name: str
    label: Promise
    value: Callable[[City], float | None]
    before: Callable[[City], float | None]
    is_ranked: Callable[[City], bool]
    text: Callable[[City], str]
    cases: Callable[[City], str]
    change: Callable[[City], str]
    reasons: Callable[[City], str] = lambda city: ""
    least_scale: float = 1.0
    full: Callable[[float], str] = lambda top: reports_text(round(top))

    def order(self, city: City) -> tuple[Any, ...]:
        """Sorting key: ranked ones by value, then those with too few cases; equal ones by reports received, name."""
        return (not self.is_ranked(city), -(self.value(city) or 0), -city.now.received, city.place.name)


def _moved(now: Share, before: Share | None) -> str:
    """How a share has moved since the span before: only between shares with enough cases."""
    if before is None or not (now.is_enough and before.is_enough):
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


def _slower(city: City) -> str:
    if city.before is None or min(city.now.measured, city.before.measured) < ENOUGH_CASES:
        return ""
    now, before = city.now.median_days or 0, city.before.median_days or 0
    if now == before:
        return _("tetap")
    if max(now, before) > MOST_DAYS:
        return ""
    words = _("lebih lama %(span)s") if now > before else _("lebih cepat %(span)s")
    return words % {"span": days_text(abs(now - before))}


def _received_before(city: City) -> str:
    return "" if city.before is None else _("sebelumnya %(n)s") % {"n": number_id(city.before.received)}


def _of_reports(count: int) -> str:
    return _("dari %(reports)s") % {"reports": reports_text(count)}


def _parts(kept: Kept) -> str:
    """What a deadline's share is made of."""
    return _("%(met)s tepat waktu + %(late)s terlambat + %(open)s masih terbuka lewat batas") % {
        "met": number_id(kept.met),
        "late": number_id(kept.late),
        "open": number_id(kept.ran_out),
    }


def _limit(name: str, label: Promise, kept: Callable[[Figures], Kept]) -> Measure:
    """The share of reports for which a deadline was kept."""

    def share(figures: Figures | None) -> Share | None:
        return kept(figures).share if figures else None

    def percent(figures: Figures | None) -> float | None:
        found = share(figures)
        return found.percent if found else None

    return Measure(
        name=name,
        label=label,
        value=lambda city: percent(city.now),
        before=lambda city: percent(city.before),
        is_ranked=lambda city: kept(city.now).share.is_enough,
        text=lambda city: percent_text(kept(city.now).share),
        cases=lambda city: _of_reports(kept(city.now).share.whole),
        change=lambda city: _moved(kept(city.now).share, share(city.before)),
        reasons=lambda city: _parts(kept(city.now)),
        least_scale=100.0,
        full=lambda top: percent_text(Share(1, 1)),
    )


def _part_of_received(name: str, label: Promise, part: Callable[[Figures], int], reasons: Callable) -> Measure:
    """The share of the reports received of which something is true."""

    def share(figures: Figures | None) -> Share | None:
        return Share(part(figures), figures.received) if figures else None

    return Measure(
        name=name,
        label=label,
        value=lambda city: Share(part(city.now), city.now.received).percent,
        before=lambda city: Share(part(city.before), city.before.received).percent if city.before else None,
        is_ranked=lambda city: city.now.received >= ENOUGH_CASES,
        text=lambda city: percent_text(Share(part(city.now), city.now.received)),
        cases=lambda city: _of_reports(city.now.received),
        change=lambda city: _moved(Share(part(city.now), city.now.received), share(city.before)),
        reasons=reasons,
        least_scale=10.0,
        full=lambda top: percent_words(round(top)),
    )


def _escalated_parts(city: City) -> str:
    head, coordinator, ombudsman = (number_id(count) for count in city.now.escalated)
    return _("%(head)s sampai kepala OPD, %(coordinator)s sampai koordinator, %(ombudsman)s sampai Ombudsman") % {
        "head": head,
        "coordinator": coordinator,
        "ombudsman": ombudsman,
    }


ON_TIME = _limit("tepat-waktu", gettext_lazy("Tepat waktu"), lambda figures: figures.answered)
VERIFIED = _limit("verifikasi", gettext_lazy("Verifikasi tepat waktu"), lambda figures: figures.verified)
FOLLOWED = _limit("tindak-lanjut", gettext_lazy("Tindak lanjut tepat waktu"), lambda figures: figures.followed)
RECEIVED = Measure(
    name="masuk",
    label=gettext_lazy("Laporan masuk"),
    value=lambda city: city.now.received,
    before=lambda city: city.before.received if city.before else None,
    is_ranked=lambda city: True,
    text=lambda city: number_id(city.now.received),
    cases=lambda city: ngettext("laporan masuk", "laporan masuk", city.now.received),
    change=_received_before,
)
OVERDUE = Measure(
    name="lewat-batas",
    label=gettext_lazy("Lewat batas"),
    value=lambda city: city.overdue,
    before=lambda city: None,
    is_ranked=lambda city: True,
    text=lambda city: number_id(city.overdue),
    cases=lambda city: _("dari %(reports)s yang masih terbuka") % {"reports": reports_text(city.open)},
    change=lambda city: "",
)
DAYS = Measure(
    name="hari-kerja",
    label=gettext_lazy("Waktu jawab"),
    value=lambda city: city.now.median_days,
    before=lambda city: city.before.median_days if city.before else None,
    is_ranked=lambda city: city.now.measured >= ENOUGH_CASES,
    text=lambda city: days_text(city.now.median_days),
    cases=lambda city: _("median dari %(reports)s dijawab") % {"reports": reports_text(city.now.measured)},
    change=_slower,
    reasons=lambda city: _("sembilan dari sepuluh dijawab dalam %(span)s") % {"span": days_text(city.now.p90_days)},
    full=lambda top: days_text(top),
)
REOPENED = _part_of_received(
    "dibuka-kembali",
    gettext_lazy("Dibuka kembali"),
    lambda figures: figures.reopened,
    lambda city: (
        ngettext("%(n)s laporan dibuka kembali", "%(n)s laporan dibuka kembali", city.now.reopened)
        % {"n": number_id(city.now.reopened)}
    ),
)
ESCALATED = _part_of_received(
    "eskalasi", gettext_lazy("Dieskalasi"), lambda figures: sum(figures.escalated), _escalated_parts
)
SCORE = Measure(
    name="nilai",
    label=gettext_lazy("Nilai dari pelapor"),
    value=lambda city: city.now.mean_score,
    before=lambda city: city.before.mean_score if city.before and city.before.scored >= ENOUGH_CASES else None,
    is_ranked=lambda city: city.now.scored >= ENOUGH_CASES,
    text=lambda city: score_text(city.now.mean_score),
    cases=lambda city: _("dari %(n)s pelapor") % {"n": number_id(city.now.scored)},
    change=lambda city: "",
    reasons=lambda city: _("nilai 1 sampai 4: %(counts)s") % {"counts": ", ".join(map(number_id, city.now.scores))},
    least_scale=4.0,
    full=lambda top: score_text(4.0),
)
MEASURES: dict[str, Measure] = {
    measure.name: measure
    for measure in (ON_TIME, VERIFIED, FOLLOWED, OVERDUE, DAYS, RECEIVED, REOPENED, SCORE, ESCALATED)
}


def ordered(cities: Iterable[City], measure: Measure) -> list[City]:
    return sorted(cities, key=measure.order)
