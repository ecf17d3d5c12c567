"""The human sentence of every audit action, registered by its stable name: the desk's and the citizen's.

A citizen's sentence of None keeps the entry off the citizen's timeline. Placeholders come from the entry's details.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tenants.law.models import EscalationStep
from tenants.lazy_text import Promise

# action: (desk, citizen)
SENTENCES: dict[str, tuple[Promise, Promise | None]] = {
    "submit": (_("Laporan diterima"), _("Laporan Anda kami terima")),
    "ask": (_("Meminta keterangan kepada pelapor"), _("Petugas meminta keterangan tambahan")),
    "reply": (_("Pelapor memberi keterangan"), _("Pelapor memberi keterangan tambahan")),
    "record_reply": (
        _("Jawaban pelapor dicatat petugas (telepon atau loket)"),
        _("Petugas mencatat jawaban Anda yang disampaikan lewat telepon atau loket"),
    ),
    "withdraw_question": (_("Pertanyaan kepada pelapor ditarik"), _("Petugas menarik pertanyaannya")),
    "go_on_without": (
        _("Dilanjutkan tanpa jawaban pelapor"),
        _("Laporan dilanjutkan tanpa keterangan tambahan"),
    ),
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
    "lapse": (_("Dianggap dicabut: tidak dilengkapi pada waktunya"), _("Laporan dianggap dicabut: tidak dilengkapi")),
    "withdraw": (_("Pelapor mencabut laporan"), _("Laporan dicabut pelapor")),
    "refer": (_("Diteruskan dengan surat ke %(agency)s"), _("Diteruskan ke %(agency)s, yang berwenang")),
    "transfer": (_("Dialihkan ke %(city)s"), _("Dialihkan ke %(city)s, yang berwenang")),
    "receive": (_("Masuk dari %(city)s"), _("Masuk dari %(city)s")),
    "accept": (_("Pengalihan dari %(city)s diterima"), _("Pengalihan diterima; laporan ditangani di sini")),
    "accept_silently": (
        _("Pengalihan dari %(city)s dianggap diterima: tidak dikembalikan sampai batas waktunya"),
        _("Pengalihan dianggap diterima; laporan ditangani di sini"),
    ),
    "hand_back": (_("Dikembalikan ke %(city)s"), _("Dikembalikan ke %(city)s: bukan wewenang daerah ini")),
    "come_back": (_("Kembali dari %(city)s"), _("Ditangani lagi di sini, setelah dikembalikan %(city)s")),
    "let_go": (_("Ditarik kembali oleh %(city)s"), _("Ditarik kembali oleh %(city)s")),
    "recall": (_("Pengalihan ke %(city)s ditarik kembali"), _("Ditangani lagi di sini; pengalihan ditarik kembali")),
    "merge": (_("Digabung ke laporan %(into)s"), _("Digabung dengan laporan lain tentang hal yang sama")),
    "absorb": (_("Laporan %(from)s digabung ke laporan ini"), None),
    "follow": (_("Kini mengikuti laporan %(into)s"), None),
    "resolve_outside": (_("Selesai di luar sistem ini"), _("Sudah selesai ditangani di luar sistem ini")),
    "redispatch": (_("Dialihkan ke %(unit)s"), _("Dialihkan ke %(unit)s")),
    "hand_over": (_("%(unit)s tidak bekerja lagi; laporan berpindah"), _("Laporan berpindah ke petugas lain")),
    "hand_over_part": (_("%(unit)s tidak bekerja lagi; bagiannya berpindah atau berakhir"), None),
    "rework": (_("Dikembalikan ke %(unit)s untuk dikerjakan lagi"), _("%(unit)s diminta mengerjakan lagi")),
    "check": (_("Jawaban dan foto diperiksa"), _("Jawaban sudah diperiksa petugas lain")),
    "auto_close": (
        _("Ditutup sendiri: pelapor tidak menanggapi"),
        _("Laporan selesai: tidak ada tanggapan atas jawaban"),
    ),
    "reopen": (_("Pelapor membuka lagi laporan"), _("Laporan dibuka lagi oleh pelapor")),
    "rate": (_("Pelapor menilai: %(score)s dari 4"), _("Pelapor memberi penilaian")),
    "follow_up": (_("%(unit)s menambah jawaban"), _("%(unit)s menambah jawaban")),
    "add_part": (_("Sebagian dikerjakan %(unit)s"), _("%(unit)s ikut menangani")),
    "finish_part": (_("%(unit)s menyelesaikan bagiannya"), _("%(unit)s menyelesaikan bagiannya")),
    "withdraw_part": (_("Bagian %(unit)s ditarik koordinator"), None),
    "return_part": (_("%(unit)s mengembalikan bagiannya"), None),
    "note": (_("Catatan petugas"), None),
    "extend": (_("Batas waktu diperpanjang %(days)s hari"), _("Batas waktu diperpanjang %(days)s hari")),
    "escalate": (_("Lewat batas: dinaikkan ke %(to)s"), None),
    "recalculate": (_("Batas waktu dihitung lagi: %(cause)s"), _("Batas waktu dihitung lagi: %(cause)s")),
    "anonymise": (_("Isi laporan dan identitas dihapus untuk seterusnya"), _("Isi laporan dihapus")),
    "correct": (_("Data laporan diperbaiki"), _("Data laporan diperbaiki petugas")),
    "redact": (_("Yang tampil untuk publik disunting"), _("Petugas menyunting yang tampil untuk publik")),
    "hide_photo": (_("Foto disembunyikan dari publik"), None),
    "show_photo": (_("Foto ditampilkan lagi untuk publik"), None),
    "work_photos": (_("Foto dari lapangan"), _("Petugas menambah foto dari lapangan")),
    "message": (_("Pesan kepada pelapor"), _("Petugas mengirim pesan")),
    "add_info": (_("Pelapor menambah keterangan"), _("Pelapor menambah keterangan")),
    "undo_answer": (_("Jawaban dibatalkan"), None),
    "undo_close": (_("Penutupan dibatalkan"), None),
    "claim": (_("Disimpan di akun pelapor"), None),
    "disclaim": (_("Dilepas dari akun pelapor, yang ditutup"), None),
    "found_changed": (_("Data laporan ternyata diubah di luar sistem: %(found)s"), None),
    "overseer_read": (_("Dibaca Ombudsman"), None),
    "identity_read": (_("Identitas pelapor dibuka"), None),
}
# The parts that are published, by the names of `core.reports.public_parts`.
_PARTS: dict[str, Promise] = {
    "text": _("uraian"),
    "address": _("alamat"),
    "rejection_note": _("catatan penolakan"),
}
_ANSWER = _("jawaban")
_REDACTED = _("%(sentence)s; disunting untuk publik: %(parts)s")
_ACCEPTED = _("%(sentence)s; pengalihan laporan ini dengan itu diterima")
_UNKNOWN = _("Kejadian: %(action)s")
_LEVELS: dict[int, Promise] = {
    EscalationStep.Level.UNIT_HEAD: _("kepala %(unit)s"),
    EscalationStep.Level.COORDINATOR: pgettext_lazy("kepada", "koordinator"),
    EscalationStep.Level.OMBUDSMAN: pgettext_lazy("kepada", "Ombudsman"),
}
_NOBODY_NEARER = _("%(to)s, karena %(missing)s belum ada")
_PARTS_TOO = _("%(to)s; juga ke %(heads)s, yang bagiannya belum selesai")
_AND = _(" dan ")


def desk_sentence(action: str, details: Mapping[str, Any]) -> str:
    """What happened, for people of the office."""
    if action not in SENTENCES:
        return str(_UNKNOWN) % {"action": action}
    sentence = _with_redactions(str(SENTENCES[action][0]) % _words(details), details)
    return str(_ACCEPTED) % {"sentence": sentence} if details.get("accepts") else sentence


def citizen_sentence(action: str, details: Mapping[str, Any]) -> str | None:
    """What happened, for the reporter and the public; None for what they are not shown."""
    _desk, citizen = SENTENCES.get(action, (None, None))
    return _with_redactions(str(citizen) % _words(details), details) if citizen else None


def _with_redactions(sentence: str, details: Mapping[str, Any]) -> str:
    """The sentence, with the parts that everybody reads in another version since; never the words themselves."""
    if not details.get("redacted"):
        return sentence
    parts = dict.fromkeys(str(_PARTS.get(name, _ANSWER)) for name in details["redacted"])
    return str(_REDACTED) % {"sentence": sentence, "parts": ", ".join(parts)}


def _words(details: Mapping[str, Any]) -> dict[str, Any]:
    words = {"unit": "OPD", **details}
    if isinstance(words.get("found"), list):
        words["found"] = ", ".join(map(str, words["found"]))
    # Older entries keep in words to whom it came.
    return words | {"to": _risen_to(words)} if "level" in details and "to" not in details else words


def _risen_to(words: Mapping[str, Any]) -> str:
    """To whom a late report came, why to nobody nearer, and who else was notified, in the reader's language."""
    to, *missing = (str(_LEVELS[each]) % words for each in (words["level"], *words.get("passed_over", ())))
    if missing:
        to = str(_NOBODY_NEARER) % {"to": to, "missing": str(_AND).join(missing)}
    head_of = str(_LEVELS[EscalationStep.Level.UNIT_HEAD])
    if heads := [head_of % {"unit": unit} for unit in words.get("part_heads", ())]:
        to = str(_PARTS_TOO) % {"to": to, "heads": str(_AND).join(heads)}
    return to
