"""The whole procedure on the desk: every new action taken, refused with what was typed, and absent for others."""

import pytest
from django.test import Client

from core.audit.models import Entry
from core.casework import actions, queries
from core.catalogue.models import CitySettings
from core.reports.models import Attachment, Report
from tests.support.cast import picture

WORDS = "Penjelasan yang cukup panjang."
# action: who, state before, what is typed, state after
TAKEN = {
    "refer": ("siti", "submitted", {"agency": "PT PLN (Persero)", "text": WORDS}, "rejected"),
    "transfer": ("siti", "submitted", {"to": "36.02", "note": "Pin di Lebak."}, "transferred"),
    "resolve_outside": ("siti", "dispatched", {"text": WORDS}, "closed"),
    "record_reply": ("siti", "needs_info", {"text": WORDS}, "submitted"),
    "withdraw_question": ("siti", "needs_info", {"text": WORDS}, "submitted"),
    "go_on_without": ("siti", "needs_info", {"text": WORDS}, "submitted"),
    "redispatch": ("siti", "in_progress", {"unit": "dlh", "note": "Ternyata pohon."}, "dispatched"),
    "add_part": ("siti", "dispatched", {"unit": "dlh", "note": "Pangkas dahan."}, "dispatched"),
    "check": ("siti", "answered", {}, "answered"),
    "rework": ("siti", "answered", {"note": "Fotonya dari jalan lain."}, "in_progress"),
    "follow_up": ("dewi", "answered", {"text": WORDS}, "answered"),
    "extend": ("siti", "dispatched", {"days": "2", "text": WORDS}, "dispatched"),
    "note": ("agus", "dispatched", {"text": WORDS}, "dispatched"),
    "anonymise": ("siti", "closed", {"cause": "request", "serial": "SERIAL"}, "closed"),
}


def as_typed(typed: dict, number: str) -> dict:
    """With the report's serial in the place of SERIAL."""
    serial = number.split("-")[2]
    return {name: serial if value == "SERIAL" else value for name, value in typed.items()}


def page_of(number: str) -> str:
    return f"/petugas/laporan/{number}/"


def panels(answer) -> dict:
    return {panel["name"]: panel for panel in (*answer.context["panels"], *answer.context["more_panels"])}


def row(office, number: str) -> Report:
    with office.seat():
        return Report.objects.get(number=number)


@pytest.mark.parametrize("action", TAKEN)
def test_each_is_offered_and_taken(office, desk, action):
    name, state, typed, target = TAKEN[action]
    number = office.file(state).number
    client = desk(name)
    assert action in panels(client.get(page_of(number)))
    answer = client.post(f"{page_of(number)}{action}/", as_typed(typed, number))
    assert (answer.status_code, row(office, number).state) == (302, target)
    with office.seat():
        last = Entry.objects.filter(stream=number).last()
    assert (last.action, last.actor_label) == (action, office.people[name].label)
    assert client.get(page_of(number)).status_code == 200


@pytest.mark.parametrize("action", TAKEN)
def test_others_change_nothing(office, cast, desk, action):
    _name, state, typed, _target = TAKEN[action]
    filed, other = office.file(state), cast.lebak.file(state)
    with office.seat():
        before = Entry.objects.count()
    assert desk("leader").post(f"{page_of(filed.number)}{action}/", typed).status_code == 403
    assert desk("budi").post(f"{page_of(filed.number)}{action}/", typed).status_code == 404
    assert desk("siti").post(f"{page_of(other.number)}{action}/", typed).status_code == 404
    with office.seat():
        assert Entry.objects.count() == before


@pytest.mark.parametrize(
    ("state", "action", "typed", "field", "kept"),
    [
        ("submitted", "refer", {"agency": "", "text": WORDS}, "agency", WORDS),
        ("submitted", "transfer", {"to": "", "note": WORDS}, "to", WORDS),
        ("submitted", "transfer", {"to": "36.71", "note": WORDS}, "to", WORDS),
        ("submitted", "merge", {"into": "3671-26-000999-Y"}, "into", "3671-26-000999-Y"),
        ("submitted", "resolve_outside", {"text": "x"}, "text", ""),
        ("submitted", "extend", {"days": "banyak", "text": WORDS}, "days", WORDS),
        ("submitted", "verify", {"kind": "no", "note": WORDS}, "kind", WORDS),
        ("submitted", "verify", {"unit": "tidak-ada", "note": WORDS}, "unit", WORDS),
        ("dispatched", "redispatch", {"unit": "dishub", "note": WORDS}, "unit", WORDS),
        ("dispatched", "add_part", {"unit": "", "note": WORDS}, "unit", WORDS),
        ("verified", "dispatch", {"unit": "dishub", "part_note_2": WORDS}, "part_unit_2", WORDS),
        ("verified", "dispatch", {"unit": "dishub", "part_unit_1": "dlh"}, "part_note_1", ""),
        (
            "verified",
            "dispatch",
            {"unit": "dishub", "part_unit_1": "dishub", "part_note_1": WORDS},
            "part_unit_1",
            WORDS,
        ),
        ("answered", "rework", {"note": ""}, "note", ""),
        ("closed", "anonymise", {"cause": "request", "serial": "000999"}, "serial", "000999"),
        ("closed", "anonymise", {"cause": "fun", "serial": "SERIAL"}, "cause", "SERIAL"),
    ],
)
def test_the_sentence_stands_at_its_field_and_what_was_typed_stays(office, desk, state, action, typed, field, kept):
    number = office.file(state).number
    answer = desk("siti").post(f"{page_of(number)}{action}/", as_typed(typed, number))
    panel = panels(answer)[action]
    assert (answer.status_code, list(panel["form"].errors), row(office, number).state) == (400, [field], state)
    assert panel["is_open"]
    assert as_typed({"kept": kept}, number)["kept"] in answer.content.decode()


def test_a_report_is_verified_put_right_and_handed_over_at_once(office, desk):
    number = office.file().number
    client = desk("siti")
    form = panels(client.get(page_of(number)))["verify"]["form"]
    assert form.initial == {
        "kind": "complaint", "category": "pju-padam", "area": "36.71.01.1001", "visibility": "public",
        "public_text": "Lampu jalan di depan pasar padam sejak kemarin malam.", "public_address": "Depan Pasar Anyar",
    }  # fmt: skip
    typed = {**form.initial, "category": "lainnya", "visibility": "secret", "unit": "dlh", "note": "Segera."}
    client.post(f"{page_of(number)}verify/", typed)
    report = row(office, number)
    assert (report.state, report.visibility) == ("dispatched", "secret")
    with office.seat():
        verified = Entry.objects.get(stream=number, action="verify")
        assert set(verified.details["changes"]) == {"category", "visibility"}
        assert report.unit.code == "dlh"


def test_parts_are_shown_done_and_waited_for(office, desk):
    number = office.file("verified").number
    typed = {"unit": "dishub", "part_unit_2": "dlh", "part_note_2": "Pangkas dahannya."}
    desk("siti").post(f"{page_of(number)}dispatch/", typed)
    dewi, budi = desk("dewi"), desk("budi")
    page = dewi.get(page_of(number))
    assert "answer" not in panels(page)
    assert "Anda menjawab pelapor setelah bagian ini selesai: DLH." in page.content.decode()
    assert list(panels(budi.get(page_of(number)))) == ["finish_part", "return_part", "note"]
    assert number in budi.get("/petugas/antrean/unit/").content.decode()
    budi.post(f"{page_of(number)}finish_part/", {"note": "Dahan sudah dipangkas."})
    page = dewi.get(page_of(number))
    (part,) = page.context["parts"]
    assert (part["words"], part["return_note"]) == ("Bagian ini selesai", "Dahan sudah dipangkas.")
    assert "answer" in panels(page)
    assert panels(budi.get(page_of(number))).keys() == {"note"}


def test_a_part_that_goes_back_is_out_of_sight(office, desk):
    number = office.file("dispatched").number
    with office.seat():
        actions.add_part(number, office.siti, unit="dlh", note="Pangkas dahannya.")
    budi = desk("budi")
    assert budi.post(f"{page_of(number)}return_part/", {"note": "Ini milik PLN."})["Location"] == "/petugas/"
    assert budi.get(page_of(number)).status_code == 404
    (part,) = desk("siti").get(page_of(number)).context["parts"]
    assert part["words"] == "Dikembalikan: bukan wewenangnya"


def test_the_check_holds_photos_side_by_side(office, desk):
    number = office.file("in_progress", photos=2).number
    desk("dewi").post(f"{page_of(number)}answer/", {"text": "Sudah diganti.", "photos": [picture(), picture()]})
    desk("dewi").post(f"{page_of(number)}follow_up/", {"text": "Dan dicat.", "photos": [picture()]})
    compared = desk("siti").get(page_of(number)).context["compared"]
    assert (len(compared["before"]), len(compared["after"])) == (2, 3)
    assert compared["texts"] == ["Sudah diganti.", "Dan dicat."]


@pytest.mark.parametrize("wanted", [True, False])
def test_how_this_city_ends_an_answered_report_is_said(office, desk, wanted):
    number = office.file("answered").number
    with office.seat():
        CitySettings.objects.create(independent_check=wanted)
    client = desk("siti")
    said = client.get(page_of(number)).context["check_sentence"]
    assert ("Di kota ini jawaban diperiksa orang lain" in said) == wanted
    assert "menutup sendiri bila pelapor tidak menanggapi sampai" in said
    client.post(f"{page_of(number)}check/")
    page = client.get(page_of(number))
    assert page.context["check_sentence"].startswith("Sudah diperiksa Siti Aminah, ")
    assert "check" not in panels(page)
    assert "diperiksa" in client.get("/petugas/antrean/check/").content.decode()


def test_reports_beside_this_one_are_proposed_for_merging(office, desk):
    first, second = (office.file(lat=-6.17, lon=106.63).number for _ in range(2))
    client = desk("siti")
    form = panels(client.get(f"{page_of(second)}?tindakan=merge"))["merge"]["form"]
    assert [code for code, _label in form.fields["beside"].widget.choices] == [first]
    answer = client.post(f"{page_of(second)}merge/", {"beside": first, "into": ""}, follow=True)
    assert row(office, second).merged_into == first
    assert (answer.context["links"]["into"], first in answer.content.decode()) == (first, True)
    assert client.get(page_of(first)).context["links"]["joined"] == [second]
    ended = client.get("/petugas/antrean/ended/").content.decode()
    assert "Digabung dengan laporan lain" in ended


def test_a_number_may_be_typed_as_people_do(office, desk):
    first, second = office.file().number, office.file().number
    desk("siti").post(f"{page_of(second)}merge/", {"beside": "", "into": f" {first.lower()} "})
    assert row(office, second).state == "merged"


def test_the_city_of_the_pin_is_proposed_and_both_desks_show_the_way(cast, office, desk):
    number = office.file().number
    client = desk("siti")
    cities = panels(client.get(f"{page_of(number)}?tindakan=transfer"))["transfer"]["form"].fields["to"].widget.choices
    assert ("36.02", "Kabupaten Lebak") in cities
    assert "36.71" not in dict(cities)
    client.post(f"{page_of(number)}transfer/", {"to": "36.02", "note": "Pin di Lebak."})
    assert client.get(page_of(number)).context["links"]["crossed"] == [
        {"sentence": "Dialihkan ke Kabupaten Lebak", "reason": ""}
    ]
    there = desk("siti", at=cast.lebak).get(page_of(number))
    assert there.context["links"]["crossed"][-1]["sentence"] == "Masuk dari Kota Tangerang"


def test_deadlines_are_grouped_by_law_and_the_reporters_stand_apart(office, desk):
    number = office.file("needs_info").number
    client = desk("siti")
    other = client.get(page_of(office.file("dispatched").number)).context["limit_groups"]
    assert [group["title"] for group in other] == ["SP4N-LAPOR!", "UU 25/2009 Pelayanan Publik"]
    page = client.get(page_of(number))
    groups = page.context["limit_groups"]
    assert [group["title"] for group in groups] == ["SP4N-LAPOR!", "Giliran pelapor"]
    assert [entry["deadline"].rule for entry in page.context["past_limits"]] == ["complete"]
    waiting = [entry["words"] for group in groups[:-1] for entry in group["entries"] if entry["kind"] == "paused"]
    assert waiting
    assert all(words.startswith("Berhenti sejak ") and words.endswith(", menunggu pelapor") for words in waiting)


def test_the_nearest_deadline_is_marked_and_an_extension_is_told(office, desk):
    number = office.file("dispatched").number
    client = desk("siti")
    offered = panels(client.get(f"{page_of(number)}?tindakan=extend"))["extend"]["form"].extensions
    assert offered
    client.post(f"{page_of(number)}extend/", {"days": "2", "text": "Menunggu suku cadang."})
    page = client.get(page_of(number))
    entries = [entry for group in page.context["limit_groups"] for entry in group["entries"]]
    marked = [entry["deadline"].due_at for entry in entries if entry["is_next"]]
    assert marked == [row(office, number).next_due_at]
    assert [note for entry in entries for note in entry["notes"] if "Diperpanjang 2 hari" in note]
    assert page.context["timeline"][-1]["text"] == "Menunggu suku cadang."


def test_an_internal_note_is_read_by_the_office_only(office, desk):
    filed = office.file("dispatched")
    desk("dewi").post(f"{page_of(filed.number)}note/", {"text": "Tiang ini milik PLN?"})
    last = desk("siti").get(page_of(filed.number)).context["timeline"][-1]
    assert (last["text"], last["private"]) == ("Tiang ini milik PLN?", "Hanya tampak bagi petugas.")
    with office.seat():
        story = queries.reporter_story(queries.report_by_code(filed.number, filed.code))
    assert "Tiang ini milik PLN?" not in str(story)


def test_an_erased_report_says_so_and_is_not_erased_twice(office, desk):
    filed = office.file("closed", photos=1)
    client = desk("siti")
    typed = {"cause": "retention", "serial": filed.number}
    page = client.post(f"{page_of(filed.number)}anonymise/", typed, follow=True)
    assert "sudah dihapus untuk seterusnya" in page.content.decode()
    assert filed.report.description not in page.content.decode()
    assert panels(page).keys() == {"correct"}
    assert client.post(f"{page_of(filed.number)}anonymise/", typed).status_code == 409
    with office.seat():
        assert not Attachment.objects.exists()


def test_the_sentence_the_citizen_reads_has_room_for_what_is_typed(office, desk):
    number = office.file().number
    refer = panels(desk("siti").get(f"{page_of(number)}?tindakan=refer"))["refer"]["sentence"]
    assert refer == {"before": "Diteruskan ke ", "field": "#id_refer_agency", "after": ", yang berwenang"}


@pytest.mark.parametrize("action", ["lapse", "auto_close", "receive", "hand_over", "absorb", "follow", "escalate"])
def test_what_the_system_does_has_no_address(office, desk, action):
    number = office.file().number
    assert desk("siti").post(f"{page_of(number)}{action}/").status_code == 404


def test_a_stranger_signs_in_first(office):
    number = office.file().number
    for action in TAKEN:
        answer = Client(HTTP_HOST=office.host).post(f"{page_of(number)}{action}/")
        assert answer["Location"].startswith("/akun/masuk/")
