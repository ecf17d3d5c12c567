"""The public finds a report by number, by words of its published text, by filters; never by what it may not read."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.casework import actions, queries
from tests.support.cast import NAME

WORDS = "Selokan depan Toko Sinar Jaya mampet, airnya meluap ke rumah Pak Bambang."
PUBLIC = "Selokan depan toko mampet, airnya meluap ke rumah warga."


@pytest.fixture
def office(cast):
    with cast.tangerang.seat():
        yield cast.tangerang


def found(words: str, **filters: str) -> list[str]:
    return [report.number for report in queries.public_list(words=words, **filters).reports]


@pytest.mark.parametrize(
    "words", ["selokan", "SELOKAN mampet", "mampet selokan", "selok", "sinar-jaya", "meluap, mampet!"]
)
def test_by_words_of_its_text(office, words: str) -> None:
    filed = office.file("verified", description=WORDS)
    office.file("verified")
    assert found(words) == [filed.number]


@pytest.mark.parametrize("words", ["selokan rusak", "lokan", "!!", "& | <->", "\x00", "':*", NAME])
def test_not_by_words_it_does_not_have(office, words: str) -> None:
    office.file("verified", description=WORDS)
    assert found(words) == []


def test_blank_words_narrow_nothing(office) -> None:
    filed = office.file("submitted")
    assert found("  ") == [filed.number]


def test_by_number_however_it_is_typed_even_before_it_is_verified(office) -> None:
    filed = office.file("submitted")
    office.file("submitted")
    assert found(filed.number) == [filed.number]
    assert found(filed.number.replace("-", " ").lower()) == [filed.number]


def test_not_by_words_before_it_is_verified_nor_when_secret(office) -> None:
    office.file("submitted", description=WORDS)
    secret = office.file("verified", description=WORDS, visibility="secret")
    assert found("selokan") == []
    assert found(secret.number) == []


def test_not_by_words_a_redaction_took_out(office) -> None:
    filed = office.file("verified", description=WORDS)
    actions.redact(filed.number, office.siti, text=PUBLIC)
    assert found("bambang") == []
    assert found("sinar") == []
    assert found("warga") == [filed.number]
    actions.redact(filed.number, office.siti, text="")
    assert found("bambang") == [filed.number]


def test_words_and_filters_together(office) -> None:
    filed = office.file("in_progress", description=WORDS, category="drainase")
    assert found("selokan", status="proses", category="drainase", area="36.71.01") == [filed.number]
    assert found("selokan", status="selesai") == []
    assert found("selokan", area="36.71.02") == []


def test_a_page_of_a_search_is_one_query_and_leads_to_the_next(office) -> None:
    numbers = [office.file("verified", description=f"{WORDS} {n}").number for n in range(3)]
    with CaptureQueriesContext(
        connection,
    ) as asked:
        page = queries.public_list(words="selokan", size=2)
    assert len(asked) == 1
    assert [report.number for report in page.reports] == numbers[:0:-1]
    rest = queries.public_list(words="selokan", size=2, after=page.next_key)
    assert ([report.number for report in rest.reports], rest.next_key) == (numbers[:1], "")


def test_the_index_serves_the_search(office) -> None:
    """The query's expression and condition are the index's own, or the index would be of no use."""
    office.file("verified", description=WORDS)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = queries.Filter(words="selokan").of(queries.public_reports()).explain()
    assert "report_public_words" in plan
