"""Readers of the environment: what they accept, and that a bad value is told by the name of its variable."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import env


@pytest.fixture
def value(monkeypatch):
    """Set the variable LAKSA_X."""
    return lambda text: monkeypatch.setenv("LAKSA_X", text)


def test_text_comes_from_the_variable(value):
    value("satu")
    assert env.text("LAKSA_X") == "satu"


def test_text_from_a_file_wins_and_loses_its_line_end(value, monkeypatch, tmp_path):
    (tmp_path / "secret").write_text("dari berkas\n", encoding="utf-8")
    value("dari variabel")
    monkeypatch.setenv("LAKSA_X_FILE", str(tmp_path / "secret"))
    assert env.text("LAKSA_X") == "dari berkas"


def test_a_file_that_cannot_be_read_is_named(monkeypatch, tmp_path):
    monkeypatch.setenv("LAKSA_X_FILE", str(tmp_path / "missing"))
    with pytest.raises(ImproperlyConfigured, match=r"LAKSA_X_FILE names .*missing, which cannot be read"):
        env.text("LAKSA_X")


def test_a_missing_variable_without_default_is_named():
    with pytest.raises(ImproperlyConfigured, match=r"^LAKSA_X is not set"):
        env.text("LAKSA_X")


def test_missing_values_have_their_defaults():
    assert env.text("LAKSA_X", "biasa") == "biasa"
    assert env.integer("LAKSA_X", 7) == 7
    assert env.flag("LAKSA_X", True) is True
    assert env.choice("LAKSA_X", "a", {"a", "b"}) == "a"
    assert env.listed("LAKSA_X") == []


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("12", 12), (" 5 ", 5)])
def test_whole_numbers(value, text, number):
    value(text)
    assert env.integer("LAKSA_X", 1) == number


@pytest.mark.parametrize("text", ["-1", "1.5", "dua", "0x10"])
def test_what_is_no_whole_number_is_refused(value, text):
    value(text)
    with pytest.raises(ImproperlyConfigured, match=rf"^LAKSA_X is '{text}', but must be a whole number from 0\.$"):
        env.integer("LAKSA_X", 1)


def test_a_number_under_its_minimum_is_refused(value):
    value("0")
    with pytest.raises(ImproperlyConfigured, match=r"a whole number from 1\.$"):
        env.integer("LAKSA_X", 8000, minimum=1)


@pytest.mark.parametrize(
    ("text", "meaning"), [("1", True), ("TRUE", True), ("yes", True), ("0", False), ("False", False), ("no", False)]
)
def test_flags(value, text, meaning):
    value(text)
    assert env.flag("LAKSA_X", not meaning) is meaning


@pytest.mark.parametrize("text", ["ya", "2", "on"])
def test_what_is_no_flag_is_refused(value, text):
    value(text)
    with pytest.raises(ImproperlyConfigured, match=rf"^LAKSA_X is '{text}', but must be one of 1, true"):
        env.flag("LAKSA_X", False)


def test_a_choice_outside_the_choices_is_refused(value):
    value("ftp")
    with pytest.raises(ImproperlyConfigured, match=r"^LAKSA_X is 'ftp', but must be one of http, https\.$"):
        env.choice("LAKSA_X", "https", {"https", "http"})


def test_lists_lose_blanks(value):
    value(" a, ,b,")
    assert env.listed("LAKSA_X") == ["a", "b"]


@pytest.mark.parametrize(
    "text",
    [
        "postgresql://budi:p%40ss@db.example:5433/laksa?sslmode=require",
        "host=db.example port=5433 dbname=laksa user=budi password=p@ss sslmode=require",
    ],
)
def test_a_database_as_url_or_as_key_value_pairs(value, text):
    value(text)
    assert env.database("LAKSA_X") == {
        "NAME": "laksa",
        "USER": "budi",
        "PASSWORD": "p@ss",
        "HOST": "db.example",
        "PORT": "5433",
        "OPTIONS": {"sslmode": "require"},
    }


@pytest.mark.parametrize("text", ["mysql://db/laksa", "laksa", ""])
def test_what_is_no_database_is_named_without_quoting_it(value, text):
    value(text)
    with pytest.raises(ImproperlyConfigured, match=r"^LAKSA_X (is not a PostgreSQL|does not name a database)"):
        env.database("LAKSA_X")
