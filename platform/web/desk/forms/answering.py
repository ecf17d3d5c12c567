"""What a unit tells the reporter, and what the work looks like."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core.reports.models import Report
from web.desk.forms.base import Offer, PhotosForm, PhotosInput
from web.desk.forms.publishing import as_written_field, is_ticked
from web.html.forms import Given, words


class SpokenToAllForm(PhotosForm):
    """Words to the reporter that everybody reads on a public report: without personal data, unless it is ticked."""

    def offer(self, offer: Offer) -> None:
        super().offer(offer)
        if offer.report.is_public:
            self.fields["as_written"].help_text = _(
                "Publik membaca jawaban ini tanpa nama orang, nomor telepon, dan sejenisnya; pelapor membaca yang "
                "asli. Centang bila data itu milik kantor, misalnya nomor layanan."
            )
        else:
            del self.fields["as_written"]

    def take_in(self, request: HttpRequest, report: Report) -> dict[str, Any]:
        return {**super().take_in(request, report), "as_written": is_ticked(self.data, "as_written")}


class AnswerForm(SpokenToAllForm):
    """The answer with photos."""

    text = words(_("Jawaban untuk pelapor"), rows=6, hint=_("Apa yang sudah dikerjakan, kapan, dan apa berikutnya."))
    photos = Given(label=_("Foto sesudah"), required=False, widget=PhotosInput)
    as_written = as_written_field()
    previewed = "text"


class FollowUpForm(SpokenToAllForm):
    """A further answer to one that was given."""

    text = words(_("Jawaban tambahan"), rows=4, hint=_("Jawaban yang lama tetap ada; ini berdiri di bawahnya."))
    photos = Given(label=_("Foto sesudah"), required=False, widget=PhotosInput)
    as_written = as_written_field()
    previewed = "text"


class WorkPhotosForm(PhotosForm):
    """Photos from the spot; on a phone the camera is among the choices."""

    photos = Given(label=_("Foto"), widget=PhotosInput)
