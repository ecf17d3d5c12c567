"""Whoever guesses at an account is slowed down where he is; its owner gets in from everywhere else, and always from a
device that has signed in before."""

import pytest
from allauth.mfa.totp.internal.auth import yield_hotp_counters_from_time
from django.test import Client

from core.accounts import one_time_codes
from tests.support.cast import PASSWORD, SECRET, Office
from tests.web.citizen.forms import text_of
from tests.web.places import CITY, OTHER_CITY

THIEF = "203.0.113.66"
# Six places of the world, and another address of the thief's own neighbourhood.
ELSEWHERE = ("198.51.100.1", "192.0.2.7", "100.64.3.3", "2001:db8:1::1", "2001:db8:2:3::4", "10.1.2.3")
NEIGHBOUR = "203.0.113.67"


@pytest.fixture
def office(cast) -> Office:
    return cast.tangerang


def at(address: str = "127.0.0.1", host: str = CITY) -> Client:
    return Client(HTTP_HOST=host, REMOTE_ADDR=address)


def try_password(client: Client, password: str = PASSWORD, name: str = "siti"):
    return client.post("/akun/masuk/", {"login": name, "password": password})


def try_code(client: Client, code: str):
    return client.post("/akun/masuk/kode/", {"code": code})


def code(step: int = 0) -> str:
    """The code of the present step, or of one beside it."""
    steps = sorted(yield_hotp_counters_from_time())
    return one_time_codes.code_at(SECRET, steps[len(steps) // 2] + step)


def guess(times: int = 14, address: str = THIEF, host: str = CITY) -> None:
    for number in range(times):
        try_password(at(address, host), f"salah-{number}")


def is_let_in(answer) -> bool:
    return (answer.status_code, answer.headers.get("Location")) == (302, "/akun/masuk/kode/")


def test_guessing_from_one_place_keeps_the_owner_out_nowhere_else(office: Office) -> None:
    guess()
    assert all(is_let_in(try_password(at(address))) for address in ELSEWHERE)


def test_the_guesser_is_refused_with_the_right_password_too_and_told_for_how_long(office: Office) -> None:
    guess()
    for address in (THIEF, NEIGHBOUR):
        answer = try_password(at(address))
        assert answer.status_code == 429
        assert "Terlalu banyak percobaan yang gagal dari jaringan Anda. Coba lagi dalam 15 menit" in text_of(answer)
        assert 'value="siti"' in answer.content.decode()


def test_other_people_of_that_network_sign_in(office: Office) -> None:
    guess()
    assert is_let_in(try_password(at(NEIGHBOUR), name="joko"))


def test_a_name_that_nobody_has_is_refused_alike(office: Office) -> None:
    seen = []
    for name in ("siti", "tidak-ada"):
        answers = [try_password(at(THIEF), f"salah-{number}", name) for number in range(12)]
        seen.append([(answer.status_code, text_of(answer).replace(name, "NAMA")) for answer in answers])
    assert [status for status, _words in seen[0]] == [200] * 10 + [429] * 2
    assert seen[0] == seen[1]


@pytest.fixture
def known(office: Office) -> Client:
    """A device at which Siti has signed in, and signed out again."""
    client = at(THIEF)
    try_password(client)
    assert try_code(client, code(-1))["Location"] == "/petugas/"
    client.post("/akun/keluar/")
    return client


def test_a_known_device_is_let_in_amid_the_guessing(known: Client) -> None:
    guess(40)
    assert is_let_in(try_password(known))
    assert try_code(known, code())["Location"] == "/petugas/"


def test_wrong_ones_at_a_known_device_are_its_own(known: Client, settings) -> None:
    settings.LIMITS = {"device": (3, 900)}
    answers = [try_password(known, "salah").status_code for _ in range(4)]
    assert answers == [200, 200, 200, 429]
    assert is_let_in(try_password(at(THIEF)))


def test_a_device_is_known_for_its_people_on_its_host_only(known: Client, cast) -> None:
    cookie = known.cookies["laksa_perangkat"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/akun/", True, "Lax")
    for number in range(11):
        try_password(known, f"salah-{number}", name="joko")
    assert try_password(known, name="joko").status_code == 429
    carried = at(THIEF, OTHER_CITY)
    carried.cookies["laksa_perangkat"] = cookie.value
    for number in range(11):
        try_password(carried, f"salah-{number}")
    assert try_password(carried).status_code == 429


@pytest.mark.parametrize("forged", ["", "x", "AAAA", "=" * 9, "é"])
def test_a_forged_device_is_a_stranger(office: Office, forged: str) -> None:
    guess()
    client = at(THIEF)
    client.cookies["laksa_perangkat"] = forged
    assert try_password(client).status_code == 429


def test_several_people_share_a_device(known: Client) -> None:
    try_password(known, name="joko")
    assert try_code(known, code())["Location"] == "/petugas/"
    known.post("/akun/keluar/")
    guess(40)
    assert is_let_in(try_password(known))


def test_the_thief_with_the_password_guesses_few_codes(office: Office) -> None:
    thief = at(THIEF)
    try_password(thief)
    words = [text_of(try_code(thief, f"{number:06}")) for number in range(6)]
    assert all("Kode tidak cocok." in said for said in words[:5])
    assert "Terlalu banyak percobaan yang gagal dari jaringan Anda." in words[5]
    owner = at(ELSEWHERE[0])
    try_password(owner)
    assert try_code(owner, code())["Location"] == "/petugas/"


def test_codes_are_counted_over_all_networks_but_not_at_a_known_device(known: Client, settings) -> None:
    settings.LIMITS = {"codes": (6, 3600)}
    for address in ELSEWHERE[:3]:
        thief = at(address)
        try_password(thief)
        try_code(thief, "000000")
        try_code(thief, "000001")
    another = at(ELSEWHERE[5])
    try_password(another)
    assert "Terlalu banyak percobaan yang gagal" in text_of(try_code(another, code()))
    try_password(known)
    assert try_code(known, code(1))["Location"] == "/petugas/"


def test_a_session_guesses_at_the_password_as_slowly(known: Client) -> None:
    try_password(known)
    try_code(known, code())
    del known.cookies["laksa_perangkat"]
    wrong = {"oldpassword": "salah", "password1": "kuda baterai klip", "password2": "kuda baterai klip"}
    words = [text_of(known.post("/akun/kata-sandi/", wrong)) for _ in range(11)]
    assert all("Kata sandi sekarang tidak cocok." in said for said in words[:10])
    assert "Terlalu banyak percobaan yang gagal" in words[10]
