"""Boundary files on their way into the database."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tenants.areas import lookup
from tenants.areas.importing import ATTRIBUTION, ImportRefused, import_file
from tenants.areas.index import PinState
from tenants.areas.models import Area, Boundary, BoundaryImport

pytestmark = pytest.mark.usefixtures("as_owner")


@pytest.fixture
def made_up_file(write_geojson: Callable[..., Path], made_up_features: list[dict]) -> Path:
    return write_geojson(made_up_features)


def test_import_answers_what_it_wrote(made_up_file: Path) -> None:
    result = import_file(made_up_file)
    assert (result.counts, result.skipped, result.repaired) == ({2: 2, 3: 1, 4: 3}, [], [])
    assert Boundary.objects.count() == 6
    row = Boundary.objects.select_related("source").get(code="61.71.01.1003")
    assert (row.level, row.city_code, row.west, row.south, row.east, row.north) == (
        4,
        "61.71",
        109.34,
        -0.02,
        109.38,
        0.02,
    )
    assert (row.source.file_name, row.source.attribution) == ("batas.geojson", ATTRIBUTION)


def test_boundaries_have_names_although_no_tenant_was_made(made_up_file: Path) -> None:
    import_file(made_up_file)
    place = lookup.locate(0.0, 109.33)
    assert (place.code, place.name, place.kecamatan, place.city_name) == (
        "61.71.01.1002",
        "Benuamelayu Laut",
        "Pontianak Selatan",
        "Kota Pontianak",
    )


def test_attribution_is_shown_with_the_outlines(made_up_file: Path) -> None:
    import_file(made_up_file)
    assert json.loads(lookup.outlines("61.71", 4))["attribution"] == (
        "Batas wilayah: cahyadsn/wilayah_boundaries (MIT), diturunkan dari data Badan Informasi Geospasial; indikatif."
    )
    import_file(made_up_file, attribution="Batas wilayah: dinas.")
    assert json.loads(lookup.outlines("61.71", 4))["attribution"] == "Batas wilayah: dinas."


def test_second_import_replaces_the_same_boundaries(
    made_up_file: Path, made_up_features: list[dict], write_geojson: Callable[..., Path]
) -> None:
    import_file(made_up_file)
    assert lookup.resolve_pin(0.0, 109.45, "61.12").state is PinState.INSIDE
    moved = next(feature for feature in made_up_features if feature["properties"]["code"] == "61.12.01.2001")
    moved["geometry"] = {"type": "Polygon", "coordinates": [[[110, 1], [111, 1], [111, 2], [110, 1]]]}
    assert import_file(write_geojson([moved])).counts == {4: 1}
    assert (Boundary.objects.count(), BoundaryImport.objects.count()) == (6, 2)
    assert lookup.locate(1.1, 110.5).code == "61.12.01.2001"
    assert lookup.locate(0.0, 109.45).code == "61.12"


def test_one_bad_feature_and_nothing_is_written(
    made_up_features: list[dict], write_geojson: Callable[..., Path]
) -> None:
    made_up_features[-1]["properties"]["code"] = "61.71.01.9999"
    before = Area.objects.count()
    with pytest.raises(ImportRefused, match=r"Feature 61\.71\.01\.9999: Kemendagri's list has no such code\."):
        import_file(write_geojson(made_up_features))
    assert (Boundary.objects.count(), BoundaryImport.objects.count(), Area.objects.count()) == (0, 0, before)


def test_failure_while_writing_leaves_nothing(made_up_file: Path) -> None:
    def interrupted(done: int, total: int) -> None:
        if done > total // 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_file(made_up_file, progress=interrupted)
    assert (Boundary.objects.count(), BoundaryImport.objects.count()) == (0, 0)


def test_progress_counts_up_to_its_total(made_up_file: Path) -> None:
    told: list[tuple[int, int]] = []
    import_file(made_up_file, progress=lambda done, total: told.append((done, total)))
    assert (told[0], told[-1], told == sorted(told)) == ((1, 12), (12, 12), True)


def test_known_points_from_files(atlas_name: str, boundary_paths: dict[str, list[Path]]) -> None:
    lat, lon, code, counts = {
        "made up": (0, 109.33, "61.71.01.1002", {2: 2, 3: 1, 4: 3}),
        "banten": (-6.1702, 106.6403, "36.71.01.1002", {2: 8, 3: 155, 4: 1552}),
    }[atlas_name]
    written: dict[int, int] = {}
    for path in boundary_paths[atlas_name]:
        written |= import_file(path).counts
    assert (written, lookup.locate(lat, lon).code) == (counts, code)
    assert lookup.check_choice(lat, lon, code, code[:5]).state == "matched"


def test_file_name_that_is_no_text_and_too_long(
    made_up_features: list[dict], write_geojson: Callable[..., Path]
) -> None:
    path = write_geojson(made_up_features, name="\udcff" + "a" * 240)
    import_file(path)
    assert BoundaryImport.objects.get().file_name == "?" + "a" * 240
