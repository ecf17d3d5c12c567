"""The kelurahan a citizen chose against the pin he or she set."""

import pytest
import shapely

from tenants.areas.index import AreaRow, AreaShape, Atlas, Choice, ChoiceState, PinState, Refusal

LAUT, DARAT = "61.71.01.1002", "61.71.01.1003"


def outcome(choice: Choice) -> tuple[ChoiceState, Refusal | None]:
    return choice.state, choice.refusal


@pytest.mark.parametrize(
    ("lat", "lon", "chosen", "state", "pin"),
    [
        (0.0, 109.33, LAUT, ChoiceState.MATCHED, PinState.INSIDE),
        (0, 109.33, DARAT, ChoiceState.MISMATCH, PinState.INSIDE),
        (0.0, 109.2995, LAUT, ChoiceState.MATCHED, PinState.NEAR),
        (0.0, 109.2995, DARAT, ChoiceState.MISMATCH, PinState.NEAR),
    ],
)
def test_choice_stands_and_says_whether_the_pin_agrees(
    atlas: Atlas, lat: float, lon: float, chosen: str, state: ChoiceState, pin: PinState
) -> None:
    choice = atlas.check_choice(lat, lon, chosen, "61.71")
    assert (*outcome(choice), choice.pin.state, choice.place.code) == (state, None, pin, chosen)


@pytest.mark.parametrize(("lat", "lon"), [(None, None), (0.0, None), (None, 109.33)])
def test_choice_without_a_pin_is_unchecked(atlas: Atlas, lat: float | None, lon: float | None) -> None:
    choice = atlas.check_choice(lat, lon, DARAT, "61.71")
    assert (*outcome(choice), choice.pin, choice.place.name) == (
        ChoiceState.UNCHECKED,
        None,
        None,
        "Benuamelayu Darat",
    )


def test_choice_in_a_city_without_boundaries_is_unchecked(atlas: Atlas) -> None:
    choice = atlas.check_choice(0.9, 108.98, "61.72.01.1001", "61.72")
    assert (*outcome(choice), choice.pin.state) == (ChoiceState.UNCHECKED, None, PinState.UNCHECKED)


def test_coarse_boundary_can_contradict_a_choice_but_not_confirm_it() -> None:
    rows = [AreaRow(f"11.01.0{k}.200{v}", "Desa", "desa") for k in (1, 2) for v in (1, 2)]
    coarse = Atlas.of(
        [AreaRow("11.01", "Kabupaten Satu", "kabupaten"), *rows], [AreaShape("11.01.01", shapely.box(0, 0, 1, 1))]
    )
    chosen = ("11.01.01.2001", "11.01.02.2001")
    states = [coarse.check_choice(0.5, 0.5, code, "11.01").state for code in chosen]
    assert states == [ChoiceState.UNCHECKED, ChoiceState.MISMATCH]


@pytest.mark.parametrize(
    ("chosen", "refusal", "known"),
    [
        ("61.71.01.9999", Refusal.UNKNOWN_AREA, False),
        ("99.99.99.9999", Refusal.UNKNOWN_AREA, False),
        ("6171011002", Refusal.UNKNOWN_AREA, False),
        ("", Refusal.UNKNOWN_AREA, False),
        ("' OR 1=1", Refusal.UNKNOWN_AREA, False),
        ("61.71.01.1002\n", Refusal.UNKNOWN_AREA, False),
        ("٦١.٧١.٠١.١٠٠٢", Refusal.UNKNOWN_AREA, False),
        ("61", Refusal.UNKNOWN_AREA, False),
        ("61.71", Refusal.NOT_A_KELURAHAN, True),
        ("61.71.01", Refusal.NOT_A_KELURAHAN, True),
        ("61.12.01.2001", Refusal.OTHER_CITY, True),
        ("61.72", Refusal.OTHER_CITY, True),
    ],
)
def test_choice_that_is_no_kelurahan_of_the_city_is_refused(
    atlas: Atlas, chosen: str, refusal: Refusal, known: bool
) -> None:
    for lat, lon in ((0.0, 109.33), (None, None)):
        choice = atlas.check_choice(lat, lon, chosen, "61.71")
        assert (*outcome(choice), choice.place is not None) == (ChoiceState.REFUSED, refusal, known)


def test_choice_does_not_stand_when_the_pin_is_out_of_the_city(atlas: Atlas) -> None:
    elsewhere = atlas.check_choice(0.0, 109.4, LAUT, "61.71")
    assert (*outcome(elsewhere), elsewhere.pin.place.city_code) == (
        ChoiceState.REFUSED,
        Refusal.PIN_ELSEWHERE,
        "61.12",
    )
    sea = atlas.check_choice(0.0, 109.2, LAUT, "61.71")
    assert (*outcome(sea), sea.pin.state) == (ChoiceState.REFUSED, Refusal.PIN_OUTSIDE, PinState.OUTSIDE)
