"""Made-up boundaries for real codes on the equator, and the Banten files where they are present.

Kota Pontianak (61.71) has two kelurahan side by side, the first with a hole; Kabupaten Kubu Raya (61.12) touches it.
Kota Singkawang (61.72) has no boundaries.

    109.30              109.34              109.38              109.50
      | Benuamelayu Laut  | Benuamelayu Darat | Sungai Raya       |   latitude 0.02
      | 61.71.01.1002     | 61.71.01.1003     | 61.12.01.2001     |      to -0.02
"""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import shapely
from psycopg2.extensions import parse_dsn

from tenants.areas.index import AreaRow, AreaShape, Atlas

HOLE = (109.31, 0.005, 109.32, 0.015)
AREAS = [
    AreaRow("61.12", "Kabupaten Kubu Raya", "kabupaten"),
    AreaRow("61.12.01", "Sungai Raya", "kecamatan"),
    AreaRow("61.12.01.2001", "Sungai Raya", "desa"),
    AreaRow("61.71", "Kota Pontianak", "kota"),
    AreaRow("61.71.01", "Pontianak Selatan", "kecamatan"),
    AreaRow("61.71.01.1002", "Benuamelayu Laut", "kelurahan"),
    AreaRow("61.71.01.1003", "Benuamelayu Darat", "kelurahan"),
    AreaRow("61.71.02", "Pontianak Timur", "kecamatan"),
    AreaRow("61.71.02.1001", "Paritmayor", "kelurahan"),
    AreaRow("61.72", "Kota Singkawang", "kota"),
    AreaRow("61.72.01", "Singkawang Tengah", "kecamatan"),
    AreaRow("61.72.01.1001", "Roban", "kelurahan"),
]


def _made_up_geometries() -> dict[str, shapely.Geometry]:
    pontianak = shapely.box(109.30, -0.02, 109.38, 0.02).difference(shapely.box(*HOLE))
    east = shapely.box(109.38, -0.02, 109.50, 0.02)
    return {
        "61.12": east,
        "61.12.01.2001": east,
        "61.71": pontianak,
        "61.71.01": pontianak,
        "61.71.01.1002": pontianak.intersection(shapely.box(109.30, -0.02, 109.34, 0.02)),
        "61.71.01.1003": shapely.box(109.34, -0.02, 109.38, 0.02),
    }


def _reference_files() -> list[Path]:
    """The boundary files, coarsest first, in LAKSA_TEST_BOUNDARIES or beside the project."""
    beside = Path(__file__).resolve().parents[4] / "shared" / "data"
    folder = Path(os.environ.get("LAKSA_TEST_BOUNDARIES", beside))
    names = ("kabkota", "kecamatan", "kelurahan")
    return [path for name in names if (path := folder / f"boundaries-banten-{name}.geojson").is_file()]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """`atlas_name` runs over every atlas there is, `known_point` over the points of each.

    The made-up one always runs; the real one is collected where the files are.
    """
    names = ["made up", *(["banten"] if _reference_files() else [])]
    if "known_point" in metafunc.fixturenames:
        points = [(name, *point) for name in names for point in metafunc.module.KNOWN_POINTS[name]]
        metafunc.parametrize("known_point", points, ids=[f"{point[0]} {point[1]},{point[2]}" for point in points])
    if "atlas_name" in metafunc.fixturenames:
        metafunc.parametrize("atlas_name", names)


@pytest.fixture(scope="session")
def reference_features() -> list[dict]:
    """Features of the Banten boundary files; none where the files are absent (they are not part of the product)."""
    documents = [json.loads(path.read_text(encoding="utf-8")) for path in _reference_files()]
    return [feature for document in documents for feature in document["features"]]


@pytest.fixture
def boundary_paths(write_geojson: Callable[[list[dict]], Path], made_up_features: list[dict]) -> dict[str, list[Path]]:
    """Boundary files by the name of their atlas."""
    return {"made up": [write_geojson(made_up_features)], "banten": _reference_files()}


@pytest.fixture(scope="session")
def atlas_named(reference_features: list[dict]) -> Callable[[str], Atlas]:
    """An atlas by the name `pytest_generate_tests` gives."""
    made = {
        "made up": Atlas.of(
            AREAS, [AreaShape(code, shape, "Peta uji.") for code, shape in _made_up_geometries().items()]
        )
    }
    if reference_features:
        facts = [feature["properties"] for feature in reference_features]
        rows = [AreaRow(fact["code"], fact["name"], fact["type"]) for fact in facts]
        shapes = [
            AreaShape(fact["code"], shapely.from_geojson(json.dumps(feature["geometry"])))
            for fact, feature in zip(facts, reference_features, strict=True)
        ]
        made["banten"] = Atlas.of(rows, shapes)
    return made.__getitem__


@pytest.fixture(scope="session")
def atlas(atlas_named: Callable[[str], Atlas]) -> Atlas:
    """The made-up atlas."""
    return atlas_named("made up")


@pytest.fixture
def fresh_memory() -> Iterator[None]:
    """What one test reads from the database must not answer the next."""
    from tenants.areas import lookup

    lookup.forget()
    yield
    lookup.forget()


@pytest.fixture
def owner_login(
    django_db_setup: None, django_db_blocker, settings, server_dsn: str, fresh_memory: None
) -> Iterator[None]:
    """Django's connection logs in as the owner, as it does in the commands that seed and import."""
    from django.db import connections

    default = connections["default"]
    before = default.settings_dict.copy()
    owner = parse_dsn(server_dsn)
    with django_db_blocker.unblock():
        default.close()
        settings.DATABASE_LOGIN = "owner"
        default.settings_dict.update(USER=owner["user"], PASSWORD=owner.get("password", ""))
        yield
        default.close()
        default.settings_dict.update(before)


@pytest.fixture
def as_owner(owner_login: None, db: None) -> None:
    """The test is the owner; what it writes is rolled back."""


@pytest.fixture
def made_up_features() -> list[dict]:
    """The made-up boundaries as GeoJSON features, with real codes."""
    return [
        {
            "type": "Feature",
            "properties": {"code": code, "level": code.count(".") + 1, "parent": code.rpartition(".")[0]},
            "geometry": json.loads(shapely.to_geojson(geometry)),
        }
        for code, geometry in _made_up_geometries().items()
    ]


@pytest.fixture
def write_geojson(tmp_path: Path) -> Callable[[list[dict]], Path]:
    """Writes features to a file and names it."""

    def write(features: list[dict], name: str = "batas.geojson") -> Path:
        path = tmp_path / name
        path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
        return path

    return write
