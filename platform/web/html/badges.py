"""Small drawings with their words: icons, the badge of a state, the clock of a deadline."""

from datetime import datetime
from html import escape
from typing import Any

from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.reports.kinds import STATES_OF_STATUS, STATUS_OF_STATE, Outcome, State, Status
from tenants.lazy_text import Promise
from web.html.formats import day_month, local_date, local_datetime, relative


def text(value: Any) -> str:
    """A value as it may stand in HTML, between tags or within quotes."""
    return value.__html__() if hasattr(value, "__html__") else escape(str(value))


# Drawn on a grid of 24 with a stroke of 2.
_ICONS = {
    "ring": '<circle cx="12" cy="12" r="8"/>',
    "half": '<circle cx="12" cy="12" r="8"/><path d="M12 4a8 8 0 0 1 0 16z" fill="currentColor"/>',
    "check-disc": '<circle cx="12" cy="12" r="9" fill="currentColor"/><path class="on" d="m8 12.5 2.8 2.8L16.5 9.5"/>',
    "check": '<path d="m5 12.5 4.5 4.5L19 7"/>',
    "cross": '<path d="M6 6l12 12M18 6 6 18"/>',
    "arrow-right": '<path d="M5 12h14m-6-6 6 6-6 6"/>',
    "arrow-left": '<path d="M19 12H5m6 6-6-6 6-6"/>',
    "clock": '<circle cx="12" cy="12" r="9"/><path d="M12 7v5l3.5 2"/>',
    "camera": '<path d="M4 8h3.5l1.5-2.5h6L16.5 8H20a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V9a1 1 0 0 1 1-1z"/>'
    '<circle cx="12" cy="13" r="3.5"/>',
    "pin": '<path d="M12 21s7-6.2 7-11.5a7 7 0 1 0-14 0C5 14.8 12 21 12 21z"/><circle cx="12" cy="9.5" r="2.5"/>',
    "phone": '<path d="M6 3h3l1.8 4.5-2.3 1.7a12 12 0 0 0 6.3 6.3l1.7-2.3L21 15v3a2 2 0 0 1-2.2 2A16.5 16.5 0 0 1 4'
    ' 5.2A2 2 0 0 1 6 3z"/>',
    "search": '<circle cx="11" cy="11" r="6.5"/><path d="m16 16 4.5 4.5"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "list": '<path d="M9 6h11M9 12h11M9 18h11M4.5 6h.01M4.5 12h.01M4.5 18h.01"/>',
    "lock": '<rect x="5" y="11" width="14" height="9" rx="1.5"/><path d="M8 11V8a4 4 0 0 1 8 0v3"/>',
    "eye": '<path d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z"/>'
    '<circle cx="12" cy="12" r="3"/>',
    "user": '<circle cx="12" cy="8" r="4"/><path d="M4.5 20.5a7.5 7.5 0 0 1 15 0"/>',
    "users": '<circle cx="9" cy="8.5" r="3.5"/><path d="M2.5 20a6.5 6.5 0 0 1 13 0M16 5.3a3.5 3.5 0 0 1 0 6.4M18 14.5'
    'a6.5 6.5 0 0 1 3.5 5.5"/>',
    "alert": '<path d="M12 3.5 22 20.5H2z"/><path d="M12 10v4.5M12 17.5h.01"/>',
    "info": '<circle cx="12" cy="12" r="9"/><path d="M12 11v5.5M12 7.5h.01"/>',
    "copy": '<rect x="9" y="9" width="11" height="11" rx="1.5"/><path d="M15 9V5.5A1.5 1.5 0 0 0 13.5 4h-8'
    'A1.5 1.5 0 0 0 4 5.5v8A1.5 1.5 0 0 0 5.5 15H9"/>',
    "print": '<path d="M7 9V4h10v5M7 17H4.5A1.5 1.5 0 0 1 3 15.500v-5A1.5 1.5 0 0 1 4.5 9h15a1.5 1.5 0 0 1 1.5 1.5v5'
    'a1.5 1.5 0 0 1-1.5 1.5H17"/><path d="M7 14h10v6H7z"/>',
    "image": '<rect x="3" y="5" width="18" height="14" rx="1.5"/><path d="m3.5 17 5-5 4 4 3-3 5 4.5"/>',
    "inbox": '<path d="M3 13.5 6 5h12l3 8.500V19H3zM3 13.500h5.500a3.5 3.5 0 0 0 7 0H21"/>',
    "message": '<path d="M4 5h16v11H10l-5 4v-4H4z"/>',
    "send": '<path d="M3.5 11.5 20.5 4l-5 16.5-4-7z"/><path d="m11.5 13.5 9-9.5"/>',
    "undo": '<path d="M9 7 4 12l5 5M4 12h10a6 6 0 0 1 6 6"/>',
    "bell": '<path d="M6 17V11a6 6 0 0 1 12 0v6l1.5 2h-15zM10 21h4"/>',
    "building": '<path d="M5 21V4h9v17M14 9h5v12M3 21h18M8.5 8h2M8.5 12h2M8.5 16h2"/>',
}


_DRAWINGS = {
    name: mark_safe(  # noqa: S308 our own drawings
        f'<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{lines}</svg>'
    )
    for name, lines in _ICONS.items()
}


def icon(name: str) -> SafeString:
    """A drawing that says nothing to a screen reader; the word stands beside it. KeyError for an unknown name."""
    return _DRAWINGS[name]


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


def _badge(status: str, word: str) -> SafeString:
    style = f" is-{status}" if status else ""
    return mark_safe(f'<span class="badge-state{style}">{status_icon(status)}{text(word)}</span>')  # noqa: S308


def state_badge(state: str, *, outcome: str = "", fine: bool = True) -> SafeString:
    """A state's word, shape and colour; with an `outcome` how the report ended in place of the state. `fine=False`:
    only the public status. Takes a status as well."""
    if state in STATES_OF_STATUS:
        return _badge(state, status_word(state))
    status = STATUS_OF_STATE.get(state, "")
    word = _fine_word(state, outcome) if fine else status_word(state)
    # "Menunggu verifikasi" and "Selesai" already say their status; the others name it first.
    general = status_word(state)
    if fine and status and not word.startswith(general):
        word = f"{general}: {word[0].lower()}{word[1:]}"
    return _badge(status, word)


def short_badge(state: str, outcome: str = "") -> SafeString:
    """Where there is little room: the finer word alone, or how the report ended."""
    return _badge(status_of(state), str(Outcome(outcome).label) if outcome else state_word(state))


def _fine_word(state: str, outcome: str) -> str:
    """A report that was dealt with is "Selesai"; every other end is named."""
    if not outcome or outcome == Outcome.DONE:
        return state_word(state)
    return _("Dianggap dicabut karena tidak dilengkapi") if outcome == Outcome.LAPSED else str(Outcome(outcome).label)


def status_icon(status: str) -> SafeString:
    """The shape of a public status (or of the state behind it)."""
    return icon(_STATUS_ICONS.get(STATUS_OF_STATE.get(status, status), "arrow-right"))


def ago(value: datetime, *, style: str = "", now: datetime | None = None) -> SafeString:
    """A <time> that says how long ago, and the full date and time to who points at it."""
    styled, machine = (
        f' class="{text(style)}"' if style else "",
        timezone.localtime(value).isoformat(timespec="seconds"),
    )
    full, words = text(local_datetime(value)), text(relative(value, now))
    return mark_safe(f'<time{styled} datetime="{machine}" title="{full}">{words}</time>')  # noqa: S308


def clock(due: datetime | None, *, label: str = "", met: bool = False, now: datetime | None = None) -> SafeString:
    """The clock sign of one deadline. Late: "Lewat 3 hari". Today and tomorrow in words, later the date.

    `label` (such as "Dijawab paling lambat") stands before a date still ahead; `met` shows that the deadline was kept.
    """
    if due is None:
        return SafeString("")
    now = now or timezone.now()
    days = (timezone.localtime(due).date() - timezone.localtime(now).date()).days
    if met:
        kind, words = "met", _("tepat waktu")
    elif due < now:
        kind, words = "late", _late_words(-days)
    elif days <= 1:
        kind, words = "soon", _("hari ini") if days == 0 else _("besok")
    else:
        kind, words = "ahead", local_date(due) if label else day_month(due, now)
    shown = f"{label} {words}" if label and kind in {"soon", "ahead"} else words
    drawing, full = icon("check" if kind == "met" else "clock"), text(local_datetime(due))
    return mark_safe(f'<span class="clock clock-{kind}" title="{full}">{drawing}{text(shown)}</span>')  # noqa: S308


def _late_words(days: int) -> str:
    if days < 1:
        return _("Lewat hari ini")
    return ngettext("Lewat %(n)d hari", "Lewat %(n)d hari", days) % {"n": days}


_PARTS: dict[str, Promise] = {"reporter": gettext_lazy("Pelapor"), "system": gettext_lazy("Sistem")}


def part_word(actor: str) -> str:
    """Who did something, as a history names it: people by their name, the rest by their part."""
    return str(_PARTS.get(actor, actor))
