"""Who may open the Ombudsman's pages: the roles of the province, and no session of a city."""

from urllib.parse import quote

import pytest

from tests.web.province.test_front_page import text_of

PAGES = ["/ombudsman/", "/ombudsman/lewat-batas/", "/ombudsman/kab-lebak/"]


@pytest.mark.parametrize("path", PAGES)
def test_a_stranger_is_sent_to_sign_in(anybody, path):
    answer = anybody.get(path)
    assert (answer.status_code, answer["Location"]) == (302, f"/akun/masuk/?next={quote(path, safe='')}")


@pytest.mark.parametrize("name", ["assistant", "lead", "head"])
def test_the_ombudsmans_people_see_every_page(signed_in, name):
    client = signed_in(name)
    assert [client.get(path).status_code for path in PAGES] == [200, 200, 200]


def test_an_operator_reads_no_report(signed_in, cast):
    number = cast.tangerang.file().number
    client = signed_in("operator")
    for path in PAGES[1:]:
        answer = client.get(path)
        assert answer.status_code == 403
        assert number not in answer.content.decode()


def test_an_operator_arrives_at_a_page_of_their_own(signed_in, cast):
    number = cast.tangerang.file().number
    answer = signed_in("operator").get("/ombudsman/", follow=True)
    assert (answer.status_code, answer.redirect_chain) == (200, [("/platform/", 302)])
    page = answer.content.decode()
    assert number not in page
    words = text_of(page)
    assert "2 daerah melayani warga" in words
    assert "Kota Tangerang melayani 36.71 t3671 kota-tangerang.localhost Asia/Jakarta" in words


@pytest.mark.parametrize("name", ["assistant", "lead", "head"])
def test_the_operators_page_is_for_operators(signed_in, name):
    assert signed_in(name).get("/platform/").status_code == 403


def test_without_a_second_factor_it_has_to_be_set_up_first(signed_in, cast):
    with cast.province.seat():
        cast.province.lead.user.authenticator_set.all().delete()
    answer = signed_in("lead").get("/ombudsman/")
    assert (answer.status_code, answer["Location"]) == (302, "/akun/autentikator/?next=%2Fombudsman%2F")


def test_the_session_of_a_city_opens_nothing_here(signed_in, cast):
    client = signed_in("siti", at=cast.tangerang)
    assert client.get("/ombudsman/")["Location"].startswith("/akun/masuk/")


def test_the_pages_do_not_exist_on_a_citys_host(signed_in, cast):
    client = signed_in("siti", at=cast.tangerang, host=cast.tangerang.host)
    assert [client.get(path).status_code for path in PAGES] == [404, 404, 404]


def test_nothing_can_be_sent_to_them(signed_in):
    client = signed_in("head")
    assert [client.post(path).status_code for path in ["/", *PAGES]] == [405, 405, 405, 405]


def test_an_unknown_city_is_not_found(signed_in):
    assert signed_in("head").get("/ombudsman/kota-khayal/").status_code == 404


def test_what_is_shown_stays_in_no_cache(signed_in):
    client = signed_in("head")
    assert {client.get(path)["Cache-Control"] for path in PAGES} == {"no-store"}
