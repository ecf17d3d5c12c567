"""Where a report is: the citizen's choice stands within the city, the pin is held against it, the border leads on.

Two made-up cities with real codes side by side, each with two kelurahan; see `boxes`.
"""

import json
from collections.abc import Iterator

import pytest
import shapely

from core.casework import actions, queries
from core.common.errors import Invalid
from core.reports.drafts import Elsewhere
from tenants.areas import importing, lookup
from tests.support.owner import owner_login

#   106.60        106.62        106.64        106.66        106.68
#     | 36.71.01.1001 | 36.71.01.1002 | 36.02.01.2003 | 36.02.01.2002 |   latitude -6.10 to -6.12
BOXES = {
    "36.71.01.1001": (106.60, 106.62),
    "36.71.01.1002": (106.62, 106.64),
    "36.02.01.2003": (106.64, 106.66),
    "36.02.01.2002": (106.66, 106.68),
}
LAT = -6.11
METRE = 1 / 110_600  # of longitude in degrees, about, this near to the equator


def _features() -> list[dict]:
    boxes = {code: shapely.box(west, -6.12, east, -6.10) for code, (west, east) in BOXES.items()}
    for city in ("36.71", "36.02"):
        for code in (city, f"{city}.01"):
            boxes[code] = shapely.union_all([box for name, box in boxes.items() if name.startswith(city)])
    return [
        {
            "type": "Feature",
            "properties": {"code": code, "level": code.count(".") + 1, "parent": code.rpartition(".")[0]},
            "geometry": json.loads(shapely.to_geojson(box)),
        }
        for code, box in boxes.items()
    ]


@pytest.fixture
def office(fresh_database, cast, tmp_path) -> Iterator:
    path = tmp_path / "batas.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": _features()}))
    with owner_login(fresh_database.variables["DATABASE_URL"]):
        importing.import_file(path)
    lookup.forget()
    with cast.tangerang.seat():
        yield cast.tangerang
    lookup.forget()


def placed(office, lat, lon, area="") -> tuple[str, str] | dict[str, list[str]]:
    """Area and check of the report, or the sentences of the refusal."""
    try:
        report = actions.submit(office.draft(lat=lat, lon=lon, area=area)).report
    except Invalid as refused:
        return {name: [str(sentence) for sentence in sentences] for name, sentences in refused.errors.items()}
    return report.area_code, report.area_check


def test_pin_and_choice_are_held_against_each_other(office):
    here, next_door = "36.71.01.1001", "36.71.01.1002"
    assert placed(office, LAT, 106.61) == (here, "matched")
    assert placed(office, LAT, 106.61, here) == (here, "matched")
    assert placed(office, LAT, 106.61, next_door) == (next_door, "mismatch")
    assert placed(office, None, None, next_door) == (next_door, "unchecked")
    assert placed(office, LAT, 106.60 - 140 * METRE) == (here, "near")
    outside = "Tempat ini berada di luar daerah ini. Pindahkan pin ke dalam batas daerah."
    assert placed(office, LAT, 106.60 - 160 * METRE) == {"location": [outside]}
    assert placed(office, LAT, 106.50, here) == {"location": [outside]}
    unknown = "Kelurahan/desa ini tidak ada di daerah ini. Pilih dari daftar."
    for area in ("36.02.01.2003", "36.71", "36.71.01", "99.99.99.9999", "x"):
        assert placed(office, LAT, 106.61, area) == {"area": [unknown]}


def test_a_pin_in_the_city_next_door_leads_there_and_is_carried_along(office):
    lebak = "Tempat ini berada di Kabupaten Lebak. Laporkan di situs Kabupaten Lebak."
    assert placed(office, LAT, 106.67) == {"location": [lebak]}
    with pytest.raises(Elsewhere) as refused:
        actions.submit(office.draft(lat=str(LAT), lon="106.67", area="36.71.01.1001", description="pendek"))
    elsewhere = refused.value
    assert (elsewhere.code, elsewhere.city_code, elsewhere.lat, elsewhere.lon) == ("elsewhere", "36.02", LAT, 106.67)
    # What else is wrong is told as well.
    assert sorted(elsewhere.errors) == ["description", "location"]
    assert queries.neighbour_address("36.02").startswith("http://kab-lebak.localhost")
    assert queries.neighbour_address("36.74") == ""
