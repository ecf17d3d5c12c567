"""Who is acting: a value that the actions of casework take instead of a request."""

from dataclasses import dataclass, field

from core.accounts.models import User
from core.accounts.roles import SEES_EVERY_REPORT, Role, UnitRole


@dataclass(frozen=True)
class Actor:
    """A person or machine with the roles it holds at this moment. `unit_roles` maps unit ids to UnitRole values."""

    kind: str
    user: User | None = None
    roles: frozenset[str] = frozenset()
    unit_roles: dict[int, frozenset[str]] = field(default_factory=dict)
    # How somebody is named who has no account here: the Ombudsman's people in a city.
    name: str = ""

    @property
    def label(self) -> str:
        """How history names the actor: staff by name, reporters only by their part."""
        return self.name or (str(self.user) if self.user and self.kind == "staff" else self.kind)

    @property
    def is_staff(self) -> bool:
        return self.kind == "staff" and bool(self.roles or self.unit_roles)

    @property
    def sees_every_report(self) -> bool:
        return bool(self.roles & SEES_EVERY_REPORT)

    @property
    def sees_reports(self) -> bool:
        return self.sees_every_report or bool(self.unit_roles)

    def has(self, role: str) -> bool:
        return role in self.roles

    def has_in_unit(self, unit_id: int | None, *roles: str) -> bool:
        return bool(self.unit_roles.get(unit_id or 0, frozenset()) & set(roles))

    def units_as(self, *roles: str) -> list[int]:
        return sorted(unit for unit, held in self.unit_roles.items() if held & set(roles))


REPORTER = Actor("reporter")
SYSTEM = Actor("system")
__all__ = ["REPORTER", "SYSTEM", "Actor", "Role", "UnitRole"]
