"""The bar above a queue, and the file: narrowed by the address, kept in it, never wider than what a person may see."""

import csv
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.casework import actions, queries
from core.catalogue.models import Category
from core.reports.models import Report

NOW = timezone.now()
ALL = "/petugas/antrean/all/"


def numbers(answer) -> list[str]:
    return [row["report"].number for row in answer.context["rows"]]


def lines(answer) -> list[list[str]]:
    text = b"".join(answer.streaming_content).decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(text[1:].splitlines()))


@pytest.fixture
def three(office) -> tuple[str, str, str]:
    """One with Dishub, one late and unverified, one of another category."""
    first = office.file("dispatched", at=NOW - timedelta(hours=9)).number
    late = office.file(at=NOW - timedelta(days=40)).number
    rubbish = office.file(
        category="lainnya", kind="aspiration", description="Sampah menumpuk tiga hari di TPS."
    ).number
    return first, late, rubbish


def test_nothing_has_to_be_chosen(desk):
    bar = desk("siti").get(ALL).content.decode().partition('<form class="desk-filters"')[2].partition("</form>")[0]
    assert bar.count("<select") == 4
    assert " required" not in bar


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("", [0, 1, 2]),
        ("category=pju-padam", [0, 1]),
        ("kind=aspiration", [2]),
        ("area=36.71.01", [0, 1, 2]),
        ("area=36.71.01.1001", [0, 1, 2]),
        ("area=36.71.02", []),
        ("unit=dishub", [0]),
        ("mine=1", [1, 2]),
        ("overdue=1", [1]),
        ("q=SAMPAH tps", [2]),
        ("q=anyar", [0, 1, 2]),
        ("q={serials[1]:d}", [1]),
        ("q={serials[2]:06d}", [2]),
        ("category=pju-padam&overdue=1&q=pasar", [1]),
        ("category=pju-padam&q=sampah", []),
    ],
)
def test_an_address_narrows_the_queue(desk, three, query, wanted):
    query = query.format(serials=[int(number.split("-")[2]) for number in three])
    assert sorted(numbers(desk("siti").get(f"{ALL}?{query}"))) == sorted(three[place] for place in wanted)


def test_a_number_leads_to_its_report_from_any_queue(desk, three):
    answer = desk("siti").get("/petugas/antrean/ended/", {"q": three[0].replace("-", " ").lower()})
    assert answer["Location"] == f"/petugas/laporan/{three[0]}/"


def test_another_units_number_is_no_report(desk, three):
    answer = desk("budi").get(ALL, {"q": three[0]})
    assert (answer.status_code, numbers(answer)) == (200, [])
    assert "Tidak ada yang cocok di antrean ini" in answer.content.decode()


@pytest.mark.parametrize("query", ["kind=no", "mine=2", "overdue=x"])
def test_what_is_no_filter_is_said(desk, three, query):
    answer = desk("siti").get(f"{ALL}?{query}")
    assert (answer.status_code, numbers(answer)) == (400, [])
    assert desk("siti").get(f"{ALL}unduh.csv?{query}").status_code == 400


@pytest.mark.parametrize(
    "query", ["category=%00", "area=%00", "q=%00", "q=" + "x" * 500, "unit=%F0%9F%98%80", "q=_%25"]
)
def test_whatever_is_typed_finds_nothing_and_breaks_nothing(desk, three, query):
    answer = desk("siti").get(f"{ALL}?{query}")
    assert answer.status_code == 200


def test_pages_keep_the_filters(office, desk, monkeypatch):
    monkeypatch.setattr(queries.desk_list, "__kwdefaults__", {**queries.desk_list.__kwdefaults__, "size": 2})
    wanted = [office.file(at=NOW - timedelta(hours=hour)).number for hour in (5, 4, 3)]
    office.file(category="lainnya")
    client = desk("siti")
    first = client.get(f"{ALL}?category=pju-padam")
    second = client.get(first.context["next_url"])
    assert [numbers(first), numbers(second)] == [wanted[:2], wanted[2:]]
    assert second.context["first_url"] == f"{ALL}?category=pju-padam"
    assert second.context["export_url"] == f"{ALL}unduh.csv?category=pju-padam"


def test_who_belongs_to_a_unit_is_not_asked_which_and_a_leader_has_no_turn(desk):
    assert set(desk("dewi").get(ALL).context["bar"]["form"].fields) == {
        "q", "category", "area", "kind", "mine", "overdue"
    }  # fmt: skip
    assert "mine" not in desk("leader").get(ALL).context["bar"]["form"].fields


def test_the_file_holds_the_rows_of_the_screen_without_texts(office, desk, three):
    head, *rows = lines(desk("siti").get(f"{ALL}unduh.csv"))
    assert head == [
        "Nomor", "Jenis", "Kategori", "Kecamatan", "Kelurahan/desa", "Keadaan", "Hasil", "OPD", "Masuk", "Batas"
    ]  # fmt: skip
    assert [row[0] for row in rows] == [three[1], three[2], three[0]] or sorted(row[0] for row in rows) == sorted(
        three
    )
    shown = {row[0]: row for row in rows}[three[0]]
    local = timezone.localtime(NOW - timedelta(hours=9), office.tenant.zone)
    assert shown[1:9] == [
        "Pengaduan", "Lampu penerangan jalan umum (PJU) padam", "Tangerang", "Sukarasa", "Diteruskan ke OPD", "",
        "Dishub", f"{local:%Y-%m-%d %H:%M}",
    ]  # fmt: skip
    assert "padam sejak" not in str(rows)


def test_the_file_is_narrowed_as_the_screen_and_named_after_it(desk, three):
    answer = desk("siti").get(f"{ALL}unduh.csv?q=sampah")
    assert answer["Content-Disposition"].startswith('attachment; filename="laksa-kota-tangerang-all-')
    assert answer["Cache-Control"] == "no-store"
    assert [row[0] for row in lines(answer)[1:]] == [three[2]]


def test_the_file_holds_only_what_its_reader_may_see(desk, three):
    assert [row[0] for row in lines(desk("dewi").get(f"{ALL}unduh.csv"))[1:]] == [three[0]]
    assert lines(desk("budi").get(f"{ALL}unduh.csv"))[1:] == []
    assert lines(desk("budi").get(f"{ALL}unduh.csv?unit=dishub"))[1:] == []
    assert desk("admin").get(f"{ALL}unduh.csv").status_code == 403
    assert desk("siti").get("/petugas/antrean/none/unduh.csv").status_code == 404


def test_no_cell_is_a_formula(office, desk, three):
    with office.seat():
        Category.objects.filter(code="lainnya").update(name='=HYPERLINK("http://x.id","klik")')
    rows = lines(desk("siti").get(f"{ALL}unduh.csv?category=lainnya"))
    assert rows[1][2] == '\'=HYPERLINK("http://x.id","klik")'


def test_a_large_file_is_read_in_parts(office, desk, monkeypatch):
    monkeypatch.setattr(queries.export_part, "__kwdefaults__", {**queries.export_part.__kwdefaults__, "size": 2})
    with office.seat():
        made = [actions.submit(office.draft()).report.number for _ in range(5)]
    answer = desk("siti").get(f"{ALL}unduh.csv")
    with CaptureQueriesContext(connection) as asked:
        rows = lines(answer)
    reads = [query for query in asked.captured_queries if "reports_report" in query["sql"]]
    assert ([row[0] for row in rows[1:]], len(reads)) == (made, 3)


@pytest.mark.parametrize(("name", "seen"), [("siti", 2), ("dewi", 1), ("budi", 0)])
def test_pins_around_a_report_are_those_its_reader_may_see(office, desk, name, seen):
    number = office.file("dispatched").number
    office.file("dispatched")
    office.file()
    with office.seat():
        Report.objects.update(lat=-6.17, lon=106.63)
    answer = desk(name).get(f"/petugas/laporan/{number}/sekitar.json")
    if name == "budi":
        assert answer.status_code == 404
        return
    *pins, own = answer.json()["features"]
    assert (len(pins), own["properties"]["status"], own["properties"]["title"]) == (seen, "choice", number)
    assert pins[0]["geometry"]["coordinates"] == [106.63, -6.17]
    assert len(desk(name).get(f"/petugas/laporan/{number}/").context["neighbours"]) == seen
