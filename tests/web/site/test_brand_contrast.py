"""Whatever colour a city chooses, its text stays readable (WCAG 2.2: 4.5:1 for text, 3:1 for edges)."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.site import brand

COLORS = st.tuples(*[st.integers(0, 255)] * 3).map(lambda rgb: "#{:02x}{:02x}{:02x}".format(*rgb))
TOKENS = Path(brand.__file__).parents[1] / "assets" / "styles" / "_tokens.scss"


@pytest.mark.parametrize("theme", [brand.LIGHT, brand.DARK], ids=["light", "dark"])
@given(color=COLORS)
def test_every_colour_gives_readable_text(theme: brand.Theme, color: str) -> None:
    palette = brand.palette(color, theme)
    assert brand.contrast(palette.on_brand, palette.brand) >= 4.5
    assert brand.contrast(palette.on_brand, palette.brand_strong) >= 4.5
    for surface in (*theme.surfaces, palette.brand_tint):
        assert brand.contrast(palette.brand_ink, surface) >= 4.5
        assert brand.contrast(palette.brand_edge, surface) >= 3
    assert brand.contrast(theme.ink, palette.brand_tint) >= 4.5


def test_pale_yellow_is_a_fill_but_never_pale_text() -> None:
    palette = brand.palette("#ffe14d", brand.LIGHT)
    assert palette == brand.Palette(
        brand="#ffe14d",
        on_brand="#15202b",
        brand_strong="#ffe66d",
        brand_edge="#99872e",
        brand_ink="#786a24",
        brand_tint="#fffced",
    )


def test_navy_is_lightened_on_a_dark_page() -> None:
    palette = brand.palette("#0b1f4b", brand.DARK)
    assert palette.brand != "#0b1f4b"
    assert brand.contrast(palette.brand, "#10171e") >= 3


def test_contrast_is_that_of_wcag() -> None:
    assert brand.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert brand.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("wrong", ["14507a", "#14507", "#14507az", "red", "", None, 7, "#14507a;}body{"])
def test_what_is_no_colour_is_refused_and_replaced(wrong: object) -> None:
    with pytest.raises(ValueError, match="is not a colour"):
        brand.parse(wrong)
    assert brand.color_of({"color": wrong}) == brand.DEFAULT_COLOR


def test_the_surfaces_are_those_of_the_style_sheet() -> None:
    source = TOKENS.read_text()
    light, dark = (source.split(f"@mixin {name} {{")[1].split("}")[0] for name in ("light", "dark"))
    for theme, block in ((brand.LIGHT, light), (brand.DARK, dark)):
        tokens = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block))
        assert theme.surfaces == (tokens["surface"], tokens["page"], tokens["sunken"])
        assert theme.ink == tokens["ink"]


def test_the_states_of_the_style_sheet_are_readable() -> None:
    source = TOKENS.read_text()
    for name in ("light", "dark"):
        block = source.split(f"@mixin {name} {{")[1].split("}")[0]
        tokens = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block))
        for word in ("menunggu", "proses", "selesai", "other", "info"):
            for surface in (tokens["surface"], tokens["page"], tokens[f"{word}-tint"]):
                assert brand.contrast(tokens[word], surface) >= 4.5, (name, word, surface)
        for surface in ("surface", "page", "sunken"):
            assert brand.contrast(tokens["ink-muted"], tokens[surface]) >= 4.5, (name, surface)
            assert brand.contrast(tokens["line-strong"], tokens[surface]) >= 3, (name, surface)
