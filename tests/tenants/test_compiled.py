"""Queries whose text is made once, and rows written by one statement (decision 28)."""

import pytest
from django.db import connection
from django.db.models import F, QuerySet
from django.test.utils import CaptureQueriesContext

from core.catalogue.models import Category, Unit
from tenants.compiled import compiled
from tenants.rows import write


@compiled
def _of_unit(code: str, name: str) -> QuerySet[Category]:
    rows = Category.objects.filter(lead_unit__code=code).exclude(name__contains="100%").exclude(name=name)
    return rows.annotate(unit=F("lead_unit__code")).select_related("lead_unit").order_by("pk")


def unit(code: str) -> Unit:
    return Unit(code=code, name="Dinas Contoh", short_name=code, type="dinas")


def category(code: str, of: Unit) -> Category:
    return Category(code=code, name=code, group="lain", lead_unit=of, keywords=["satu", "dua"])


@pytest.fixture(autouse=True)
def seat(cast):
    with cast.tangerang.seat():
        yield


def test_the_same_rows_as_the_queryset_whatever_the_values():
    first, second = unit("contoh-1"), unit("contoh-2")
    write(first, second)
    write(*(category(f"c{number}", first) for number in range(3)), category("c3", second))
    for code, name, found in (("contoh-1", "c1", ["c0", "c2"]), ("contoh-2", "", ["c3"]), ("'; --", "", [])):
        rows = _of_unit(code, name)
        assert [row.code for row in rows] == found
        assert [(row.lead_unit.code, row.unit, row.keywords) for row in rows] == [(code, code, ["satu", "dua"])] * len(
            found
        )


def test_two_that_differ_in_a_constant_are_two():
    write(unit("contoh-1"), unit("contoh-2"))
    first = compiled(lambda name: Unit.objects.filter(code="contoh-1", name=name))
    second = compiled(lambda name: Unit.objects.filter(code="contoh-2", name=name))
    assert [query.first("Dinas Contoh").code for query in (first, second)] == ["contoh-1", "contoh-2"]


def test_what_several_rows_refer_to_is_one_object():
    lead = unit("contoh-1")
    write(lead, category("c1", lead), category("c2", lead))
    one, other = _of_unit("contoh-1", "")
    assert one.lead_unit is other.lead_unit
    assert _of_unit.first("contoh-1", "").lead_unit is not one.lead_unit


def test_it_is_planned_once_a_connection():
    _of_unit("contoh-1", "")
    with CaptureQueriesContext(connection) as asked:
        _of_unit("contoh-2", "")
    assert [query["sql"][:18] for query in asked] == ['EXECUTE "_of_unit ']


def test_a_new_row_gets_its_key_and_those_that_refer_to_it_get_it_too():
    lead = unit("contoh-1")
    rows = [category("c1", lead), category("c2", lead)]
    with CaptureQueriesContext(connection) as asked:
        write(lead, *rows)
    assert len(asked) == 1
    assert [row.lead_unit_id for row in rows] == [lead.pk, lead.pk]
    assert {row.pk: row.code for row in Category.objects.filter(lead_unit=lead)} == {row.pk: row.code for row in rows}


def test_rows_are_added_and_changed_by_one_statement():
    lead = unit("contoh-1")
    write(lead)
    lead.short_name, lead.name = "Dua", "not written"
    write(category("c1", lead), changed=lead, columns=["short_name"])
    lead.refresh_from_db()
    assert (lead.short_name, lead.name, lead.leads.get().code) == ("Dua", "Dinas Contoh", "c1")
