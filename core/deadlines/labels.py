"""What a deadline is called on screen: one phrase that a date follows."""

from django.utils.translation import gettext_lazy as _

from tenants.lazy_text import Promise

_LABELS: dict[str, Promise] = {
    "verify": _("Diverifikasi paling lambat"),
    "first_follow_up": _("Mulai ditindaklanjuti paling lambat"),
    "total": _("Dijawab paling lambat"),
    "auto_close": _("Ditutup sendiri bila pelapor tidak menanggapi sampai"),
    "complete": _("Kelengkapan dijawab paling lambat"),
    "completion": _("Dilengkapi pelapor paling lambat"),
    "decision": _("Diputus paling lambat"),
    "told": _("Hasil dipastikan dan diberitahukan paling lambat"),
    "check": _("Jawaban diperiksa silang paling lambat"),
    "objection": _("Tanggapan pelapor dilihat paling lambat"),
    "reopened": _("Dijawab lagi paling lambat"),
    "acceptance": _("Diterima atau dikembalikan daerah tujuan paling lambat"),
}
# Deadlines that are called otherwise to the one they bind.
_TO_THE_REPORTER: dict[str, Promise] = {
    "auto_close": _("Ditutup sendiri bila Anda tidak menanggapi sampai"),
}
_OTHER = _("Batas waktu")


def deadline_label(rule: str, *, to_reporter: bool = False) -> Promise:
    """The phrase for a rule's code ("verify": "Diverifikasi paling lambat"); a general one for codes without one."""
    label = _LABELS.get(rule, _OTHER)
    return _TO_THE_REPORTER.get(rule, label) if to_reporter else label
