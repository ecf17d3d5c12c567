"""Limits and origins from the environment: what they mean, and that a bad value is told by its variable."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import rate_limits
from core.common.rate_limits import DEFAULTS


def test_the_names_are_those_that_are_counted():
    assert set(rate_limits.NAMES) == set(DEFAULTS)


def test_what_is_not_said_stays_as_it_is(monkeypatch):
    for name in rate_limits.NAMES:
        monkeypatch.delenv(rate_limits.variable(name), raising=False)
    assert rate_limits.limits_from_environment() == {}
    monkeypatch.setenv("LAKSA_LIMIT_REPORTS", "5/60")
    monkeypatch.setenv("LAKSA_LIMIT_SIGN_IN", " 0 ")
    assert rate_limits.limits_from_environment() == {"reports": (5, 60), "sign_in": (0, 1)}


@pytest.mark.parametrize("text", ["5", "5/0", "-1/60", "5/m", "5/60/ip", "lima"])
def test_what_is_no_limit_is_named(monkeypatch, text):
    monkeypatch.setenv("LAKSA_LIMIT_TRACK", text)
    with pytest.raises(ImproperlyConfigured, match=r"^LAKSA_LIMIT_TRACK is '.*', but must be NUMBER/SECONDS"):
        rate_limits.limits_from_environment()


def test_origins(monkeypatch):
    monkeypatch.setenv("LAKSA_CORS_ORIGINS", "https://data.contoh.id, http://localhost:5173")
    assert rate_limits.origins_from_environment() == ["https://data.contoh.id", "http://localhost:5173"]
    monkeypatch.setenv("LAKSA_CORS_ORIGINS", "*")
    assert rate_limits.origins_from_environment() == ["*"]


@pytest.mark.parametrize("text", ["data.contoh.id", "https://data.contoh.id/", "ftp://data.contoh.id", "null"])
def test_what_is_no_origin_is_named(monkeypatch, text):
    monkeypatch.setenv("LAKSA_CORS_ORIGINS", text)
    with pytest.raises(ImproperlyConfigured, match=r"^LAKSA_CORS_ORIGINS: '.*' is no origin"):
        rate_limits.origins_from_environment()
