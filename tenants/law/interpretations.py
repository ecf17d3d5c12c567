"""Where the words of a rule may be read in two ways: which reading a rule takes (`deadlines.toml` has both).

A reading says which events end a deadline and from when it is counted. The province may take another one from a day to
come (`core.casework.office.national_law`); reports keep the reading of their day.
"""

from typing import Any

from tenants.law.models import DeadlineRule

Reading = dict[str, Any]


def taken(rule: DeadlineRule) -> Reading | None:
    """The reading a rule takes; None where its words leave no doubt, or somebody has set it otherwise."""
    return next((reading for reading in rule.readings if is_taken(rule, reading)), None)


def is_taken(rule: DeadlineRule, reading: Reading) -> bool:
    return (rule.met_by, rule.counted_from) == (reading["met_by"], reading["counted_from"])


def take(rule: DeadlineRule, reading: Reading) -> None:
    rule.met_by, rule.counted_from = list(reading["met_by"]), reading["counted_from"]
