"""Forms that only draw fields and carry errors: what is typed goes to the action as it is, which checks it."""

from typing import Any

from django import forms

from core.common.errors import Invalid


class Given(forms.Field):
    """A value handed on as it came; `required` only says so on screen."""

    def clean(self, value: Any) -> Any:
        return value


class PlainForm(forms.Form):
    """What is typed goes to the action as it is, and comes back with the action's sentences."""

    use_required_attribute = False

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None, prefix_of_ids: str = "id") -> None:
        super().__init__(data, initial=initial, label_suffix="", auto_id=f"{prefix_of_ids}_%s")

    @property
    def given(self) -> dict[str, Any]:
        """The action's arguments, unchecked."""
        return {name: self.data.get(name, "") for name in self.fields}

    def refuse(self, invalid: Invalid) -> None:
        """Show the action's sentences at the fields they belong to."""
        self.full_clean()
        for name, sentences in invalid.errors.items():
            for sentence in sentences:
                self.add_error(name if name in self.fields else None, sentence)
