"""The states of a report as the cities keep them and the ledger names them, and the public status of each."""

from django.db import models
from django.utils.translation import gettext_lazy as _


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


class Status(models.TextChoices):
    """LAKSA's three public statuses."""

    WAITING = "menunggu", _("Menunggu")
    WORKING = "proses", _("Proses")
    DONE = "selesai", _("Selesai")


# `transferred` is missing on purpose: such a report counts only in the city that received it.
STATES_OF_STATUS: dict[str, tuple[str, ...]] = {
    Status.WAITING: (State.SUBMITTED, State.NEEDS_INFO, State.VERIFIED, State.DISPATCHED),
    Status.WORKING: (State.IN_PROGRESS, State.ANSWERED),
    Status.DONE: (State.CLOSED, State.REJECTED, State.WITHDRAWN, State.MERGED),
}
STATUS_OF_STATE: dict[str, str] = {state: status for status, states in STATES_OF_STATUS.items() for state in states}
ENDED: tuple[str, ...] = (State.CLOSED, State.REJECTED, State.WITHDRAWN, State.MERGED, State.TRANSFERRED)
OPEN: tuple[str, ...] = tuple(state for state in State.values if state not in ENDED)
# Every state that counts, in the order of the columns of a tally.
COUNTED: tuple[str, ...] = tuple(str(state) for states in STATES_OF_STATUS.values() for state in states)
