"""A citizen's browser in Kota Tangerang, and a city whose boundaries are three squares beside each other.

    106.58               106.60     106.62     106.64               106.66
      | Serpong            | Sukarasa | Sukaasih | Malingping Utara   |   latitude -6.16
      | Kota Tangerang     |   Kota Tangerang    | Kabupaten Lebak    |
      | Selatan: no site   |                     | has a site         |      to -6.18

Imports wait until Django is set up, which this folder's conftest may be older than.
"""

from collections.abc import Callable, Iterator

import pytest
import shapely


@pytest.fixture(autouse=True)
def _no_memories() -> Iterator[None]:
    """What one test leaves in the memory of areas does not answer for the next."""
    from tenants.areas import lookup

    lookup.forget()
    yield
    lookup.forget()


@pytest.fixture
def office(cast):
    """Kota Tangerang."""
    return cast.tangerang


@pytest.fixture
def new_client(request: pytest.FixtureRequest) -> Callable:
    """Makes one more citizen's browser, without cookies."""
    request.getfixturevalue("fresh_database" if "fresh_database" in request.fixturenames else "db")
    from django.test import Client

    from tests.web.places import CITY

    return lambda **settings: Client(HTTP_HOST=CITY, **settings)


@pytest.fixture
def client(new_client: Callable):
    return new_client()


@pytest.fixture
def boundaries(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The squares above, in the memory of this process, with the real names."""
    from tenants.areas import lookup
    from tenants.areas.index import AreaRow, AreaShape, Atlas
    from tenants.areas.models import Area
    from tenants.seats import tenant_seat

    boxes = {
        "36.74.01.1001": shapely.box(106.58, -6.18, 106.60, -6.16),
        "36.71.01.1001": shapely.box(106.60, -6.18, 106.62, -6.16),
        "36.71.01.1002": shapely.box(106.62, -6.18, 106.64, -6.16),
        "36.02.01.2002": shapely.box(106.64, -6.18, 106.66, -6.16),
    }
    with tenant_seat("t3671"):
        rows = [AreaRow(*row) for row in Area.objects.values_list("code", "name", "type")]
    rows.append(AreaRow("36.74", "Kota Tangerang Selatan", "kota"))
    shapes = [AreaShape(code, box, "Peta uji.") for code, box in boxes.items()]
    atlas = Atlas.of(rows, shapes)
    monkeypatch.setattr(lookup, "_atlas", lambda: atlas)
