"""Whoever writes personal data into a public report is told, and never kept from sending it."""

import re

import pytest

from tests.web.citizen.forms import typed

TEXT = "Lampu jalan padam. Nama saya Ratna Kusuma, hubungi 0812-9876-5432."
WARNING = "Tulisan Anda memuat data pribadi"


def test_the_receipt_says_what_kinds_were_found(client):
    assert client.post("/lapor/", typed(description=TEXT, address="rumah Ibu Ratna Kusuma")).status_code == 302
    page = client.get("/lacak/tanda-terima/").content.decode()
    assert WARNING in page
    assert "Ditemukan: nama, nomor telepon." in page


@pytest.mark.parametrize("changes", [{}, {"description": TEXT, "visibility": "secret"}])
def test_nothing_is_said_where_nothing_is_public(client, changes):
    client.post("/lapor/", typed(**changes))
    assert WARNING not in client.get("/lacak/tanda-terima/").content.decode()


def test_the_form_carries_the_warning_for_the_script_and_hides_it_without(client):
    page = client.get("/lapor/").content.decode()
    for field in ("id_address", "id_description"):
        assert re.search(rf'data-personal="{field}"\s+hidden', page)
