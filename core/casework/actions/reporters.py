"""How the reporter is known: by number and receipt code, or by the account the report is in."""

from dataclasses import dataclass
from typing import Any, Protocol

from core.accounts.models import User
from core.casework.queries import my_report, report_by_code
from core.reports.models import Report


@dataclass(frozen=True)
class ByCode:
    """Somebody who has the number and the receipt code."""

    number: Any
    code: Any

    def find(self) -> Report:
        """The report; NotFound when the two do not belong together."""
        return report_by_code(self.number, self.code)


@dataclass(frozen=True)
class ByAccount:
    """Somebody who is signed in to the account the report is in."""

    number: Any
    account: User

    def find(self) -> Report:
        """The report; NotFound when it is not in this account."""
        return my_report(self.account, self.number)


class Key(Protocol):
    """Somebody who may act as the reporter of one report."""

    def find(self) -> Report:
        """The report; NotFound when it is not this one's."""
