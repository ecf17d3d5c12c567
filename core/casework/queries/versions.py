"""Versions of what is public: equal as long as nothing has changed that pages and answers are made of.

A report's row is written by whatever changes the report: each entry of its history, each supporter, its erasing. So
which version of the row it is (`xmin` and `ctid`: PostgreSQL gives every update others) stands for its texts, photos
and deadlines too. Names of categories, units and reasons are changed by the office, whose history ends with another
entry then. One statement each, written out because they stand before everything else.
"""

from collections.abc import Hashable

from core.audit.streams import OFFICE
from core.casework.queries.lists import PUBLIC_PAGE
from core.casework.queries.public_search import MOST_POINTS, RESULTS_AMONG
from core.common import numbers
from core.common.errors import Invalid
from core.reports.kinds import State, Visibility
from tenants.connection import connection

_OFFICE = "SELECT hash FROM audit_streamend WHERE stream = %(office)s"
# Where another city or another report stands on the page of this one, its row does not say when they change.
_OF_ONE = """
SELECT r.xmin::text, r.ctid::text, ({office}) FROM reports_report r
 WHERE r.number = %(number)s AND r.visibility = %(public)s
   AND r.transferred_to = '' AND r.received_from = '' AND r.merged_into = ''
"""
_NEWEST = """
SELECT md5(string_agg(xidsend(xmin) || tidsend(ctid), ''::bytea)) FROM (
  SELECT xmin, ctid FROM reports_report
   WHERE visibility = %(public)s AND state <> %(gone)s {more} ORDER BY id DESC LIMIT {most}) newest
"""
_REPORT = _OF_ONE.format(office=_OFFICE)
_LIST = _NEWEST.format(more="", most=PUBLIC_PAGE + 1)
_POINTS = _NEWEST.format(more="AND verified_at IS NOT NULL AND lat IS NOT NULL", most=MOST_POINTS)
_RESULTS = _NEWEST.format(more="AND verified_at IS NOT NULL AND state IN %(answered)s", most=RESULTS_AMONG)
_TOGETHER, _ALL = "SELECT ({}), ({})", "SELECT ({}), ({}), ({})"
_VALUES = {
    "office": OFFICE,
    "public": Visibility.PUBLIC,
    "gone": State.TRANSFERRED,
    "answered": (State.ANSWERED, State.CLOSED),
}


def report_version(number: str) -> Hashable | None:
    """Of a public report's page and answer; None for one that is not public, where it says something of another report
    or city, and for what is no number."""
    return _read(_REPORT, number=number) if _is_number(number) else None


def _is_number(text: str) -> bool:
    """Whether this is a report's number as we write it."""
    try:
        return numbers.parse_number(text) == text
    except Invalid:
        return False


def list_version() -> Hashable:
    """Of the first page of the public list without a filter."""
    return _read(_TOGETHER.format(_LIST, _OFFICE))


def home_version() -> Hashable:
    """Of the newest public reports and the newest results."""
    return _read(_ALL.format(_LIST, _RESULTS, _OFFICE))


def points_version() -> Hashable:
    """Of all points of the public map."""
    return _read(_TOGETHER.format(_POINTS, _OFFICE))


def _read(statement: str, **values: str) -> Hashable | None:
    with connection.cursor() as cursor:
        cursor.execute(statement, {**_VALUES, **values})
        row = cursor.fetchone()
    return tuple(bytes(part) if isinstance(part, memoryview) else part for part in row) if row else None
