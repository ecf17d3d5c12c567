"""The built-in texts of mails: a line that was forgotten stops the start, and says where it is missing."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from core.notifications import mail_templates, rules, texts
from core.notifications.placeholders import BraceTemplate

WHOLE = """
[ask]
title = "Petugas bertanya"
placeholders = ["pesan", "batas"]

[ask.id]
subject = "Laporan {nomor}"
body = '''
Petugas
bertanya:

{pesan}
'''

[ask.en]
subject = "Report {nomor}"
body = "{pesan}"
"""


def test_lines_of_a_paragraph_belong_together():
    event = texts.parse(WHOLE, "x.toml", is_of_report=True)["ask"]
    assert event.texts["id"] == texts.Text("Laporan {nomor}", "Petugas bertanya:\n\n{pesan}")
    assert list(event.in_body) == ["nomor", "jenis", "kota", "layanan", "pesan", "batas"]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('title = "Petugas bertanya"\n', "", "x.toml, [ask]: 'title' is missing."),
        ('subject = "Report {nomor}"\n', "", "x.toml, [ask]: 'subject' is missing."),
        ("[ask.en]", "[ask.fr]", "x.toml, [ask]: 'en' is missing."),
        ('"batas"', '"bats"', "x.toml, [ask]: nothing stands for bats."),
        ('body = "{pesan}"', 'body = "{opd}"', "x.toml, [ask], body in en: {opd} is none of batas, jenis, kota,"),
        ('body = "{pesan}"', 'body = "{pesan"', "x.toml, [ask], body in en: {pesan is none of batas, jenis, kota,"),
        ('body = "{pesan}"', 'body = ""', "x.toml, [ask], body in en: there is nothing."),
        ('"Report {nomor}"', '"Report {pesan}"', "x.toml, [ask], subject in en: {pesan} is none of jenis, kota,"),
    ],
)
def test_what_is_missing_or_unknown_stops_the_start(before, after, said):
    assert before in WHOLE
    with pytest.raises(ImproperlyConfigured) as stopped:
        texts.parse(WHOLE.replace(before, after), "x.toml", is_of_report=True)
    assert str(stopped.value).startswith(said)


def test_a_mail_about_no_report_knows_no_number():
    with pytest.raises(ImproperlyConfigured, match=r"subject in id: \{nomor\} is none of kota, layanan\."):
        texts.parse(WHOLE, "x.toml", is_of_report=False)


@pytest.mark.parametrize("name", ["reopen", "supporter_close", "follower_answer"])
def test_an_action_that_tells_somebody_has_a_text(monkeypatch, name):
    mail_templates.check_completeness()
    monkeypatch.delitem(texts.EVENTS, name)
    with pytest.raises(ImproperlyConfigured, match="there is no text for"):
        mail_templates.check_completeness()


def test_a_new_rule_wants_a_text(monkeypatch):
    monkeypatch.setitem(rules.RULES, "applaud", rules.Rule())
    with pytest.raises(ImproperlyConfigured, match=r"texts/reporter\.toml: there is no text for applaud\."):
        mail_templates.check_completeness()


def test_what_is_filled_in_is_never_read_again():
    filled = BraceTemplate("{pesan} dari {kota}").substitute(pesan="{kota} $kota %s {0}", kota="Lebak")
    assert filled == "{kota} $kota %s {0} dari Lebak"


@pytest.mark.parametrize(
    "text", ["{Nomor}", "{nomor.__class__}", "{nomor!r}", "{0}", "{}", "{{nomor}}", "{nomor", "nomor}", "{ nomor }"]
)
def test_only_a_name_stands_in_braces(text):
    assert BraceTemplate(text).unknown(("nomor",))


def test_a_paragraph_without_its_words_is_left_out():
    found = mail_templates.paragraphs(
        "Halo {kota}.\n\n{pesan}\n\nSampai {batas}.", {"kota": "Lebak", "batas": "Senin"}
    )
    assert [part.substitute(kota="Lebak", batas="Senin") for part in found] == ["Halo Lebak.", "Sampai Senin."]
