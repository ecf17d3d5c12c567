"""Through how many of our files a page goes: a reader who follows it has to open each of them."""

import sys
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).parents[3]
OURS = ("api/", "core/", "platform/", "tenants/")
# What carries every page of somebody who is signed in: the seat, what surrounds a page, and who may open it.
FRAME = ("tenants/", "platform/web/site/", "platform/web/accounts/", "core/accounts/")


def files_passed(client, path: str) -> set[str]:
    """Our files of which a function runs while the page is answered, once everything is warm."""
    found: set[str] = set()

    def note(frame: FrameType, event: str, _argument: object) -> None:
        if event == "call":
            found.add(frame.f_code.co_filename)

    assert client.get(path).status_code == 200
    before = sys.getprofile()
    sys.setprofile(note)
    try:
        client.get(path)
    finally:
        sys.setprofile(before)
    names = (Path(name) for name in found)
    inside = {path.relative_to(ROOT).as_posix() for path in names if path.is_relative_to(ROOT)}
    return {name for name in inside if name.startswith(OURS)}


def test_the_ombudsmans_overview_goes_through_few_files(signed_in):
    files = files_passed(signed_in("head"), "/ombudsman/")
    assert "platform/web/province/ombudsman.py" in files
    assert len(files) <= 25, sorted(files)
    own = {name for name in files if not name.startswith(FRAME)}
    assert len(own) <= 15, sorted(own)
