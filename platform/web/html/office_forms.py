"""Forms of the pages that change an office: what was typed is handed on unchecked, and shown again with why not."""

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.utils.functional import Promise

from core.common.errors import Conflict, Invalid
from core.common.transactions import retried
from web.html.forms import Given

T = TypeVar("T")


def line(label: Promise, *, required: bool = True, hint: Promise | str = "", **attributes: Any) -> Given:
    """A field of one line."""
    widget = forms.TextInput({"autocomplete": "off", **attributes})
    return Given(label=label, required=required, help_text=hint, widget=widget)


def words(label: Promise, *, rows: int = 3, required: bool = True, hint: Promise | str = "") -> Given:
    return Given(label=label, required=required, help_text=hint, widget=forms.Textarea({"rows": rows}))


class OfficeForm(forms.Form):
    """Hands on what was typed, unchecked, and shows it again with the sentences of a refusal."""

    use_required_attribute = False

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None, prefix_of_ids: str = "") -> None:
        super().__init__(data, initial=initial, auto_id=f"id_{prefix_of_ids}%s", label_suffix="")
        self.status = 200

    def typed(self, *names: str) -> dict[str, str]:
        """The named values, as they came."""
        return {name: self.data.get(name, "") for name in names or self.fields}

    def refuse(self, refused: Invalid | Conflict) -> None:
        """Show a refusal: at the fields it names, else above the form."""
        self.full_clean()
        errors = refused.errors if isinstance(refused, Invalid) else {"": [refused.message]}
        for name, sentences in errors.items():
            for sentence in sentences:
                self.add_error(name if name in self.fields else None, sentence)
        self.status = 400 if isinstance(refused, Invalid) else 409


def tried(form: OfficeForm, run: Callable[[], T]) -> T | None:
    """What an operation gave; None when it was refused, and then the form says why."""
    try:
        return retried(run)
    except (Invalid, Conflict) as refused:
        form.refuse(refused)
        return None
