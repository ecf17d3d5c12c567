"""The plans of made-up reports: pure, the same every time, in the shares LAKSA published, and within their law."""

from collections import Counter
from datetime import datetime, timedelta
from io import BytesIO
from string import Formatter
from zoneinfo import ZoneInfo

import pytest
from PIL import Image

from core.catalogue import seeding
from demo import plans, scenes, volumes
from demo.rules import Rules
from tenants.law import first_rows
from tenants.law.calendar import WorkingCalendar
from tenants.law.memory import Law

TODAY = datetime(2026, 11, 25, tzinfo=ZoneInfo("Asia/Jakarta"))
AREAS = [plans.Area("36.71.01.1001", "Sukarasa", ((-6.1768, 106.6328),)), plans.Area("36.71.01.1002", "Sukaasih")]
CATEGORIES = list(plans.STORIES)
CODES = sorted(volumes.POPULATION)
RULES = Rules(14, Law(WorkingCalendar((), ()), tuple(first_rows.deadlines())))


def made(code: str = "36.71", total: int = 456) -> list[plans.Plan]:
    return plans.plans(code, total, TODAY, CATEGORIES, AREAS, RULES)


def test_some_3000_reports_by_population():
    counts = {code: volumes.count(code) for code in CODES}
    assert counts == {
        "36.01": 335, "36.02": 357, "36.03": 806, "36.04": 417, "36.71": 456, "36.72": 112, "36.73": 177, "36.74": 341,
    }  # fmt: skip
    assert sum(counts.values()) == 3001
    assert volumes.count("36.99") == 20


def test_the_pilot_has_the_published_shares():
    manner = volumes.manner("36.71", 456)
    # 571 of 14,012 wait: 19 of 456. Each open state has at least two.
    assert (manner.pace, manner.rejected) == (1.0, 22)
    assert manner.open_states == {
        "submitted": 6, "needs_info": 2, "verified": 3, "dispatched": 8, "in_progress": 2, "answered": 2,
    }  # fmt: skip


@pytest.mark.parametrize("code", CODES)
def test_the_same_every_time_and_all_before_today(code):
    once = made(code, 100)
    assert once == made(code, 100)
    assert len(once) == 100
    for plan in once:
        times = [plan.at, *(step.at for step in plan.steps)]
        assert times == sorted(set(times))
        assert TODAY - plans.SPAN <= times[0] <= times[-1] < TODAY


def test_two_days_tell_the_same_story_a_day_apart():
    """Office hours depend on the weekday, so a week is the span that changes nothing."""
    week = timedelta(days=7)
    later = plans.plans("36.71", 50, TODAY + week, CATEGORIES, AREAS, RULES)
    assert [plan.at + week for plan in made(total=50)] == [plan.at for plan in later]


def test_every_detour_is_taken():
    taken = Counter(step.action for plan in made(total=800) for step in plan.steps)
    assert set(taken) == {
        "ask", "reply", "verify", "reject", "dispatch", "send_back", "start", "answer", "close",
        "correct", "hide_photo", "redact", "message", "add_info", "refer", "withdraw", "resolve_outside",
        "redispatch", "add_part", "finish_part", "rework", "follow_up", "extend", "note", "rate", "reopen",
    }  # fmt: skip
    assert any(plan.supporters for plan in made())


def test_offices_act_in_office_hours():
    moments = [step.at for plan in made() for step in plan.steps if step.action in ("verify", "dispatch", "close")]
    outside = [at for at in moments if at.weekday() > 4 or not 7 <= at.hour < 16]
    assert len(outside) / len(moments) < 0.05  # what a short life leaves no other time for


def test_misconduct_is_secret_and_never_named():
    misconduct = [plan.draft for plan in made(total=800) if plan.draft["kind"] == "misconduct"]
    assert misconduct
    assert {draft["visibility"] for draft in misconduct} == {"secret"}
    assert "named" not in {draft["identity"] for draft in misconduct}


def test_what_is_taken_out_for_the_public_names_somebody():
    redacted = [
        (plan.draft["description"], step.words["text"])
        for plan in made(total=800)
        for step in plan.steps
        if step.action == "redact"
    ]
    assert redacted
    assert all(before == after + plans.PHRASES["personal"] for before, after in redacted)


def test_stories_exist_for_every_category_and_have_no_open_slot():
    files = seeding.DATA.glob("categories*.csv")
    codes = {line.split(",")[0] for file in files for line in file.read_text().splitlines()[1:]}
    assert codes == set(plans.STORIES)
    texts = [text for story in plans.STORIES.values() for text in (*story["reports"], *story["answers"])]
    slots = {name for text in texts for _literal, name, _spec, _conversion in Formatter().parse(text) if name}
    assert slots == {"place", "since", "area"}
    assert all("{" not in text for story in plans.STORIES.values() for text in story["answers"])
    assert {story.get("scene") for story in plans.STORIES.values()} == {None, *scenes.SCENES}


@pytest.mark.parametrize("scene", scenes.SCENES)
def test_photos_are_small_and_differ(scene):
    pictures = {scenes.photo(scene, variant, is_after) for variant in range(2) for is_after in (False, True)}
    assert len(pictures) == 4
    assert max(map(len, pictures)) < 40_000
    assert {Image.open(BytesIO(picture)).size for picture in pictures} == {(640, 480)}
