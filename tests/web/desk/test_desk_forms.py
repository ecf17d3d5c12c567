"""What happens when an action cannot be taken: the sentence stands at its field, and nothing typed or sent is lost."""

from io import BytesIO

import pytest

from core.reports.models import Attachment, FollowUp, Report
from tests.support.cast import picture

LONG = "a" * 5001


def broken() -> BytesIO:
    file = BytesIO(b"bukan foto")
    file.name = "catatan.jpg"
    return file


def state_of(office, number: str) -> str:
    with office.seat():
        return Report.objects.get(number=number).state


@pytest.mark.parametrize(
    ("state", "action", "typed", "errors"),
    [
        ("submitted", "ask", {"text": ""}, {"text": ["Bagian ini wajib diisi."]}),
        ("submitted", "ask", {"text": "\u200b\u200b "}, {"text": ["Bagian ini wajib diisi."]}),
        ("submitted", "reject", {"note": "Catatan saya"}, {"reason": ["Pilih alasan dari daftar."]}),
        ("submitted", "reject", {"reason": "\x00", "note": "Catatan saya"}, {"reason": ["Pilih alasan dari daftar."]}),
        ("verified", "dispatch", {"unit": "tidak-ada", "note": "Catatan saya"}, {"unit": ["Pilih OPD dari daftar."]}),
        ("dispatched", "send_back", {"note": ""}, {"note": ["Bagian ini wajib diisi."]}),
        (
            "in_progress",
            "answer",
            {"text": LONG},
            {"text": ["Paling banyak 5.000 karakter (sekarang 5.001). Ringkaslah tulisan Anda."]},
        ),
    ],
)
def test_the_sentence_stands_at_its_field(office, desk, state, action, typed, errors):
    number = office.file(state).number
    client = desk("dewi" if state in ("dispatched", "in_progress") else "siti")
    answer = client.post(f"/petugas/laporan/{number}/{action}/", typed)
    panel = next(panel for panel in answer.context["panels"] if panel["name"] == action)
    assert (answer.status_code, dict(panel["form"].errors), state_of(office, number)) == (400, errors, state)
    assert panel["is_open"]
    page = answer.content.decode()
    assert page.count(errors[next(iter(errors))][0]) == 2  # in the summary and at the field
    assert typed.get("note", typed.get("text")) in page


def test_what_was_typed_and_uploaded_is_kept(office, desk):
    number = office.file("in_progress").number
    client, path = desk("dewi"), f"/petugas/laporan/{number}/answer/"
    answer = client.post(path, {"text": "", "photos": [picture(), broken()]})
    assert answer.status_code == 400
    form = next(panel["form"] for panel in answer.context["panels"] if panel["name"] == "answer")
    assert form.errors["text"] == ["Bagian ini wajib diisi."]
    assert form.errors["photos"][0].startswith("catatan.jpg: Berkas ini bukan foto yang dapat dibaca.")
    kept = answer.context["panels"][0]["kept"]
    assert [f'name="kept" value="{photo["id"]}"' in answer.content.decode() for photo in kept] == [True]
    assert client.get(kept[0]["thumb_url"]).status_code == 200

    again = client.post(path, {"text": "Lampu sudah diganti.", "kept": [kept[0]["id"]]})
    assert again.status_code == 302
    with office.seat():
        assert list(Attachment.objects.filter(report__number=number).values_list("pk", flat=True)) == [kept[0]["id"]]


def test_an_uploaded_photo_can_be_left_out_again(office, desk):
    number = office.file("in_progress").number
    client, path = desk("dewi"), f"/petugas/laporan/{number}/answer/"
    kept = client.post(path, {"text": "", "photos": [picture()]}).context["panels"][0]["kept"][0]["id"]
    assert client.post(path, {"text": "Sudah diganti.", "kept": [kept], "remove": [kept]}).status_code == 302
    with office.seat():
        assert Attachment.objects.get().report is None


def test_a_photo_of_a_report_is_not_shown_by_its_id(office, desk):
    other = office.file(photos=1)
    number = office.file("in_progress").number
    with office.seat():
        photo_id = other.report.attachments.get().pk
    answer = desk("dewi").post(f"/petugas/laporan/{number}/answer/", {"text": "", "kept": [photo_id, "bukan-id"]})
    assert (answer.status_code, answer.context["panels"][0]["kept"]) == (400, [])


def test_control_characters_are_no_fault_of_ours(office, desk):
    number = office.file().number
    client = desk("siti")
    odd = "Di tiang\x00 mana\x1b?\ud83d\u202e".encode("utf-8", "surrogatepass")
    assert client.post(f"/petugas/laporan/{number}/ask/", {"text": odd}).status_code == 302
    for path in ("\x00", "%00", "ask%00", "tidak-ada"):
        assert client.post(f"/petugas/laporan/{number}/{path}/").status_code == 404
    for path in (f"laporan/{number}%00/", "laporan/%F0%28/", "antrean/tidak-ada/", "laporan/3671-26-000001-5/"):
        assert client.get(f"/petugas/{path}").status_code in (200, 404)


@pytest.mark.parametrize("after", ["x", "1_", "_1", "9" * 18 + "_1", "1_" + "9" * 18, "9" * 30, "\x00", "-1_1", "١_١"])
def test_a_page_that_is_none_is_no_fault_of_ours(office, desk, after):
    office.file()
    client = desk("siti")
    assert client.get("/petugas/antrean/all/", {"after": after}).status_code in (200, 400)
    assert client.get("/petugas/antrean/ended/", {"after": after}).status_code in (200, 400)


def test_a_second_press_changes_nothing_and_says_so(office, desk):
    number = office.file("in_progress").number
    client, path = desk("dewi"), f"/petugas/laporan/{number}/answer/"
    typed = {"text": "Lampu sudah diganti."}
    assert client.post(path, typed).status_code == 302
    answer = client.post(path, typed)
    page = answer.content.decode()
    assert (answer.status_code, answer.context["unsent"]) == (409, [])
    assert "Laporan ini sudah berpindah tahap" in page
    assert "Terakhir: Dishub menjawab (Dewi Lestari)." in page
    with office.seat():
        assert FollowUp.objects.filter(report__number=number).count() == 1


def test_who_comes_second_gets_the_words_back_and_the_fresh_report(office, desk):
    number = office.file().number
    assert desk("siti").post(f"/petugas/laporan/{number}/verify/").status_code == 302
    answer = desk("joko").post(f"/petugas/laporan/{number}/ask/", {"text": "Di tiang nomor berapa?"})
    page = answer.content.decode()
    assert (answer.status_code, answer.context["unsent"]) == (409, ["Di tiang nomor berapa?"])
    assert "Terakhir: Laporan diverifikasi (Siti Aminah)." in page
    assert answer.context["panels"][0]["name"] == "dispatch"
    assert state_of(office, number) == "verified"


def test_the_lead_unit_of_the_category_is_proposed(office, desk):
    number = office.file("verified").number
    page = desk("siti").get(f"/petugas/laporan/{number}/").content.decode()
    assert '<option value="dishub" selected>Dishub: Dinas Perhubungan</option>' in page


def test_a_refusal_shows_the_sentence_the_reporter_reads(office, desk):
    number = office.file().number
    client = desk("siti")
    page = client.get(f"/petugas/laporan/{number}/?tindakan=reject").content.decode()
    assert "Keterangan yang kami terima belum cukup" in page
    client.post(f"/petugas/laporan/{number}/reject/", {"reason": "tidak-jelas", "note": "Tulis nomor tiangnya."})
    last = client.get(f"/petugas/laporan/{number}/").context["timeline"][-1]
    assert last["text"].startswith("Keterangan yang kami terima belum cukup")
    assert last["text"].endswith("\nTulis nomor tiangnya.")


def test_looking_at_an_action_leads_to_the_report(office, desk):
    number = office.file().number
    assert desk("siti").get(f"/petugas/laporan/{number}/verify/")["Location"] == f"/petugas/laporan/{number}/"
