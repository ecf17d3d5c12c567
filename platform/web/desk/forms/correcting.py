"""Putting right what a report says or shows, and erasing it for good."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core.casework import queries
from core.common.errors import Invalid, NotFound
from core.reports.kinds import Kind, State, Visibility
from core.reports.models import Report
from web.desk import choices
from web.desk.forms.base import ActionForm, Offer
from web.html.forms import Given, hint_choices, line


class ClassifiedForm(ActionForm):
    """Kind, category, area and visibility as they stand; only what differs is changed."""

    kind = Given(label=_("Jenis"), widget=forms.Select(choices=Kind.choices))
    visibility = Given(label=_("Keterbukaan"), widget=forms.Select(choices=Visibility.choices))
    category = Given(label=_("Kategori"), widget=forms.Select)
    area = Given(label=_("Kelurahan/desa"), widget=forms.Select, required=False)
    paired = ("kind", "visibility")
    field_of = {"location": "area"}

    def offer(self, offer: Offer) -> None:
        self.initial = {**self.initial, **_as_it_stands(offer.report)}
        self.fields["category"].widget.choices = list(offer.categories.items())
        self.fields["area"].widget.choices = choices.areas(_("Tidak disebut"))

    def take_in(self, request: HttpRequest, report: Report) -> dict[str, Any]:
        """What a request leaves out stays as it is."""
        now = _as_it_stands(report)
        given = {name: self.data.get(name, value) for name, value in now.items()}
        return {name: value for name, value in given.items() if value != now[name]}


def _as_it_stands(report: Report) -> dict[str, str]:
    return {
        "kind": report.kind,
        "category": report.category.code,
        "area": report.area_code,
        "visibility": report.visibility,
    }


class CorrectForm(ClassifiedForm):
    """The same, at any later time."""


class HidePhotoForm(ActionForm):
    """One photo, named by its button."""

    photo = Given()
    hidden = Given()

    def take_in(self, request: HttpRequest, report: Report) -> dict[str, Any]:
        try:
            photo = UUID(self.data.get("photo", ""))
        except ValueError as error:
            raise NotFound() from error
        return {"photo": photo, "hidden": self.data.get("hidden") == "1"}


class AnonymiseForm(ActionForm):
    """Why everything is erased, and the report's number typed once more: there is no way back.

    `reach`: what becomes of the copies in other cities; "" where there are none.
    """

    cause = Given(
        label=_("Sebab"),
        widget=forms.RadioSelect(
            choices=[("request", _("Diminta pelapor")), ("retention", _("Masa simpan sudah habis"))]
        ),
    )
    serial = line(
        _("Nomor urut laporan ini, untuk memastikan"), hint=_("Enam angka di tengah nomornya."), inputmode="numeric"
    )

    def offer(self, offer: Offer) -> None:
        hint_choices(
            self,
            "cause",
            {
                "request": _("Pelapor meminta datanya dihapus (UU 27/2022, Pasal 8)."),
                "retention": _("Data tidak diperlukan lagi (UU 27/2022, Pasal 43)."),
            },
        )
        self.reach = _reach(offer.report)

    def take_in(self, request: HttpRequest, report: Report) -> dict[str, Any]:
        typed, serial = self.data.get("serial", "").strip(), report.number.split("-")[2]
        if typed != serial and queries.number_in(typed) != report.number:
            raise Invalid.at("serial", _("Ini bukan nomor urut laporan ini. Tidak ada yang dihapus."))
        return {"cause": self.data.get("cause", "")}


def _reach(report: Report) -> str:
    if report.state == State.TRANSFERRED:
        city = queries.other_city(report.transferred_to)
        sentence = _(
            "Yang dihapus hanya salinan di sini. Laporannya sudah dialihkan ke %(city)s dan isinya tetap ada di sana; "
            "bila pelapor ingin semuanya dihapus, teruskan permintaannya ke sana."
        )
        return sentence % {"city": city.name if city else _("daerah lain")}
    former = queries.former_cities(report)
    sentence = _(
        "Laporan ini pernah ada di %(cities)s. Bila pelapor yang meminta, salinan di sana ikut dihapus. Bila masa "
        "simpan yang habis, salinan itu tinggal: tiap daerah menentukan masa simpannya sendiri."
    )
    return sentence % {"cities": ", ".join(city.name for city in former)} if former else ""
