"""A public report's answers are remembered, and are still those of this moment, for this host, in this language."""

import pytest

from core.casework import actions
from core.common import remembered_answers

SHARED = "public, max-age=0, s-maxage=10"


def answers(caller, number: str) -> list[bytes]:
    return [caller.get(f"/api/v1/reports/{number}/{part}").content for part in ("", "timeline/")]


def test_every_step_is_in_the_answer_at_once(cast, caller) -> None:
    office = cast.tangerang
    number = office.file("in_progress", photos=1).number
    seen = [answers(caller, number)]
    with office.seat():
        actions.answer(number, office.dewi, text="Lampu sudah diganti.")
    seen.append(answers(caller, number))
    with office.seat():
        actions.close(number, office.joko)
    seen.append(answers(caller, number))
    remembered_answers.forget()
    assert answers(caller, number) == seen[-1]
    assert seen[0] != seen[1] != seen[2]


@pytest.mark.parametrize("part", ["", "timeline/"])
def test_caches_are_told_how_long_and_by_what(cast, caller, part: str) -> None:
    path = f"/api/v1/reports/{cast.tangerang.file('verified').number}/{part}"
    caller.get(path)
    answer = caller.get(path)
    assert (answer["Cache-Control"], answer["Content-Type"]) == (SHARED, "application/json")
    assert {name.strip() for name in answer["Vary"].split(",")} >= {"Accept-Language", "Accept-Encoding"}
    again = caller.get(path, HTTP_IF_NONE_MATCH=answer["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    english = caller.get(path, HTTP_ACCEPT_LANGUAGE="en")
    assert (english["Cache-Control"], english["Content-Language"]) == ("private, no-cache", "en")
    assert caller.get(path, HTTP_ACCEPT="text/html").status_code == 406
    assert caller.get(path, HTTP_HOST="kab-lebak.localhost").status_code == 404
    assert caller.get(path, {"dari": "x"}).status_code == 400
