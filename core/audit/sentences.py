"""The human sentence of every audit action, registered by its stable name: the desk's and the citizen's.

A citizen's sentence of None keeps the entry off the citizen's timeline. Placeholders come from the entry's details.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# action: (desk, citizen)
SENTENCES: dict[str, tuple[Promise, Promise | None]] = {
    "submit": (_("Laporan diterima"), _("Laporan Anda kami terima")),
    "ask": (_("Meminta keterangan kepada pelapor"), _("Petugas meminta keterangan tambahan")),
    "reply": (_("Pelapor memberi keterangan"), _("Pelapor memberi keterangan tambahan")),
    "verify": (_("Laporan diverifikasi"), _("Laporan sudah diverifikasi")),
    "reject": (_("Laporan tidak dapat ditindaklanjuti"), _("Laporan tidak dapat ditindaklanjuti")),
    "dispatch": (_("Diteruskan ke %(unit)s"), _("Diteruskan ke %(unit)s")),
    "send_back": (
        _("Dikembalikan oleh %(unit)s: bukan wewenangnya"),
        _("Dikembalikan ke koordinator untuk dialihkan"),
    ),
    "start": (_("%(unit)s mulai mengerjakan"), _("%(unit)s mulai mengerjakan")),
    "answer": (_("%(unit)s menjawab"), _("%(unit)s menjawab")),
    "close": (_("Laporan ditutup sebagai selesai"), _("Laporan selesai")),
    "correct": (_("Data laporan diperbaiki"), _("Data laporan diperbaiki petugas")),
    "redact": (_("Teks untuk publik disunting"), None),
    "hide_photo": (_("Foto disembunyikan dari publik"), None),
    "show_photo": (_("Foto ditampilkan lagi untuk publik"), None),
    "work_photos": (_("Foto dari lapangan"), _("Petugas menambah foto dari lapangan")),
    "message": (_("Pesan kepada pelapor"), _("Petugas mengirim pesan")),
    "add_info": (_("Pelapor menambah keterangan"), _("Pelapor menambah keterangan")),
    "undo_answer": (_("Jawaban dibatalkan"), None),
    "undo_close": (_("Penutupan dibatalkan"), None),
    "identity_read": (_("Identitas pelapor dibuka"), None),
}
_UNKNOWN = _("Kejadian: %(action)s")


def desk_sentence(action: str, details: Mapping[str, Any]) -> str:
    """What happened, for people of the office."""
    if action not in SENTENCES:
        return str(_UNKNOWN) % {"action": action}
    return str(SENTENCES[action][0]) % _words(details)


def citizen_sentence(action: str, details: Mapping[str, Any]) -> str | None:
    """What happened, for the reporter and the public; None for what they are not shown."""
    _desk, citizen = SENTENCES.get(action, (None, None))
    return str(citizen) % _words(details) if citizen else None


def _words(details: Mapping[str, Any]) -> dict[str, Any]:
    return {"unit": "OPD", **details}
