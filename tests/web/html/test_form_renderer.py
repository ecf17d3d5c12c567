"""Controls put together as text are the ones Django's templates draw."""

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from pytest_django.asserts import assertHTMLEqual

from web.html.form_renderer import Drawing, select

GROUPED = [
    ("", "Semua wilayah"),
    ("Kecamatan Batuceper", [("36.71.03", "Seluruh kecamatan"), ("36.71.03.1001", "Batujaya")]),
    ("Kecamatan <Benda>", [("36.71.04.1004", 'Pajang "& co"')]),
]
SELECTS = {
    "plain": forms.ChoiceField(choices=[("a", "A"), ("b", "B")]),
    "grouped": forms.ChoiceField(choices=GROUPED, required=False),
    "none": forms.ChoiceField(choices=[("", "—"), (1, "satu")], required=False, help_text="Pilih satu."),
    "several": forms.MultipleChoiceField(choices=GROUPED),
    "own": forms.CharField(widget=forms.Select({"class": "x", "id": "own"}, choices=[("a", "A")]), disabled=True),
    "twice": forms.ChoiceField(choices=[("a", "A"), ("b", "B"), ("b", "B lagi")]),
}
OTHERS = {
    "line": forms.CharField(max_length=20, help_text="Nama jalan."),
    "lines": forms.CharField(widget=forms.Textarea({"rows": 4, "class": "x"}), required=False),
    "number": forms.IntegerField(min_value=1, required=False),
    "mail": forms.EmailField(required=False),
    "password": forms.CharField(widget=forms.PasswordInput),
    "secret": forms.CharField(widget=forms.HiddenInput),
    "file": forms.FileField(required=False, widget=forms.FileInput({"accept": "image/*"})),
    "day": forms.DateField(required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")),
    "switch": forms.BooleanField(required=False, widget=forms.CheckboxInput({"value": "1"})),
    "one": forms.ChoiceField(choices=[("a", "A"), ("b", "<b>")], widget=forms.RadioSelect),
    "some": forms.MultipleChoiceField(choices=[("a", "A"), ("b", "<b>")], widget=forms.CheckboxSelectMultiple),
}
TYPED = {
    "plain": "b", "grouped": "36.71.04.1004", "none": "1", "several": ["36.71.03", ""], "twice": "b",
    "line": 'Jalan "Melati" <1>', "lines": "Satu & dua\n</textarea>", "number": "x", "mail": "a@b", "secret": "'",
    "day": "2026-03-16", "switch": "1", "one": "b", "some": ["a", "b"],
}  # fmt: skip
TOGETHER = type("Together", (forms.Form,), {**SELECTS, **OTHERS})
ATTRS = {"class": "form-control", "data-search": True, "data-none": False, "placeholder": '"&"'}


def drawn_by(renderer, data) -> forms.Form:
    return TOGETHER(data, initial={"grouped": "36.71.03.1001", "line": None}, auto_id="saring_%s", renderer=renderer)


@pytest.mark.parametrize("name", SELECTS)
@pytest.mark.parametrize("data", [None, TYPED, {"plain": "?"}])
def test_a_select_is_the_same_as_djangos(name, data):
    form = drawn_by(DjangoTemplates(), data)
    assertHTMLEqual(select(form[name], dict(ATTRS)), form[name].as_widget(attrs=dict(ATTRS)))


@pytest.mark.parametrize("name", OTHERS)
@pytest.mark.parametrize("data", [None, TYPED])
def test_every_other_control_is_the_same_as_djangos(name, data):
    ours, djangos = (drawn_by(renderer, data)[name] for renderer in (Drawing(), DjangoTemplates()))
    assertHTMLEqual(ours.as_widget(attrs=dict(ATTRS)), djangos.as_widget(attrs=dict(ATTRS)))
    assert [choice.tag() for choice in ours] == [choice.tag() for choice in djangos]


def test_the_first_line_break_somebody_typed_stays():
    form = drawn_by(Drawing(), {"lines": "\nBaris kedua"})
    assert form["lines"].as_widget().endswith(">\n\nBaris kedua</textarea>")
