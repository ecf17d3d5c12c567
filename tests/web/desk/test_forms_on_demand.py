"""The form of an action that stands closed is fetched when somebody opens it, with and without scripts."""

import re

from tests.web.desk.test_desk_procedure import page_of, panels

HTMX = {"HX-Request": "true"}


def test_only_the_usual_next_step_comes_with_its_form(office, desk):
    number = office.file().number
    answer = desk("siti").get(page_of(number))
    offered = panels(answer)
    assert {name for name, panel in offered.items() if panel["form"]} == {"verify"}
    page = answer.content.decode()
    assert f'hx-get="{page_of(number)}ask/"' in page
    assert 'href="?tindakan=ask#tindakan-ask"' in page
    assert "id_ask_text" not in page


def test_the_link_in_its_place_opens_it_without_scripts(office, desk):
    number = office.file().number
    answer = desk("siti").get(f"{page_of(number)}?tindakan=ask&tindakan=nothing")
    page = answer.content.decode()
    assert panels(answer)["ask"]["form"] is not None
    assert re.search(r'<details class="action-panel"\s+id="tindakan-ask"\s+open', page)
    assert 'id="id_ask_text"' in page


def test_htmx_is_given_the_form_alone_and_it_is_sent_as_ever(office, desk):
    number, client = office.file().number, desk("siti")
    answer = client.get(f"{page_of(number)}ask/", headers=HTMX)
    part = answer.content.decode()
    assert (answer.status_code, answer["Cache-Control"], "HX-Request" in answer["Vary"]) == (200, "no-store", True)
    assert ("<html" in part, 'id="id_ask_text"' in part, "csrfmiddlewaretoken" in part) == (False, True, True)
    client.post(f"{page_of(number)}ask/", {"text": "Di tiang nomor berapa?"})
    with office.seat():
        assert client.get(page_of(number)).context["report"].state == "needs_info"


def test_what_is_no_longer_offered_is_said_with_a_way_back(office, desk):
    number = office.file("closed").number
    part = desk("siti").get(f"{page_of(number)}ask/", headers=HTMX).content.decode()
    assert "Tindakan ini tidak lagi tersedia" in part
    assert f'href="{page_of(number)}"' in part
    assert "<form" not in part


def test_whoever_may_not_see_the_report_gets_no_form_of_it(office, desk):
    number = office.file("dispatched").number
    assert desk("budi").get(f"{page_of(number)}send_back/", headers=HTMX).status_code == 404


def test_asked_without_htmx_the_address_leads_to_the_report(office, desk):
    number = office.file().number
    answer = desk("siti").get(f"{page_of(number)}ask/")
    assert (answer.status_code, answer["Location"]) == (302, page_of(number))
