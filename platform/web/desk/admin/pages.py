"""What the templates of the admin's pages are given, where it is more than a form and what it is about."""

from typing import TypedDict

from core.accounts.models import RoleGrant, User
from core.casework.common.actors import Member
from core.casework.office.gaps import Gap
from core.casework.office.overview import UnitRow
from core.catalogue.models import Unit
from core.deadlines.models import LocalDayOff
from tenants.law.models import CalendarYear, Holiday
from web.html.forms import PlainForm
from web.html.office_history import HistoryRow


class PeoplePage(TypedDict):
    members: list[Member]
    former: list[Member]
    only_people: bool


class PersonPage(TypedDict):
    """`form` carries the errors; `roles` is the form of roles, which may be another one."""

    member: User
    form: PlainForm
    roles: PlainForm
    is_oneself: bool
    waiting: list[str]
    is_waiting: bool
    gaps: list[Gap]


class LinkPage(TypedDict):
    """`link` is "" where it went by mail."""

    title: str
    invited: User
    link: str
    waiting: tuple[str, ...]


class UnitsPage(TypedDict):
    rows: list[UnitRow]
    closed: list[UnitRow]


class UnitPage(TypedDict):
    """`faulty` is the form that says what is wrong."""

    unit: Unit
    row: UnitRow
    form: PlainForm
    closing: PlainForm
    faulty: PlainForm


class GrantRow(TypedDict):
    """A role that waits for a second person."""

    grant: RoleGrant
    may_confirm: bool
    is_mine: bool
    is_me: bool


class GrantsPage(TypedDict):
    rows: list[GrantRow]
    entries: list[HistoryRow]


class CountingDay(TypedDict):
    """A day off of the city's own, with how many due dates go back without it, in a sentence."""

    row: LocalDayOff
    moves: str


class DaysOffPage(TypedDict):
    form: PlainForm
    preview: str
    year: int
    years: list[int]
    national: list[Holiday]
    year_row: CalendarYear | None
    local: list[CountingDay]
    withdrawn: list[LocalDayOff]
