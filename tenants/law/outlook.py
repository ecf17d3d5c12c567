"""What the calendar still lacks for the deadlines that begin now: said to operators before a due date is wrong."""

from datetime import date

from tenants.law.memory import Law
from tenants.law.models import DayUnit


def undecreed_years(law: Law, today: date) -> list[int]:
    """The years whose cuti bersama is not decreed although deadlines in working days that begin on `today` may reach
    into them, extensions counted; their due dates are provisional.
    """
    reaches = [
        rule.limit + rule.extension
        for rule in law.rules
        if rule.unit == DayUnit.WORKING_DAYS and rule.is_in_force(today)
    ]
    last = law.calendar.add(today, max(reaches, default=1))
    return [year for year in range(today.year, last.year + 1) if year not in law.calendar.decreed_years]
