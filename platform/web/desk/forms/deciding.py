"""What the coordinator fills in to decide about a report."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.formats import number_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from core.casework import actions, queries
from core.catalogue.models import RejectionReason
from core.common.translate_data import in_language
from core.reports.models import Report
from tenants.areas import lookup
from tenants.context import current
from web.desk.forms.base import ActionForm, Offer
from web.desk.forms.correcting import ClassifiedForm
from web.desk.forms.publishing import PublishedFields, propose_parts, said_parts
from web.html.forms import Given, hint_choices, line, words


class VerifyForm(PublishedFields, ClassifiedForm):
    """What the report is about, as it stands; what everybody will read of it, the proposal chosen beforehand; and, in
    the same breath, the unit that gets it."""

    unit = Given(
        label=_("Langsung teruskan ke OPD"),
        help_text=_("Boleh dikosongkan; laporan lalu menunggu di antrean Perlu diteruskan."),
        widget=forms.Select,
        required=False,
    )
    note = words(_("Catatan untuk OPD"), rows=2, required=False, hint=_("Hanya dibaca petugas."))
    folded = ("unit", "note")
    folded_title = _("Langsung teruskan ke OPD")
    published = ("public_text", "public_address", "as_written")

    def offer(self, offer: Offer) -> None:
        super().offer(offer)
        propose_parts(self, offer.report)
        self.fields["unit"].widget.choices = offer.unit_choices(_("Belum, hanya verifikasi"))

    def take_in(self, request: HttpRequest, report: Report) -> dict[str, Any]:
        handed = {name: self.data.get(name, "") for name in self.folded}
        return {**super().take_in(request, report), **handed, **said_parts(self)}


class AskForm(ActionForm):
    previewed = "text"
    text = words(
        _("Pertanyaan untuk pelapor"), rows=4, hint=_("Satu atau dua hal yang Anda perlukan, dengan kata biasa.")
    )


class RecordReplyForm(ActionForm):
    previewed = "text"
    text = words(
        _("Jawaban pelapor"),
        rows=4,
        hint=_("Tulis apa yang dikatakan pelapor, kapan, dan lewat apa. Pelapor membacanya dan dapat membetulkannya."),
    )


class WithdrawQuestionForm(ActionForm):
    previewed = "text"
    text = words(_("Penjelasan untuk pelapor"), rows=3, hint=_("Mengapa pertanyaan itu tidak perlu dijawab lagi."))


class GoOnWithoutForm(ActionForm):
    previewed = "text"
    text = words(_("Penjelasan untuk pelapor"), rows=3, hint=_("Mengapa laporan dapat dilanjutkan tanpa jawabannya."))


class RejectForm(ActionForm):
    previewed = "note"
    reason = Given(
        label=_("Alasan"), help_text=_("Kalimat di bawah pilihan dibaca pelapor."), widget=forms.RadioSelect
    )
    note = words(_("Catatan untuk pelapor"), rows=3, required=False, hint=_("Tampil di bawah kalimat alasan."))

    def offer(self, offer: Offer) -> None:
        reasons: list[RejectionReason] = queries.rejection_reasons()
        self.fields["reason"].widget.choices = [(reason.code, in_language(reason.name)) for reason in reasons]
        hint_choices(self, "reason", {reason.code: in_language(reason.sentence) for reason in reasons})


class ReferForm(ActionForm):
    """An agency that is none of the city's, nor of another city of the province."""

    previewed = "text"
    in_sentence = ("agency",)
    agency = line(
        _("Instansi yang berwenang"),
        hint=_("Nama lengkap seperti di surat, misalnya PT PLN (Persero) UP3 Cikokol."),
        maxlength=150,
    )
    text = words(
        _("Penjelasan untuk pelapor"),
        rows=4,
        hint=_("Mengapa instansi itu yang berwenang, dan bagaimana pelapor dapat menghubunginya."),
    )


class HandBackForm(ActionForm):
    text = words(
        _("Alasan"),
        rows=3,
        hint=_("Mengapa bukan wewenang daerah ini, dalam satu kalimat atau lebih. Dibaca koordinator di sana."),
    )


class TransferForm(ActionForm):
    """Another city of the province; the one in which the pin lies is proposed."""

    to = Given(label=_("Kabupaten/kota yang berwenang"), widget=forms.Select)
    note = words(_("Catatan untuk koordinator di sana"), rows=3, required=False, hint=_("Hanya dibaca petugas."))
    own_pin = Given(
        label=_("Titik di peta terletak di daerah ini; laporan ini tetap urusan daerah lain"),
        required=False,
        widget=forms.CheckboxInput,
    )

    def offer(self, offer: Offer) -> None:
        city = _city_of(offer.report)
        if city != current().code:
            del self.fields["own_pin"]
        cities = [(tenant.code, tenant.name) for tenant in actions.destinations()]
        self.fields["to"].widget.choices = [("", _("Pilih kabupaten/kota")), *cities]
        self.initial["to"] = next((code for code, _name in cities if code == city), "")


def _city_of(report: Report) -> str:
    """The code of the city the pin lies in ("36.02"), or "" when there is no saying."""
    if report.lat is None or report.lon is None:
        return ""
    place = lookup.locate(report.lat, report.lon)
    return place.code[:5] if place else ""


class MergeForm(ActionForm):
    """The report that goes on: one of those beside it, or any by its number."""

    beside = Given(label=_("Laporan yang dilanjutkan"), widget=forms.RadioSelect, required=False)
    into = line(_("Nomor laporan yang dilanjutkan"), hint=_("Misalnya 3671-26-000123-L."))

    def offer(self, offer: Offer) -> None:
        others: dict[str, Report] = {}
        for other in offer.alike:
            if other.is_open:
                others.setdefault(other.number, other)  # beside it and with the same words: once
        if not others:
            del self.fields["beside"]
            return
        self.fields["beside"].widget.choices = [(number, number) for number in others]
        hint_choices(self, "beside", {number: _beside(other) for number, other in others.items()})
        self.fields["into"].label = _("Atau nomor laporan lain")
        self.fields["into"].required = False

    def take_in(self, request: HttpRequest, report: Report) -> dict[str, Any]:
        return {"into": self.data.get("into", "").strip() or self.data.get("beside", "")}


def _beside(other: Report) -> str:
    """What a coordinator knows another report by: its category and how far away it is, or that it says the same."""
    distance = getattr(other, "distance_m", None)
    if distance is None:
        return _now("Teksnya sama persis. %(state)s.") % {"state": other.get_state_display()}
    found = {
        "category": in_language(other.category.name),
        "metres": number_format(round(distance)),
        "state": other.get_state_display(),
    }
    return _now("%(category)s, %(metres)s m dari sini. %(state)s.") % found


class ResolveOutsideForm(ActionForm):
    previewed = "text"
    text = words(
        _("Penjelasan untuk pelapor"),
        rows=4,
        hint=_("Siapa yang sudah menyelesaikannya, kapan, dan dari mana Anda tahu."),
    )
