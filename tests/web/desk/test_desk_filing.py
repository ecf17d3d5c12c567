"""Assisted filing: the form of the counter, the receipt to print, and who may use it."""

import re

import pytest

from core.casework import actions, queries
from core.reports.models import Report
from tests.support.cast import KELURAHAN, picture

URL = "/petugas/lapor/"
TOLD = {
    "key": "kunci-formulir",
    "channel": "counter",
    "kind": "complaint",
    "category": "pju-padam",
    "description": "Lampu jalan di depan pasar padam sejak kemarin malam.",
    "area": KELURAHAN["t3671"],
    "address": "Depan Pasar Anyar",
    "identity": "named",
    "name": "Ratna Kusuma",
    "phone": "081298765432",
    "on_behalf_of": "Nenek Aisyah",
    "visibility": "public",
}


def test_what_was_told_becomes_a_report_with_a_receipt(office, desk):
    answer = desk("siti").post(URL, {**TOLD, "photos": [picture()]})
    page = answer.content.decode()
    assert (answer.status_code, answer["Cache-Control"]) == (201, "no-store")
    with office.seat():
        report = Report.objects.get()
        code = answer.context["code"]
        assert queries.report_by_code(report.number, code) == report
        assert (report.channel, report.state, report.attachments.count()) == ("counter", "submitted", 1)
        assert actions.read_identity(report.number, office.siti)["on_behalf_of"] == "Nenek Aisyah"
    grouped = re.sub(r"(\d{4})(?!$)", r"\1-", code)
    for part in (report.number, grouped, "Siti Aminah", "Nenek Aisyah", "Ratna Kusuma", "Sukarasa", "Loket"):
        assert part in page


def test_the_same_form_twice_is_one_report(office, desk):
    client = desk("siti")
    first, second = client.post(URL, TOLD), client.post(URL, TOLD)
    assert first.context["code"] == second.context["code"]
    other = client.post(URL, {**TOLD, "description": "Laporan yang sama sekali lain isinya."})
    assert other.status_code == 409
    with office.seat():
        assert Report.objects.count() == 1


def test_another_coordinators_key_is_another_form(office, desk):
    assert desk("siti").post(URL, TOLD).context["report"] != desk("joko").post(URL, TOLD).context["report"]


def test_faults_stand_at_their_fields_and_nothing_typed_is_lost(office, desk):
    answer = desk("siti").post(URL, {**TOLD, "channel": "web", "name": "", "photos": [picture()]})
    form = answer.context["form"]
    assert answer.status_code == 400
    assert list(form.errors) == ["name", "channel"]
    assert form.errors["channel"] == ["Pilih loket atau telepon."]
    again = desk("siti").post(URL, {**TOLD, "name": "", "category": ""})
    assert sorted(again.context["form"].errors) == ["category", "name"]
    assert "Nenek Aisyah" in again.content.decode()
    with office.seat():
        assert Report.objects.count() == 0


def test_an_anonymous_receipt_names_nobody(office, desk):
    told = {**TOLD, "identity": "anonymous", "name": "", "phone": "", "on_behalf_of": "", "channel": "phone"}
    answer = desk("siti").post(URL, told)
    assert (answer.status_code, answer.context["reporter"]) == (201, [])
    with office.seat():
        assert not hasattr(Report.objects.get(), "identity")


@pytest.mark.parametrize("name", ["dewi", "rahmat", "agus", "leader", "admin"])
def test_others_file_nothing(office, desk, name):
    client = desk(name)
    assert client.get(URL).status_code == 403
    assert client.post(URL, TOLD).status_code == 403
    with office.seat():
        assert Report.objects.count() == 0


def test_who_opens_the_identity_reads_for_whom_it_was_filed(office, desk):
    number = office.file(on_behalf_of="Nenek Aisyah").number
    page = desk("siti").post(f"/petugas/laporan/{number}/identitas/").content.decode()
    assert "Nenek Aisyah" in page
    assert "Atas nama" in page
