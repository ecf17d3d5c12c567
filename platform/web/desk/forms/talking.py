"""Words to the reporter, and of the office to itself."""

from django.utils.translation import gettext_lazy as _

from web.desk.forms.base import ActionForm
from web.html.forms import words


class MessageForm(ActionForm):
    """A word to the reporter, who stays unknown."""

    previewed = "text"
    text = words(
        _("Pesan untuk pelapor"), rows=4, hint=_("Dibaca pelapor di halaman Lacak laporan; publik tidak membacanya.")
    )


class NoteForm(ActionForm):
    text = words(_("Catatan"), rows=3, hint=_("Hanya dibaca petugas yang memegang laporan ini."))
