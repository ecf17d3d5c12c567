"""What every form of the desk shares. Forms draw fields and carry errors; what may be typed is checked by the action
itself (`core.casework.actions`)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.casework import queries
from core.casework.actions.engine import TEXT_LENGTH
from core.casework.queries import Extension, Story
from core.common.errors import Invalid, Sentence
from core.common.text import check_text
from core.common.translate_data import in_language
from core.reports.drafts import MAX_PHOTOS
from core.reports.models import Report
from core.reports.redaction import Found
from tenants.lazy_text import Promise
from web.files import uploads
from web.html.forms import PlainForm

# Selects that are searched by typing, where there is JavaScript.
_LONG_LISTS = frozenset({"unit", "area"})


class PhotosInput(forms.FileInput):
    """Several photos at once, with the hooks of assets/scripts/photos.js."""

    allow_multiple_selected = True

    def __init__(self) -> None:
        hooks = {"data-photos": "", "data-max": MAX_PHOTOS, "data-remove": _("Hapus")}
        super().__init__({"accept": "image/*", "multiple": True, **hooks})


def unit_label(unit: queries.StaffedUnit) -> str:
    """One of `queries.units`, as it stands in a list; with a warning where nobody could answer."""
    name = unit.name if unit.short_name == unit.name else f"{unit.short_name}: {unit.name}"
    return name if unit.is_staffed else gettext("%(unit)s (belum ada petugas)") % {"unit": name}


@dataclass
class Offer:
    """A report with what its page shows beside it, for the choices of its forms; read once however many forms ask."""

    report: Report
    story: Story
    now: datetime
    # Reports that may be about the same thing.
    alike: list[Report] = field(default_factory=list)

    @cached_property
    def units(self) -> list[queries.StaffedUnit]:
        return queries.units()

    @cached_property
    def categories(self) -> dict[str, str]:
        """Code and name; also the report's own, if no report may be filed under it any more."""
        found = {code: in_language(name) for code, name in queries.category_choices()}
        return {**found, **{self.report.category.code: in_language(self.report.category.name)}}

    def unit_choices(self, empty: Promise, *, without: Iterable[int | None] = ()) -> list[tuple[Any, Any]]:
        left_out = set(without)
        units = [(unit.code, unit_label(unit)) for unit in self.units if unit.pk not in left_out]
        return [("", empty), *units]

    @property
    def lead_code(self) -> str:
        """The code of the unit that usually answers reports of this category."""
        lead = self.report.category.lead_unit_id
        return next((unit.code for unit in self.units if unit.pk == lead), "")


class ActionForm(PlainForm):
    """An action without input: one button."""

    # Whether files come with it.
    takes_photos = False
    # The text that is repeated as its reader will see it.
    previewed = ""
    # Fields whose text stands within the sentence of the citizen's history.
    in_sentence: tuple[str, ...] = ()
    # Fields that stand side by side, and those that are folded away under a title.
    paired: tuple[str, ...] = ()
    folded: tuple[str, ...] = ()
    folded_title: Promise | str = ""
    # Fields for what everybody reads, with what was found in the originals, which stand beside them.
    published: tuple[str, ...] = ()
    found: Sequence[Found] = ()
    originals: Mapping[str, str] = {}
    # By how much deadlines may be extended: for the form about them.
    extensions: Sequence[Extension] = ()

    def __init__(self, action: str, data: Any = None) -> None:
        super().__init__(data, auto_id=f"id_{action}_%s")
        for name in _LONG_LISTS & self.fields.keys():
            self.fields[name].widget.attrs["data-filter"] = _("Cari")
        self.received = uploads.Photos()

    def offer(self, offer: Offer) -> None:
        """Put in the choices there are for this report; only for showing the form."""

    def take_in(self, request: HttpRequest, report: Report) -> dict[str, Any]:
        """The action's arguments, unchecked. Invalid when an uploaded photo cannot be used."""
        return self.values()

    @property
    def paired_fields(self) -> list[BoundField]:
        return [self[name] for name in self.paired]

    @property
    def plain_fields(self) -> list[BoundField]:
        return [self[name] for name in self.fields if name not in (*self.paired, *self.folded, *self.published)]

    @property
    def published_fields(self) -> list[tuple[BoundField, str]]:
        """Each with the original, where it has one that reads otherwise."""
        return [(self[name], self._other_original(name)) for name in self.published if name in self.fields]

    def _other_original(self, name: str) -> str:
        original = self.originals.get(name, "")
        return original if original != self[name].value() else ""

    @property
    def folded_fields(self) -> list[BoundField]:
        return [self[name] for name in self.folded]

    @property
    def is_unfolded(self) -> bool:
        """Whether something was typed or is wrong in what is folded away."""
        return self.is_bound and any(bound.errors or bound.value() for bound in self.folded_fields)

    @property
    def written(self) -> list[str]:
        """What somebody wrote, for handing it back when the action cannot be taken any more."""
        own = {name: field for name, field in self.fields.items() if name not in self.published}
        written = (self.data.get(name, "") for name, field in own.items() if _is_text(field))
        return [text for text in written if text.strip()]


def _is_text(field: forms.Field) -> bool:
    return isinstance(field.widget, forms.Textarea)


class PhotosForm(ActionForm):
    """Photos. Those that were taken in stay in the form when something else is wrong."""

    takes_photos = True
    field_of = {"attachments": uploads.FIELD}

    def take_in(self, request: HttpRequest, report: Report) -> dict[str, Any]:
        self.received = uploads.receive(request)
        if self.received.errors:
            raise Invalid({uploads.FIELD: self.received.errors, **self._errors_of_text()})
        return {**self._text(), "attachments": self.received.ids}

    def _text(self) -> dict[str, str]:
        return {"text": self.data.get("text", "")} if "text" in self.fields else {}

    def _errors_of_text(self) -> dict[str, list[Sentence]]:
        """So that a photo that cannot be read does not hide that the text is missing."""
        try:
            for text in self._text().values():
                check_text(text, field="text", **TEXT_LENGTH)
        except Invalid as invalid:
            return invalid.errors
        return {}
