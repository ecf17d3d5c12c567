"""Opening the reporter's identity: a button for those who may, and a line in the history each time."""

import pytest

from core.audit.models import Entry
from tests.support.cast import NAME

PHONE = "+6281298765432"

NOTICE = "Pembukaan identitas ini tercatat di riwayat laporan"


def readings(office, number: str) -> list[int]:
    with office.seat():
        return list(Entry.objects.filter(stream=number, action="identity_read").values_list("actor_id", flat=True))


def test_a_report_shows_no_identity(office, desk):
    number = office.file().number
    page = desk("siti").get(f"/petugas/laporan/{number}/").content.decode()
    assert [text in page for text in (NAME, PHONE, "Ratna", "Buka identitas")] == [False, False, False, True]
    assert readings(office, number) == []


def test_each_opening_is_shown_once_and_logged(office, desk):
    number = office.file().number
    client = desk("siti")
    page = client.post(f"/petugas/laporan/{number}/identitas/").content.decode()
    assert [text in page for text in (NAME, PHONE, NOTICE)] == [True] * 3
    assert "Identitas pelapor dibuka" in page
    assert client.get(f"/petugas/laporan/{number}/identitas/")["Location"] == f"/petugas/laporan/{number}/"
    assert readings(office, number) == [office.siti.user.pk]
    client.post(f"/petugas/laporan/{number}/identitas/")
    assert readings(office, number) == [office.siti.user.pk] * 2


@pytest.mark.parametrize("name", ["dewi", "rahmat", "agus", "leader"])
def test_others_have_no_button_and_no_way(office, desk, name):
    number = office.file("dispatched", identity="masked").number
    client = desk(name)
    assert "Buka identitas" not in client.get(f"/petugas/laporan/{number}/").content.decode()
    answer = client.post(f"/petugas/laporan/{number}/identitas/")
    assert (answer.status_code, NAME in answer.content.decode()) == (403, False)
    assert readings(office, number) == []


def test_an_anonymous_report_has_nothing_to_open(office, desk):
    number = office.file(identity="anonymous").number
    client = desk("siti")
    page = client.get(f"/petugas/laporan/{number}/").content.decode()
    assert ("Buka identitas" in page, "tidak ada yang tersimpan" in page) == (False, True)
    assert client.post(f"/petugas/laporan/{number}/identitas/").status_code == 404
