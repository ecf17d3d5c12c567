"""A session works only in the tenant it began in."""

from django.contrib.sessions.models import Session
from django.test import Client

from tenants.seats import tenant_seat
from tests.web.places import OTHER_SCHEMA, SCHEMA


def test_a_session_remembers_within_its_city(city: Client) -> None:
    city.get("/ingat/?word=pohon")
    assert city.get("/baca/").content == b"pohon"


def test_a_cookie_carried_to_another_city_opens_nothing(city: Client, other_city: Client) -> None:
    city.get("/ingat/?word=pohon")
    other_city.cookies["laksa_session"] = city.cookies["laksa_session"].value
    assert other_city.get("/baca/").content == b"nothing"
    assert city.get("/baca/").content == b"pohon"


def test_even_a_copied_session_row_is_thrown_away(city: Client, other_city: Client) -> None:
    """Should a row ever reach another city's table (a restore into the wrong schema), it signs nobody in there."""
    city.get("/ingat/?word=pohon")
    key = city.cookies["laksa_session"].value
    with tenant_seat(SCHEMA):
        row = Session.objects.get(pk=key)
    with tenant_seat(OTHER_SCHEMA):
        Session.objects.create(session_key=row.session_key, session_data=row.session_data, expire_date=row.expire_date)
    other_city.cookies["laksa_session"] = key
    assert other_city.get("/baca/").content == b"nothing"
    with tenant_seat(OTHER_SCHEMA):
        assert not Session.objects.filter(pk=key).exists()


def test_without_a_cookie_no_session_is_looked_for(city: Client, django_assert_num_queries) -> None:
    city.get("/halaman/")
    with django_assert_num_queries(0):
        city.get("/halaman/")
