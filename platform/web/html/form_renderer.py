"""Drawing fields and their controls without templates.

Django renders a template for each control, another for its attributes, and one for every option. A page of the desk
has some forty controls, a list of kelurahan hundreds of options. Here they are put together as text. What is drawn is
what Django's templates would draw (but for white space), and `Drawing` leaves everything it does not know to them.
"""

from collections.abc import Callable, Iterable, Mapping
from html import escape
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from web.html.badges import icon, text

Attrs = Mapping[str, Any]


def attributes(attrs: Attrs) -> str:
    """False is left out, True stands without a value."""
    shown = ((name, value) for name, value in attrs.items() if value is not False)
    return "".join(f" {name}" if value is True else f' {name}="{text(value)}"' for name, value in shown)


# -- Controls ------------------------------------------------------------------------------------------------------


def _input(widget: Attrs) -> str:
    value = "" if widget["value"] is None else f' value="{text(widget["value"])}"'
    return f'<input type="{widget["type"]}" name="{text(widget["name"])}"{value}{attributes(widget["attrs"])}>'


def _option(widget: Attrs) -> str:
    """One choice of a group of radio buttons or checkboxes."""
    if not widget["wrap_label"]:
        return _input(widget)
    place = f' for="{text(widget["attrs"]["id"])}"' if widget["attrs"].get("id") else ""
    return f"<label{place}>{_input(widget)} {text(widget['label'])}</label>"


def _textarea(widget: Attrs) -> str:
    name, attrs = text(widget["name"]), attributes(widget["attrs"])
    return f'<textarea name="{name}"{attrs}>\n{text(widget["value"] or "")}</textarea>'


_INPUTS = ("text", "number", "email", "url", "tel", "search", "color", "password", "hidden", "file", "checkbox")
_DRAWN: dict[str, Callable[[Attrs], str]] = {
    **dict.fromkeys(_INPUTS, _input),
    **dict.fromkeys(("date", "datetime", "time"), _input),
    **dict.fromkeys(("radio_option", "checkbox_option", "input_option"), _option),
    "textarea": _textarea,
}
_DRAWN_TEMPLATES = {f"django/forms/widgets/{name}.html": function for name, function in _DRAWN.items()}


class Drawing(DjangoTemplates):
    """Django's forms with simple controls drawn here (the setting FORM_RENDERER)."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        drawn = _DRAWN_TEMPLATES.get(template_name)
        return drawn(context["widget"]) if drawn else super().render(template_name, context, request)


def select(bound: BoundField, attrs: dict[str, Any]) -> SafeString:
    """What `bound.as_widget(attrs=attrs)` draws for a Select whose options have no attributes of their own."""
    widget = bound.field.widget
    if bound.field.localize:
        widget.is_localized = True
    attrs = bound.build_widget_attrs(attrs, widget)
    if bound.auto_id and "id" not in widget.attrs:
        attrs.setdefault("id", bound.auto_id)
    attrs = widget.build_attrs(widget.attrs, attrs)
    if widget.allow_multiple_selected:
        attrs["multiple"] = True
    options = _Options(widget.format_value(bound.value()), is_single=not widget.allow_multiple_selected)
    drawn = "".join(options.drawn(widget.choices))
    return mark_safe(f'<select name="{text(bound.html_name)}"{attributes(attrs)}>{drawn}</select>')  # noqa: S308


class _Options:
    """The options of a select; of a single one only the first that fits is selected."""

    def __init__(self, chosen: Iterable[str], *, is_single: bool) -> None:
        self.chosen = set(chosen)
        self.is_single = is_single

    def drawn(self, choices: Iterable[tuple[Any, Any]]) -> Iterable[str]:
        for value, label in choices:
            if isinstance(label, list | tuple):
                options = "".join(self._option(*choice) for choice in label)
                yield f'<optgroup label="{text(value)}">{options}</optgroup>'
            else:
                yield self._option(value, label)

    def _option(self, value: Any, label: Any) -> str:
        value = "" if value is None else str(value)
        selected = ""
        if value in self.chosen:
            selected = " selected"
            if self.is_single:
                self.chosen = set()
        return f'<option value="{escape(value)}"{selected}>{text(label)}</option>'


# -- Fields --------------------------------------------------------------------------------------------------------


def is_group(widget: forms.Widget) -> bool:
    return isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple)


def field(bound: BoundField, *, label: Any = "", hint: Any = "", is_optional: bool = True, attrs: Attrs) -> SafeString:
    """A field with label, hint, error and control tied together."""
    widget, errors = bound.field.widget, bound.errors
    hint = hint or bound.help_text
    if is_group(widget):
        return mark_safe(_group(bound, label or bound.label, hint, errors, is_optional))  # noqa: S308
    control = _control(bound, hint, errors, dict(attrs))
    if widget.is_hidden:
        return control
    style, notes = " field-invalid" if errors else "", _notes(bound, hint, errors)
    place, words = text(bound.id_for_label), text(label or bound.label)
    if isinstance(widget, forms.CheckboxInput):
        shown = f'<label class="check" for="{place}">{control}<span>{words}</span></label>{notes}'
    else:
        optional = _optional(bound, is_optional)
        shown = f'<label for="{place}">{words}{optional}</label>{notes}{control}'
    return mark_safe(f'<div class="field{style}">{shown}</div>')  # noqa: S308


def error_id(bound: BoundField) -> str:
    return f"{bound.auto_id}_error"


def _optional(bound: BoundField, is_optional: bool) -> str:
    if bound.field.required or not is_optional:
        return ""
    words = _("tidak wajib")
    return f' <span class="optional">({text(words)})</span>'


def _control(bound: BoundField, hint: Any, errors: Any, attrs: dict[str, Any]) -> SafeString:
    widget = bound.field.widget
    described = _described(bound, hint, errors)
    if errors:
        attrs["aria-invalid"] = "true"
    if described:
        attrs["aria-describedby"] = described
    if isinstance(widget, forms.CheckboxInput):
        return bound.as_widget(attrs=attrs)
    is_select = isinstance(widget, forms.Select)
    style, given = "form-select" if is_select else "form-control", widget.attrs.get("class", "")
    attrs["class"] = f"{style} {given}".strip()
    return select(bound, attrs) if is_select else bound.as_widget(attrs=attrs)


def _described(bound: BoundField, hint: Any, errors: Any) -> str:
    return " ".join(([f"{bound.auto_id}_hint"] if hint else []) + ([error_id(bound)] if errors else []))


def _notes(bound: BoundField, hint: Any, errors: Any) -> str:
    """The hint, and what is wrong with what was typed."""
    shown = f'<div class="form-text" id="{text(bound.auto_id)}_hint">{text(hint)}</div>' if hint else ""
    repair = _("Perbaiki:")
    for position, error in enumerate(errors):
        place = "" if position else f' id="{text(error_id(bound))}"'
        words = f'<span class="visually-hidden">{text(repair)} </span>{text(error)}'
        shown += f'<p class="field-error"{place}>{icon("alert")}<span>{words}</span></p>'
    return shown


def _group(bound: BoundField, label: Any, hint: Any, errors: Any, is_optional: bool) -> str:
    """Choices as cards, each with the line that explains it (`choice_hints` of the form field)."""
    style, described = " field-invalid" if errors else "", _described(bound, hint, errors)
    tied = f' aria-describedby="{text(described)}"' if described else ""
    hints = getattr(bound.field, "choice_hints", {})
    choices = "".join(_card(choice, hints.get(choice.data["value"], "")) for choice in bound)
    return (
        f'<fieldset class="field{style}" id="{text(bound.auto_id)}"{tied}>'
        f"<legend>{text(label)}{_optional(bound, is_optional)}</legend>"
        f'{_notes(bound, hint, errors)}<div class="choices">{choices}</div></fieldset>'
    )


def _card(choice: Any, hint: Any) -> str:
    small = f"<small>{text(hint)}</small>" if hint else ""
    words, control = f"<strong>{text(choice.choice_label)}</strong>{small}", choice.tag(wrap_label=False)
    return f'<label class="choice" for="{text(choice.id_for_label)}">{control}<span>{words}</span></label>'
