""" "Dukung laporan ini": a device counts once, may take it back, and is known by nothing but a random key."""

import pytest

from core.accounts import citizens
from core.reports.models import Report, Support
from tests.web.citizen.forms import text_of

COOKIE = "laksa_dukung"


def press(client, number: str, **data):
    return client.post(f"/laporan/{number}/dukung/", data)


def supporters(office, number: str) -> int:
    with office.seat():
        report = Report.objects.get(number=number)
        assert report.supporters == Support.objects.filter(report=report).count()
        return report.supporters


def test_one_device_counts_once_and_sees_that_it_does(client, office) -> None:
    number = office.file("verified").number
    assert "Belum ada yang mendukung laporan ini." in text_of(client.get(f"/laporan/{number}/"))
    answer = press(client, number)
    assert (answer.status_code, answer["Location"]) == (302, f"/laporan/{number}/")
    press(client, number)
    words = text_of(client.get(f"/laporan/{number}/"))
    assert "Didukung dari 1 perangkat atau akun." in words
    assert "Anda mendukung laporan ini." in words
    assert supporters(office, number) == 1


def test_another_device_is_another_supporter(client, new_client, office) -> None:
    number = office.file("verified").number
    press(client, number)
    press(new_client(), number)
    assert supporters(office, number) == 2
    assert "Anda mendukung laporan ini." not in text_of(new_client().get(f"/laporan/{number}/"))


def test_support_can_be_taken_back(client, office) -> None:
    number = office.file("verified").number
    press(client, number)
    press(client, number, withdraw="1")
    press(client, number, withdraw="1")
    assert supporters(office, number) == 0
    assert "Dukung laporan ini" in text_of(client.get(f"/laporan/{number}/"))


def test_who_never_supported_takes_nothing_back(client, new_client, office) -> None:
    number = office.file("verified").number
    press(client, number)
    press(new_client(), number, withdraw="1")
    assert supporters(office, number) == 1


def test_the_key_is_random_goes_to_public_reports_only_and_is_not_stored(client, office) -> None:
    number = office.file("verified").number
    cookie = press(client, number).cookies[COOKIE]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/laporan/", True, "Lax")
    assert len(cookie.value) == 22
    with office.seat():
        support = Support.objects.get()
        assert support.user is None
        assert cookie.value.encode() not in bytes(support.voter)


@pytest.mark.parametrize("forged", ["", "x", "a" * 23, "../" * 7 + "a"])
def test_a_key_we_cannot_have_given_is_replaced(client, office, forged: str) -> None:
    client.cookies[COOKIE] = forged
    assert len(press(client, office.file("verified").number).cookies[COOKIE].value) == 22


def test_an_ended_report_says_why_not(client, office) -> None:
    number = office.file("closed").number
    assert "Laporan ini sudah selesai, jadi tidak dapat didukung lagi." in text_of(client.get(f"/laporan/{number}/"))
    words = text_of(client.post(f"/laporan/{number}/dukung/", follow=True))
    assert words.count("Laporan ini sudah selesai, jadi tidak dapat didukung lagi.") == 2
    assert supporters(office, number) == 0


def test_secret_and_unknown_reports_are_not_found(client, cast, office) -> None:
    secret = office.file("verified", visibility="secret").number
    elsewhere = cast.lebak.file("verified").number
    assert [press(client, number).status_code for number in (secret, elsewhere, "x")] == [404] * 3


def test_too_many_from_one_address_are_told_so(new_client, office, settings) -> None:
    settings.LIMITS = {"support": (2, 3600)}
    number = office.file("verified").number
    answers = [new_client().post(f"/laporan/{number}/dukung/") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [302, 302, 429]
    assert "Terlalu banyak percobaan dari jaringan Anda." in text_of(answers[2])
    assert supporters(office, number) == 2


def test_devices_of_one_network_count_only_so_often_and_then_by_mailbox(client, new_client, office, settings) -> None:
    settings.LIMITS = {"supporters": (2, 3600)}
    number = office.file("verified").number
    press(client, number)
    press(client, number)  # the same device again uses up nothing
    answers = [new_client().post(f"/laporan/{number}/dukung/", follow=True) for _ in range(3)]
    assert supporters(office, number) == 2
    assert "Supaya dukungan Anda dihitung, masuk dulu dengan e-mail" in text_of(answers[2])
    press(new_client(REMOTE_ADDR="203.0.113.77"), number)
    assert supporters(office, number) == 3
    with office.seat():
        owner = new_client()
        owner.force_login(citizens.open_account("ratna@example.id"), "core.accounts.backends.ModelBackend")
        session = owner.session
        session["tenant"] = office.schema
        session.save()
    press(owner, number)
    assert supporters(office, number) == 4


def test_only_a_button_supports(client, office) -> None:
    assert client.get(f"/laporan/{office.file('verified').number}/dukung/").status_code == 405
