"""The engine of our pages."""

import pytest
from django.template import engines
from django.utils import translation
from django.utils.datastructures import MultiValueDict


def drawn(source: str, **context: object) -> str:
    return engines["jinja2"].from_string(source).render(context)


def test_an_attribute_of_nothing_is_nothing():
    assert drawn("{{ report.category.name }}{% if report.category.name %}!{% endif %}", report=None) == ""


@pytest.mark.parametrize("source", ["{{ kept.lists }}", "{{ kept.lists.name }}", "{{ kept.lists.name.first }}"])
def test_a_method_that_is_not_called_is_no_empty_place(source):
    with pytest.raises(TypeError, match="lists without calling it"):
        drawn(source, kept=MultiValueDict())


def test_what_stands_in_a_sentence_is_escaped_and_the_sentence_is_not():
    assert drawn('{{ _("a &amp; b") }}') == "a &amp; b"
    assert drawn("{% trans name=name %}Halo {{ name }}, 100%{% endtrans %}", name="<b>") == "Halo &lt;b&gt;, 100%"
    plain = "{% autoescape false %}{% trans name=name %}Halo {{ name }}{% endtrans %}{% endautoescape %}"
    assert drawn(plain, name="<b>") == "Halo <b>"


def test_a_sentence_is_that_of_the_language_of_the_moment():
    for language, words in (("id", "Cetak"), ("en", "Print"), ("id", "Cetak")):
        with translation.override(language):
            assert drawn('{{ _("Cetak") }}') == words
