"""Areas served from the memory of the process, read in a city's own seat."""

from pathlib import Path

import pytest

from tenants.areas import lookup
from tenants.areas.index import PinState
from tenants.areas.models import Area, Boundary
from tenants.seats import province_seat, tenant_seat
from tests.support.standing_clock import StandingClock

pytestmark = pytest.mark.usefixtures("fresh_memory")


def test_city_without_boundaries_lists_its_areas_in_its_seat(db: None) -> None:
    with tenant_seat("t3671"):
        groups = lookup.areas_of("36.71")
        assert (len(groups), sum(len(group.areas) for group in groups)) == (13, 104)
        assert (groups[0].name, groups[0].areas[0].name) == ("Batuceper", "Batu Jaya")
        assert [place.name for place in lookup.search("36.71", "kel sukaasih")] == ["Sukaasih"]
        assert lookup.place_of("36.71.01.1002").kecamatan == "Tangerang"
        assert (lookup.name_of("36.71"), lookup.name_of("36.72"), lookup.name_of("36.71.99")) == (
            "Kota Tangerang",
            "Kota Cilegon",
            None,
        )
        assert lookup.resolve_pin(-6.1702, 106.6403, "36.71").state is PinState.UNCHECKED
        assert lookup.check_choice(-6.1702, 106.6403, "36.71.01.1002", "36.71").state == "unchecked"
        assert lookup.locate(-6.1702, 106.6403) is None
        assert (lookup.has_boundaries("36.71"), lookup.bbox("36.71"), lookup.centre("36.71")) == (False, None, None)


def test_province_reads_the_same_memory(db: None) -> None:
    with province_seat():
        assert lookup.name_of("36.02") == "Kabupaten Lebak"
        assert sum(len(group.areas) for group in lookup.areas_of("36.02")) == 345


def test_city_may_read_areas_but_not_change_them(db: None) -> None:
    from django.db import transaction
    from django.db.utils import ProgrammingError

    with tenant_seat("t3671"):
        assert Boundary.objects.count() == 0
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            Area.objects.filter(code="36.71").update(name="x")


def test_questions_cost_no_query_once_the_city_is_in_memory(db: None, django_assert_num_queries) -> None:
    with tenant_seat("t3671"):
        lookup.search("36.71", "suka")
        with django_assert_num_queries(0):
            for _ in range(3):
                lookup.search("36.71", "suka")
                lookup.check_choice(0.0, 109.0, "36.71.01.1002", "36.71")
                lookup.outlines("36.71", 4)


def test_nothing_new_keeps_the_memory_when_its_time_is_over(
    db: None, django_assert_num_queries, clock: StandingClock
) -> None:
    with tenant_seat("t3671"):
        before = lookup.areas_of("36.71")
        clock.advance(lookup.RECHECK_SECONDS)
        with django_assert_num_queries(2):
            assert lookup.areas_of("36.71") is before


def test_another_process_sees_an_import(
    fresh_database, clock: StandingClock, atlas_name: str, boundary_paths: dict[str, list[Path]]
) -> None:
    lat, lon, code = {"made up": (0.0, 109.33, "61.71.01.1002"), "banten": (-6.1702, 106.6403, "36.71.01.1002")}[
        atlas_name
    ]
    with tenant_seat("t3671"):
        assert lookup.locate(lat, lon) is None
        for path in boundary_paths[atlas_name]:
            answer = fresh_database.laksa("areas", "import", str(path))
            assert (answer.returncode, answer.stdout.split(":")[0]) == (0, "Boundaries written"), answer.stderr
        assert lookup.locate(lat, lon) is None  # not asked again yet
        clock.advance(lookup.RECHECK_SECONDS)
        assert lookup.locate(lat, lon).code == code
        assert lookup.centre(code) is not None


def test_command_says_what_is_wrong_with_a_file(fresh_database, tmp_path: Path) -> None:
    (tmp_path / "batas.geojson").write_text("{}")
    answer = fresh_database.laksa("areas", "import", str(tmp_path / "batas.geojson"))
    assert answer.returncode == 1
    assert answer.stderr.splitlines()[-1].endswith("batas.geojson is not a GeoJSON FeatureCollection.")
