"""Who gets a report, and who gets a part of it."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core.reports.models import Report
from tenants.lazy_text import Promise
from web.desk.forms.base import ActionForm, Offer
from web.html.forms import Given, words

# As many as fit a form without scripts; more are added one by one (add_part).
PART_ROWS = (1, 2, 3)
_FOR_STAFF = _("Hanya dibaca petugas.")


def _unit(label: Promise, *, required: bool = True) -> Given:
    return Given(label=label, widget=forms.Select, required=required)


class DispatchForm(ActionForm):
    """The unit that answers the citizen; folded away, units that do a part of the work."""

    unit = _unit(_("OPD yang menangani dan menjawab"))
    note = words(_("Catatan untuk OPD"), rows=3, required=False, hint=_FOR_STAFF)
    part_unit_1 = _unit(_("OPD lain, bagian 1"), required=False)
    part_note_1 = words(_("Tugas bagian 1"), rows=2, required=False)
    part_unit_2 = _unit(_("OPD lain, bagian 2"), required=False)
    part_note_2 = words(_("Tugas bagian 2"), rows=2, required=False)
    part_unit_3 = _unit(_("OPD lain, bagian 3"), required=False)
    part_note_3 = words(_("Tugas bagian 3"), rows=2, required=False)
    folded = tuple(name for row in PART_ROWS for name in (f"part_unit_{row}", f"part_note_{row}"))
    folded_title = _("Bagi tugas ke OPD lain")

    def offer(self, offer: Offer) -> None:
        """All units, with the category's lead unit chosen."""
        self.fields["unit"].widget.choices = offer.unit_choices(_("Pilih OPD"))
        self.initial["unit"] = offer.lead_code
        for row in PART_ROWS:
            self.fields[f"part_unit_{row}"].widget.choices = offer.unit_choices(_("Tidak ada"))

    def take_in(self, request: HttpRequest, report: Report) -> dict[str, Any]:
        parts = [{"unit": unit, "note": note} for _row, unit, note in self._rows() if unit or note.strip()]
        return {"unit": self.data.get("unit", ""), "note": self.data.get("note", ""), "parts": parts}

    def field_for(self, name: str) -> str:
        """An error of the parts stands at the first row that lacks something."""
        if name != "parts":
            return super().field_for(name)
        lacking = next((row for row, unit, note in self._rows() if bool(unit) != bool(note.strip())), None)
        if lacking is None:
            return f"part_unit_{PART_ROWS[0]}"
        return f"part_note_{lacking}" if self.data.get(f"part_unit_{lacking}") else f"part_unit_{lacking}"

    def _rows(self) -> list[tuple[int, str, str]]:
        return [
            (row, self.data.get(f"part_unit_{row}", ""), self.data.get(f"part_note_{row}", "")) for row in PART_ROWS
        ]


class RedispatchForm(ActionForm):
    unit = _unit(_("OPD yang seharusnya"))
    note = words(_("Catatan untuk OPD"), rows=3, required=False, hint=_FOR_STAFF)

    def offer(self, offer: Offer) -> None:
        self.fields["unit"].widget.choices = offer.unit_choices(_("Pilih OPD"), without=[offer.report.unit_id])


class AddPartForm(ActionForm):
    unit = _unit(_("OPD yang ikut menangani"))
    note = words(_("Tugasnya"), rows=3, hint=_("Dibaca OPD itu dan OPD yang menjawab."))

    def offer(self, offer: Offer) -> None:
        having = [offer.report.unit_id, *(part.unit_id for part in offer.story.open_parts)]
        self.fields["unit"].widget.choices = offer.unit_choices(_("Pilih OPD"), without=having)


class WithdrawPartForm(ActionForm):
    unit = _unit(_("Bagian siapa"))
    note = words(_("Alasan"), rows=3, hint=_("Dibaca petugas; pelapor tidak membacanya."))

    def offer(self, offer: Offer) -> None:
        parts = [(part.unit.code, part.unit.name) for part in offer.story.open_parts]
        self.fields["unit"].widget.choices = [("", _("Pilih OPD")), *parts]


class FinishPartForm(ActionForm):
    note = words(_("Apa yang sudah dikerjakan"), rows=3, hint=_("Dibaca OPD yang menjawab pelapor, bukan pelapor."))


class ReturnPartForm(ActionForm):
    note = words(_("Alasan"), rows=3, hint=_("Dibaca koordinator dan OPD yang menjawab pelapor."))


class SendBackForm(ActionForm):
    note = words(_("Alasan"), rows=3, hint=_("Dibaca koordinator, yang lalu meneruskannya ke OPD lain."))
