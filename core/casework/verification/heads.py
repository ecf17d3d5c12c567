"""The ends of a city's chains, for whoever compares them with what the ledger was told (`oversight.integrity`)."""

from collections.abc import Iterator
from itertools import groupby

from core.audit import chain
from core.audit.models import Entry
from core.audit.told import NOT_TOLD
from core.audit.writing import link_of
from core.reports.models import Report

BATCH = 500
# (number, seq and hash of the last entry the ledger has, what is wrong with the chain or "")
Head = tuple[str, int, bytes, str]


def heads_after(number: str, size: int = BATCH) -> list[Head]:
    """The next reports in the order of their numbers, each chain computed again. Two queries, in the city's seat.

    What is wrong is said without a word of the report.
    """
    wanted = Report.objects.filter(number__gt=number).order_by("number")[:size]
    reports = {row[0]: row for row in wanted.values_list("number", "audit_seq", "audit_head")}
    entries = Entry.objects.filter(stream__in=reports).order_by("stream", "seq", "pk")
    chains = {stream: list(group) for stream, group in groupby(entries, key=lambda entry: entry.stream)}
    return [_head(*report, chains.get(report[0], [])) for report in reports.values()]


def _head(number: str, audit_seq: int, audit_head: bytes, entries: list[Entry]) -> Head:
    told = [entry for entry in entries if entry.action not in NOT_TOLD]
    seq, head = (told[-1].seq, bytes(told[-1].hash)) if told else (0, b"")
    return number, seq, head, next(_breaks(audit_seq, audit_head, entries), "")


def _breaks(audit_seq: int, audit_head: bytes, entries: list[Entry]) -> Iterator[str]:
    previous = chain.START
    for expected, entry in enumerate(entries, start=1):
        if entry.seq != expected:
            yield f"entry {expected} is missing"
        if bytes(entry.previous) != previous or chain.link_hash(link_of(entry)) != bytes(entry.hash):
            yield f"entry {entry.seq} was changed"
        previous = bytes(entry.hash)
    if len(entries) != audit_seq or previous != bytes(audit_head):
        yield "the history does not end where the report says"
