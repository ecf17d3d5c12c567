"""How many cities are compared: known without asking each time, so a page's statements do not hang on the last one."""

from oversight.queries import number_of_cities
from tenants.models import Tenant
from tenants.seats import province_seat
from tests.oversight.ledger_rows import Ledger


def test_cities_in_the_figures_are_counted_once_a_minute(fresh_database, clock, django_assert_num_queries):
    ledger = Ledger(fresh_database.owner())
    clock.advance(60)
    with province_seat():
        assert number_of_cities() == 2
        ledger.city("36.72", name="Kota Cilegon")
        with django_assert_num_queries(0):
            assert number_of_cities() == 2
        clock.advance(60)
        with django_assert_num_queries(1):
            assert number_of_cities() == 3


def test_closed_cities_and_sandboxes_are_in_no_figure(fresh_database, clock):
    owner = fresh_database.owner()
    Ledger(owner).city("36.72", name="Kota Cilegon")
    for column, code in (("is_enabled = false", "36.72"), ("is_sandbox = true", "36.02")):
        with owner.cursor() as cursor:
            cursor.execute(f"UPDATE tenants_tenant SET {column} WHERE code = %s", [code])
        clock.advance(60)
    with province_seat():
        assert number_of_cities() == Tenant.objects.count() - 1 - 2  # the province, the closed one, the sandbox
