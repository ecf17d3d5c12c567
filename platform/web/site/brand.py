"""A city's brand colour, made safe to read: whatever colour a city chooses, text keeps contrast AA (WCAG 2.2, 1.4.3).

The city gives one colour. From it come the fill of buttons and the text on it, the colour for links and headings
(darkened or lightened until it reaches 4.5:1 on every surface it may stand on), an edge that shows where a button ends
(3:1, WCAG 1.4.11) and a tint, each for the light and the dark theme.
"""

import base64
import hashlib
import re
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString

TEXT_CONTRAST = 4.5
EDGE_CONTRAST = 3.0
DEFAULT_COLOR = "#14507a"

Rgb = tuple[int, int, int]
BLACK: Rgb = (0, 0, 0)
WHITE: Rgb = (255, 255, 255)
_HEX = re.compile(r"#[0-9a-fA-F]{6}")
_STEPS = 100


@dataclass(frozen=True)
class Theme:
    """What a brand colour is set against: the three surfaces and the ink of assets/styles/_tokens.scss."""

    surfaces: tuple[str, ...]
    ink: str
    toward: Rgb  # where a colour moves to stand out more
    tint: float  # how much of the brand colour a tinted surface holds


LIGHT = Theme(surfaces=("#ffffff", "#f3f5f7", "#e8ecf0"), ink="#15202b", toward=BLACK, tint=0.10)
DARK = Theme(surfaces=("#1a232c", "#10171e", "#25303b"), ink="#e9eef3", toward=WHITE, tint=0.16)


@dataclass(frozen=True)
class Palette:
    """The brand's custom properties in one theme, each as "#rrggbb"."""

    brand: str
    on_brand: str
    brand_strong: str
    brand_edge: str
    brand_ink: str
    brand_tint: str

    @property
    def css(self) -> str:
        return "".join(f"--{name.replace('_', '-')}:{value};" for name, value in vars(self).items())


def parse(color: str) -> Rgb:
    """ "#rrggbb" as three numbers from 0 to 255; a ValueError for anything else."""
    if not isinstance(color, str) or not _HEX.fullmatch(color):
        raise ValueError(f"{color!r} is not a colour like #14507a")
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def _hex(rgb: Rgb) -> str:
    return "#{:02x}{:02x}{:02x}".format(*rgb)


def _mix(rgb: Rgb, other: Rgb, share: float) -> Rgb:
    """`share` of the other colour, the rest of this one."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(rgb, other, strict=True))
    return red, green, blue


def _luminance(rgb: Rgb) -> float:
    """Relative luminance as WCAG 2 defines it."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (part / 255 for part in rgb)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2, relative luminance)."""
    return _contrast(parse(one), parse(other))


def _contrast(one: Rgb, other: Rgb) -> float:
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _until(rgb: Rgb, toward: Rgb, wanted: float, surfaces: list[Rgb]) -> Rgb:
    """The colour nearest to `rgb`, on its way to black or white, that stands out from every surface."""
    for step in range(_STEPS + 1):
        moved = _mix(rgb, toward, step / _STEPS)
        if all(_contrast(moved, surface) >= wanted for surface in surfaces):
            return moved
    return toward


def palette(color: str, theme: Theme) -> Palette:
    """The brand's properties in one theme."""
    surfaces = [parse(surface) for surface in theme.surfaces]
    fill = parse(color)
    if theme is DARK:  # a navy button would vanish on a dark page
        fill = _until(fill, WHITE, EDGE_CONTRAST, surfaces)
    on_fill = max((WHITE, parse(LIGHT.ink)), key=lambda text: _contrast(text, fill))
    if _contrast(on_fill, fill) < TEXT_CONTRAST:
        fill = _until(fill, BLACK if on_fill == WHITE else WHITE, TEXT_CONTRAST, [on_fill])
    # Pressed, a button moves away from its text, so its label only gains contrast.
    strong = _mix(fill, BLACK if on_fill == WHITE else WHITE, 0.18)
    tint = _mix(surfaces[0], fill, theme.tint)
    return Palette(
        brand=_hex(fill),
        on_brand=_hex(on_fill),
        brand_strong=_hex(strong),
        brand_edge=_hex(_until(fill, theme.toward, EDGE_CONTRAST, [*surfaces, tint])),
        brand_ink=_hex(_until(fill, theme.toward, TEXT_CONTRAST, [*surfaces, tint])),
        brand_tint=_hex(tint),
    )


def style(color: str) -> SafeString:
    """The content of the page's one inline <style>: both palettes of a brand colour. ValueError for a wrong colour."""
    light, dark = palette(color, LIGHT).css, palette(color, DARK).css
    return format_html(
        ":root{{{light}}}"
        "@media screen and (prefers-color-scheme:dark){{:root:not([data-theme=light]){{{dark}}}}}"
        "@media screen{{[data-theme=dark]{{{dark}}}}}",
        light=light,
        dark=dark,
    )


def style_source(content: str) -> str:
    """The Content-Security-Policy source that allows exactly this inline style."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"


def color_of(brand: dict) -> str:
    """The colour a tenant's `brand` holds, or Laksa's own when it holds none that can be read."""
    color = brand.get("color", DEFAULT_COLOR)
    return color if isinstance(color, str) and _HEX.fullmatch(color) else DEFAULT_COLOR
