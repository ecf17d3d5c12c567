"""A step of a one-time code is accepted once: in other sessions, in other processes, at one moment, at the set-up."""

import re
import threading
from urllib.parse import urlencode

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import yield_hotp_counters_from_time
from django.db import connections
from django.test import Client

from core.accounts import invitations, one_time_codes
from core.accounts.models import User
from tenants.seats import tenant_seat
from tests.support import cast as casting
from tests.support import sites
from tests.support.cast import PASSWORD, SECRET, Office
from tests.web.citizen.forms import text_of
from tests.web.places import CITY


def steps() -> list[int]:
    """The steps that are accepted now: the one before, this one, the next."""
    return sorted(yield_hotp_counters_from_time())


def code(step: int) -> str:
    return one_time_codes.code_at(SECRET, step)


@pytest.fixture
def office(cast) -> Office:
    return cast.tangerang


@pytest.fixture
def device(office: Office) -> Authenticator:
    with office.seat():
        yield Authenticator.objects.get(user=office.siti.user)


def sign_in(typed: str) -> Client | None:
    client = Client(HTTP_HOST=CITY)
    client.post("/akun/masuk/", {"login": "siti", "password": PASSWORD})
    answer = client.post("/akun/masuk/kode/", {"code": typed})
    if answer.status_code == 302:
        return client
    assert "Setiap kode berlaku sekali" in text_of(answer)
    return None


def test_the_same_code_opens_one_session(office: Office) -> None:
    now = code(steps()[1])
    assert sign_in(now)
    assert [sign_in(now) for _ in range(3)] == [None] * 3
    assert sign_in(code(steps()[2]))


def test_an_earlier_step_is_not_accepted_after_a_later_one(device: Authenticator) -> None:
    before, now, after = steps()
    assert one_time_codes.accept(device, code(now))
    assert not one_time_codes.accept(device, code(before))
    assert not one_time_codes.accept(device, code(now))
    assert one_time_codes.accept(device, code(after))


@pytest.mark.parametrize("typed", ["", "000000x", "12345", "１２３４５６", "\x00", "123 456 789"])
def test_what_is_no_code_uses_nothing_up(device: Authenticator, typed: str) -> None:
    assert not one_time_codes.accept(device, typed)
    device.refresh_from_db()
    assert set(device.data) == {"secret"}


def test_a_code_may_be_typed_with_a_space(device: Authenticator) -> None:
    now = code(steps()[1])
    assert one_time_codes.accept(device, f" {now[:3]} {now[3:]} ")


def test_the_code_that_set_the_app_up_signs_nobody_in(office: Office) -> None:
    with office.seat():
        user = User.objects.create_user("wati", roles=["admin"])
        token = invitations.invite(user)
    client = Client(HTTP_HOST=CITY)
    typed = {"password": "kuda baterai klip benar", "again": "kuda baterai klip benar"}
    page = client.post(f"/akun/undangan/{token}/", typed, follow=True).content.decode()
    secret = re.search(r"<code>([A-Z2-7]{32})</code>", page)[1]
    now = one_time_codes.code_at(secret, steps()[1])
    assert client.post("/akun/autentikator/", {"code": now}).status_code == 302
    again = Client(HTTP_HOST=CITY)
    again.post("/akun/masuk/", {"login": "wati", "password": "kuda baterai klip benar"})
    assert again.post("/akun/masuk/kode/", {"code": now}).status_code == 200
    later = one_time_codes.code_at(secret, steps()[2])
    assert again.post("/akun/masuk/kode/", {"code": later}).status_code == 302


def test_of_many_who_come_with_one_code_at_once_one_is_let_in(fresh_database) -> None:
    casting.make()
    won: list[bool] = []
    barrier = threading.Barrier(6, timeout=60)
    now = steps()[1]

    def come() -> None:
        try:
            with tenant_seat("t3671"):
                device = Authenticator.objects.get(user__username="siti")
                barrier.wait()
                won.append(one_time_codes.accept(device, code(now)))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=come) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(won) == [False] * 5 + [True]


class Visitor:
    """Somebody outside with a cookie jar, at one of several servers."""

    def __init__(self, site: sites.Site) -> None:
        self.site, self.cookies = site, {}

    def send(self, path: str, **fields: str) -> int:
        body = None
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if fields:
            body = urlencode({**fields, "csrfmiddlewaretoken": self.cookies["laksa_csrf"]})
            headers |= {"Content-Type": "application/x-www-form-urlencoded"}
        method = "POST" if fields else "GET"
        status, answered, _content = self.site.request(method, "kota-tangerang", path, body, headers)
        for cookie in answered.get_all("Set-Cookie") or []:
            name, _sign, rest = cookie.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        return status

    def sign_in(self, typed: str) -> bool:
        self.send("/akun/masuk/")
        self.send("/akun/masuk/", login="siti", password=PASSWORD)
        return self.send("/akun/masuk/kode/", code=typed) == 302

    def ask_for_code(self, email: str) -> int:
        self.send("/akun/masuk/warga/")
        return self.send("/akun/masuk/warga/", email=email)


def test_two_servers_of_two_processes_keep_one_promise(fresh_database, tmp_path) -> None:
    """What one process has accepted or sent, none of the others accepts or sends again."""
    casting.make()
    connections.close_all()
    folders = [tmp_path / name for name in ("one", "other")]
    for folder in folders:
        folder.mkdir()
    variables = {**fresh_database.variables, "LAKSA_DEMO": "1", "LAKSA_WEB_PROCESSES": "2"}
    with sites.serving(variables, folders[0]) as one, sites.serving(variables, folders[1]) as other:
        now = code(steps()[1])
        came = [Visitor(site).sign_in(now) for site in (one, other) * 4]
        assert came == [True] + [False] * 7
        asked = [Visitor(site).ask_for_code("ratna@example.id") for site in (one, other) * 4]
        assert asked == [302] * 5 + [429] * 3
