"""What becomes public passes the proposal: personal data that rules find gives way to a word, unless somebody says
otherwise. Used by every action after which more may be read by everybody than before."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from core.casework.actions.engine import Addition
from core.common.text import check_line, check_text
from core.reports import redaction
from core.reports.models import FollowUp, Report
from core.reports.public_parts import ADDRESS, NOTE, answer_part

# A word in the place of a number may be longer than the number.
MOST_TEXT, MOST_LINE = 6000, 400
TEXT = "text"


@dataclass(frozen=True)
class Said:
    """What somebody says the public shall read of one part; None: nothing, so the proposal holds."""

    name: str
    original: str
    version: str | None = None


def said_text(report: Report, value: Any, *, as_written: bool = False, field: str = "public_text") -> Said:
    """The description's public version; blank says nothing. `as_written`: published with everything in it."""
    words = check_text(value or "", field=field, maximum=MOST_TEXT)
    return Said(TEXT, report.description, report.description if as_written else words or None)


def said_address(report: Report, value: Any, *, as_written: bool = False, field: str = "public_address") -> Said:
    """The address line's; None says nothing, blank that no address is shown."""
    words = None if value is None else check_line(value, field=field, maximum=MOST_LINE)
    return Said(ADDRESS, report.address, report.address if as_written else words)


def said_note(report: Report, value: Any = None, *, field: str = "rejection_note") -> Said:
    words = None if value is None else check_text(value, field=field, maximum=MOST_TEXT)
    return Said(NOTE, report.rejection_note, words)


def said_answer(seq: int, text: str, value: Any, *, as_written: bool = False, field: str = "public_text") -> Said:
    """An answer's; blank says nothing."""
    words = check_text(value or "", field=field, maximum=MOST_TEXT)
    return Said(answer_part(seq), text, text if as_written else words or None)


def publish(report: Report, parts: Iterable[Said]) -> list[str]:
    """Set the public versions; the names of the parts whose version has changed. The caller writes the report's row.

    Where nothing is said, a version that somebody has set stays, and what has none gets the proposal.
    """
    return [part.name for part in parts if _set(report, part)]


def _set(report: Report, part: Said) -> bool:
    before = _version(report, part.name)
    if part.version is None:
        if before is not None:
            return False
        proposal = redaction.propose(part.original)
        version = proposal.text if proposal.found else None
    else:
        version = None if part.version == part.original else part.version
    if part.name == TEXT:
        report.public_text = version or ""
    else:
        kept = {name: words for name, words in report.public_parts.items() if name != part.name}
        report.public_parts = kept if version is None else {**kept, part.name: version}
    return _version(report, part.name) != before


def _version(report: Report, name: str) -> str | None:
    return report.public_text or None if name == TEXT else report.public_parts.get(name)


def everything(report: Report) -> list[Said]:
    """Every part of the report, nothing being said about any: for when all of it becomes public at once. One query."""
    answers = FollowUp.objects.filter(report=report).order_by("seq").values_list("seq", "text")
    return [
        said_text(report, None),
        said_address(report, None),
        said_note(report),
        *(said_answer(seq, text, None) for seq, text in answers),
    ]


def with_redactions(entry: Addition, changed: list[str]) -> Addition:
    """The addition that says in history which parts the public reads in another version; never the words."""
    if changed:
        entry.details["redacted"] = changed
    return entry
