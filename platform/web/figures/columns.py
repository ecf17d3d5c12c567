"""The columns of every table of figures: on screens, in files, in the API and in the open data, each with what it
means. One list, so that all of them say the same."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from oversight.figures import Figures, Share
from tenants.lazy_text import Promise
from web.figures.measures import days_text, percent_text, score_text
from web.files.spreadsheets import Cell
from web.html.formats import number_id


@dataclass(frozen=True)
class Counted:
    """What a row is made of; `open` and `overdue` are None where only a period is looked at."""

    figures: Figures
    open: int | None = None
    overdue: int | None = None


@dataclass(frozen=True)
class Column:
    """`name` in files and addresses, `label` on screens; `what` the list of numbers behind a count."""

    name: str
    label: Promise
    means: Promise
    value: Callable[[Counted], Cell]
    text: Callable[[Counted], str]
    type: str = "integer"
    what: str = ""
    is_standing: bool = False


def _count(name: str, label: Promise, means: Promise, value: Callable[[Counted], int | None], **more: Any) -> Column:
    return Column(name, label, means, value, lambda row: number_id(value(row)), **more)


def _percent(name: str, label: Promise, means: Promise, share: Callable[[Figures], Share]) -> Column:
    return Column(
        name, label, means, lambda row: share(row.figures).percent, lambda row: percent_text(share(row.figures))
    )


FIGURES: tuple[Column, ...] = (
    _count(
        "masuk",
        pgettext_lazy("laporan", "Masuk"),
        _(
            "Laporan yang diterima dalam rentang waktu, termasuk yang rahasia. Sama dengan "
            "menunggu + proses + selesai."
        ),
        lambda row: row.figures.received,
        what="masuk",
    ),
    _count(
        "menunggu",
        _("Menunggu"),
        _("Di antaranya yang masih menunggu: belum dikerjakan oleh OPD."),
        lambda row: row.figures.by_status["menunggu"],
    ),
    _count(
        "proses",
        _("Proses"),
        _("Di antaranya yang sedang dikerjakan atau sudah dijawab tetapi belum ditutup."),
        lambda row: row.figures.by_status["proses"],
    ),
    _count(
        "selesai",
        _("Selesai"),
        _("Di antaranya yang sudah ditutup, ditolak, ditarik, atau digabungkan."),
        lambda row: row.figures.by_status["selesai"],
    ),
    _count(
        "lewat_batas_sekarang",
        _("Lewat batas sekarang"),
        _(
            "Laporan yang sekarang masih terbuka dan melewati batas verifikasi, tindak "
            "lanjut pertama, atau jawaban, kapan pun masuknya."
        ),
        lambda row: row.overdue,
        what="lewat-batas",
        is_standing=True,
    ),
    _percent(
        "tepat_waktu_persen",
        _("Tepat waktu"),
        _("Persen laporan yang dijawab (atau ditolak dengan alasan) sampai batas waktu SP4N, dari yang jatuh tempo."),
        lambda figures: figures.answered.share,
    ),
    _count(
        "jatuh_tempo",
        _("dari jatuh tempo"),
        _("Laporan yang sudah dijawab, berakhir setelah batasnya, atau masih terbuka melewati batasnya."),
        lambda row: row.figures.answered.share.whole,
    ),
    Column(
        "median_hari_kerja",
        _("Waktu jawab (median)"),
        _(
            "Nilai tengah hari kerja dari laporan diterima sampai jawaban pertama, menurut "
            "kalender nasional; 61 berarti lebih dari 60."
        ),
        lambda row: row.figures.median_days,
        lambda row: days_text(row.figures.median_days),
        type="number",
    ),
    _count("dijawab", _("dari dijawab"), _("Laporan yang sudah mendapat jawaban."), lambda row: row.figures.measured),
    Column(
        "p90_hari_kerja",
        _("Sembilan dari sepuluh dalam"),
        _("Hari kerja yang cukup untuk sembilan dari sepuluh jawaban pertama; 61 berarti lebih dari 60."),
        lambda row: row.figures.p90_days,
        lambda row: days_text(row.figures.p90_days),
    ),
    _count(
        "terlambat_dijawab",
        _("Terlambat dijawab"),
        _("Dijawab atau berakhir setelah batas jawaban, atau masih terbuka melewatinya."),
        lambda row: row.figures.answered.missed,
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
        lambda row: row.figures.verified.share.whole,
    ),
    _count(
        "verifikasi_terlambat",
        _("Terlambat diverifikasi"),
        _("Diverifikasi atau berakhir setelah batas verifikasi, atau masih terbuka melewatinya."),
        lambda row: row.figures.verified.missed,
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
        lambda row: row.figures.followed.share.whole,
    ),
    _count(
        "tindak_lanjut_terlambat",
        _("Terlambat ditindaklanjuti"),
        _("Ditindaklanjuti atau berakhir setelah batas tindak lanjut pertama, atau masih terbuka melewatinya."),
        lambda row: row.figures.followed.missed,
        what="tindak-lanjut-terlambat",
    ),
    _count(
        "dibuka_kembali",
        _("Dibuka kembali"),
        _("Laporan yang dibuka kembali oleh pelapornya setelah ditutup."),
        lambda row: row.figures.reopened,
        what="dibuka-kembali",
    ),
    _count(
        "dieskalasi",
        _("Dieskalasi"),
        _("Laporan yang karena lewat batas diteruskan ke kepala OPD, koordinator, atau Ombudsman."),
        lambda row: sum(row.figures.escalated),
        what="eskalasi",
    ),
    _count(
        "diminta_melengkapi",
        _("Diminta melengkapi"),
        _(
            "Laporan yang pelapornya diminta melengkapi keterangan; selama itu jam daerah "
            "berhenti, jam pengawasan tidak."
        ),
        lambda row: row.figures.asked,
        what="diminta-melengkapi",
    ),
    Column(
        "nilai_rata_rata",
        _("Nilai dari pelapor"),
        _("Rata-rata nilai pelapor atas penyelesaian, 1 sampai 4."),
        lambda row: None if row.figures.mean_score is None else round(row.figures.mean_score, 2),
        lambda row: score_text(row.figures.mean_score),
        type="number",
    ),
    _count("dinilai", _("dari pelapor"), _("Pelapor yang memberi nilai."), lambda row: row.figures.scored),
)
OPEN = _count(
    "terbuka_sekarang",
    _("Masih terbuka"),
    _("Laporan yang sekarang masih terbuka, kapan pun masuknya."),
    lambda row: row.open,
    is_standing=True,
)
OF_PERIOD: tuple[Column, ...] = tuple(column for column in FIGURES if not column.is_standing)
IN_FILES: tuple[Column, ...] = (*FIGURES, OPEN)
