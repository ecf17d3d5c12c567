"""What templates/components/forms.html draws: a field of a form with its label, hint, errors and control."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from django import forms
from django.forms.boundfield import BoundField

# Value, words, whether it is chosen; in groups, None for those that stand alone.
Option = tuple[str, Any, bool]
Options = Iterator[tuple[Any, Iterable[Option]]]


@dataclass(frozen=True)
class Choice:
    """One card of a group."""

    id: str
    label: Any
    hint: Any
    widget: dict[str, Any]


@dataclass(frozen=True)
class FormField:
    """A field as the template shows it. `widget`: what a widget of Django's forms gives its template; `described_by`:
    the ids of the hint and the error, for `aria-describedby`."""

    kind: Literal["hidden", "checkbox", "group", "select", "textarea", "input"]
    id: str
    label: Any
    hint: Any
    hint_id: str
    error_id: str
    errors: list[Any]
    described_by: str
    is_optional: bool
    widget: dict[str, Any]
    choices: list[Choice]
    options: Options


def is_group(widget: forms.Widget) -> bool:
    return isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple)


def form_field(bound: BoundField, label: Any, hint: Any, optional: bool, attributes: dict[str, Any]) -> FormField:
    """`label` and `hint` in place of the form's own, where given; `optional=False`: do not say that it may stay empty.

    `attributes` of the control are named as a template can: `data_count` for `data-count`.
    """
    widget, errors = bound.field.widget, list(bound.errors)
    hint = hint or bound.help_text
    hint_id, error_id = f"{bound.auto_id}_hint", f"{bound.auto_id}_error"
    described_by = " ".join(([hint_id] if hint else []) + ([error_id] if errors else []))
    kind = _kind(widget)
    attrs = {name.replace("_", "-"): value for name, value in attributes.items()}
    if errors:
        attrs["aria-invalid"] = "true"
    if described_by:
        attrs["aria-describedby"] = described_by
    if kind in ("select", "textarea", "input"):
        style = "form-select" if kind == "select" else "form-control"
        attrs["class"] = f"{style} {widget.attrs.get('class', '')}".strip()
    return FormField(
        kind,
        bound.id_for_label,
        label or bound.label,
        hint,
        hint_id,
        error_id,
        errors,
        described_by,
        is_optional=optional and not bound.field.required,
        widget={} if kind == "group" else _drawn(bound, attrs),
        choices=_choices(bound) if kind == "group" else [],
        options=_options(bound) if kind == "select" else iter(()),
    )


def _kind(widget: forms.Widget) -> Literal["hidden", "checkbox", "group", "select", "textarea", "input"]:
    if widget.is_hidden:
        return "hidden"
    if is_group(widget):
        return "group"
    if isinstance(widget, forms.CheckboxInput):
        return "checkbox"
    if isinstance(widget, forms.Select):
        return "select"
    return "textarea" if isinstance(widget, forms.Textarea) else "input"


def _drawn(bound: BoundField, attrs: dict[str, Any]) -> dict[str, Any]:
    """What `bound.as_widget(attrs=attrs)` gives the widget's template; a select without its options, of which Django
    makes a dictionary each."""
    widget = bound.field.widget
    if bound.field.localize:
        widget.is_localized = True
    attrs = bound.build_widget_attrs(attrs, widget)
    if bound.auto_id and "id" not in widget.attrs:
        attrs.setdefault("id", bound.auto_id)
    if not isinstance(widget, forms.Select):
        return widget.get_context(bound.html_name, bound.value(), attrs)["widget"]
    attrs = widget.build_attrs(widget.attrs, attrs)
    if widget.allow_multiple_selected:
        attrs["multiple"] = True
    return {"name": bound.html_name, "attrs": attrs}


def _choices(bound: BoundField) -> list[Choice]:
    hints = getattr(bound.field, "choice_hints", {})
    return [
        Choice(choice.id_for_label, choice.choice_label, hints.get(choice.data["value"], ""), choice.data)
        for choice in bound
    ]


def _options(bound: BoundField) -> Options:
    """The options of a select; of a single one only the first that fits is chosen."""
    widget: forms.Select = bound.field.widget
    chosen = set(widget.format_value(bound.value()))

    def option(value: Any, words: Any) -> Option:
        value = "" if value is None else str(value)
        is_chosen = value in chosen
        if is_chosen and not widget.allow_multiple_selected:
            chosen.clear()
        return value, words, is_chosen

    for value, words in widget.choices:
        if isinstance(words, list | tuple):
            yield value, [option(*choice) for choice in words]
        else:
            yield None, [option(value, words)]


# -- Errors of a whole form ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ListedError:
    """What is wrong, and the place on the page where it can be mended; "" where there is none."""

    href: str
    text: Any


def listed_errors(form: forms.BaseForm | None) -> list[ListedError]:
    """All errors of a bound form; none on a page without a form."""
    if not form or not form.is_bound or not form.errors:
        return []
    listed = [ListedError("", text) for text in form.non_field_errors()]
    for bound in form:
        href = "" if bound.is_hidden else f"#{_first_id(bound)}"
        listed += [ListedError(href, text) for text in bound.errors]
    return listed


def _first_id(bound: BoundField) -> str:
    """The id of the control an error leads to: a group's first choice."""
    return f"{bound.auto_id}_0" if is_group(bound.field.widget) else bound.id_for_label or bound.auto_id
