"""No step of a made-up report breaks a rule of the product, whatever the day: each is walked through the transition
table and held against the city's settings and the law."""

from collections import Counter
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.accounts.roles import Role, UnitRole
from core.catalogue.models import CitySettings
from core.reports.kinds import State
from core.reports.workflow import LINES, PART_OFFICER, REPORTER
from demo import plans, volumes
from demo.rules import Rules
from tenants.law import first_rows, seeding
from tenants.law.calendar import WorkingCalendar
from tenants.law.memory import Law

WIB = ZoneInfo("Asia/Jakarta")
A_WEEK = [date(2026, 11, 23) + timedelta(days=n) for n in range(7)]
# The turn of the year; days before, in and after Lebaran; a leap day; years whose days off nobody has decreed yet.
OTHER_DAYS = [date.fromisoformat(day) for day in (
    "2026-01-01", "2026-03-19", "2026-03-21", "2026-03-30", "2026-12-31", "2027-01-01", "2028-02-29", "2035-06-10",
)]  # fmt: skip
CATEGORIES = list(plans.STORIES)
PIN = ((-6.1768, 106.6328),)
# Who takes a step (`demo.samples`), as the table calls them; all others are the coordinator's.
TAKEN_BY = {
    **dict.fromkeys(("reply", "add_info", "withdraw", "rate", "reopen"), REPORTER),
    **dict.fromkeys(("answer", "start", "send_back", "message", "follow_up"), UnitRole.OFFICER),
    "finish_part": PART_OFFICER,
}


@pytest.fixture(scope="module")
def rules() -> Rules:
    """Those a new city begins with."""
    years = {year: seeding._days_off(year) for year in seeding.YEARS}
    calendar = WorkingCalendar((row.date for rows in years.values() for row in rows if row.is_day_off), years)
    return Rules(CitySettings().reopen_days, Law(calendar, tuple(first_rows.deadlines())))


def planned(day: date, rules: Rules, *, outlines: bool) -> list[plans.Plan]:
    today = datetime(day.year, day.month, day.day, tzinfo=WIB)
    areas = [plans.Area("36.71.01.1001", "Sukarasa", PIN if outlines else ()), plans.Area("36.71.01.1002", "Sukaasih")]
    found = [
        plan
        for code in volumes.POPULATION
        for plan in plans.plans(code, volumes.count(code), today, CATEGORIES, areas, rules)
    ]
    assert all(plan.at < today for plan in found)
    assert all(step.at < today for plan in found for step in plan.steps)
    return found


def faults(plan: plans.Plan, rules: Rules) -> list[str]:
    """What the table or a limit would refuse."""
    found, state, last, open_parts = [], str(State.SUBMITTED), {"received": plan.at}, 0
    for step in plan.steps:
        line = LINES[step.action]
        if state not in line.sources or TAKEN_BY.get(step.action, Role.COORDINATOR) not in line.roles:
            found.append(f"{step.action} in {state}")
        if open_parts and step.action == "answer":
            found.append("answer beside an open part")
        open_parts += {"add_part": 1, "finish_part": -1}.get(step.action, 0)
        found += _too_late(step, plan.draft["kind"], last, rules)
        state, last[step.action] = line.target or state, step.at
    return found


def _too_late(step: plans.Step, kind: str, last: dict[str, datetime], rules: Rules) -> list[str]:
    limits = {rule.code: rule for rule in rules.law.rules if rule.kind == kind}
    if step.action == "reopen":
        within = (local_day(step.at) - local_day(last["close"])).days <= rules.reopen_days
    elif step.action == "reply":
        within = (local_day(step.at) - local_day(last["ask"])).days <= limits["completion"].limit
    elif step.action == "extend":
        within = rules.law.calendar.between(local_day(last["received"]), local_day(step.at)) <= limits["total"].limit
        within &= step.words["days"] <= limits["total"].extension
    else:
        within = True
    return [] if within else [f"{step.action} too late"]


def local_day(moment: datetime) -> date:
    return moment.astimezone(WIB).date()


@pytest.mark.parametrize("outlines", [True, False], ids=["outlines", "no-outlines"])
@pytest.mark.parametrize("day", A_WEEK, ids=str)
def test_every_step_may_be_taken_on_every_day_of_the_week(day, outlines, rules):
    found = planned(day, rules, outlines=outlines)
    assert Counter(fault for plan in found for fault in faults(plan, rules)) == {}
    # The steps that have a last moment are among them.
    assert {"reopen", "reply", "extend"} <= {step.action for plan in found for step in plan.steps}


@pytest.mark.parametrize("day", OTHER_DAYS, ids=str)
def test_every_step_may_be_taken_around_holidays(day, rules):
    found = planned(day, rules, outlines=True)
    assert Counter(fault for plan in found for fault in faults(plan, rules)) == {}


def test_shorter_windows_are_kept_too(rules):
    narrow = Rules(1, rules.law)
    found = planned(A_WEEK[0], narrow, outlines=True)
    assert Counter(fault for plan in found for fault in faults(plan, narrow)) == {}
    assert any(fault == "reopen too late" for plan in planned(A_WEEK[0], rules, outlines=True)
               for fault in faults(plan, narrow))  # fmt: skip


def test_a_question_is_not_older_than_the_time_to_answer_it(rules):
    today = datetime(2026, 11, 25, tzinfo=WIB)
    asked = [plan for plan in planned(today.date(), rules, outlines=True) if [s.action for s in plan.steps] == ["ask"]]
    assert asked
    assert max((today - plan.steps[0].at).days for plan in asked) <= 30
