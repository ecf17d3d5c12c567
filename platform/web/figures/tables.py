"""Tables of figures, on screens, in files, in the API and in the open data: one list of columns, each with what it
means, so that all of them say the same."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from oversight.figures import Figures, Share
from tenants.disclosure.published_tables import Group
from tenants.disclosure.small_cells import ENOUGH
from tenants.lazy_text import Promise
from web.figures.charts import Source
from web.figures.measures import HIDDEN, days_text, on_time, percent_words, score_text
from web.files.spreadsheets import Cell
from web.html.formats import number_id

Counts = TypeVar("Counts", bound=Figures | Group)
_counted = TypeVar("_counted", bound=Figures | Group, covariant=True)
_asked = TypeVar("_asked", bound=Figures | Group, contravariant=True)


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
        _(
            "Laporan yang diterima dalam rentang waktu, termasuk yang rahasia. Sama dengan "
            "menunggu + proses + selesai."
        ),
        lambda figures: figures.received,
        what="masuk",
    ),
    _count(
        "menunggu",
        _("Menunggu"),
        _("Di antaranya yang masih menunggu: belum dikerjakan oleh OPD."),
        lambda figures: figures.by_status["menunggu"],
    ),
    _count(
        "proses",
        _("Proses"),
        _("Di antaranya yang sedang dikerjakan atau sudah dijawab tetapi belum ditutup."),
        lambda figures: figures.by_status["proses"],
    ),
    _count(
        "selesai",
        _("Selesai"),
        _("Di antaranya yang sudah ditutup, ditolak, ditarik, atau digabungkan."),
        lambda figures: figures.by_status["selesai"],
    ),
    _percent(
        "tepat_waktu_persen",
        _("Tepat waktu"),
        _("Persen laporan yang dijawab (atau ditolak dengan alasan) sampai batas waktu SP4N, dari yang jatuh tempo."),
        on_time,
    ),
    _count(
        "jatuh_tempo",
        _("dari jatuh tempo"),
        _("Laporan yang sudah dijawab, berakhir setelah batasnya, atau masih terbuka melewati batasnya."),
        lambda figures: share.whole if (share := on_time(figures)) else None,
    ),
    Column(
        "median_hari_kerja",
        _("Waktu jawab (median)"),
        _(
            "Nilai tengah hari kerja dari laporan diterima sampai jawaban pertama, menurut "
            "kalender nasional; 61 berarti lebih dari 60."
        ),
        lambda row: HIDDEN if row.figures.measured is None else row.figures.median_days,
        days_text,
        type="number",
    ),
    _count("dijawab", _("dari dijawab"), _("Laporan yang sudah mendapat jawaban."), lambda figures: figures.measured),
)
_OVERDUE: Column[Figures] = Column(
    "lewat_batas_sekarang",
    _("Lewat batas sekarang"),
    _(
        "Laporan yang sekarang masih terbuka dan melewati batas verifikasi, tindak "
        "lanjut pertama, atau jawaban, kapan pun masuknya."
    ),
    lambda row: row.overdue,
    what="lewat-batas",
    is_standing=True,
)
OPEN: Column[Figures] = Column(
    "terbuka_sekarang",
    _("Masih terbuka"),
    _("Laporan yang sekarang masih terbuka, kapan pun masuknya."),
    lambda row: row.open,
    is_standing=True,
)
FIGURES: tuple[Column[Figures], ...] = (
    *PUBLIC[:4],
    _OVERDUE,
    *PUBLIC[4:],
    Column(
        "p90_hari_kerja",
        _("Sembilan dari sepuluh dalam"),
        _("Hari kerja yang cukup untuk sembilan dari sepuluh jawaban pertama; 61 berarti lebih dari 60."),
        lambda row: row.figures.p90_days,
        days_text,
    ),
    _count(
        "terlambat_dijawab",
        _("Terlambat dijawab"),
        _("Dijawab atau berakhir setelah batas jawaban, atau masih terbuka melewatinya."),
        lambda figures: figures.answered.missed,
        what="jawaban-terlambat",
    ),
    _percent(
        "verifikasi_tepat_waktu_persen",
        _("Verifikasi tepat waktu"),
        _("Persen laporan yang diverifikasi sampai batas waktu verifikasi, dari yang jatuh tempo."),
        lambda figures: figures.verified.share,
    ),
    _count(
        "verifikasi_jatuh_tempo",
        _("dari jatuh tempo"),
        _("Laporan yang sudah diverifikasi, berakhir setelah batas verifikasinya, atau masih terbuka melewatinya."),
        lambda figures: figures.verified.share.whole,
    ),
    _count(
        "verifikasi_terlambat",
        _("Terlambat diverifikasi"),
        _("Diverifikasi atau berakhir setelah batas verifikasi, atau masih terbuka melewatinya."),
        lambda figures: figures.verified.missed,
        what="verifikasi-terlambat",
    ),
    _percent(
        "tindak_lanjut_tepat_waktu_persen",
        _("Tindak lanjut tepat waktu"),
        _("Persen laporan yang mulai ditindaklanjuti sampai batas tindak lanjut pertama, dari yang jatuh tempo."),
        lambda figures: figures.followed.share,
    ),
    _count(
        "tindak_lanjut_jatuh_tempo",
        _("dari jatuh tempo"),
        _(
            "Laporan yang sudah ditindaklanjuti, berakhir setelah batas tindak lanjutnya, "
            "atau masih terbuka melewatinya."
        ),
        lambda figures: figures.followed.share.whole,
    ),
    _count(
        "tindak_lanjut_terlambat",
        _("Terlambat ditindaklanjuti"),
        _("Ditindaklanjuti atau berakhir setelah batas tindak lanjut pertama, atau masih terbuka melewatinya."),
        lambda figures: figures.followed.missed,
        what="tindak-lanjut-terlambat",
    ),
    _count(
        "dibuka_kembali",
        _("Dibuka kembali"),
        _("Laporan yang dibuka kembali oleh pelapornya setelah ditutup."),
        lambda figures: figures.reopened,
        what="dibuka-kembali",
    ),
    _count(
        "dieskalasi",
        _("Dieskalasi"),
        _("Laporan yang karena lewat batas diteruskan ke kepala OPD, koordinator, atau Ombudsman."),
        lambda figures: sum(figures.escalated),
        what="eskalasi",
    ),
    _count(
        "diminta_melengkapi",
        _("Diminta melengkapi"),
        _(
            "Laporan yang pelapornya diminta melengkapi keterangan; selama itu jam daerah "
            "berhenti, jam pengawasan tidak."
        ),
        lambda figures: figures.asked,
        what="diminta-melengkapi",
    ),
    Column(
        "nilai_rata_rata",
        _("Nilai dari pelapor"),
        _("Rata-rata nilai pelapor atas penyelesaian, 1 sampai 4."),
        lambda row: row.figures.mean_score,
        score_text,
        type="number",
    ),
    _count("dinilai", _("dari pelapor"), _("Pelapor yang memberi nilai."), lambda figures: figures.scored),
)
OF_PERIOD: tuple[Column[Figures], ...] = tuple(column for column in FIGURES if not column.is_standing)
IN_FILES: tuple[Column[Figures], ...] = (*FIGURES, OPEN)


def cells(counted: Counted[Counts], columns: Sequence[Column[Counts]]) -> tuple[Cell, ...]:
    """The cells of a file; what is hidden on the pages is hidden here."""
    values = (column.value(counted) for column in columns)
    return tuple(round(value, 2) if isinstance(value, float) else value for value in values)


# -- On pages ------------------------------------------------------------------------------------------------------

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
    return gettext(
        "%(mark)s disembunyikan: kurang dari %(n)s laporan, atau dapat dipakai untuk menghitung angka yang kurang "
        "dari %(n)s. Begitu tidak ada angka yang menunjuk kepada orang tertentu."
    ) % {"mark": HIDDEN, "n": ENOUGH}
