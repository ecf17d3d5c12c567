"""The words a report is described with: kind, identity, visibility, channel, state, public status."""

from django.db import models
from django.utils.translation import gettext_lazy as _


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


class State(models.TextChoices):
    SUBMITTED = "submitted", _("Menunggu verifikasi")
    NEEDS_INFO = "needs_info", _("Menunggu keterangan pelapor")
    VERIFIED = "verified", _("Terverifikasi")
    DISPATCHED = "dispatched", _("Diteruskan ke OPD")
    IN_PROGRESS = "in_progress", _("Sedang dikerjakan")
    ANSWERED = "answered", _("Sudah dijawab OPD")
    CLOSED = "closed", _("Selesai")
    REJECTED = "rejected", _("Tidak dapat ditindaklanjuti")
    WITHDRAWN = "withdrawn", _("Dicabut")
    MERGED = "merged", _("Digabung dengan laporan lain")
    TRANSFERRED = "transferred", _("Dialihkan ke daerah lain")


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


class Status(models.TextChoices):
    """LAKSA's three public statuses."""

    WAITING = "menunggu", _("Menunggu")
    WORKING = "proses", _("Proses")
    DONE = "selesai", _("Selesai")


class AreaCheck(models.TextChoices):
    """How the chosen kelurahan and the pin agree."""

    MATCHED = "matched", _("Pin berada di kelurahan yang dipilih")
    NEAR = "near", _("Pin sedikit di luar batas; kelurahan terdekat dipakai")
    MISMATCH = "mismatch", _("Pin berada di kelurahan lain dari yang dipilih")
    UNCHECKED = "unchecked", _("Belum dicocokkan dengan peta")


STATES_OF_STATUS: dict[str, tuple[str, ...]] = {
    Status.WAITING: (State.SUBMITTED, State.NEEDS_INFO, State.VERIFIED, State.DISPATCHED),
    Status.WORKING: (State.IN_PROGRESS, State.ANSWERED),
    Status.DONE: (State.CLOSED, State.REJECTED, State.WITHDRAWN, State.MERGED),
}
STATUS_OF_STATE: dict[str, str] = {state: status for status, states in STATES_OF_STATUS.items() for state in states}
ENDED: tuple[str, ...] = (State.CLOSED, State.REJECTED, State.WITHDRAWN, State.MERGED, State.TRANSFERRED)
OPEN: tuple[str, ...] = tuple(state for state in State.values if state not in ENDED)
