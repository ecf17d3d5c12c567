"""The bar above a queue: what narrows it, read from the address and kept in every address of the page."""

from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy as _

from core.accounts.actors import Actor
from core.casework import queries
from core.casework.queries import DeskFilters
from core.common.translate_data import in_language
from core.reports.kinds import Kind
from web.desk import choices, navigation, shown
from web.html.forms import Given
from web.site.requests import StaffRequest


class FilterForm(forms.Form):
    """Fields of `DeskFilters`. Nothing is checked here: what an address says is what is shown."""

    # Nothing has to be chosen.
    use_required_attribute = False

    q = Given(label=_("Cari kata atau nomor"), widget=forms.TextInput({"type": "search", "data-search": ""}))
    category = Given(label=_("Kategori"), widget=forms.Select)
    area = Given(label=_("Wilayah"), widget=forms.Select)
    kind = Given(label=_("Jenis"), widget=forms.Select(choices=[("", _("Semua jenis")), *Kind.choices]))
    unit = Given(label=_("OPD"), widget=forms.Select)
    mine = Given(label=_("Giliran saya"), widget=forms.CheckboxInput({"value": "1"}))
    overdue = Given(label=_("Lewat batas"), widget=forms.CheckboxInput({"value": "1"}))

    def __init__(self, actor: Actor, given: dict[str, str]) -> None:
        """One query, for categories and units. Who belongs to a unit is not asked which."""
        super().__init__(initial=given, auto_id="saring_%s", label_suffix="")
        categories, units = queries.desk_choices()
        named = [(code, in_language(name)) for code, name in categories]
        self.fields["category"].widget.choices = [("", _("Semua kategori")), *named]
        self.fields["area"].widget.choices = choices.areas(_("Semua wilayah"), with_kecamatan=True)
        self.fields["unit"].widget.choices = [("", _("Semua OPD")), *units]
        if not actor.sees_every_report:
            del self.fields["unit"]
        if not navigation.acts(actor):
            del self.fields["mine"]


def bar(request: StaffRequest, filters: DeskFilters) -> shown.FilterBar:
    return {
        "form": FilterForm(request.actor, filters.given),
        "is_narrowed": bool(filters.given),
        "hidden_count": len([name for name in filters.given if name != "q"]),
        "query": urlencode(filters.given),
    }
