"""The address of a private file works for that file, in that tenant, for a quarter of an hour."""

from datetime import UTC, datetime, timedelta

import pytest

from core.common.errors import Forbidden, NotFound
from core.common.signed_links import LIFETIME, STEP, sign_file, signed_file

NOW = datetime(2026, 11, 25, 3, 2, tzinfo=UTC)
FILE = "0d1c6a7e-8f3b-4a57-9d70-1c9f4f1f2a11"


def test_a_token_names_its_file_until_it_expires() -> None:
    token = sign_file("t3671", FILE, now=NOW)
    expiry = datetime(2026, 11, 25, 3, 20, tzinfo=UTC)
    assert signed_file("t3671", token, now=NOW) == FILE
    assert signed_file("t3671", token, now=expiry - timedelta(seconds=1)) == FILE
    with pytest.raises(Forbidden) as refused:
        signed_file("t3671", token, now=expiry)
    assert refused.value.code == "file_link_expired"


@pytest.mark.parametrize("seconds", [0, 1, 59, 299])
def test_it_lives_its_lifetime_and_at_most_one_step_more(seconds: int) -> None:
    now = NOW + timedelta(seconds=seconds)
    token = sign_file("t3671", FILE, now=now)
    assert signed_file("t3671", token, now=now + LIFETIME - timedelta(seconds=1)) == FILE
    with pytest.raises(Forbidden):
        signed_file("t3671", token, now=now + LIFETIME + STEP)


def test_within_a_step_the_address_stays_the_same() -> None:
    assert sign_file("t3671", FILE, now=NOW) == sign_file("t3671", FILE, now=NOW + timedelta(minutes=2))


def test_another_tenant_does_not_know_it() -> None:
    with pytest.raises(NotFound):
        signed_file("t3602", sign_file("t3671", FILE, now=NOW), now=NOW)


@pytest.mark.parametrize("token", ["", ":", "x:1:y", f"{FILE}:9999999999:", "\ud800", "\x00", "é:1:é"])
def test_a_made_up_token_is_not_found(token: str) -> None:
    with pytest.raises(NotFound):
        signed_file("t3671", token, now=NOW)


def test_neither_file_nor_expiry_can_be_changed() -> None:
    file, expires, signature = sign_file("t3671", FILE, now=NOW).split(":")
    for changed in (f"{file[:-1]}2:{expires}:{signature}", f"{file}:{int(expires) + 1}:{signature}"):
        with pytest.raises(NotFound):
            signed_file("t3671", changed, now=NOW)


def test_a_token_needs_no_escaping_in_an_address() -> None:
    token = sign_file("t3671", FILE, now=NOW)
    assert set(token) <= set("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_:")
