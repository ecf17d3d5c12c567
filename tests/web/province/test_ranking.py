"""With hundreds of cities a page shows a part of the ranking, and costs as much as before."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.common import remembered_answers
from tenants.remembered import forget_everything
from tests.oversight.ledger_rows import Ledger
from tests.web.province.test_front_page import table_rows, text_of


@pytest.fixture
def many(ledger: Ledger) -> Iterator[Ledger]:
    """Ninety-nine more cities, of which the n-th has received n reports modulo 7."""
    forget_everything()
    now = timezone.now()
    for number in range(100, 199):
        schema = ledger.city(f"{number // 100}{number % 10}.{number % 100:02}", name=f"Kota Nomor {number}")
        for _report in range(number % 7):
            ledger.tell(schema, ("submitted", now), total=now)
    yield ledger
    forget_everything()


def test_a_page_of_the_ranking_and_the_ways_on(many, anybody_now):
    for _time in range(2):  # the second one has statements and the number of cities in memory
        page = anybody_now.get("/?urut=masuk").content.decode()
        words = text_of(page)
        assert "Peringkat 1–20 dari 101 kabupaten/kota menurut Laporan masuk." in words
        assert len(table_rows(page, "figures-caption")) == 21
        assert len(re.findall(r'<svg class="bar"', page)) == 20
    last = anybody_now.get("/?urut=masuk&halaman=6").content.decode()
    assert "Peringkat 101–101 dari 101" in text_of(last)
    assert 'rel="prev"' in last
    assert 'rel="next"' not in last
    assert "Peringkat 101–101" in text_of(anybody_now.get("/?urut=masuk&halaman=99").content.decode())


def test_a_city_is_found_by_its_name(many, anybody_now):
    page = anybody_now.get("/?kota=nomor+15").content.decode()
    assert '10 dari 101 kabupaten/kota bernama "nomor 15".' in text_of(page)
    assert "Kota Nomor 150" in table_rows(page, "figures-caption")


def test_many_cities_cost_no_more_statements(many, anybody_now):
    anybody_now.get("/")
    remembered_answers.forget()
    with CaptureQueriesContext(connection) as queries:
        anybody_now.get("/")
    # Whether anything has changed, the comparison, and the span before of those shown.
    assert sum('EXECUTE "figures' in query["sql"] for query in queries) == 3


@pytest.mark.parametrize("page", ["0", "-1", "x", "²", "99999999"])
def test_a_page_there_is_none_of_is_another_one(anybody, page):
    assert anybody.get(f"/?halaman={page}").status_code == 200


def test_one_of_many_cities_is_told_with_its_past(many, signed_in):
    year_ago = timezone.now() - timedelta(days=400)
    schema = many.city("36.72")
    for _report in range(3):
        many.tell(schema, ("submitted", year_ago), total=year_ago)
    client = signed_in("head")
    for _time in range(2):
        page = text_of(client.get("/ombudsman/kota-cilegon/?urut=masuk").content.decode())
        assert "0 laporan masuk, sebelumnya 3" in page


def test_the_seals_of_many_cities_are_shown_in_parts(many, anybody_now):
    page = anybody_now.get("/segel/").content.decode()
    assert "1–20 dari 101 kabupaten/kota." in text_of(page)
    assert len(table_rows(page, "seals-caption")) == 20
    found = anybody_now.get("/segel/?kota=nomor+15").content.decode()
    assert len(table_rows(found, "seals-caption")) == 10
    none = text_of(anybody_now.get("/segel/?kota=nirgendwo").content.decode())
    assert '0 dari 101 kabupaten/kota bernama "nirgendwo".' in none
    with CaptureQueriesContext(connection) as queries:
        assert len(anybody_now.get("/segel/terbaru.json").json()["cities"]) == 101
    assert sum("oversight_seal" in query["sql"] for query in queries) == 2  # theirs and the province's own


@pytest.mark.parametrize(
    ("path", "caption"), [("/ombudsman/umur/", "umur-caption"), ("/ombudsman/keutuhan/", "integrity-caption")]
)
def test_the_ombudsmans_tables_of_many_cities_are_shown_in_parts(many, signed_in, path, caption):
    client = signed_in("assistant")
    past = timezone.now() - timedelta(days=9)
    for number in range(100, 150):
        many.tell(f"t{number // 100}{number % 10}{number % 100:02}", ("submitted", past), total=past)
    page = client.get(path).content.decode()
    assert re.search(r"1–20 dari \d+ kabupaten/kota\.", text_of(page))
    assert len([name for name in table_rows(page, caption) if not name.startswith("Seluruh")]) == 20
    last = client.get(f"{path}?halaman=99").content.decode()
    assert 'rel="prev"' in last
    assert 'rel="next"' not in last
