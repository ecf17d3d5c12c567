"""What the admin's pages list. Constant numbers of queries."""

from dataclasses import dataclass

from django.db.models import Count

from core.audit import streams
from core.audit.models import Entry
from core.casework.office.emptying import work_of
from core.catalogue.models import Unit, UnitUserObjectPermission
from core.reports.kinds import OPEN
from core.reports.models import Report


@dataclass(frozen=True)
class UnitRow:
    """A unit with how many active people and how many open reports it has. Of a closed one, `to_move` is how many
    reports it had then: what it still has is on the way."""

    unit: Unit
    people: int
    reports: int
    to_move: int = 0

    @property
    def moved(self) -> int:
        return max(0, self.to_move - self.reports)

    @property
    def is_emptying(self) -> bool:
        return not self.unit.is_active and self.reports > 0


def unit_rows() -> list[UnitRow]:
    """All units, closed ones last. Four queries."""
    held = UnitUserObjectPermission.objects.filter(user__is_active=True).order_by().values("content_object")
    people = dict(held.annotate(n=Count("user", distinct=True)).values_list("content_object", "n"))
    open_reports = Report.objects.filter(state__in=OPEN).exclude(unit=None).order_by().values("unit")
    reports = dict(open_reports.annotate(n=Count("pk")).values_list("unit", "n"))
    closings = Entry.objects.filter(stream=streams.OFFICE, action="close_unit").order_by("seq")
    had = {details["unit_code"]: details["reports"] for details in closings.values_list("details", flat=True)}
    return [
        UnitRow(unit, people.get(unit.pk, 0), reports.get(unit.pk, 0), had.get(unit.code, 0))
        for unit in Unit.objects.order_by("-is_active", "short_name")
    ]


def unit_row(unit: Unit) -> UnitRow:
    """One unit with its people and what it has, parts counted. Two queries."""
    held = UnitUserObjectPermission.objects.filter(user__is_active=True, content_object=unit)
    return UnitRow(unit, held.values("user").distinct().count(), work_of(unit).count())
