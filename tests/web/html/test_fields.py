"""A field with its label, hint, error and control tied together, and the summary that leads to it."""

import pytest
from django import forms
from django.template import engines
from django.utils import translation


class Form(forms.Form):
    description = forms.CharField(label="Apa yang terjadi?", help_text="Sejak kapan?", widget=forms.Textarea)
    address = forms.CharField(label="Patokan", required=False)
    identity = forms.ChoiceField(
        label="Siapa Anda?",
        choices=[("named", "Nama diketahui petugas"), ("masked", "Anonim")],
        widget=forms.RadioSelect,
    )


Form.base_fields["identity"].choice_hints = {"masked": "Hanya koordinator yang dapat membuka nama Anda."}


@pytest.fixture(autouse=True)
def _indonesian():
    with translation.override("id"):
        yield


def render(source: str, form: forms.Form) -> str:
    return engines["jinja2"].from_string('{% import "components/ui.html" as ui %}' + source).render({"form": form})


def test_label_hint_and_attributes_belong_to_the_control() -> None:
    html = render("{{ ui.field(form.description, rows=6, data_count=5000) }}", Form())
    assert '<label for="id_description">Apa yang terjadi?</label>' in html
    assert '<div class="form-text" id="id_description_hint">Sejak kapan?</div>' in html
    assert 'aria-describedby="id_description_hint"' in html
    assert 'rows="6"' in html
    assert 'data-count="5000"' in html
    assert 'class="form-control"' in html
    assert "tidak wajib" not in html
    assert "aria-invalid" not in html


def test_an_error_is_at_the_control_and_read_with_it() -> None:
    html = render("{{ ui.field(form.description) }}", Form({}))
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_description_hint id_description_error"' in html
    assert 'class="field-error" id="id_description_error"' in html


def test_what_may_stay_empty_says_so() -> None:
    assert "(tidak wajib)" in render("{{ ui.field(form.address) }}", Form())
    assert "(tidak wajib)" not in render("{{ ui.field(form.address, optional=False) }}", Form())


def test_choices_are_cards_that_explain_themselves() -> None:
    html = render("{{ ui.field(form.identity) }}", Form())
    assert "<legend>Siapa Anda?</legend>" in html
    assert '<label class="choice" for="id_identity_1">' in html
    assert "<small>Hanya koordinator yang dapat membuka nama Anda.</small>" in html
    assert html.count('type="radio"') == 2


def test_the_summary_leads_to_each_field() -> None:
    html = render("{{ ui.error_summary(form) }}", Form({}))
    assert '<a href="#id_description">' in html
    assert '<a href="#id_identity_0">' in html
    assert "id_address" not in html
    assert 'role="alert"' in html


def test_a_form_without_errors_has_no_summary() -> None:
    good = Form({"description": "Lampu mati", "identity": "named"})
    assert render("{{ ui.error_summary(form) }}", Form()).strip() == ""
    assert render("{{ ui.error_summary(form) }}", good).strip() == ""
    assert render("{{ ui.error_summary(form) }}", None).strip() == ""


def test_typed_text_is_escaped() -> None:
    html = render("{{ ui.field(form.address) }}", Form({"address": '"><script>alert(1)</script>'}))
    assert "<script>" not in html
