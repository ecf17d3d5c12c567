"""What everybody will read of a report, where it becomes public and at any later time."""

import re
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core.reports import redaction
from core.reports.models import Report
from core.reports.public_parts import public_answer
from core.reports.redaction import Found
from web.desk.forms.base import ActionForm, Offer
from web.html.forms import Given, line, words

_ANSWERS = ("answer", "follow_up")
_ANSWER_FIELD = "answer_"
_COLUMNS = {"text": "description", "address": "address", "rejection_note": "rejection_note"}


def as_written_field() -> Given:
    """The deliberate choice to publish personal data."""
    return Given(
        label=_("Terbitkan apa adanya"),
        required=False,
        help_text=_("Dengan data pribadi di dalamnya. Hanya bila pemiliknya setuju atau data itu milik kantor."),
        widget=forms.CheckboxInput,
    )


def is_ticked(data: Any, name: str) -> bool:
    return data.get(name, "") not in ("", "0")


class PublishedFields(forms.Form):
    """Description and address line as the public will read them, with the proposal in them already."""

    public_text = words(_("Uraian untuk publik"), rows=6, required=False)
    public_address = line(_("Alamat atau patokan untuk publik"), required=False, maxlength=400)
    as_written = as_written_field()


def propose_parts(form: ActionForm, report: Report) -> None:
    """Put the proposals into a form that has `PublishedFields`; a part that is not there has no field. Of a secret
    report nothing is asked: should it become public in the same breath, the proposals hold."""
    if not report.is_public:
        for name in PublishedFields.base_fields:
            del form.fields[name]
        return
    text, address = redaction.propose(report.description), redaction.propose(report.address)
    form.found = list(dict.fromkeys([*text.found, *address.found]))
    form.originals = {"public_text": report.description, "public_address": report.address}
    form.initial = {
        **form.initial,
        "public_text": report.public_text or text.text,
        "public_address": report.public_parts.get("address", address.text),
    }
    if not report.address:
        del form.fields["public_address"]
    if not form.found:
        del form.fields["as_written"]


def said_parts(form: ActionForm) -> dict[str, Any]:
    """What the form says about them, as the arguments of an action; what it does not hold is not said."""
    said = {name: form.data[name] for name in ("public_text", "public_address") if name in form.data}
    return {**said, "as_written": is_ticked(form.data, "as_written")}


class RedactForm(ActionForm):
    """Every part that is public, as it is published now, else as proposed."""

    text = words(
        _("Uraian untuk publik"),
        rows=8,
        required=False,
        hint=_("Kosongkan untuk menampilkan lagi kata-kata pelapor. Teks asli tetap tersimpan."),
    )
    address = line(
        _("Alamat atau patokan untuk publik"),
        required=False,
        hint=_("Kosongkan supaya tidak ada alamat yang tampil."),
        maxlength=400,
    )
    rejection_note = words(_("Catatan penolakan untuk publik"), rows=3, required=False)

    def offer(self, offer: Offer) -> None:
        report, found = offer.report, list[Found]()
        self.originals = {name: getattr(report, column) for name, column in _COLUMNS.items()}
        versions = {
            "text": report.public_text or None,
            "address": report.public_parts.get("address"),
            "rejection_note": report.public_parts.get("rejection_note"),
        }
        for event in offer.story.events:
            if event.action in _ANSWERS:
                self._add_answer(event.seq, event.text)
                version = public_answer(report, event.seq, event.text)
                versions[f"{_ANSWER_FIELD}{event.seq}"] = version if version != event.text else None
        for name, original in self.originals.items():
            if not original and name != "text":
                del self.fields[name]
                continue
            proposal = redaction.propose(original)
            self.initial[name] = proposal.text if versions[name] is None else versions[name]
            found += proposal.found
        self.found = list(dict.fromkeys(found))
        self.published = tuple(self.fields)

    def _add_answer(self, seq: int, text: str) -> None:
        name = f"{_ANSWER_FIELD}{seq}"
        self.originals = {**self.originals, name: text}
        self.fields[name] = words(_("Jawaban untuk publik"), rows=4, required=False)

    def take_in(self, request: HttpRequest, report: Report) -> dict[str, Any]:
        said: dict[str, Any] = {name: self.data[name] for name in _COLUMNS if name in self.data}
        answers = [
            {"seq": int(found[1]), "text": text}
            for name, text in self.data.items()
            if (found := re.fullmatch(rf"{_ANSWER_FIELD}([0-9]{{1,8}})", name))
        ]
        return {**said, **({"answers": answers} if answers else {})}
