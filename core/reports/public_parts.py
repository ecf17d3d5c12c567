"""What the public reads of a report: every part that is published, in the version that may be read by everybody.

A part is the reporter's description, the address line, each answer of the office, and the note of a refusal. Whoever
shows a report to the public takes the words from here and from nowhere else; the originals stay beside them.
"""

from dataclasses import dataclass

from core.reports.models import Report

ADDRESS, NOTE = "address", "rejection_note"


@dataclass(frozen=True)
class PublicParts:
    """The public versions; empty before the report is published."""

    text: str = ""
    address: str = ""
    rejection_note: str = ""


def public_parts(report: Report) -> PublicParts:
    """What everybody may read of a report's own words."""
    return versions(report) if report.is_published else PublicParts()


def versions(report: Report) -> PublicParts:
    """The public versions as they are or would be, whether or not the report is published."""
    return PublicParts(
        report.public_text or report.description,
        report.public_parts.get(ADDRESS, report.address),
        report.public_parts.get(NOTE, report.rejection_note),
    )


def answer_part(seq: int) -> str:
    """The name of the answer that goes with an entry of the history."""
    return f"answer:{seq}"


def public_answer(report: Report, seq: int, text: str) -> str:
    """What everybody may read of an answer of the office."""
    return report.public_parts.get(answer_part(seq), text)
