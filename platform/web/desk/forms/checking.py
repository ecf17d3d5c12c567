"""What the coordinator fills in about an answer, and about the time there is for one."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.casework import queries
from web.desk.forms.base import ActionForm, Offer
from web.html.forms import Given, words


class ReworkForm(ActionForm):
    note = words(
        _("Apa yang belum selesai"),
        rows=3,
        hint=_("Dibaca OPD. Pelapor hanya membaca bahwa OPD diminta mengerjakan lagi."),
    )


class ExtendForm(ActionForm):
    """More days for the office's deadlines that the law lets be extended."""

    previewed = "text"
    in_sentence = ("days",)
    days = Given(label=_("Tambahan hari"), widget=forms.NumberInput({"min": 1, "inputmode": "numeric"}))
    text = words(_("Alasan"), rows=3, hint=_("Dibaca pelapor. Ombudsman tetap menilai dari batas semula."))

    def offer(self, offer: Offer) -> None:
        """How many days are left to give, and until when each deadline would run with all of them."""
        self.extensions = queries.extensions(offer.story.deadlines, timezone.now())
        self.fields["days"].widget.attrs["max"] = max((each.days for each in self.extensions), default=1)
