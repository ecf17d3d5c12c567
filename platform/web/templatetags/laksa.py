"""`{% load laksa %}`: what templates use. The words come from `web.words`, the drawings from `web.marks`."""

from datetime import datetime
from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from core.common.wording import in_language
from web import marks, words
from web.selects import select

register = template.Library()

for word in (words.local_date, words.short_date, words.local_datetime, words.relative):
    register.filter(word)
register.filter(in_language)
for word in (words.number_id, words.receipt_code, marks.status_of, marks.status_word, marks.state_word):
    register.filter(word)
for mark in (marks.icon, marks.state_badge, marks.status_icon, marks.clock):
    register.simple_tag(mark)


@register.simple_tag
def time_tag(value: datetime | None) -> SafeString:
    """A <time>: the full date and time, the relative one beside it."""
    if value is None:
        return SafeString("")
    full, machine = words.local_datetime(value), value.isoformat(timespec="seconds")
    return format_html('<time datetime="{}">{} · {}</time>', machine, full, words.relative(value))


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
    return select(bound, attrs) if isinstance(widget, forms.Select) else bound.as_widget(attrs=attrs)


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, *, label: str = "", hint: str = "", optional: bool = True, **attrs: Any) -> dict:
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
    """The choices of a group, each with the line that explains it (`choice_hints` of the form field)."""
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
def error_summary(form: forms.BaseForm | str | None) -> dict[str, Any]:
    """All errors of a bound form, each a link to its field; nothing on a page without a form (`""` in a template)."""
    if not form or not form.is_bound or not form.errors:
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
