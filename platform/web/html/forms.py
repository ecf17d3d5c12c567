"""Forms that only draw fields and carry errors: what is typed goes to the action as it is, which checks it."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from django import forms

from core.common.errors import Conflict, Invalid, Refused
from core.common.transactions import retried
from tenants.lazy_text import Promise

T = TypeVar("T")


class Given(forms.Field):
    """A value handed on as it came; `required` only says so on screen. `choice_hints` explain its
    choices one by one."""

    choice_hints: Mapping[Any, Any] = {}

    def clean(self, value: Any) -> Any:
        return value


def hint_choices(form: forms.BaseForm, name: str, hints: Mapping[Any, Any]) -> None:
    """Explain each choice of a field in a line of its own."""
    field = form.fields[name]
    if not isinstance(field, Given):
        raise TypeError(f"{name} is no field whose choices are explained")
    field.choice_hints = hints


def line(label: Promise, *, required: bool = True, hint: Promise | str = "", **attributes: Any) -> Given:
    """A field of one line."""
    named = {name.replace("_", "-"): value for name, value in attributes.items()}
    widget = forms.TextInput({"autocomplete": "off", **named})
    return Given(label=label, required=required, help_text=hint, widget=widget)


def words(label: Promise, *, rows: int = 3, required: bool = True, hint: Promise | str = "") -> Given:
    """A field for sentences."""
    return Given(label=label, required=required, help_text=hint, widget=forms.Textarea({"rows": rows}))


class PlainForm(forms.Form):
    """What is typed goes to the action as it is, and comes back with the action's sentences."""

    use_required_attribute = False
    # Fields that the action names otherwise.
    field_of: Mapping[str, str] = {}

    def __init__(self, data: Any = None, *, initial: Mapping[str, Any] | None = None, auto_id: str = "id_%s") -> None:
        super().__init__(data, initial=dict(initial or {}), auto_id=auto_id, label_suffix="")
        # Of the page that shows the form again.
        self.status = 200

    def typed(self, name: str) -> Any:
        """What stands in a field: a string, or None when it was not sent."""
        return self.data.get(name)

    def values(self, *names: str) -> dict[str, Any]:
        """The action's arguments, unchecked: the named fields, or all. What was not sent is ""."""
        return {name: self.data.get(name, "") for name in names or self.fields}

    def refuse(self, refused: Refused) -> None:
        """Show why it was refused: at the fields the action names, else above the form."""
        self.full_clean()
        errors = refused.errors if isinstance(refused, Invalid) else {"": [refused.message]}
        for name, sentences in errors.items():
            field = self.field_for(name)
            for sentence in self.sentences(field, sentences):
                self.add_error(field if field in self.fields else None, sentence)
        self.status = 400 if isinstance(refused, Invalid) else 409

    def field_for(self, name: str) -> str:
        """The field that carries an error the action gives for `name`."""
        return self.field_of.get(name, name)

    def sentences(self, field: str, sentences: Iterable[str | Promise]) -> Iterable[str | Promise]:
        """What is said at a field of what the action says of it."""
        return sentences


def tried(form: PlainForm, run: Callable[[], T]) -> T | None:
    """What an operation gave; None when it was refused, and then the form says why."""
    try:
        return retried(run)
    except (Invalid, Conflict) as refused:
        form.refuse(refused)
        return None
