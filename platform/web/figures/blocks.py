"""The blocks of a page of figures: sums, charts and tables, with where they come from. Widths of bars are whole
thousandths of the chart, so no number needs a format.

Tables are on screens, in files, in the API and in the open data: one list of columns, each with what it means, so that
all of them say the same.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy

from oversight.figures import ENOUGH_CASES, Figures, Share
from tenants.disclosure.published_tables import Group
from tenants.disclosure.small_cells import ENOUGH
from tenants.lazy_text import Promise
from web.figures.measures import HIDDEN, OVERDUE, Measure, Row, days_text, on_time, percent_words, score_text
from web.figures.query_params import FigureQuery, before_label
from web.files.spreadsheets import Cell
from web.html.formats import number_id

FULL = 1000
Counts = TypeVar("Counts", bound=Figures | Group)
_counted = TypeVar("_counted", bound=Figures | Group, covariant=True)
_asked = TypeVar("_asked", bound=Figures | Group, contravariant=True)


@dataclass(frozen=True)
class Source:
    """Where figures come from and when they were counted, in words; `more` is said after that."""

    text: str
    at: datetime
    more: str = ""


@dataclass(frozen=True)
class Method:
    """How figures are counted, a city's own or those of all cities: the numbers in `figures/method.html`."""

    is_of_city: bool
    enough_cases: int = ENOUGH_CASES
    enough: int = ENOUGH


OF_CITY, OF_CITIES = Method(is_of_city=True), Method(is_of_city=False)


# -- Charts --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class StatSum:
    """A sum and its parts, for `components/stat_sum.html`."""

    total: int | None
    menunggu: int | None
    proses: int | None
    selesai: int | None

    @classmethod
    def of(cls, figures: Figures | Group) -> "StatSum":
        return cls(figures.received, **figures.by_status)


@dataclass(frozen=True)
class Bar:
    """One city, unit, area… in a chart, with everything the bar says in words too. `past` is None where none is
    drawn; `instead` are the words in place of a bar."""

    name: str
    url: str
    value: str
    cases: str
    change: str
    reasons: str
    width: int
    past: int | None
    instead: str

    @property
    def description(self) -> str:
        """The bar's text alternative."""
        return ", ".join(part for part in (f"{self.name}: {self.value} {self.cases}".strip(), self.change) if part)


@dataclass(frozen=True)
class Chart:
    """Bars of one measure on one scale, largest first. `key` makes ids; `about` says what is measured and what a full
    bar stands for; `legend` names the span and the one drawn in grey behind it, where one is."""

    key: str
    title: str
    about: str
    bars: tuple[Bar, ...]
    legend: tuple[str, str] | None
    source: Source


def chart(
    key: str,
    title: str,
    rows: Sequence[Row],
    query: FigureQuery[Row],
    source: Source,
    *,
    name: Callable[[Row], str],
    url: Callable[[Row], str],
    most: Sequence[Row] = (),
) -> Chart:
    """The rows as bars in their order, on a scale that holds all that are ranked and those with the `most`. Those with
    too few cases have no bar: chance is no rank."""
    measure = query.measure
    ranked = [row for row in (*rows, *most) if measure.is_ranked(row)]
    values = [value for row in ranked for value in (measure.value(row), measure.before(row)) if value is not None]
    top = max([measure.least_scale, *values])
    bars = tuple(_bar(row, measure, top, name(row), url(row)) for row in rows)
    if measure.name == OVERDUE.name:
        about = _("Semua laporan yang sekarang masih terbuka, kapan pun masuknya.")
    else:
        about = f"{measure.label}, {query.period_label}."
    scale = _("Semua batang memakai skala yang sama; batang penuh = %(full)s.") % {"full": measure.full(top)}
    has_past = any(bar.past is not None for bar in bars)
    legend = (query.period_label, before_label(query.period)) if has_past else None
    return Chart(key, title, f"{about} {scale}", bars, legend, source)


def _bar(row: Row, measure: Measure[Row], top: float, name: str, url: str) -> Bar:
    is_ranked = measure.is_ranked(row)
    before = measure.before(row) if is_ranked else None
    return Bar(
        name=name,
        url=url,
        value=measure.text(row),
        cases=measure.cases_text(row),
        change=measure.change(row),
        reasons=measure.reasons(row),
        width=width(measure.value(row), top) if is_ranked else 0,
        past=None if before is None else width(before, top),
        instead="" if is_ranked else _no_bar(measure.cases(row)),
    )


def _no_bar(cases: int | None) -> str:
    if cases is None:
        return _("Terlalu sedikit laporan untuk ditampilkan")
    return _("Belum cukup laporan untuk dibandingkan")


def width(value: float | None, top: float) -> int:
    return round(FULL * (value or 0) / top)


# -- Tables: their columns -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Counted(Generic[_counted]):
    """What a row is made of: all figures, or what is published of a group. `open` and `overdue` are of a city as it
    stands now."""

    figures: _counted
    open: int = 0
    overdue: int = 0


@dataclass(frozen=True)
class Column(Generic[_asked]):
    """`name` in files and addresses, `label` on screens; `what` the list of numbers behind a count; `say` puts a value
    into words. A hidden value is `HIDDEN`."""

    name: str
    label: Promise
    means: Promise
    value: Callable[[Counted[_asked]], Cell]
    say: Callable[[Any], str] = number_id
    type: str = "integer"
    what: str = ""
    is_standing: bool = False


def _count(
    name: str, label: Promise, means: Promise, get: Callable[[Counts], int | None], what: str = ""
) -> Column[Counts]:
    return Column(name, label, means, lambda row: HIDDEN if (n := get(row.figures)) is None else n, what=what)


def _percent(name: str, label: Promise, means: Promise, share: Callable[[Counts], Share | None]) -> Column[Counts]:
    return Column(name, label, means, lambda row: _percent_of(share(row.figures)), _percent_said)


def _percent_of(share: Share | None) -> Cell:
    return HIDDEN if share is None else share.percent


def _percent_said(percent: int | None) -> str:
    return "–" if percent is None else percent_words(percent)


# What is published of every group.
PUBLIC: tuple[Column[Figures | Group], ...] = (
    _count(
        "masuk",
        pgettext_lazy("laporan", "Masuk"),
        lazy(
            "Laporan yang diterima dalam rentang waktu, termasuk yang rahasia. Sama dengan "
            "menunggu + proses + selesai."
        ),
        lambda figures: figures.received,
        what="masuk",
    ),
    _count(
        "menunggu",
        lazy("Menunggu"),
        lazy("Di antaranya yang masih menunggu: belum dikerjakan oleh OPD."),
        lambda figures: figures.by_status["menunggu"],
    ),
    _count(
        "proses",
        lazy("Proses"),
        lazy("Di antaranya yang sedang dikerjakan atau sudah dijawab tetapi belum ditutup."),
        lambda figures: figures.by_status["proses"],
    ),
    _count(
        "selesai",
        lazy("Selesai"),
        lazy("Di antaranya yang sudah ditutup, ditolak, ditarik, atau digabungkan."),
        lambda figures: figures.by_status["selesai"],
    ),
    _percent(
        "tepat_waktu_persen",
        lazy("Tepat waktu"),
        lazy(
            "Persen laporan yang dijawab (atau ditolak dengan alasan) sampai batas waktu SP4N, dari yang jatuh tempo."
        ),
        on_time,
    ),
    _count(
        "jatuh_tempo",
        lazy("dari jatuh tempo"),
        lazy("Laporan yang sudah dijawab, berakhir setelah batasnya, atau masih terbuka melewati batasnya."),
        lambda figures: share.whole if (share := on_time(figures)) else None,
    ),
    Column(
        "median_hari_kerja",
        lazy("Waktu jawab (median)"),
        lazy(
            "Nilai tengah hari kerja dari laporan diterima sampai jawaban pertama, menurut "
            "kalender nasional; 61 berarti lebih dari 60."
        ),
        lambda row: HIDDEN if row.figures.measured is None else row.figures.median_days,
        days_text,
        type="number",
    ),
    _count(
        "dijawab", lazy("dari dijawab"), lazy("Laporan yang sudah mendapat jawaban."), lambda figures: figures.measured
    ),
)
_OVERDUE: Column[Figures] = Column(
    "lewat_batas_sekarang",
    lazy("Lewat batas sekarang"),
    lazy(
        "Laporan yang sekarang masih terbuka dan melewati batas verifikasi, tindak "
        "lanjut pertama, atau jawaban, kapan pun masuknya."
    ),
    lambda row: row.overdue,
    what="lewat-batas",
    is_standing=True,
)
OPEN: Column[Figures] = Column(
    "terbuka_sekarang",
    lazy("Masih terbuka"),
    lazy("Laporan yang sekarang masih terbuka, kapan pun masuknya."),
    lambda row: row.open,
    is_standing=True,
)
FIGURES: tuple[Column[Figures], ...] = (
    *PUBLIC[:4],
    _OVERDUE,
    *PUBLIC[4:],
    Column(
        "p90_hari_kerja",
        lazy("Sembilan dari sepuluh dalam"),
        lazy("Hari kerja yang cukup untuk sembilan dari sepuluh jawaban pertama; 61 berarti lebih dari 60."),
        lambda row: row.figures.p90_days,
        days_text,
    ),
    _count(
        "terlambat_dijawab",
        lazy("Terlambat dijawab"),
        lazy("Dijawab atau berakhir setelah batas jawaban, atau masih terbuka melewatinya."),
        lambda figures: figures.answered.missed,
        what="jawaban-terlambat",
    ),
    _percent(
        "verifikasi_tepat_waktu_persen",
        lazy("Verifikasi tepat waktu"),
        lazy("Persen laporan yang diverifikasi sampai batas waktu verifikasi, dari yang jatuh tempo."),
        lambda figures: figures.verified.share,
    ),
    _count(
        "verifikasi_jatuh_tempo",
        lazy("dari jatuh tempo"),
        lazy("Laporan yang sudah diverifikasi, berakhir setelah batas verifikasinya, atau masih terbuka melewatinya."),
        lambda figures: figures.verified.share.whole,
    ),
    _count(
        "verifikasi_terlambat",
        lazy("Terlambat diverifikasi"),
        lazy("Diverifikasi atau berakhir setelah batas verifikasi, atau masih terbuka melewatinya."),
        lambda figures: figures.verified.missed,
        what="verifikasi-terlambat",
    ),
    _percent(
        "tindak_lanjut_tepat_waktu_persen",
        lazy("Tindak lanjut tepat waktu"),
        lazy("Persen laporan yang mulai ditindaklanjuti sampai batas tindak lanjut pertama, dari yang jatuh tempo."),
        lambda figures: figures.followed.share,
    ),
    _count(
        "tindak_lanjut_jatuh_tempo",
        lazy("dari jatuh tempo"),
        lazy(
            "Laporan yang sudah ditindaklanjuti, berakhir setelah batas tindak lanjutnya, "
            "atau masih terbuka melewatinya."
        ),
        lambda figures: figures.followed.share.whole,
    ),
    _count(
        "tindak_lanjut_terlambat",
        lazy("Terlambat ditindaklanjuti"),
        lazy("Ditindaklanjuti atau berakhir setelah batas tindak lanjut pertama, atau masih terbuka melewatinya."),
        lambda figures: figures.followed.missed,
        what="tindak-lanjut-terlambat",
    ),
    _count(
        "dibuka_kembali",
        lazy("Dibuka kembali"),
        lazy("Laporan yang dibuka kembali oleh pelapornya setelah ditutup."),
        lambda figures: figures.reopened,
        what="dibuka-kembali",
    ),
    _count(
        "dieskalasi",
        lazy("Dieskalasi"),
        lazy("Laporan yang karena lewat batas diteruskan ke kepala OPD, koordinator, atau Ombudsman."),
        lambda figures: sum(figures.escalated),
        what="eskalasi",
    ),
    _count(
        "diminta_melengkapi",
        lazy("Diminta melengkapi"),
        lazy(
            "Laporan yang pelapornya diminta melengkapi keterangan; selama itu jam daerah "
            "berhenti, jam pengawasan tidak."
        ),
        lambda figures: figures.asked,
        what="diminta-melengkapi",
    ),
    Column(
        "nilai_rata_rata",
        lazy("Nilai dari pelapor"),
        lazy("Rata-rata nilai pelapor atas penyelesaian, 1 sampai 4."),
        lambda row: row.figures.mean_score,
        score_text,
        type="number",
    ),
    _count("dinilai", lazy("dari pelapor"), lazy("Pelapor yang memberi nilai."), lambda figures: figures.scored),
)
OF_PERIOD: tuple[Column[Figures], ...] = tuple(column for column in FIGURES if not column.is_standing)
IN_FILES: tuple[Column[Figures], ...] = (*FIGURES, OPEN)


def cells(counted: Counted[Counts], columns: Sequence[Column[Counts]]) -> tuple[Cell, ...]:
    """The cells of a file; what is hidden on the pages is hidden here."""
    values = (column.value(counted) for column in columns)
    return tuple(round(value, 2) if isinstance(value, float) else value for value in values)


# -- Tables on pages -----------------------------------------------------------------------------------------------

# The address of the list of numbers behind a count of a line, or "".
NumbersOf = Callable[[Column[Any]], str]


@dataclass(frozen=True)
class Shown:
    text: str
    url: str = ""


@dataclass(frozen=True)
class Line:
    name: str
    url: str
    cells: tuple[Shown, ...]


@dataclass(frozen=True)
class Table:
    """`id` is the caption's, `heads` what the first column holds; `files` are the table's addresses by form,
    `file_url` that of the one file with all tables of its page; `hidden_note` says why cells are hidden, where some
    are."""

    id: str
    caption: str
    heads: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    whole: Line | None
    source: Source
    files: Mapping[str, str] = field(default_factory=dict)
    file_url: str = ""
    hidden_note: str = ""


def labels(columns: Iterable[Column[Any]]) -> tuple[str, ...]:
    return tuple(str(column.label) for column in columns)


def line(
    name: str,
    url: str,
    counted: Counted[Counts],
    columns: Iterable[Column[Counts]],
    numbers: NumbersOf = lambda column: "",
) -> Line:
    shown = []
    for column in columns:
        value = column.value(counted)
        said = value if isinstance(value, str) else column.say(value)
        shown.append(Shown(said, numbers(column) if column.what and value else ""))
    return Line(name, url, tuple(shown))


def hidden_note(groups: Iterable[Group]) -> str:
    """Why cells of these groups are hidden; "" where none is."""
    if not any(group.has_hidden for group in groups):
        return ""
    return _(
        "%(mark)s disembunyikan: kurang dari %(n)s laporan, atau dapat dipakai untuk menghitung angka yang kurang "
        "dari %(n)s. Begitu tidak ada angka yang menunjuk kepada orang tertentu."
    ) % {"mark": HIDDEN, "n": ENOUGH}
