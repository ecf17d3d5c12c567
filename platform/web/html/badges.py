"""The words of states and deadlines; templates/components/marks.html draws them as badges and clocks."""

from datetime import datetime
from typing import Literal, NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.common.formats import once_a_language
from core.reports.kinds import STATES_OF_STATUS, STATUS_OF_STATE, Outcome, State, Status
from tenants.lazy_text import Promise
from web.html.formats import day_month, local_date


class Badge(NamedTuple):
    """The public status behind a state, "" for a report that left for another city; and the words beside its shape."""

    status: str
    word: str


class Clock(NamedTuple):
    """One deadline as the clock sign shows it; `kind`: met, late, soon or ahead."""

    kind: Literal["met", "late", "soon", "ahead"]
    words: str


_STATUS_WORDS: dict[str, Promise] = dict(Status.choices)
_STATE_WORDS: dict[str, Promise] = dict(State.choices)
_STATUS_ICONS: dict[str, str] = {Status.WAITING: "ring", Status.WORKING: "half", Status.DONE: "check-disc"}


def status_of(state: str) -> str:
    """The public status of a state: "menunggu", "proses", "selesai", or "" for a report that left for another city."""
    return STATUS_OF_STATE.get(state, "")


def status_word(value: str) -> str:
    """The public word for a status or for the state behind it: "Menunggu"."""
    status = value if value in _STATUS_WORDS else STATUS_OF_STATE.get(value)
    return str(_STATUS_WORDS[status]) if status else state_word(value)


def state_word(state: str) -> str:
    """The finer word: "Diteruskan ke OPD"."""
    return str(_STATE_WORDS.get(state, state))


@once_a_language
def fine_badge(state: str, outcome: str = "", fine: bool = True) -> Badge:
    """A state's words; with an `outcome` how the report ended in place of the state. `fine=False`: only the public
    status. Takes a status as well."""
    if state in STATES_OF_STATUS:
        return Badge(state, status_word(state))
    status = STATUS_OF_STATE.get(state, "")
    word = _fine_word(state, outcome) if fine else status_word(state)
    # "Menunggu verifikasi" and "Selesai" already say their status; the others name it first.
    general = status_word(state)
    if fine and status and not word.startswith(general):
        word = f"{general}: {word[0].lower()}{word[1:]}"
    return Badge(status, word)


@once_a_language
def short_badge(state: str, outcome: str = "") -> Badge:
    """Where there is little room: the finer word alone, or how the report ended."""
    return Badge(status_of(state), str(Outcome(outcome).label) if outcome else state_word(state))


def _fine_word(state: str, outcome: str) -> str:
    """A report that was dealt with is "Selesai"; every other end is named."""
    if not outcome or outcome == Outcome.DONE:
        return state_word(state)
    return _("Dianggap dicabut karena tidak dilengkapi") if outcome == Outcome.LAPSED else str(Outcome(outcome).label)


def name_of_status_icon(status: str) -> str:
    """The shape of a public status (or of the state behind it)."""
    return _STATUS_ICONS.get(STATUS_OF_STATE.get(status, status), "arrow-right")


def clock_of(due: datetime | None, label: str = "", met: bool = False, now: datetime | None = None) -> Clock | None:
    """The clock sign of one deadline. Late: "Lewat 3 hari". Today and tomorrow in words, later the date.

    `label` (such as "Dijawab paling lambat") stands before a date still ahead; `met` shows that the deadline was kept.
    """
    if due is None:
        return None
    if met:
        return Clock("met", _("tepat waktu"))
    now = now or timezone.now()
    days = (timezone.localtime(due).date() - timezone.localtime(now).date()).days
    if due < now:
        return Clock("late", _late_words(-days))
    if days <= 1:
        return Clock("soon", _labelled(label, _("hari ini") if days == 0 else _("besok")))
    return Clock("ahead", _labelled(label, local_date(due) if label else day_month(due, now)))


def _labelled(label: str, words: str) -> str:
    return f"{label} {words}" if label else words


def _late_words(days: int) -> str:
    if days < 1:
        return _("Lewat hari ini")
    return ngettext("Lewat %(n)d hari", "Lewat %(n)d hari", days) % {"n": days}


_PARTS: dict[str, Promise] = {"reporter": gettext_lazy("Pelapor"), "system": gettext_lazy("Sistem")}


def part_word(actor: str) -> str:
    """Who did something, as a history names it: people by their name, the rest by their part."""
    return str(_PARTS.get(actor, actor))
