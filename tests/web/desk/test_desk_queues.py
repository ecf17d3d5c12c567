"""Queues: where work begins, what a row says, the order over the whole set, and how many questions a page costs."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.casework import actions, queries
from core.reports.models import Report
from tests.support.cast import add_photo

NOW = timezone.now()


@pytest.mark.parametrize(
    ("states", "name", "queue"),
    [
        ([], "siti", "verify"),
        (["answered", "verified"], "siti", "dispatch"),
        (["answered", "dispatched"], "siti", "check"),
        (["submitted"], "dewi", "unit"),
        (["submitted"], "leader", "all"),
    ],
)
def test_work_begins_in_the_first_queue_that_needs_me(office, desk, states, name, queue):
    for state in states:
        office.file(state)
    assert desk(name).get("/petugas/")["Location"] == f"/petugas/antrean/{queue}/"


def test_a_row_says_what_there_is_to_know(office, desk):
    with office.seat():
        photo = add_photo().pk
    number = office.file("dispatched", attachments=[photo], visibility="secret").number
    page = desk("siti").get("/petugas/antrean/unit/")
    (row,) = page.context["rows"]
    text = page.content.decode()
    assert (row["url"], row["area"]) == (f"/petugas/laporan/{number}/", "Sukarasa")
    assert row["words"] == "Lampu jalan di depan pasar padam sejak kemarin malam."
    for part in (number, "Diteruskan ke OPD", "Lampu penerangan jalan umum (PJU) padam", "Dishub", "Rahasia."):
        assert part in text
    assert desk("siti").get(row["thumb_url"])["Content-Type"] == "image/jpeg"


def test_the_most_urgent_come_first_over_all_pages(office, desk, monkeypatch):
    monkeypatch.setattr(queries.desk_list, "__kwdefaults__", {**queries.desk_list.__kwdefaults__, "size": 2})
    days = [9, 3, 12, 1, 7]
    numbers = {day: office.file(at=NOW - timedelta(days=day)).number for day in days}
    asked_of_reporter = office.file("needs_info", at=NOW - timedelta(days=20)).number  # the office waits: last
    client, url, seen = desk("siti"), "/petugas/antrean/all/", []
    while url:
        page = client.get(url)
        seen.append([row["report"].number for row in page.context["rows"]])
        url = page.context["next_url"]
    with office.seat():
        by_due = Report.objects.filter(next_due_at__isnull=False).order_by("next_due_at", "pk")
        wanted = [*by_due.values_list("number", flat=True), asked_of_reporter]
    assert [number for part in seen for number in part] == wanted
    assert [len(part) for part in seen] == [2, 2, 2]
    assert set(wanted) == {*numbers.values(), asked_of_reporter}


def test_late_reports_stand_in_a_queue_of_their_own(office, desk):
    late = office.file(at=NOW - timedelta(days=30)).number
    office.file()
    page = desk("siti").get("/petugas/antrean/overdue/")
    assert [row["report"].number for row in page.context["rows"]] == [late]
    counts = {item["url"]: item["count"] for group in page.context["navigation"] for item in group["items"]}
    assert (counts["/petugas/antrean/overdue/"], counts["/petugas/antrean/all/"]) == (1, 2)


def test_an_empty_queue_says_so(office, desk):
    page = desk("siti").get("/petugas/antrean/check/").content.decode()
    assert "Tidak ada jawaban yang menunggu diperiksa." in page


@pytest.mark.parametrize(("name", "turns"), [("siti", 4), ("dewi", 2), ("agus", 2), ("budi", 0), ("leader", None)])
def test_the_badge_counts_what_the_notices_tell(office, desk, name, turns):
    for state in (
        "submitted",
        "submitted",
        "needs_info",
        "verified",
        "dispatched",
        "in_progress",
        "answered",
        "closed",
    ):
        office.file(state)
    page = desk(name).get("/petugas/pemberitahuan/")
    assert page.context["mine"] == turns
    assert len(page.context["notices"]) == (turns or 0)


def asked(client, url: str) -> int:
    """How many questions the database is asked for a page that has been looked at before."""
    client.get(url)
    with CaptureQueriesContext(connection) as queries_of_page:
        assert client.get(url).status_code == 200
    return len(queries_of_page)


def test_a_queue_costs_the_same_with_one_report_and_with_sixty(office, desk):
    client, url = desk("siti"), "/petugas/antrean/verify/"
    office.file()
    one = asked(client, url)
    with office.seat():
        for _ in range(59):
            actions.submit(office.draft())
    # session, user, units of the user; counts of the navigation, rows, categories and units to choose from
    assert (one, asked(client, url)) == (6, 6)


def test_a_report_costs_the_same_whatever_its_history(office, desk):
    client = desk("leader")
    # session, user, units of the user; report, photos, answers, messages, history, dispatches, deadlines; counts;
    # the same sender, the same text
    assert asked(client, f"/petugas/laporan/{office.file().number}/") == 13
    assert asked(client, f"/petugas/laporan/{office.file('closed', photos=3).number}/") == 13 + 1  # may it be undone


def test_choices_of_an_action_cost_one_question_each(office, desk):
    client = desk("siti")
    page = f"/petugas/laporan/{office.file('answered').number}/"
    assert asked(client, page) == 13 + 2  # who had it; whether this city wants answers checked
    for state in ("submitted", "verified"):  # categories and units, or units alone
        page = f"/petugas/laporan/{office.file(state).number}/"
        assert asked(client, page) == 13 + (2 if state == "submitted" else 1)
    # the reasons, the other cities
    assert asked(client, f"{page}?tindakan=reject&tindakan=transfer") == 13 + 3


def test_far_pages_are_reached_by_their_key(office, desk):
    received = datetime(2026, 3, 16, 2, tzinfo=UTC)
    first, second = (office.file(at=received + timedelta(hours=hour)).number for hour in (0, 1))
    with office.seat():
        page = queries.desk_list(office.siti, "all", size=1)
        assert [report.number for report in page.reports] == [first]
        assert [report.number for report in queries.desk_list(office.siti, "all", after=page.next_key).reports] == [
            second
        ]
