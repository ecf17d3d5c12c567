"""Words for what the ledger holds as codes."""

from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from core.casework.office.units import UNIT_TYPES
from core.reports.kinds import Kind
from web.html.formats import number_id

# Reports that have none of what they are counted by.
NOTHING = {
    "kind": _("Jenis tidak disebut"),
    "group": _("Bidang tidak disebut"),
    "unit": _("Belum diteruskan ke OPD"),
    "district": _("Tempat tidak disebut"),
}
# The deadlines of SP4N (`oversight.lists.CLOCKS`).
CLOCK_WORDS = {
    "verify": pgettext_lazy("batas", "Verifikasi"),
    "first_follow_up": _("Tindak lanjut pertama"),
    "total": _("Jawaban"),
}
# By the number of the age in the address.
AGE_LABELS = {
    "0": _("sampai 7 hari"),
    "1": _("8 sampai 30 hari"),
    "2": _("31 sampai 90 hari"),
    "3": _("lebih dari 90 hari"),
}


def unit_type_label(code: str) -> str:
    """ "dinas" -> "Dinas"; a type without a name of its own is an abbreviation ("rsud" -> "RSUD")."""
    if not code:
        return str(NOTHING["unit"])
    return str(UNIT_TYPES.get(code, code.upper()))


def kind_name(code: str) -> str:
    """A kind as public tables name it: among complaints those of misconduct are counted, too."""
    return gettext("Pengaduan, termasuk berkadar pengawasan") if code == Kind.COMPLAINT else str(Kind(code).label)


def overdue_title(count: int) -> str:
    if not count:
        return gettext("Tidak ada laporan yang lewat batas")
    return ngettext("%(n)s laporan lewat batas", "%(n)s laporan lewat batas", count) % {"n": number_id(count)}
