"""What may stand in the text of a mail for something else: `{nomor}` for the report's number, and so on."""

import re
import string
from collections.abc import Collection
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from tenants.lazy_text import Promise

# These may stand in a subject, too: nothing there tells who somebody is or what it is about.
IN_SUBJECTS: dict[str, Promise] = {
    "nomor": _("nomor laporan"),
    "jenis": _("jenis laporan, misalnya “pengaduan”"),
    "kota": _("nama kota atau kabupaten"),
    "layanan": _("nama layanan"),
}
# Those of them that a mail about no report knows.
WITHOUT_REPORT = ("kota", "layanan")
IN_BODIES: dict[str, Promise] = {
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


class BraceTemplate(string.Template):
    """A template of the standard library whose placeholders stand in braces. What is put in their place is never read
    as a placeholder itself, and no expression can stand in the braces."""

    flags = re.NOFLAG
    pattern: ClassVar[Any] = r"""
        \{(?P<named>[a-z_]+)\} | (?P<invalid>\{[^{}\n]*\}?|\}) |
        (?P<escaped>(?!)) | (?P<braced>(?!))  # the standard library wants these groups; here they match nothing
    """

    def unknown(self, known: Collection[str]) -> str:
        """The first thing in braces, or lone brace, that is none of the known placeholders; empty without one."""
        found = (match for match in self.pattern.finditer(self.template) if match["named"] not in known)
        return next((match[0] for match in found), "")
