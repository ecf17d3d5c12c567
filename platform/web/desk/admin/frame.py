"""What the admin's pages share: who may open them, and a form that shows again what was typed and why not."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise

from core.accounts.roles import Role
from core.common.errors import Conflict, Forbidden, Invalid
from web.accounts import View, staff_required
from web.desk.forms import Given

T = TypeVar("T")


def admin_required(view: View) -> View:
    """Only for admins of the city."""
    return _roles_required(view, Role.ADMIN)


def history_required(view: View) -> View:
    """For admins, and for the leader, who answers for the office."""
    return _roles_required(view, Role.ADMIN, Role.LEADER)


def _roles_required(view: View, *roles: str) -> View:
    @wraps(view)
    @staff_required
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.actor.roles & set(roles):
            raise Forbidden()
        return view(request, *args, **kwargs)

    return guarded


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
        return run()
    except (Invalid, Conflict) as refused:
        form.refuse(refused)
        return None
