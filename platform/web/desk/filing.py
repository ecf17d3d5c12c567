"""Assisted filing: a coordinator writes down what somebody tells at the counter or on the phone."""

import json
from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.casework import actions, queries
from core.casework.actions.submitting import ASSISTED
from core.common.errors import Invalid, Sentence
from core.common.idempotency import once
from core.common.present import present
from core.common.transactions import retried
from core.common.translate_data import in_language
from core.reports import drafts
from core.reports.kinds import Channel, IdentityLevel, Kind, Visibility
from tenants.context import current
from web.desk import choices
from web.desk.forms import PhotosInput
from web.files import uploads
from web.files.repeated_posts import body_digest, new_key
from web.html.forms import Given, PlainForm, hint_choices
from web.site.requests import StaffRequest

# The form's key belongs to the person who sends it.
ROUTE = "web:desk:file:%d"
_CHANNELS = [(Channel.COUNTER, Channel.COUNTER.label), (Channel.PHONE, Channel.PHONE.label)]


class FilingForm(PlainForm):
    """The citizen's form in the clerk's words. It draws fields and carries errors; the core checks."""

    field_of = {"attachments": uploads.FIELD, "location": "lat"}

    key = Given(widget=forms.HiddenInput)
    channel = Given(label=_("Disampaikan lewat"), widget=forms.RadioSelect(choices=_CHANNELS))
    kind = Given(label=_("Jenis laporan"), widget=forms.Select(choices=Kind.choices))
    category = Given(label=_("Kategori"), widget=forms.Select)
    description = Given(
        label=_("Apa yang disampaikan"),
        help_text=_("Tulis dengan kata-kata pelapor, lalu bacakan kembali kepadanya."),
        widget=forms.Textarea({"rows": 6, "data-count": drafts.DESCRIPTION_LENGTH[1]}),
    )
    area = Given(label=_("Kelurahan/desa"), widget=forms.Select, required=False)
    address = Given(label=_("Alamat atau patokan"), required=False, widget=forms.TextInput({"autocomplete": "off"}))
    lat = Given(label=_("Lintang"), required=False, widget=forms.TextInput({"inputmode": "decimal"}))
    lon = Given(label=_("Bujur"), required=False, widget=forms.TextInput({"inputmode": "decimal"}))
    photos = Given(label=_("Foto"), required=False, widget=PhotosInput)
    identity = Given(
        label=_("Siapa yang boleh mengetahui pelapor"), widget=forms.RadioSelect(choices=IdentityLevel.choices)
    )
    name = Given(label=_("Nama yang menyampaikan"), required=False, widget=forms.TextInput({"autocomplete": "off"}))
    phone = Given(
        label=_("Nomor HP"), required=False, widget=forms.TextInput({"autocomplete": "off", "inputmode": "tel"})
    )
    email = Given(
        label=_("E-mail"), required=False, widget=forms.TextInput({"autocomplete": "off", "inputmode": "email"})
    )
    on_behalf_of = Given(
        label=_("Atas nama (kuasa)"),
        help_text=_("Isi bila yang menyampaikan mewakili orang lain: nama orang yang diwakili."),
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    visibility = Given(
        label=_("Siapa yang boleh melihat laporan"), widget=forms.RadioSelect(choices=Visibility.choices)
    )

    def __init__(self, data: Any = None) -> None:
        """One query, for the categories."""
        super().__init__(data, initial={"key": new_key(), "kind": Kind.COMPLAINT}, auto_id="id_lapor_%s")
        categories = [(code, in_language(name)) for code, name in queries.category_choices()]
        self.fields["category"].widget.choices = [("", _("Pilih kategori")), *categories]
        self.fields["area"].widget.choices = choices.areas(_("Pilih kelurahan/desa"))
        hint_choices(self, "identity", _IDENTITY_HINTS)
        hint_choices(self, "visibility", _VISIBILITY_HINTS)
        self.received = uploads.Photos()

    def draft(self) -> drafts.Draft:
        """The report, as it was typed."""
        names = set(self.fields) - {"key", uploads.FIELD}
        given = {name: self.data.get(name, "") for name in names}
        return drafts.Draft(**given, attachments=list(self.received.ids))


_IDENTITY_HINTS = {
    IdentityLevel.NAMED: _("Petugas yang menangani dapat membaca nama dan kontaknya; masyarakat tidak."),
    IdentityLevel.MASKED: _("Hanya koordinator yang dapat membuka kontaknya, dan setiap pembukaan tercatat."),
    IdentityLevel.ANONYMOUS: _("Tidak ada nama atau kontak yang disimpan. Ia kembali dengan nomor dan kodenya."),
}
_VISIBILITY_HINTS = {
    Visibility.PUBLIC: _("Isi, letak, dan foto terbuka setelah diverifikasi."),
    Visibility.SECRET: _("Hanya petugas dan pelapor yang melihatnya."),
}


def submit(request: StaffRequest, form: FilingForm) -> tuple[str, str]:
    """File what the form says, once however often it arrives: number and receipt code. Invalid names every fault."""
    form.received = uploads.receive(request)
    draft = form.draft()
    route, key = ROUTE % request.user.pk, str(form.data.get("key") or "") or new_key()
    digest = body_digest(request)

    def send() -> tuple[str, str]:
        with transaction.atomic(), once(route, key, digest) as slot:
            if slot.answer is None:
                if form.received.errors:
                    raise Invalid({**_faults(draft), uploads.FIELD: form.received.errors})
                if draft.channel not in ASSISTED:
                    raise Invalid({**_faults(draft), "channel": [_("Pilih loket atau telepon.")]})
                made = actions.submit(draft, clerk=request.actor)
                slot.store(json.dumps([made.report.number, made.code]).encode())
            number, code = json.loads(present(slot.answer))
        return number, code

    return retried(send)


def _faults(draft: drafts.Draft) -> dict[str, list[Sentence]]:
    """What else is wrong with a draft, so that all of it is shown at once."""
    try:
        drafts.check(draft, current())
    except Invalid as invalid:
        return invalid.errors
    return {}


def reporter(form: FilingForm) -> list[tuple[str, str]]:
    """What the receipt says of who came, as it was typed a moment ago; nothing of an anonymous one."""
    if form.data.get("identity") == IdentityLevel.ANONYMOUS:
        return []
    names = ("name", "on_behalf_of", "phone", "email")
    return [(str(form.fields[name].label), form.data[name]) for name in names if form.data.get(name, "").strip()]
