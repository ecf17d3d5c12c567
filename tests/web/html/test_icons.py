"""Every icon that a page names is in the sprite; a name that is not would be drawn as nothing."""

import re
from pathlib import Path

from core.reports.kinds import State
from web.citizen import stories
from web.desk import presenters
from web.html.badges import name_of_status_icon

ROOT = Path(__file__).parents[3]
WEB = ROOT / "platform" / "web"
_NAMED = re.compile(r"\bicon\(\"([a-z0-9-]+)\"\)|\bicon_name=\"([a-z0-9-]+)\"|\"icon\": \"([a-z0-9-]+)\"")


def sprite() -> set[str]:
    """What `build.mjs` puts into icons.svg."""
    lucide = re.search(r"const LUCIDE = \[(.*?)\];", (WEB / "build.mjs").read_text(), re.S)
    return {*re.findall(r'"([a-z0-9-]+)"', lucide[1]), *(path.stem for path in (WEB / "assets" / "icons").iterdir())}


def named() -> set[str]:
    files = [*(ROOT / "templates").rglob("*.html"), *(path for path in WEB.rglob("*.py"))]
    return {name for path in files for found in _NAMED.findall(path.read_text()) for name in found if name}


def test_every_named_icon_is_in_the_sprite():
    chosen = {*presenters._ICONS.values(), *stories._ICONS.values(), *map(name_of_status_icon, State.values)}
    assert {"camera", "x"} <= named()
    assert named() | chosen - {""} <= sprite()


def test_the_sprite_holds_nothing_that_no_page_names():
    chosen = {*presenters._ICONS.values(), *stories._ICONS.values(), *map(name_of_status_icon, State.values)}
    in_conditions = {"check", "clock"}
    assert sprite() <= named() | chosen | in_conditions
