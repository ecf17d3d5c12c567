"""Letters at the desk: for whoever sees the report, without identity; with it by a button that is logged."""

import re

import pytest

from core.audit.models import Entry
from tests.support.letters import text_of


def readings(office, number: str) -> list[str]:
    with office.seat():
        return list(Entry.objects.filter(stream=number, action="identity_read").values_list("actor_label", flat=True))


def letter(number: str, kind: str) -> str:
    return f"/petugas/laporan/{number}/surat/{kind}.pdf"


# Which letters of a report of Dishub, answered by dewi, somebody opens.
ALL = {"tanda-terima", "penerusan", "keputusan"}
OPENS = {"siti": ALL, "dewi": ALL, "rahmat": ALL, "agus": ALL, "leader": ALL, "budi": set(), "admin": set()}


@pytest.mark.parametrize("name", OPENS)
def test_who_opens_which_letter(office, desk, name):
    number = office.file("answered", identity="masked").number
    client, opened = desk(name), set()
    for kind in ("tanda-terima", "kelengkapan", "penerusan", "keputusan"):
        answer = client.get(letter(number, kind))
        if answer.status_code == 200:
            opened.add(kind)
            assert "Ratna" not in text_of(answer.content)
            assert "no-store" in answer["Cache-Control"]
        else:
            assert answer.status_code in (403, 404)
    assert opened == OPENS[name]
    assert readings(office, number) == []


# Who may have the receipt with the identity, by what the reporter chose.
READS = {"named": {"siti", "dewi", "rahmat"}, "masked": {"siti"}, "anonymous": set()}


@pytest.mark.parametrize("identity", READS)
def test_who_opens_the_receipt_with_the_identity(office, desk, identity):
    number = office.file("dispatched", identity=identity).number
    for name in ("siti", "dewi", "rahmat", "agus", "leader", "budi", "admin"):
        client = desk(name)
        page = client.get(f"/petugas/laporan/{number}/")
        may = name in READS[identity]
        assert ("Tanda terima dengan identitas" in page.content.decode()) is may, name
        answer = client.post(letter(number, "tanda-terima"))
        if may:
            assert "Nama Ratna Kusuma" in text_of(answer.content)
        else:
            assert answer.status_code in (403, 404), name
    with office.seat():
        names = {str(office.people[name].user) for name in READS[identity]}
    assert set(readings(office, number)) == names


def test_only_the_receipt_is_had_by_the_button(office, desk):
    number = office.file("answered").number
    for kind in ("penerusan", "keputusan", "kelengkapan"):
        assert desk("siti").post(letter(number, kind)).status_code == 404
    assert readings(office, number) == []


def test_the_report_leads_to_its_letters(office, desk):
    number = office.file("answered").number
    page = desk("siti").get(f"/petugas/laporan/{number}/").content.decode()
    assert re.findall(rf'href="/petugas/laporan/{number}/surat/([^"]+)\.pdf"', page) == [
        "tanda-terima",
        "penerusan",
        "keputusan",
    ]
