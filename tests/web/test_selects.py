"""A <select> drawn in one go is the one Django's templates draw."""

import pytest
from django import forms
from pytest_django.asserts import assertHTMLEqual

from web.selects import select

GROUPED = [
    ("", "Semua wilayah"),
    ("Kecamatan Batuceper", [("36.71.03", "Seluruh kecamatan"), ("36.71.03.1001", "Batujaya")]),
    ("Kecamatan <Benda>", [("36.71.04.1004", 'Pajang "& co"')]),
]
FIELDS = {
    "plain": forms.ChoiceField(choices=[("a", "A"), ("b", "B")]),
    "grouped": forms.ChoiceField(choices=GROUPED, required=False),
    "none": forms.ChoiceField(choices=[("", "—"), (1, "satu")], required=False, help_text="Pilih satu."),
    "several": forms.MultipleChoiceField(choices=GROUPED),
    "own": forms.CharField(widget=forms.Select({"class": "x", "id": "own"}, choices=[("a", "A")]), disabled=True),
}
TOGETHER = type("Together", (forms.Form,), dict(FIELDS))


@pytest.mark.parametrize("name", FIELDS)
@pytest.mark.parametrize(
    "data",
    [None, {"plain": "b", "grouped": "36.71.04.1004", "none": "1", "several": ["36.71.03", ""]}, {"plain": "?"}],
)
def test_the_same_as_djangos(name, data):
    form = TOGETHER(data, initial={"grouped": "36.71.03.1001"}, auto_id="saring_%s")
    attrs = {"class": "form-select", "data-search": True}
    assertHTMLEqual(select(form[name], dict(attrs)), form[name].as_widget(attrs=dict(attrs)))
