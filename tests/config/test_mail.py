"""Where mail goes, from the environment; a value that cannot be used stops the start and is not shown."""

import os
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import mail
from tests.support.databases import command_environment

OF_A_CITY = {"is_demo": False, "base_domain": "laksa.example"}


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "environ", {name: text for name, text in os.environ.items() if "LAKSA_MAIL" not in name})


def test_without_a_word_it_goes_to_the_machines_own_server() -> None:
    assert mail.settings_from_environment(**OF_A_CITY) == {
        "DEFAULT_FROM_EMAIL": "laksa@laksa.example",
        "MAIL_REPLIES": False,
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": "localhost",
        "EMAIL_PORT": 25,
        "EMAIL_HOST_USER": "",
        "EMAIL_HOST_PASSWORD": "",
        "EMAIL_USE_TLS": False,
        "EMAIL_USE_SSL": False,
        "EMAIL_TIMEOUT": 10,
    }


def test_a_demo_writes_files_unless_a_server_is_named() -> None:
    assert mail.settings_from_environment(is_demo=True, base_domain="localhost") == {
        "DEFAULT_FROM_EMAIL": "laksa@localhost.id",
        "MAIL_REPLIES": False,
        "EMAIL_BACKEND": "demo.mailbox.FileBackend",
    }
    os.environ["LAKSA_MAIL_URL"] = "smtp://localhost:2525"
    assert mail.settings_from_environment(is_demo=True, base_domain="localhost")["EMAIL_PORT"] == 2525


@pytest.mark.parametrize(
    ("url", "port", "is_tls", "is_ssl"),
    [
        ("smtp+starttls://laksa:ra%40h%2Fasia@mail.example.id", 587, True, False),
        ("smtps://laksa:ra%40h%2Fasia@mail.example.id", 465, False, True),
        ("smtps://laksa:ra%40h%2Fasia@mail.example.id:1465/", 1465, False, True),
    ],
)
def test_a_server_that_wants_a_password(url: str, port: int, is_tls: bool, is_ssl: bool) -> None:
    os.environ["LAKSA_MAIL_URL"], os.environ["LAKSA_MAIL_FROM"] = url, "lapor@banten.example.id"
    found = mail.settings_from_environment(**OF_A_CITY)
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"]) == ("mail.example.id", port)
    assert (found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"]) == ("laksa", "ra@h/asia")
    assert (found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"]) == (is_tls, is_ssl)
    assert found["DEFAULT_FROM_EMAIL"] == "lapor@banten.example.id"


@pytest.mark.parametrize(
    "url",
    [
        "mail.example.id",
        "http://mail.example.id",
        "smtp://",
        "smtp://mail.example.id:abc",
        "smtp://mail.example.id:0",
        "smtp://[::1",
        "smtp://mail.example.id/jalan",
        "smtp://mail.example.id?tls=1",
        "smtp://rahasia@mail.example.id",
        "smtp://:rahasia@mail.example.id",
    ],
)
def test_a_bad_address_of_the_server_is_named_but_not_shown(url: str) -> None:
    os.environ["LAKSA_MAIL_URL"] = url
    with pytest.raises(ImproperlyConfigured, match=r"^LAKSA_MAIL_URL") as stop:
        mail.settings_from_environment(**OF_A_CITY)
    assert "rahasia" not in str(stop.value)


@pytest.mark.parametrize("sender", ["laksa", "Laksa <laksa@example.id>", "a@b.id, c@d.id", "a@b.id\nBcc: c@d.id"])
def test_a_bad_sender_is_named(sender: str) -> None:
    os.environ["LAKSA_MAIL_FROM"] = sender
    with pytest.raises(ImproperlyConfigured, match=r"^LAKSA_MAIL_FROM"):
        mail.settings_from_environment(**OF_A_CITY)


def test_a_bad_value_stops_the_start() -> None:
    program = "import django; django.setup()"
    environment = command_environment({"LAKSA_MAIL_URL": "gopher://mail.example.id"})
    ended = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True)
    assert ended.returncode != 0
    assert "LAKSA_MAIL_URL must look like smtp+starttls://user:password@host:587" in ended.stderr
