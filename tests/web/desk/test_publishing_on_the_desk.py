"""Where a report is verified the proposal for the public stands chosen beforehand; every part can be edited later."""

import pytest

from core.casework import actions
from core.reports.models import Report
from core.reports.public_parts import PublicParts, public_parts
from tests.core.casework.test_publishing import ADDRESS, ANSWER, CLEAN, CLEAN_ADDRESS, CLEAN_ANSWER, TEXT
from tests.web.desk.test_desk_procedure import page_of, panels, row


@pytest.fixture
def filed(office):
    return office.file(description=TEXT, address=ADDRESS)


def test_the_verify_form_holds_the_proposal_and_the_original_beside_it(desk, filed):
    page = desk("siti").get(page_of(filed.number))
    form = panels(page)["verify"]["form"]
    assert form.initial["public_text"] == CLEAN
    assert form.initial["public_address"] == CLEAN_ADDRESS
    assert [original for _field, original in panels(page)["verify"]["published"]] == [TEXT, ADDRESS, ""]
    content = page.content.decode()
    assert "Yang akan dibaca publik" in content
    assert "<q>0812-9876-5432</q> (nomor telepon)" in content
    assert form.fields["as_written"].required is False
    assert "checked" not in str(form["as_written"])


def test_sent_as_it_stands_the_proposal_is_published(office, desk, filed):
    client = desk("siti")
    form = panels(client.get(page_of(filed.number)))["verify"]["form"]
    assert client.post(f"{page_of(filed.number)}verify/", form.initial).status_code == 302
    assert public_parts(row(office, filed.number)) == PublicParts(CLEAN, CLEAN_ADDRESS, "")


@pytest.mark.parametrize(
    ("typed", "published"),
    [
        ({}, PublicParts(CLEAN, CLEAN_ADDRESS, "")),
        ({"public_text": "", "public_address": ""}, PublicParts(CLEAN, "", "")),
        ({"public_text": "Lampu padam.", "public_address": "Pasar"}, PublicParts("Lampu padam.", "Pasar", "")),
        ({"public_text": CLEAN, "public_address": CLEAN_ADDRESS, "as_written": "on"}, PublicParts(TEXT, ADDRESS, "")),
    ],
)
def test_what_is_published_is_what_the_form_says(office, desk, filed, typed, published):
    assert desk("siti").post(f"{page_of(filed.number)}verify/", typed).status_code == 302
    assert public_parts(row(office, filed.number)) == published


def test_verified_and_dispatched_in_one_breath_it_is_published_by_the_proposal_too(office, desk, filed):
    desk("siti").post(f"{page_of(filed.number)}verify/", {"unit": "dishub", "note": "Segera."})
    report = row(office, filed.number)
    assert (report.state, public_parts(report).text) == ("dispatched", CLEAN)


def test_a_text_too_long_is_refused_at_its_field_and_kept(office, desk, filed):
    answer = desk("siti").post(f"{page_of(filed.number)}verify/", {"public_text": "panjang " * 900})
    form = panels(answer)["verify"]["form"]
    assert (answer.status_code, list(form.errors), row(office, filed.number).state) == (
        400,
        ["public_text"],
        "submitted",
    )
    assert "panjang panjang" in answer.content.decode()


def test_of_a_secret_report_nothing_is_asked(office, desk):
    number = office.file(description=TEXT, visibility="secret").number
    assert panels(desk("siti").get(page_of(number)))["verify"]["published"] == []
    desk("siti").post(f"{page_of(number)}verify/", {"visibility": "public"})
    assert public_parts(row(office, number)).text == CLEAN


def test_every_part_can_be_edited_later(office, desk):
    number = office.file("answered", description=TEXT, address=ADDRESS).number
    with office.seat():
        actions.follow_up(number, office.dewi, text=ANSWER)
    client = desk("siti")
    panel = panels(client.get(f"{page_of(number)}?tindakan=redact"))["redact"]
    names = [field.name for field, _original in panel["published"]]
    assert names[:2] == ["text", "address"]
    assert [name.split("_")[0] for name in names[2:]] == ["answer", "answer"]
    assert panel["form"].initial[names[3]] == CLEAN_ANSWER
    typed = {"text": "Lampu.", "address": "", names[2]: "Sudah.", names[3]: "Hubungi kami."}
    assert client.post(f"{page_of(number)}redact/", typed).status_code == 302
    report = row(office, number)
    assert public_parts(report) == PublicParts("Lampu.", "", "")
    assert sorted(words for name, words in report.public_parts.items() if name != "address") == [
        "Hubungi kami.",
        "Sudah.",
    ]
    history = client.get(page_of(number)).content.decode()
    assert "Yang tampil untuk publik disunting; disunting untuk publik: uraian, alamat, jawaban" in history


def test_an_officer_says_that_a_number_is_the_offices_own(office, desk):
    numbers = [office.file("in_progress").number for _each in range(2)]
    for number, ticked in zip(numbers, ({}, {"as_written": "on"}), strict=True):
        assert panels(desk("dewi").get(page_of(number)))["answer"]["form"]["as_written"]
        assert desk("dewi").post(f"{page_of(number)}answer/", {"text": ANSWER, **ticked}).status_code == 302
    plain, own = (row(office, number).public_parts for number in numbers)
    assert (list(plain.values()), own) == ([CLEAN_ANSWER], {})


def test_of_a_secret_report_the_officer_is_not_asked(office, desk):
    number = office.file("in_progress", visibility="secret").number
    assert "as_written" not in panels(desk("dewi").get(page_of(number)))["answer"]["form"].fields


@pytest.mark.parametrize("typed", [{"answer_99": "x"}, {"text": "x" * 7000}])
def test_what_cannot_be_saved_is_said_and_nothing_changes(office, desk, typed):
    number = office.file("answered").number
    assert desk("siti").post(f"{page_of(number)}redact/", typed).status_code == 400
    with office.seat():
        assert Report.objects.get(number=number).public_parts == {}
