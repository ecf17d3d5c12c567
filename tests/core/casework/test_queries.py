"""What each reader may see, in what order, and at which cost."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.casework import actions, queries
from core.common.errors import Invalid, NotFound
from core.reports.kinds import STATES_OF_STATUS, Status
from core.reports.models import Report
from tests.support.cast import NAME, PHONE, add_photo

NOW = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)
ROAD = ("submitted", "needs_info", "verified", "dispatched", "in_progress", "answered", "closed", "rejected")


@pytest.fixture
def office(cast):
    with cast.tangerang.seat():
        yield cast.tangerang


def cost(read) -> int:
    """How many questions a reading puts to the database, its taking of the seat left out."""
    with CaptureQueriesContext(connection) as captured:
        read()
    return len([query for query in captured if not query["sql"].startswith("SET search_path")])


def multiply(report: Report, number: int, **changes) -> list[Report]:
    """Copies of a report's row, for lists; they have no history."""
    values = {field.attname: getattr(report, field.attname) for field in Report._meta.concrete_fields}
    del values["id"]
    made = [
        Report(**values | changes | {"number": f"3671-26-{serial:06}-X"})
        for serial in range(900_000, 900_000 + number)
    ]
    return Report.objects.bulk_create(made)


def pages(read) -> list[list[Report]]:
    """Every page of a list, from the first to the last."""
    found, key = [], ""
    while True:
        page = read(key)
        found.append(page.reports)
        key = page.next_key
        if not key:
            return found


# -- The public ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ROAD)
def test_a_secret_report_is_absent_everywhere(office, state):
    secret = office.file(state, visibility="secret", photos=1).report
    public = office.file(state)
    assert [report.pk for report in queries.public_list().reports] == [public.report.pk]
    with pytest.raises(NotFound) as hidden:
        queries.public_report(secret.number)
    with pytest.raises(NotFound) as absent:
        queries.public_report("3671-26-999999-0")
    assert (hidden.value.code, str(hidden.value)) == (absent.value.code, str(absent.value))
    with pytest.raises(NotFound):
        queries.public_photo(secret.attachments.get().pk)
    assert queries.first_photos([secret]) == {}


def test_text_and_photos_are_public_only_after_verification(office):
    number = office.file(photos=1).number
    story = queries.public_story(queries.public_report(number))
    assert (story.shows_content, story.photos) == (False, [])
    photo = Report.objects.get(number=number).attachments.get()
    with pytest.raises(NotFound):
        queries.public_photo(photo.pk)
    actions.verify(number, office.siti)
    story = queries.public_story(queries.public_report(number))
    assert (story.shows_content, story.photos) == (True, [photo])
    assert queries.public_photo(photo.pk) == photo


def test_a_report_refused_before_verification_stays_unread(office):
    story = queries.public_story(queries.public_report(office.file("rejected", photos=1).number))
    assert (story.shows_content, story.photos) == (False, [])
    assert [event.text for event in story.events] == ["", ""]


def test_the_public_reads_the_answer_but_no_names(office):
    story = queries.public_story(queries.public_report(office.file("closed").number))
    assert [(event.action, event.actor, event.text) for event in story.events] == [
        ("submit", "", ""), ("verify", "", ""), ("dispatch", "", ""), ("start", "", ""),
        ("answer", "", "Lampu sudah diganti."), ("close", "", ""),
    ]  # fmt: skip


def test_the_desk_reads_names_and_notes_but_not_the_reporter(office):
    number = office.file("verified").number
    actions.read_identity(number, office.joko)
    actions.dispatch(number, office.siti, unit="dishub", note="Mohon dicek.")
    actions.send_back(number, office.dewi, note="Ini taman.")
    actions.reject(number, office.siti, reason="tidak-jelas", note="Maaf.")
    story = queries.desk_story(queries.desk_report(office.siti, number))
    assert [(event.action, event.actor) for event in story.events] == [
        ("submit", "reporter"), ("verify", "Siti Aminah"), ("identity_read", "Joko Susilo"),
        ("dispatch", "Siti Aminah"), ("send_back", "Dewi Lestari"), ("reject", "Siti Aminah"),
    ]  # fmt: skip
    texts = {event.action: event.text for event in story.events}
    assert (texts["dispatch"], texts["send_back"]) == ("Mohon dicek.", "Ini taman.")
    assert texts["reject"].endswith("\nMaaf.")
    assert NAME not in repr(story)
    assert PHONE[1:] not in repr(story)


def test_the_public_list_is_filtered_and_forgets_nothing(office):
    made = {state: office.file(state).report.pk for state in ROAD}
    other = office.file(category="sampah-menumpuk", area="36.71.02.1001").report.pk

    def listed(**filters: str) -> set[int]:
        return {report.pk for report in queries.public_list(**filters).reports}

    waiting = {made[state] for state in ("submitted", "needs_info", "verified", "dispatched")}
    assert listed(status="menunggu") == {*waiting, other}
    assert listed(status="proses") == {made["in_progress"], made["answered"]}
    assert listed(status="selesai") == {made["closed"], made["rejected"]}
    assert listed(category="sampah-menumpuk") == listed(area="36.71.02") == {other}
    assert listed(area="36.71") == listed(status="tidak ada") == listed() == {*made.values(), other}
    assert listed(category="x\x00") == set()


@pytest.mark.parametrize("key", ["x", "-1", "1 OR 1=1", "９", "1" * 19, "1_2", "\x00"])
def test_a_key_that_no_page_gave_is_refused(office, key):
    for read in (
        lambda: queries.public_list(after=key),
        lambda: queries.desk_list(office.siti, "ended", after=key),
        lambda: queries.desk_list(office.siti, "all", after=f"{key}_1"),
    ):
        with pytest.raises(Invalid) as refused:
            read()
        assert list(refused.value.errors) == ["after"]


def test_the_public_list_is_paged_newest_first(office):
    made = multiply(office.file().report, 45)
    found = pages(lambda key: queries.public_list(after=key))
    assert [len(page) for page in found] == [20, 20, 6]
    keys = [report.pk for page in found for report in page]
    assert keys == sorted(keys, reverse=True)
    assert {report.pk for report in made} < set(keys)
    assert len(set(keys)) == 46


# -- The desk ------------------------------------------------------------------------------------------------------


def test_everybody_sees_the_reports_of_his_part(office):
    made = {state: office.file(state).report.pk for state in ROAD}
    number = office.file("verified").number
    dlh = actions.dispatch(number, office.siti, unit="dlh").pk
    dishub = {made[state] for state in ("dispatched", "in_progress", "answered", "closed")}
    every = {*made.values(), dlh}

    seen = {who: set(queries.visible_to(actor).values_list("pk", flat=True)) for who, actor in office.people.items()}
    assert seen == {
        "siti": every, "joko": every, "leader": every, "dewi": dishub, "rahmat": dishub, "agus": dishub,
        "budi": {dlh}, "admin": set(), "nobody": set(),
    }  # fmt: skip
    for who, actor in office.people.items():
        for key in every:
            report = Report.objects.get(pk=key)
            assert queries.may_see(actor, report) == (key in seen[who])
            if key not in seen[who]:
                with pytest.raises(NotFound):
                    queries.desk_report(actor, report.number)


def test_queues_hold_their_states(office):
    made = {state: office.file(state).report.pk for state in ROAD}
    listed = {
        queue: {report.pk for report in queries.desk_list(office.siti, queue).reports} for queue in queries.QUEUES
    }
    assert listed == {
        "verify": {made["submitted"]},
        "needs_info": {made["needs_info"]},
        "dispatch": {made["verified"]},
        "unit": {made["dispatched"], made["in_progress"]},
        "check": {made["answered"]},
        "all": {key for state, key in made.items() if state not in ("closed", "rejected")},
        "ended": {made["closed"], made["rejected"]},
    }
    with pytest.raises(NotFound):
        queries.desk_list(office.siti, "semua")


def test_counts_agree_with_the_lists(office):
    for state in ROAD:
        office.file(state)
        office.file(state, at=NOW - timedelta(days=90))
    for who in ("siti", "dewi", "budi", "leader"):
        actor = office.people[who]
        counts = queries.desk_counts(actor, now=NOW)
        lengths = {
            queue: len(queries.desk_list(actor, queue, now=NOW).reports)
            for queue in (*queries.QUEUES, "overdue")
            if queue != "ended"
        }
        assert {queue: counts[queue] for queue in lengths} == lengths
        assert counts["mine"] == len(queries.notices_for(actor, size=100))


def test_overdue_are_the_open_ones_past_a_due_time(office):
    late = office.file(at=NOW - timedelta(days=30)).report
    office.file("closed", at=NOW - timedelta(days=30))
    office.file(at=NOW)
    assert [report.pk for report in queries.desk_list(office.siti, "overdue", now=NOW).reports] == [late.pk]
    at_due = queries.desk_list(office.siti, "overdue", now=late.next_due_at).reports
    assert at_due == []


def test_paging_130_reports_due_at_the_same_times_gives_each_once_in_order(office):
    first = office.file().report
    due = [NOW, NOW, NOW + timedelta(microseconds=1), NOW + timedelta(days=1), None]
    made = multiply(first, 130)
    for number, report in enumerate(made):
        report.next_due_at = due[number % len(due)]
    Report.objects.bulk_update(made, ["next_due_at"])
    found = pages(lambda key: queries.desk_list(office.siti, "all", after=key))
    assert [len(page) for page in found] == [50, 50, 31]
    listed = [(report.next_due_at or datetime.max.replace(tzinfo=UTC), report.pk) for page in found for report in page]
    assert listed == sorted(listed)
    assert {key for _due, key in listed} == {report.pk for report in made} | {first.pk}
    assert [len(page) for page in pages(lambda key: queries.desk_list(office.siti, "all", after=key, size=1))] == [
        1
    ] * 131


def test_rows_have_their_first_photo(office):
    with_photos, without = office.file(photos=2).report, office.file().report
    listed = {report.pk: report.photo_id for report in queries.desk_list(office.siti, "all").reports}
    assert listed == {with_photos.pk: with_photos.attachments.first().pk, without.pk: None}


# -- Figures -------------------------------------------------------------------------------------------------------


def test_figures_are_the_sum_of_the_three(office):
    for state in ROAD:
        office.file(state)
    office.file("closed", visibility="secret")
    office.file("transferred")
    figures = queries.figures()
    assert (figures.waiting, figures.working, figures.done, figures.received) == (4, 2, 3, 9)
    assert figures.received == Report.objects.exclude(state="transferred").count()
    assert {state for states in STATES_OF_STATUS.values() for state in states} >= set(ROAD)
    assert set(STATES_OF_STATUS) == set(Status.values)


def test_figures_of_a_time(office):
    office.file(at=NOW - timedelta(days=1))
    office.file(at=NOW)
    assert queries.figures(since=NOW).received == 1


# -- Photos --------------------------------------------------------------------------------------------------------


def test_unused_photos_are_only_those_no_report_has(office):
    waiting = [add_photo() for _ in range(2)]
    used = office.file(photos=1).report.attachments.get()
    ids = [waiting[1].pk, used.pk, uuid4(), waiting[0].pk]
    assert queries.unused_photos(ids) == [waiting[1], waiting[0]]


def test_a_photo_of_another_city_does_not_exist(cast):
    theirs = cast.lebak.file("closed", photos=1).report
    with cast.lebak.seat():
        photo = theirs.attachments.get().pk
    with cast.tangerang.seat():
        for read in (queries.photo, queries.public_photo):
            with pytest.raises(NotFound):
                read(photo)


# -- Cost ----------------------------------------------------------------------------------------------------------


def test_lists_cost_the_same_whatever_they_hold(office):
    def costs() -> dict[str, int]:
        return {
            "public_list": cost(queries.public_list),
            "desk_list": cost(lambda: [r.category.name for r in queries.desk_list(office.siti, "all").reports]),
            "ended": cost(lambda: queries.desk_list(office.siti, "ended")),
            "desk_counts": cost(lambda: queries.desk_counts(office.dewi)),
            "notices_for": cost(lambda: [n.report.category.name for n in queries.notices_for(office.siti)]),
            "figures": cost(queries.figures),
            "first_photos": cost(lambda: queries.first_photos(queries.public_list().reports)),
        }

    office.file("verified", photos=1)
    few = costs()
    multiply(office.file("verified", photos=2).report, 60)
    for state in ROAD:
        office.file(state)
    assert costs() == few == {
        "public_list": 1, "desk_list": 1, "ended": 1, "desk_counts": 1, "notices_for": 1, "figures": 1,
        "first_photos": 2,
    }  # fmt: skip


def test_stories_cost_the_same_however_long_they_are(office):
    def costs(number: str) -> tuple[int, ...]:
        public, desk = queries.public_report(number), queries.desk_report(office.siti, number)
        return (
            cost(lambda: queries.public_story(public)),
            cost(lambda: queries.reporter_story(desk)),
            cost(lambda: queries.desk_story(desk)),
        )

    short = costs(office.file("dispatched").number)
    filed = office.file("needs_info", photos=3)
    actions.reply(filed.number, filed.code, text="Tiang 7.", attachments=[add_photo().pk])
    actions.verify(filed.number, office.siti)
    for _ in range(3):
        actions.dispatch(filed.number, office.siti, unit="dishub")
        actions.send_back(filed.number, office.dewi, note="Bukan kami.")
    assert costs(filed.number) == short == (4, 4, 5)
