"""The words a report is described with: kind, identity, visibility, channel; its states are those of the ledger."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.ledger.states import ENDED, OPEN, STATES_OF_STATUS, STATUS_OF_STATE, State, Status

__all__ = [
    "ENDED", "OPEN", "STATES_OF_STATUS", "STATUS_OF_STATE", "AreaCheck", "Channel", "IdentityLevel", "Kind", "Outcome",
    "State", "Status", "Visibility",
]  # fmt: skip


class Kind(models.TextChoices):
    """The four kinds of SP4N-LAPOR! (PermenPANRB on SP4N)."""

    COMPLAINT = "complaint", _("Pengaduan")
    ASPIRATION = "aspiration", _("Aspirasi")
    INFORMATION = "information", _("Permintaan informasi")
    MISCONDUCT = "misconduct", _("Pengaduan berkadar pengawasan")


class IdentityLevel(models.TextChoices):
    """Who may know the reporter."""

    NAMED = "named", _("Nama diketahui petugas")
    MASKED = "masked", _("Anonim")
    ANONYMOUS = "anonymous", _("Tanpa identitas")


class Visibility(models.TextChoices):
    PUBLIC = "public", _("Publik")
    SECRET = "secret", _("Rahasia")


class Channel(models.TextChoices):
    """How the report came in."""

    WEB = "web", _("Situs")
    API = "api", _("Aplikasi")
    COUNTER = "counter", _("Loket")
    PHONE = "phone", _("Telepon")


class Outcome(models.TextChoices):
    """How a report ended, in words: a state says only that it did."""

    DONE = "done", _("Selesai ditangani")
    AUTO = "auto", _("Ditutup karena tidak ada tanggapan lagi")
    OUTSIDE = "outside", _("Selesai di luar sistem ini")
    REFUSED = "refused", _("Tidak dapat ditindaklanjuti")
    REFERRED = "referred", _("Diteruskan ke instansi lain")
    LAPSED = "lapsed", _("Dianggap dicabut: tidak dilengkapi")
    WITHDRAWN = "withdrawn", _("Dicabut pelapor")
    MERGED = "merged", _("Digabung dengan laporan lain")
    TRANSFERRED = "transferred", _("Dialihkan ke daerah lain")


class AreaCheck(models.TextChoices):
    """How the chosen kelurahan and the pin agree."""

    MATCHED = "matched", _("Pin berada di kelurahan yang dipilih")
    NEAR = "near", _("Pin sedikit di luar batas; kelurahan terdekat dipakai")
    MISMATCH = "mismatch", _("Pin berada di kelurahan lain dari yang dipilih")
    UNCHECKED = "unchecked", _("Belum dicocokkan dengan peta")
