"""A report from another city on the desk: marked in the queue and on its page, accepted, given back, taken back."""

import pytest

from core.casework import actions
from core.reports.models import Report
from tests.web.desk.test_desk_procedure import page_of, panels, row

REASON = "Jalan ini dipelihara kota, bukan kabupaten."
MARK = "dari daerah lain"


@pytest.fixture
def handed(cast) -> str:
    """A report of Kabupaten Lebak that Kota Tangerang has been handed."""
    number = cast.lebak.file(email="ratna@example.id").number
    with cast.lebak.seat():
        actions.transfer(number, cast.lebak.siti, to="36.71", note="Pin di Tangerang.")
    return number


def test_queue_page_and_notice_say_that_it_is_not_accepted(desk, handed):
    client = desk("siti")
    assert MARK in client.get("/petugas/antrean/verify/").content.decode()
    assert "Dialihkan ke daerah ini: terima atau kembalikan" in client.get("/petugas/pemberitahuan/").content.decode()
    answer = client.get(page_of(handed))
    page = answer.content.decode()
    assert ("Belum diterima di sini." in page, "Setelah itu laporan ini dianggap diterima." in page) == (True, True)
    assert list(panels(answer))[:2] == ["accept", "hand_back"]
    assert "Pelapor akan menerima surel." in page  # by the other city, when it is given back
    assert "transfer" not in panels(answer)


def test_accepted_it_is_a_report_like_any_other(office, desk, handed):
    client = desk("siti")
    assert client.post(f"{page_of(handed)}accept/").status_code == 302
    assert row(office, handed).accept_by is None
    answer = client.get(page_of(handed))
    assert "Belum diterima di sini." not in answer.content.decode()
    assert not {"accept", "hand_back"} & panels(answer).keys()
    assert MARK not in client.get("/petugas/antrean/verify/").content.decode()
    assert "terima atau kembalikan" not in client.get("/petugas/pemberitahuan/").content.decode()


def test_without_a_sentence_it_is_not_given_back_and_what_was_typed_stays(office, desk, handed):
    answer = desk("siti").post(f"{page_of(handed)}hand_back/", {"text": "bukan kami"})
    page = answer.content.decode()
    assert (answer.status_code, "bukan kami</textarea>" in page) == (400, True)
    assert panels(answer)["hand_back"]["form"].errors.keys() == {"text"}
    assert row(office, handed).state == "submitted"


def test_given_back_both_desks_read_why(office, cast, desk, handed):
    client, lebak = desk("siti"), desk("siti", at=cast.lebak)
    assert client.post(f"{page_of(handed)}hand_back/", {"text": REASON}).status_code == 302
    assert row(office, handed).state == "transferred"
    assert "Dikembalikan daerah lain: putuskan lagi" in lebak.get("/petugas/pemberitahuan/").content.decode()
    for each in (client, lebak):
        assert f"“{REASON}”" in each.get(page_of(handed)).content.decode()
    answer = lebak.post(f"{page_of(handed)}transfer/", {"to": "36.71"})
    assert (answer.status_code, panels(answer)["transfer"]["form"].errors.keys()) == (400, {"note"})


def test_taken_back_by_who_sent_it(cast, desk, handed):
    lebak = desk("siti", at=cast.lebak)
    answer = lebak.get(page_of(handed))
    assert "recall" in panels(answer)
    assert "Laporan ini sudah berakhir" not in answer.content.decode()
    assert lebak.post(f"{page_of(handed)}recall/").status_code == 302
    assert row(cast.lebak, handed).state == "submitted"


def test_too_late_is_said_in_a_sentence(office, cast, desk, handed):
    with office.seat():
        actions.accept(handed, office.siti)
    answer = desk("siti", at=cast.lebak).post(f"{page_of(handed)}recall/")
    assert answer.status_code == 409
    assert "Kota Tangerang sudah menerima atau menyelesaikan laporan ini" in answer.content.decode()


@pytest.mark.parametrize("action", ["accept", "hand_back"])
def test_others_change_nothing(office, desk, handed, action):
    for name, status in (("leader", 403), ("budi", 404)):
        assert desk(name).post(f"{page_of(handed)}{action}/", {"text": REASON}).status_code == status
    with office.seat():
        assert Report.objects.get(number=handed).accept_by
