"""What a unit tells the reporter, and what the work looks like."""

from django.utils.translation import gettext_lazy as _

from web.desk.forms.base import Given, PhotosForm, PhotosInput, words


class AnswerForm(PhotosForm):
    """The answer with photos."""

    text = words(_("Jawaban untuk pelapor"), rows=6, hint=_("Apa yang sudah dikerjakan, kapan, dan apa berikutnya."))
    photos = Given(label=_("Foto sesudah"), required=False, widget=PhotosInput)
    previewed = "text"


class FollowUpForm(PhotosForm):
    """A further answer to one that was given."""

    text = words(_("Jawaban tambahan"), rows=4, hint=_("Jawaban yang lama tetap ada; ini berdiri di bawahnya."))
    photos = Given(label=_("Foto sesudah"), required=False, widget=PhotosInput)
    previewed = "text"


class WorkPhotosForm(PhotosForm):
    """Photos from the spot; on a phone the camera is among the choices."""

    photos = Given(label=_("Foto"), widget=PhotosInput)
