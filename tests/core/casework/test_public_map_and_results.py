"""Points of the public map and the newest pairs of before and after: published reports only."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.casework import actions, queries
from tests.support.cast import add_photo

PIN = {"lat": -6.1700044, "lon": 106.6100046}


@pytest.fixture
def office(cast):
    with cast.tangerang.seat():
        yield cast.tangerang


def answered(office, *, photos: int = 1, shown: int = 1, **changes):
    filed = office.file("in_progress", photos=photos, **changes)
    pictures = [add_photo().pk for _ in range(shown)]
    actions.answer(filed.number, office.dewi, text="Lampu sudah diganti.", attachments=pictures)
    return filed


def test_points_are_those_of_published_reports(office) -> None:
    first, second = office.file("verified", **PIN), office.file("in_progress", **PIN)
    office.file("submitted", **PIN)
    office.file("verified", visibility="secret", **PIN)
    office.file("verified")
    with CaptureQueriesContext(connection) as asked:
        points = queries.public_points(queries.Filter())
    assert len(asked) == 1
    name = "Lampu penerangan jalan umum (PJU) padam"
    assert points == [
        queries.Point(*PIN.values(), "proses", second.number, name),
        queries.Point(*PIN.values(), "menunggu", first.number, name),
    ]


def test_points_follow_the_filter_and_are_bounded(office) -> None:
    numbers = [office.file("verified", **PIN).number for _ in range(3)]
    office.file("verified", category="drainase", description="Selokan mampet di depan sekolah.", **PIN)
    lights = queries.Filter(category="pju-padam")
    assert [point.number for point in queries.public_points(lights, size=2)] == numbers[:0:-1]
    assert [point.category for point in queries.public_points(queries.Filter(words="selokan"))] == [
        "Saluran air / drainase tersumbat"
    ]


def test_a_result_is_the_first_photo_and_the_newest_answers_first(office) -> None:
    filed = answered(office, photos=2, shown=2)
    with CaptureQueriesContext(connection) as asked:
        (result,) = queries.latest_results()
    assert len(asked) == 2
    photos = list(filed.report.attachments.order_by("uploaded_at"))
    assert (result.report.number, result.before, result.after) == (filed.number, photos[0], photos[2])
    assert result.report.category.code == "pju-padam"


def test_no_result_without_both_photos_or_of_what_is_not_public(office) -> None:
    answered(office, photos=0)
    answered(office, shown=0)
    answered(office, visibility="secret")
    office.file("verified", photos=1)
    with CaptureQueriesContext(connection) as asked:
        assert queries.latest_results() == []
    assert len(asked) == 1


def test_no_result_with_a_hidden_photo_or_an_answer_taken_back(office) -> None:
    hidden, undone = answered(office), answered(office)
    photo = hidden.report.attachments.get(seq=1)
    actions.hide_photo(hidden.number, office.siti, photo=photo.pk)
    actions.undo(undone.number, office.dewi)
    assert queries.latest_results() == []


def test_the_newest_results_first(office) -> None:
    numbers = [answered(office).number for _ in range(3)]
    assert [result.report.number for result in queries.latest_results(size=2)] == numbers[:0:-1]
