"""A reporter's letters: by the key of `/lacak/` or from the account; nobody else's, and none to others."""

import re
from collections.abc import Callable

import pytest

from core.accounts import citizens
from core.casework import actions
from tenants import sites
from tests.support.letters import read, text_of
from tests.support.mails import posted

RECEIPT = "/lacak/surat/tanda-terima.pdf"


def open_report(client, filed) -> None:
    assert client.post("/lacak/", {"number": filed.number, "code": filed.code}).status_code == 302


def test_the_key_opens_the_receipt_with_ones_own_name(client, office) -> None:
    filed = office.file()
    open_report(client, filed)
    answer = client.get(RECEIPT)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == f'inline; filename="tanda-terima-{filed.number}.pdf"'
    assert answer["Cache-Control"] == "private, no-store"
    text = text_of(answer.content)
    assert "Nama Ratna Kusuma" in text
    assert filed.code not in text


def test_the_qr_codes_address_brings_the_number_and_asks_for_the_code(client, office) -> None:
    filed = office.file()
    open_report(client, filed)
    notes = [note.get_object() for note in read(client.get(RECEIPT).content).pages[-1]["/Annots"]]
    address = notes[0]["/A"]["/URI"]
    site = sites.address("kota-tangerang.localhost")
    assert address == f"{site}/lacak/?nomor={filed.number}"
    page = client.get(address.removeprefix(site)).content.decode()
    assert f'value="{filed.number}"' in page
    assert filed.code not in page


def test_without_the_key_one_is_asked_for_it(client) -> None:
    answer = client.get(RECEIPT)
    assert (answer.status_code, answer["Location"]) == (302, "/lacak/")


@pytest.mark.parametrize(
    ("state", "letter", "status"),
    [
        ("needs_info", "kelengkapan", 200),
        ("submitted", "kelengkapan", 404),
        ("rejected", "keputusan", 200),
        ("verified", "keputusan", 404),
        ("dispatched", "penerusan", 404),
        ("dispatched", "surat-cinta", 404),
    ],
)
def test_letters_that_exist_and_letters_that_do_not(client, office, state, letter, status) -> None:
    open_report(client, office.file(state))
    assert client.get(f"/lacak/surat/{letter}.pdf").status_code == status


def test_pages_lead_to_the_letters_there_are(client, office) -> None:
    open_report(client, office.file("needs_info"))
    page = client.get("/lacak/laporan/").content.decode()
    assert re.findall(r'href="(/lacak/surat/[^"]+)"', page) == [RECEIPT, "/lacak/surat/kelengkapan.pdf"]
    assert f'href="{RECEIPT}"' in client.get("/lacak/tanda-terima/").content.decode()


@pytest.fixture
def signed_in(new_client: Callable) -> Callable:
    """Makes a browser in which the citizen with this address has signed in."""

    def make(email: str):
        client = new_client()
        client.post("/akun/masuk/warga/", {"email": email})
        code = re.search(r"\b\d{4} \d{4}\b", posted()[-1].body).group(0)
        assert client.post("/akun/masuk/warga/kode/", {"code": code}).status_code == 302
        return client

    return make


def test_the_account_has_its_own_letters_and_no_others(signed_in, office) -> None:
    with office.seat():
        owner = citizens.open_account("ratna@example.id")
        number = actions.submit(office.draft(), account=owner).report.number
    address = f"/saya/laporan/{number}/surat/tanda-terima.pdf"
    client = signed_in("ratna@example.id")
    assert f'href="{address}"' in client.get(f"/saya/laporan/{number}/").content.decode()
    assert "Nama Ratna Kusuma" in text_of(client.get(address).content)
    assert signed_in("orang.lain@example.id").get(address).status_code == 404
