"""The legal deadlines as tables: one a rule set, a row a deadline, the kinds of report it is for side by side."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from core.deadlines.labels import deadline_label
from tenants.law import interpretations
from tenants.law.models import DeadlineRule, RuleSet


@dataclass
class RuleTable:
    """The deadlines of one rule set."""

    title: str
    rules: list[DeadlineRule] = field(default_factory=list)


def rule_tables(day: date | None = None, rules: Iterable[DeadlineRule] | None = None) -> list[RuleTable]:
    """The deadlines in force on a local day, or all; each with `label`, the phrase citizens read, and `reading`, how
    its words are read where there is a doubt. One query.
    """
    found = list(DeadlineRule.objects.all()) if rules is None else list(rules)
    tables = {choice: RuleTable(str(choice.label)) for choice in RuleSet}
    for rule in found:
        if day is None or rule.is_in_force(day):
            rule.label = deadline_label(rule.code)
            reading = interpretations.taken(rule)
            rule.reading = reading["words"] if reading else ""
            tables[RuleSet(rule.rule_set)].rules.append(rule)
    return [table for table in tables.values() if table.rules]
