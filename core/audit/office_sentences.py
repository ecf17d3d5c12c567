"""The sentences of what happens in an office itself (stream `kantor`) and in the province's law (stream `provinsi`).

Only people of the office read them. Placeholders come from the entry's details.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from tenants.lazy_text import Promise

SENTENCES: dict[str, Promise] = {
    "add_person": _("%(person)s ditambahkan"),
    "set_roles": _("Peran %(person)s diubah"),
    "confirm_role": _("Peran baru %(person)s disetujui"),
    "decline_role": _("Peran baru %(person)s tidak jadi diberikan"),
    "deactivate_person": _("Akun %(person)s dinonaktifkan"),
    "reactivate_person": _("Akun %(person)s diaktifkan lagi"),
    "renew_access": _("Cara masuk %(person)s diatur ulang"),
    "open_unit": _("OPD %(unit)s ditambahkan"),
    "change_unit": _("Data OPD %(unit)s diubah"),
    "close_unit": _("OPD %(unit)s ditutup"),
    "reopen_unit": _("OPD %(unit)s dibuka lagi"),
    "change_settings": _("Pengaturan diubah"),
    "add_reason": _("Alasan penolakan “%(reason)s” ditambahkan"),
    "change_reason": _("Alasan penolakan “%(reason)s” diubah"),
    "change_category": _("Kategori %(category)s diubah"),
    "add_local_day_off": _("Libur daerah %(day)s ditambahkan: %(name)s (%(basis)s)"),
    "withdraw_local_day_off": _("Libur daerah %(day)s dicabut: %(name)s"),
    "erase_copy": _("Isi laporan %(number)s, yang dialihkan ke %(city)s, dihapus di sini"),
    "erase_copy_there": _("Isi laporan %(number)s dihapus di sini: pelapor memintanya di %(city)s"),
    "add_day_off": _("Libur nasional %(day)s ditambahkan: %(name)s (%(basis)s)"),
    "change_day_off": _("Libur nasional %(day)s diubah: %(name)s (%(basis)s)"),
    "move_day_off": _("Libur nasional %(day)s dipindah ke %(to)s: %(name)s (%(basis)s)"),
    "withdraw_day_off": _("Libur nasional %(day)s dicabut: %(name)s (%(basis)s)"),
    "decree_year": _("Cuti bersama tahun %(year)s dinyatakan ditetapkan (%(basis)s)"),
    "undecree_year": _("Cuti bersama tahun %(year)s dinyatakan belum ditetapkan (%(basis)s)"),
    "change_rule": _("Batas waktu %(rule)s diubah mulai %(from)s: %(limit)s (%(basis)s)"),
    "appoint": _("%(person)s diangkat di Ombudsman"),
    "change_role": _("Peran %(person)s di Ombudsman diubah"),
    "dismiss": _("Tugas %(person)s di Ombudsman berakhir"),
    "set_up": _("%(count)s data dicatat sebagaimana adanya; sejak ini perubahannya dapat dibuktikan"),
    "release": _("%(count)s data diubah oleh pembaruan sistem"),
    "found_changed": _("Data ternyata diubah di luar sistem: %(found)s"),
    "withdraw_rule": _("Perubahan batas waktu %(rule)s mulai %(from)s dibatalkan (%(basis)s)"),
}
_UNKNOWN = _("Kejadian: %(action)s")


def office_sentence(action: str, details: Mapping[str, Any]) -> str:
    """What happened."""
    if action not in SENTENCES:
        return str(_UNKNOWN) % {"action": action}
    found = details.get("found")
    words = {**details, "found": ", ".join(map(str, found))} if isinstance(found, list) else details
    return str(SENTENCES[action]) % words
