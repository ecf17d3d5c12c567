"""Photos for made-up reports, drawn by code: a plain scene of each kind before and after the work.

A few dozen distinct pictures are enough; each attachment still stores a file of its own. The same every time.
"""

import random
from functools import lru_cache
from io import BytesIO

from PIL import Image, ImageDraw, ImageFilter

SIZE = (800, 600)  # what the drawing functions think in
_STORED = (640, 480)
VARIANTS = 6
HORIZON = 300
Draw = ImageDraw.ImageDraw
Colour = tuple[int, int, int]
_LIGHT = (255, 226, 140, 44)


@lru_cache(maxsize=128)
def photo(scene: str, variant: int, is_after: bool) -> bytes:
    """A JPEG of one of the `SCENES`; `variant` (0 to VARIANTS - 1) moves things about."""
    chance = random.Random(f"{scene}{variant}")  # noqa: S311 (a picture, not a secret)
    is_night = scene == "lamp"
    image = Image.new("RGB", SIZE)
    draw = ImageDraw.Draw(image, "RGBA")  # so that light can be laid over what is there
    _sky(draw, is_night, chance)
    _houses(draw, is_night, chance)
    _ground(draw, is_night)
    SCENES[scene](draw, chance, is_after)
    target = BytesIO()
    image.filter(ImageFilter.GaussianBlur(1)).resize(_STORED).save(target, "JPEG", quality=85)
    return target.getvalue()


def _sky(draw: Draw, is_night: bool, chance: random.Random) -> None:
    top, low = ((18, 22, 44), (44, 46, 78)) if is_night else ((120 + chance.randrange(40), 170, 214), (226, 234, 238))
    for y in range(HORIZON):
        share = y / HORIZON
        draw.line((0, y, SIZE[0], y), _mixed(top, low, share))


def _mixed(one: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def _houses(draw: Draw, is_night: bool, chance: random.Random) -> None:
    x = -40
    while x < SIZE[0]:
        width, height = chance.randrange(110, 200), chance.randrange(90, 170)
        wall = tuple(chance.randrange(150, 235) // (4 if is_night else 1) for _ in range(3))
        roof = (150, 74, 52) if not is_night else (42, 30, 34)
        top = HORIZON - height
        draw.rectangle((x, top, x + width, HORIZON), wall)
        draw.polygon([(x - 12, top), (x + width // 2, top - 50), (x + width + 12, top)], roof)
        pane = (240, 206, 120) if is_night and chance.random() < 0.5 else (92, 110, 124)
        draw.rectangle((x + 24, top + 28, x + 60, top + 66), pane)
        x += width + chance.randrange(6, 40)


def _ground(draw: Draw, is_night: bool) -> None:
    asphalt, edge = ((30, 31, 38), (58, 58, 62)) if is_night else ((104, 106, 110), (186, 182, 170))
    draw.rectangle((0, HORIZON, *SIZE), edge)
    draw.polygon([(250, HORIZON), (550, HORIZON), (860, SIZE[1]), (-60, SIZE[1])], asphalt)
    for y in range(HORIZON + 20, SIZE[1], 70):
        draw.rectangle((394, y, 400 + (y - HORIZON) // 30, y + 30), (214, 212, 202) if not is_night else (90, 90, 92))


def _lamp(draw: Draw, chance: random.Random, is_after: bool) -> None:
    for x in (130 + chance.randrange(60), 640 - chance.randrange(60)):
        draw.rectangle((x, 90, x + 10, 470), (88, 92, 98))
        draw.rectangle((x, 90, x + 80, 100), (88, 92, 98))
        if is_after:
            for wide in (70, 110, 150):
                draw.polygon([(x + 60, 110), (x + 90, 110), (x + 75 + wide, 560), (x + 75 - wide, 560)], _LIGHT)
                draw.ellipse((x + 75 - wide, 545 - wide // 6, x + 75 + wide, 545 + wide // 5), _LIGHT)
            draw.ellipse((x + 46, 94, x + 104, 124), (255, 240, 176))
        else:
            draw.ellipse((x + 56, 98, x + 92, 116), (52, 54, 60))


def _road(draw: Draw, chance: random.Random, is_after: bool) -> None:
    for _ in range(3):
        x, y, wide = chance.randrange(180, 520), chance.randrange(380, 530), chance.randrange(70, 150)
        box = (x, y, x + wide, y + wide // 3)
        draw.ellipse(box, (74, 75, 78) if is_after else (62, 52, 44))
        if not is_after:
            draw.ellipse((x + 12, y + 10, x + wide - 14, y + wide // 3 - 4), (122, 106, 84))


def _water(draw: Draw, chance: random.Random, is_after: bool) -> None:
    if is_after:
        draw.polygon([(560, HORIZON), (600, HORIZON), (800, 520), (800, 600), (740, 600)], (112, 140, 150))
        return
    for _ in range(9):
        x, y, wide = chance.randrange(-60, 640), chance.randrange(360, 560), chance.randrange(180, 420)
        draw.ellipse((x, y, x + wide, y + wide // 5), (128, 112, 84))
    for _ in range(14):
        x, y = chance.randrange(60, 740), chance.randrange(380, 580)
        draw.line((x, y, x + chance.randrange(30, 80), y), (176, 164, 136), 2)


def _trash(draw: Draw, chance: random.Random, is_after: bool) -> None:
    left = chance.randrange(40, 380)
    draw.rectangle((left, 330, left + 150, 430), (46, 108, 70))
    draw.rectangle((left - 6, 320, left + 156, 336), (34, 84, 54))
    if is_after:
        return
    for _ in range(70):
        x, y, size = left + chance.randrange(-60, 240), chance.randrange(390, 500), chance.randrange(14, 46)
        colour = chance.choice([(34, 34, 38), (206, 202, 190), (60, 90, 150), (176, 70, 60), (120, 100, 70)])
        draw.ellipse((x, y, x + size, y + size * 3 // 4), colour)


def _tree(draw: Draw, chance: random.Random, is_after: bool) -> None:
    x = chance.randrange(120, 260)
    if is_after:
        draw.ellipse((x, 410, x + 70, 440), (150, 116, 78))
        draw.ellipse((x + 12, 416, x + 58, 434), (196, 164, 118))
        return
    draw.line((x, 440, x + 330, 360), (96, 70, 46), 34)
    for _ in range(60):
        leaf_x, leaf_y = x + chance.randrange(220, 460), chance.randrange(290, 430)
        green = (40 + chance.randrange(50), 100 + chance.randrange(60), 52)
        draw.ellipse((leaf_x, leaf_y, leaf_x + 54, leaf_y + 38), green)


def _street(draw: Draw, chance: random.Random, is_after: bool) -> None:
    for place in range(1 if is_after else 4):
        x = 20 + place * 190 + chance.randrange(20)
        cloth = chance.choice([(196, 74, 62), (58, 104, 160), (222, 170, 66), (70, 130, 90)])
        y = 330 + (0 if is_after else chance.randrange(60))
        draw.polygon([(x, y), (x + 150, y), (x + 130, y - 46), (x + 20, y - 46)], cloth)
        draw.rectangle((x + 14, y, x + 20, y + 90), (90, 84, 78))
        draw.rectangle((x + 130, y, x + 136, y + 90), (90, 84, 78))
        draw.rectangle((x + 8, y + 54, x + 142, y + 76), (168, 134, 94))


SCENES = {"lamp": _lamp, "road": _road, "water": _water, "trash": _trash, "tree": _tree, "street": _street}
