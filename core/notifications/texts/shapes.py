"""What a text about something is made of: its signs, and a subject and paragraphs in each language."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LANGUAGES = ("id", "en")

# What a sign stands for. These may stand in a subject, too: nothing there tells who somebody is or what it is about.
SUBJECT_SIGNS: dict[str, Promise] = {
    "nomor": _("nomor laporan"),
    "jenis": _("jenis laporan, misalnya “pengaduan”"),
    "kota": _("nama kota atau kabupaten"),
    "layanan": _("nama layanan"),
}
BODY_SIGNS: dict[str, Promise] = {
    "pesan": _("kata-kata petugas: pertanyaan, jawaban atau catatan"),
    "alasan": _("kalimat alasan yang dipilih dari daftar"),
    "opd": _("nama pendek OPD yang menangani"),
    "batas": _("hari terakhir batas waktu berikutnya"),
    "tujuan": _("instansi atau daerah yang menerima laporan"),
    "laporan_utama": _("laporan yang menampung laporan ini"),
    "laporan_anda": _("nomor laporan pembaca surel, yang ikut ditangani"),
    "jumlah": _("berapa laporan yang menunggu"),
    "daftar": _("daftar nomor laporan"),
    "jumlah_hari_ini": _("berapa laporan yang batas waktunya hari ini"),
    "daftar_hari_ini": _("daftar nomor laporan yang batas waktunya hari ini"),
    "orang": _("nama orang yang perannya atau cara masuknya berubah"),
    "peran": _("peran orang itu"),
    "oleh": _("nama orang yang mengubahnya"),
}


@dataclass(frozen=True)
class Text:
    """A subject and its paragraphs, with signs not yet replaced."""

    subject: str
    body: str


@dataclass(frozen=True)
class Event:
    """What there is to tell: its name on screen, the signs a text about it may hold besides those of every subject,
    and the built-in text in each language."""

    title: Promise
    signs: tuple[str, ...]
    texts: Mapping[str, Text]
    is_of_report: bool = True


def event(title: Promise, signs: str, indonesian: tuple[str, ...], english: tuple[str, ...], **more: bool) -> Event:
    texts = {
        language: Text(subject, "\n\n".join(paragraphs))
        for language, (subject, *paragraphs) in zip(LANGUAGES, (indonesian, english), strict=True)
    }
    return Event(title, tuple(signs.split()), texts, **more)
