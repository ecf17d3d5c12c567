"""Words and small marks of the screens: dates, numbers, states, clocks, icons, fields."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.utils import timezone, translation
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.reports.kinds import STATES_OF_STATUS, STATUS_OF_STATE, State, Status

register = template.Library()

# -- Dates and numbers ---------------------------------------------------------------------------------------------

_WEEKDAYS = {
    "id": ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_MONTHS = {
    "id": (
        "Januari", "Februari", "Maret", "April", "Mei", "Juni",
        "Juli", "Agustus", "September", "Oktober", "November", "Desember",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
}  # fmt: skip
# The three zones of Indonesia by their offset from UTC in hours; elsewhere the zone's own abbreviation.
_ZONES = {7: "WIB", 8: "WITA", 9: "WIT"}


def _language() -> str:
    return "en" if (translation.get_language() or "id").startswith("en") else "id"


def _date_words(day: date, *, weekday: bool) -> str:
    language = _language()
    words = f"{day.day} {_MONTHS[language][day.month - 1]} {day.year}"
    return f"{_WEEKDAYS[language][day.weekday()]}, {words}" if weekday else words


def _zone_word(moment: datetime) -> str:
    hours = moment.utcoffset() / timedelta(hours=1)
    return _ZONES.get(hours, moment.tzname() or "")


@register.filter
def local_date(value: date | datetime | None) -> str:
    """"Kamis, 26 Maret 2026": the local day, in the tenant's zone."""
    if value is None:
        return ""
    day = timezone.localtime(value).date() if isinstance(value, datetime) else value
    return _date_words(day, weekday=True)


@register.filter
def short_date(value: date | datetime | None) -> str:
    """"26 Maret 2026", where there is no room for the weekday."""
    if value is None:
        return ""
    day = timezone.localtime(value).date() if isinstance(value, datetime) else value
    return _date_words(day, weekday=False)


@register.filter
def local_datetime(value: datetime | None) -> str:
    """"Senin, 16 Maret 2026 pukul 14.05 WIB" ("Monday, 16 March 2026 at 14:05 WIB"), in the tenant's zone."""
    if value is None:
        return ""
    moment = timezone.localtime(value)
    day, zone = _date_words(moment.date(), weekday=True), _zone_word(moment)
    if _language() == "en":
        return f"{day} at {moment:%H:%M} {zone}"
    return f"{day} pukul {moment:%H.%M} {zone}"


@register.filter
def relative(value: datetime | None, now: datetime | None = None) -> str:
    """"baru saja", "5 menit lalu", "2 jam lalu", "3 hari lalu"; ahead of now "dalam 3 hari". Whole units, cut off."""
    if value is None:
        return ""
    seconds = int(((now or timezone.now()) - value).total_seconds())
    if abs(seconds) < 60:
        return _("baru saja") if seconds >= 0 else _("sebentar lagi")
    span = _span(abs(seconds))
    return _("%(span)s lalu") % {"span": span} if seconds > 0 else _("dalam %(span)s") % {"span": span}


def _span(seconds: int) -> str:
    minutes, hours, days = seconds // 60, seconds // 3600, seconds // 86400
    if minutes < 60:
        return ngettext("%(n)d menit", "%(n)d menit", minutes) % {"n": minutes}
    if hours < 24:
        return ngettext("%(n)d jam", "%(n)d jam", hours) % {"n": hours}
    if days < 60:
        return ngettext("%(n)d hari", "%(n)d hari", days) % {"n": days}
    if days < 730:
        return ngettext("%(n)d bulan", "%(n)d bulan", days // 30) % {"n": days // 30}
    return ngettext("%(n)d tahun", "%(n)d tahun", days // 365) % {"n": days // 365}


@register.simple_tag
def time_tag(value: datetime | None) -> SafeString | str:
    """A <time>: the full date and time, the relative one beside it."""
    if value is None:
        return ""
    return format_html(
        '<time datetime="{}">{} · {}</time>', value.isoformat(timespec="seconds"), local_datetime(value), relative(value)
    )


@register.filter
def number_id(value: float | int | None, decimals: int = 0) -> str:
    """Thousands by language: 12.345 in Indonesian, 12,345 in English."""
    if value is None or value == "":
        return "–"
    return number_format(value, decimal_pos=decimals, use_l10n=True, force_grouping=True)


@register.filter
def receipt_code(value: str) -> str:
    """The sixteen digits in groups of four: "1234 5678 9012 3456"."""
    digits = str(value or "").replace("-", "").replace(" ", "")
    return "-".join(digits[i : i + 4] for i in range(0, len(digits), 4))


# -- Icons ---------------------------------------------------------------------------------------------------------

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
    "phone": '<path d="M6 3h3l1.8 4.5-2.3 1.7a12 12 0 0 0 6.3 6.3l1.7-2.3L21 15v3a2 2 0 0 1-2.2 2A16.5 16.5 0 0 1 4 5.2'
    'A2 2 0 0 1 6 3z"/>',
    "search": '<circle cx="11" cy="11" r="6.5"/><path d="m16 16 4.5 4.5"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "list": '<path d="M9 6h11M9 12h11M9 18h11M4.5 6h.01M4.5 12h.01M4.5 18h.01"/>',
    "lock": '<rect x="5" y="11" width="14" height="9" rx="1.5"/><path d="M8 11V8a4 4 0 0 1 8 0v3"/>',
    "eye": '<path d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z"/><circle cx="12" cy="12" r="3"/>',
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


def _svg(name: str) -> str:
    return f'<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{_ICONS[name]}</svg>'


@register.simple_tag
def icon(name: str) -> SafeString:
    """A drawing that says nothing to a screen reader; the word stands beside it. KeyError for an unknown name."""
    return mark_safe(_svg(name))  # noqa: S308 our own drawings


# -- States and clocks ---------------------------------------------------------------------------------------------

_STATUS_ICONS = {Status.WAITING: "ring", Status.WORKING: "half", Status.DONE: "check-disc"}


@register.filter
def status_of(state: str) -> str:
    """The public status of a state: "menunggu", "proses", "selesai", or "" for a report that left for another city."""
    return STATUS_OF_STATE.get(state, "")


@register.filter
def status_word(value: str) -> str:
    """The public word for a status or for the state behind it: "Menunggu"."""
    status = value if value in Status.values else STATUS_OF_STATE.get(value)
    return str(Status(status).label) if status else state_word(value)


@register.filter
def state_word(state: str) -> str:
    """The finer word: "Diteruskan ke OPD"."""
    return str(State(state).label) if state in State.values else str(state)


def _badge(status: str, word: str) -> SafeString:
    drawing = mark_safe(_svg(_STATUS_ICONS.get(status, "arrow-right")))  # noqa: S308 our own drawings
    return format_html('<span class="badge-state{}">{}{}</span>', f" is-{status}" if status else "", drawing, word)


@register.simple_tag
def state_badge(state: str, *, fine: bool = True) -> SafeString:
    """A state's word, shape and colour. `fine=False`: only the public status. Takes a status as well."""
    if state in STATES_OF_STATUS:
        return _badge(state, status_word(state))
    status = STATUS_OF_STATE.get(state, "")
    # "Menunggu verifikasi" and "Selesai" already say their status; the others name it first.
    word = state_word(state) if fine else status_word(state)
    general = status_word(state)
    if fine and status and not word.startswith(general):
        word = f"{general}: {word[0].lower()}{word[1:]}"
    return _badge(status, word)


@register.simple_tag
def status_icon(status: str) -> SafeString:
    """The shape of a public status (or of the state behind it)."""
    return icon(_STATUS_ICONS.get(status if status in Status.values else STATUS_OF_STATE.get(status, ""), "arrow-right"))


def _local_days(due: datetime, now: datetime) -> int:
    return (timezone.localtime(due).date() - timezone.localtime(now).date()).days


@register.simple_tag
def clock(due: datetime | None, *, label: str = "", met: bool = False, now: datetime | None = None) -> SafeString | str:
    """The clock sign of one limit. Late: "Lewat 3 hari". Today and tomorrow in words, later the date.

    `label` (such as "Dijawab paling lambat") stands before a date still ahead; `met` shows that the limit was kept.
    """
    if due is None:
        return ""
    days = _local_days(due, now or timezone.now())
    if met:
        kind, words = "check", _("tepat waktu")
    elif due < (now or timezone.now()):
        kind, words = "late", _late_words(-days)
    elif days <= 1:
        kind, words = "soon", _("hari ini") if days == 0 else _("besok")
    else:
        kind, words = "ahead", local_date(due) if label else _date_words(timezone.localtime(due).date(), weekday=False)
    return format_html(
        '<span class="clock clock-{}" title="{}">{}{}</span>',
        kind,
        local_datetime(due),
        mark_safe(_svg("check" if kind == "check" else "clock")),  # noqa: S308 our own drawings
        f"{label} {words}" if label and kind in {"soon", "ahead"} else words,
    )


def _late_words(days: int) -> str:
    if days < 1:
        return _("Lewat hari ini")
    return ngettext("Lewat %(n)d hari", "Lewat %(n)d hari", days) % {"n": days}


# -- Forms ---------------------------------------------------------------------------------------------------------


def _is_group(widget: forms.Widget) -> bool:
    return isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple)


def _first_id(bound: BoundField) -> str:
    """The id of the control an error leads to: a group's first choice."""
    return f"{bound.auto_id}_0" if _is_group(bound.field.widget) else bound.id_for_label or bound.auto_id


def _error_id(bound: BoundField) -> str:
    return f"{bound.auto_id}_error"


def _control(bound: BoundField, attrs: dict[str, Any]) -> SafeString:
    widget = bound.field.widget
    plain = isinstance(widget, forms.CheckboxInput) or _is_group(widget)
    style = "form-select" if isinstance(widget, forms.Select) else "form-control"
    given = widget.attrs.get("class", "")
    described = [f"{bound.auto_id}_hint"] if attrs.pop("hint", "") else []
    if bound.errors:
        described.append(_error_id(bound))
        attrs["aria-invalid"] = "true"
    if described:
        attrs["aria-describedby"] = " ".join(described)
    if not plain:
        attrs["class"] = f"{style} {given}".strip()
    return bound.as_widget(attrs=attrs)


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, *, label: str = "", hint: str = "", optional: bool = True, **attrs: Any) -> dict[str, Any]:
    """One field with label, hint, error and control. See templates/components/README.md."""
    widget = bound.field.widget
    hint = hint or bound.help_text
    attributes = {name.replace("_", "-"): value for name, value in attrs.items()}
    return {
        "bound": bound,
        "label": label or bound.label,
        "hint": hint,
        "error_id": _error_id(bound),
        "is_group": _is_group(widget),
        "is_checkbox": isinstance(widget, forms.CheckboxInput),
        "is_hidden": widget.is_hidden,
        "is_optional": optional and not bound.field.required and not isinstance(widget, forms.CheckboxInput),
        "control": "" if _is_group(widget) else _control(bound, {"hint": hint, **attributes}),
        "choices": _choices(bound) if _is_group(widget) else [],
    }


def _choices(bound: BoundField) -> list[dict[str, Any]]:
    """The choices of a group with the line that explains each (`choice_hints` of the form field, value -> sentence)."""
    hints = getattr(bound.field, "choice_hints", {})
    return [
        {
            "input": choice.tag(wrap_label=False),
            "id": choice.id_for_label,
            "label": choice.choice_label,
            "hint": hints.get(choice.data["value"], ""),
        }
        for choice in bound
    ]


@register.inclusion_tag("components/error_summary.html")
def error_summary(form: forms.BaseForm | None) -> dict[str, Any]:
    """All errors of a bound form, each a link to its field."""
    if form is None or not form.is_bound or not form.errors:
        return {"errors": []}
    listed = [{"href": "", "text": text} for text in form.non_field_errors()]
    for bound in form:
        href = "" if bound.is_hidden else f"#{_first_id(bound)}"
        listed += [{"href": href, "text": text} for text in bound.errors]
    return {"errors": listed}


@register.simple_tag(takes_context=True)
def current(context: template.Context, url: str) -> SafeString | str:
    """`aria-current="page"` where the page shown lies under this address ("/" only for itself)."""
    request = context.get("request")
    path = request.path if request else ""
    here = path == url if url == "/" else path.startswith(url)
    return mark_safe('aria-current="page"') if here else ""
