"""Controls of templates/components/forms.html are the ones Django's templates draw."""

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from pytest_django.asserts import assertHTMLEqual

from tests.support.components import ui
from web.html.form_fields import form_field

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
GROUPS = ["one", "some"]
ATTRS = {"data_search": True, "data_none": False, "placeholder": '"&"'}


def together(data) -> forms.Form:
    return TOGETHER(
        data, initial={"grouped": "36.71.03.1001", "line": None}, auto_id="saring_%s", renderer=DjangoTemplates()
    )


def ours(bound) -> str:
    return str(ui().control(form_field(bound, "", "", True, dict(ATTRS))))


@pytest.mark.parametrize("name", [*SELECTS, *(name for name in OTHERS if name not in GROUPS)])
@pytest.mark.parametrize("data", [None, TYPED, {"plain": "?"}])
def test_a_control_is_the_same_as_djangos(name, data):
    form = together(data)
    attrs = dict(form_field(form[name], "", "", True, dict(ATTRS)).widget["attrs"])
    assertHTMLEqual(ours(form[name]), form[name].as_widget(attrs=attrs))


@pytest.mark.parametrize("name", GROUPS)
@pytest.mark.parametrize("data", [None, TYPED])
def test_the_choices_of_a_group_are_the_same_as_djangos(name, data):
    form = together(data)
    drawn = [str(ui().input(choice.widget)) for choice in form_field(form[name], "", "", True, {}).choices]
    for mine, choice in zip(drawn, form[name], strict=True):
        assertHTMLEqual(mine, choice.tag())


def test_the_first_line_break_somebody_typed_stays():
    assert ours(together({"lines": "\nBaris kedua"})["lines"]).endswith(">\n\nBaris kedua</textarea>")


@pytest.mark.parametrize("name", [*SELECTS, *OTHERS])
def test_nothing_typed_or_named_becomes_markup(name):
    attack = '"><script>x</script>'
    form = together({name: attack})
    form.fields[name].help_text = form.fields[name].label = attack
    form.add_error(name, attack)
    drawn = str(ui().field(form[name], data_x=attack))
    assert "<script>" not in drawn
    assert drawn.count("&lt;script&gt;") >= 2 or form[name].is_hidden
