"""What was merged into a report."""

from core.casework.queries.stories import Story
from core.reports.models import Report


def joined(story: Story) -> list[Report]:
    """The reports that ended in this one, oldest first, with number and receipt time. For those who may see every
    report. One query, none when its history tells of no merger."""
    if not any(event.action == "absorb" for event in story.events):
        return []
    rows = Report.objects.filter(merged_into=story.report.number)
    return list(rows.only("number", "state", "received_at").order_by("pk"))
